import { Engine } from '../../engine/engine';
import type { ParsedLine } from '../terminal/commandLine';
import type { Terminal } from '../terminal/terminal';
import { recordBoth } from './bothRecordings';
import { openCaptures } from './captureArgument';
import { closeSockets } from './engineEnd';
import { permitExposed } from './exposure';
import { PrintedRecording } from './printedRecording';
import type { TalkFormat } from './talkFormat';
import { readTlsArguments, type TlsArguments } from './tlsArguments';

/** An engine for one socket, whose bytes are printed, and recorded where the line asks for it. */
export interface OpenEngine {
  readonly engine: Engine;
  readonly tls: TlsArguments['tls'];
  /** Closes everything. Gives the exit code: 1 when something is missing in the record. */
  readonly end: () => Promise<number>;
}

/** @throws UsageError for what the line says wrong of captures and TLS; SockscopeError for a file that cannot be read */
export async function openEngine(
  line: ParsedLine,
  format: TalkFormat,
  application: string,
  terminal: Terminal,
): Promise<OpenEngine> {
  const captures = await openCaptures(line, 'file', application, terminal);
  const { tls, keys, end: endKeys } = await readTlsArguments(line, terminal);
  const printed = new PrintedRecording(terminal, format, keys).record;
  const engine = new Engine({
    record: captures ? recordBoth(captures.record, printed) : printed,
    permit: permitExposed(line),
  });
  return {
    engine,
    tls,
    end: async () => {
      await closeSockets(engine, terminal);
      await endKeys();
      await captures?.end();
      return captures?.hasFailed === true ? 1 : 0;
    },
  };
}
