import { UsageError, type Terminal } from './terminal';

/** What typed lines end with when they are sent. */
const LINE_ENDS: ReadonlyMap<string, string> = new Map([
  ['lf', '\n'],
  ['crlf', '\r\n'],
  ['none', ''],
]);

const LF = 0x0a;
const CR = 0x0d;
const NOTHING = new Uint8Array();

/** For an option `--eol`. */
export const LINE_END_CHOICES = [...LINE_ENDS.keys()];

/** @throws UsageError for a name that there is not */
export function lineEnd(name: string): string {
  const end = LINE_ENDS.get(name);
  if (end === undefined) throw new UsageError(`--eol takes ${LINE_END_CHOICES.join(', ')}, not “${name}”.`);
  return end;
}

/** The same bytes with `end` in the place of each LF and each CR LF; a CR that no LF follows stays. */
export async function* withLineEnds(pieces: AsyncIterable<Uint8Array>, end: string): AsyncGenerator<Uint8Array> {
  const replacement = Buffer.from(end);
  /** A CR at the end of the piece before, which may be the first half of a line end. */
  let held: Uint8Array = NOTHING;
  for await (const piece of pieces) {
    const bytes = held.length === 0 ? piece : Buffer.concat([held, piece]);
    const parts: Uint8Array[] = [];
    let start = 0;
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, start)) {
      const isPair = at > start && bytes[at - 1] === CR;
      parts.push(bytes.subarray(start, isPair ? at - 1 : at), replacement);
      start = at + 1;
    }
    const rest = bytes.length > start && bytes.at(-1) === CR ? bytes.length - 1 : bytes.length;
    held = bytes.subarray(rest);
    parts.push(bytes.subarray(start, rest));
    const changed = Buffer.concat(parts);
    if (changed.length > 0) yield changed;
  }
  if (held.length > 0) yield held;
}

/** The same bytes in pieces of at most so many. */
async function* inParts(pieces: AsyncIterable<Uint8Array>, largest: number): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += largest) yield piece.subarray(at, at + largest);
  }
}

/**
 * Standard input as it comes, or with the line ends that are named.
 *
 * @param largest Bytes of a piece; absent: as many as come at once.
 * @throws UsageError for a name that there is not
 */
export function inputPieces(name: string | undefined, terminal: Terminal, largest?: number): AsyncIterable<Uint8Array> {
  const end = name === undefined ? undefined : lineEnd(name);
  const bytes = terminal.inputBytes();
  const pieces = end === undefined ? bytes : withLineEnds(bytes, end);
  return largest === undefined ? pieces : inParts(pieces, largest);
}
