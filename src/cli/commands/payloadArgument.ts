import { formatMessage } from '../../base/error';
import { toHex } from '../../bytes/hex';
import { encodeUtf8 } from '../../bytes/utf8';
import { readConfinedFile } from '../../wire/run/confinedFile';
import { formatPayload } from '../../wire/payload/formatter';
import type { EncodeContext } from '../../wire/payload/encoder';
import { payloadReadings, type PayloadReading } from '../../wire/payload/readings';
import { countOf } from './byteCount';
import { UsageError, type Terminal } from '../terminal/terminal';

/** Bytes of a text that a message writes in payload syntax. */
const MAX_SHOWN = 64;

/**
 * The bytes of an argument: payload syntax where it looks like that, as in the input box, else the text itself in UTF-8. Nobody
 * can be asked here: a text that is likelier to be something else, such as `de:ad:be:ef`, is refused with what to write.
 *
 * @throws UsageError with the column of the first mistake, or a SockscopeError for a file that cannot be read
 */
export async function encodeArgument(text: string, terminal: Terminal): Promise<Uint8Array> {
  return (await readArgument(text, terminal)).bytes;
}

/** The same, and whether the bytes are the text itself. */
export async function readArgument(
  text: string,
  { folder }: Terminal,
): Promise<{ readonly bytes: Uint8Array; readonly isText: boolean }> {
  const [reading] = payloadReadings(text, 0);
  const problem = reading?.problem;
  if (problem) {
    const column = problem.start + 1;
    const line = text.slice(0, problem.start).split('\n').length;
    const where = line > 1 ? `line ${line}` : `column ${column}`;
    throw new UsageError(`In the payload, ${where}: ${formatMessage(problem.template, problem.args)}`);
  }
  const context: EncodeContext = {
    readFile: (path, limit) => readConfinedFile({ root: folder, base: folder }, path, limit),
  };
  if (!reading || reading.id === 'text') return { bytes: encodeUtf8(text), isText: true };
  const bytes = await reading.encode(context);
  if (reading.id === 'payload') return { bytes, isText: false };
  const name = formatMessage(reading.template, reading.args);
  throw new UsageError(
    `This can be text, or be read as: ${name} (${countOf(bytes)}). Write what you mean in payload syntax: ` +
      `${shown(bytes, isText(reading) ? formatPayload : inHex)} for those bytes, ` +
      `${shown(encodeUtf8(text), formatPayload)} for the text.${isText(reading) ? STRIPPED : ''}`,
  );
}

/** An escape that stands alone may have had quotes around it. */
const STRIPPED = ' PowerShell before 7.3 strips quotes inside an argument: write \\" for each of them there.';

const isText = ({ id }: PayloadReading): boolean => /^(?:escapes|string)/.test(id);
const inHex = (bytes: Uint8Array): string => `[${toHex(bytes, ' ')}]`;

function shown(bytes: Uint8Array, write: (bytes: Uint8Array) => string): string {
  return write(bytes.subarray(0, MAX_SHOWN)) + (bytes.length > MAX_SHOWN ? ' …' : '');
}
