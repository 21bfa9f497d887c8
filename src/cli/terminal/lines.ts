import { SockscopeError } from '../../base/error';
import { decodeUtf8 } from '../../bytes/utf8';

/** Longest line that is read, in bytes: 1 MiB. */
export const MAX_LINE = 1_048_576;

const LF = 0x0a;
const CR = 0x0d;

/** A line of input, or why it is none. */
export type InputLine =
  | {
      readonly kind: 'line';
      /** Without its end. */
      readonly text: string;
      /** Whether a line end stood behind it: only the last line may lack one. */
      readonly isEnded: boolean;
    }
  | { readonly kind: 'refused'; readonly error: SockscopeError };

/** The lines of an input, each ended by LF or CR LF. What is too long, or no UTF-8, is passed over up to its end. */
export async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<InputLine> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let number = 1;
  const add = (piece: Uint8Array): void => {
    length += piece.length;
    if (length <= MAX_LINE) pieces.push(piece);
    else pieces = [];
  };
  const take = (isEnded: boolean): InputLine => {
    const line = readLine(pieces, length, number++, isEnded);
    pieces = [];
    length = 0;
    return line;
  };
  for await (const piece of input) {
    let start = 0;
    for (let end = piece.indexOf(LF); end >= 0; end = piece.indexOf(LF, start)) {
      add(piece.subarray(start, end));
      start = end + 1;
      yield take(true);
    }
    if (start < piece.length) add(piece.subarray(start));
  }
  if (length > 0) yield take(false);
}

function readLine(pieces: readonly Uint8Array[], length: number, number: number, isEnded: boolean): InputLine {
  if (length > MAX_LINE) {
    const template = 'Line {0} has {1} bytes and was not sent; a line may have {2}.';
    return { kind: 'refused', error: new SockscopeError('LINE_TOO_LONG', template, [number, length, MAX_LINE]) };
  }
  const bytes = Buffer.concat(pieces);
  const hasReturn = isEnded && bytes.at(-1) === CR;
  const text = decodeUtf8(hasReturn ? bytes.subarray(0, -1) : bytes);
  if (text === undefined) {
    const template = 'Line {0} is not UTF-8 and was not sent. Write such bytes as hex: [c3 28].';
    return { kind: 'refused', error: new SockscopeError('LINE_NOT_UTF8', template, [number]) };
  }
  return { kind: 'line', text, isEnded };
}
