import { linesOf } from '../terminal/lines';

/**
 * Bytes of one message: 8 MiB, as of the largest wire file. The SDK's transport takes 10 MiB, and ends everything at the first
 * message that is longer.
 */
export const MAX_MESSAGE = 8 * 1024 * 1024;

/**
 * The lines of an input that are messages of JSON-RPC 2.0, each with its end; what is none is told and passed over.
 *
 * @param complain Of what is none; the next line waits for it.
 */
export async function* messagesOf(
  input: AsyncIterable<Uint8Array>,
  complain: (text: string) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  let number = 0;
  for await (const line of linesOf(input, MAX_MESSAGE)) {
    number++;
    if (line.kind === 'refused') await complain(line.error.message);
    else if (isMessage(line.text)) yield Buffer.from(`${line.text}\n`);
    else if (line.text.trim() !== '') {
      await complain(
        `Line ${number} is no message of the Model Context Protocol, which is JSON-RPC 2.0 with one message on each line; it was passed over.`,
      );
    }
  }
}

function isMessage(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'jsonrpc' in value && value.jsonrpc === '2.0';
  } catch {
    return false;
  }
}
