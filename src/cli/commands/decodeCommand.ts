import { FAMILY_TEXTS, readingText } from '../../bytes/inspect/readingText';
import { LONGEST_WINDOW, type TypeFamily } from '../../bytes/inspect/typeRow';
import { TYPE_ROWS } from '../../bytes/inspect/typeRows';
import type { ByteOrder } from '../../bytes/numbers/integers';
import { showInvisible } from '../../base/printable';
import { faint, strong, type StyledLine } from '../../bytes/styledText';
import { parseCommandLine, type CommandLine } from '../terminal/commandLine';
import { countOf } from './byteCount';
import { dumpInLines } from './talkFormat';
import { encodeArgument } from './payloadArgument';
import { UsageError, type Terminal } from '../terminal/terminal';

/** Bytes that are made into lines at once. */
const SLICE = 65_536;

/** Widest column of values; what is wider has lines of its own. */
const MAX_COLUMN = 40;

export const DECODE: CommandLine = { usage: 'sockscope decode PAYLOAD', options: {} };

/** Prints a payload's bytes, and what they mean as each type of the data inspector, in both byte orders. */
export async function decode(args: readonly string[], terminal: Terminal): Promise<number> {
  const { positionals } = parseCommandLine(DECODE, args);
  const [payload, ...more] = positionals;
  if (payload === undefined || more.length > 0) {
    throw new UsageError(`decode takes one payload; put it into quotes for the shell. Usage: ${DECODE.usage}`);
  }
  const bytes = await encodeArgument(payload, terminal);
  await terminal.print(countOf(bytes));
  const dump = dumpInLines(terminal.columns);
  for (let at = 0; at < bytes.length && !terminal.isInterrupted; at += SLICE) {
    await terminal.print(...dump(bytes.subarray(at, at + SLICE), at));
  }
  if (bytes.length > 0) await terminal.print(...readings(bytes));
  return 0;
}

interface ReadRow {
  readonly label: string;
  readonly family: TypeFamily;
  readonly be: string;
  readonly le: string;
}

/** As the data inspector shows them when all of the payload is selected. */
function readings(payload: Uint8Array): StyledLine[] {
  const bytes = payload.subarray(0, LONGEST_WINDOW);
  const rows = TYPE_ROWS.map(({ label, family, read }): ReadRow => {
    // The members of a struct stand in lines of their own on the page.
    const as = (order: ByteOrder): string =>
      showInvisible(readingText(read({ bytes, selected: payload.length, order })).replaceAll('\n', ', '));
    return { label, family, be: as('be'), le: as('le') };
  });
  const labels = Math.max(...rows.map(({ label }) => label.length));
  const values = Math.max(...rows.map(({ be }) => (be.length > MAX_COLUMN ? 0 : be.length)), HEADINGS.be.length);
  const line = (label: string, be: string, le: string): string =>
    `  ${label.padEnd(labels)}  ${be.padEnd(values)}  ${le}`.trimEnd();
  const linesOf = ({ label, be, le }: ReadRow): string[] => {
    if (be.length <= MAX_COLUMN) return [line(label, be, le)];
    if (be === le) return [line(label, be, '')];
    return [line(label, `big-endian: ${be}`, ''), line('', `little-endian: ${le}`, '')];
  };
  const families = [...new Set(rows.map(({ family }) => family))];
  return [
    [],
    [faint(line('', HEADINGS.be, HEADINGS.le))],
    ...families.flatMap((family): StyledLine[] => [
      [strong(FAMILY_TEXTS[family])],
      ...rows.filter((row) => row.family === family).flatMap((row) => linesOf(row).map((text) => [text])),
    ]),
  ];
}

const HEADINGS: Readonly<Record<ByteOrder, string>> = { be: 'big-endian (network order)', le: 'little-endian' };
