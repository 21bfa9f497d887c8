import { SockscopeError } from '../../base/error';
import { UsageError, type Terminal } from '../terminal/terminal';
import { encodeArgument } from './payloadArgument';
import { completePayload } from './payloadCompletion';

/** The bytes of each line of standard input that is a payload; what goes wrong with one is told, and the next one is read. */
export async function* payloadLines(terminal: Terminal): AsyncGenerator<Uint8Array> {
  for await (const line of terminal.typedLines((text) => completePayload(text, terminal.folder))) {
    try {
      if (line.kind === 'refused') throw line.error;
      if (line.text.trim() === '') continue;
      yield await encodeArgument(line.text, terminal);
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof SockscopeError)) throw error;
      await terminal.complain(error.message);
    }
  }
}
