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

/**
 * The lines of an input, each ended by LF or CR LF. What is too long, or no UTF-8, is passed over up to its end.
 *
 * @param most Bytes of a line.
 */
export async function* linesOf(input: AsyncIterable<Uint8Array>, most = MAX_LINE): AsyncGenerator<InputLine> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let number = 1;
  const add = (piece: Uint8Array): void => {
    length += piece.length;
    if (length <= most) pieces.push(piece);
    else pieces = [];
  };
  const take = (isEnded: boolean): InputLine => {
    const line = readLine(pieces, { length, most, number: number++, isEnded });
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

interface ReadLine {
  /** Bytes, also where they are not kept. */
  readonly length: number;
  readonly most: number;
  /** From 1. */
  readonly number: number;
  readonly isEnded: boolean;
}

function readLine(pieces: readonly Uint8Array[], { length, most, number, isEnded }: ReadLine): InputLine {
  if (length > most) {
    const template = 'Line {0} has {1} bytes and was passed over; a line may have {2}.';
    return { kind: 'refused', error: new SockscopeError('LINE_TOO_LONG', template, [number, length, most]) };
  }
  const bytes = Buffer.concat(pieces);
  const hasReturn = isEnded && bytes.at(-1) === CR;
  const text = decodeUtf8(hasReturn ? bytes.subarray(0, -1) : bytes);
  if (text === undefined) {
    const template = 'Line {0} is not UTF-8 and was passed over. Write such bytes as hex: [c3 28].';
    return { kind: 'refused', error: new SockscopeError('LINE_NOT_UTF8', template, [number]) };
  }
  return { kind: 'line', text, isEnded };
}
