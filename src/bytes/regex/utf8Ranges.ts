import type { CharacterSet } from './characterSet';

/** The bytes that may stand at one place of a UTF-8 sequence; both ends inclusive. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Last code points that take one, two and three bytes. */
const LAST_OF_LENGTH = [0x7f, 0x7ff, 0xffff] as const;

/** The sequences of byte ranges that are exactly the UTF-8 of the set's characters (RFC 3629). Surrogates have none. */
export function utf8Sequences(set: CharacterSet): ByteRange[][] {
  const sequences: ByteRange[][] = [];
  for (const { first, last } of set) {
    split(first, Math.min(last, 0xd7ff), sequences);
    split(Math.max(first, 0xe000), last, sequences);
  }
  return sequences;
}

/** Cuts a range where its sequences change in length, or in a byte that is followed by less than all continuations. */
function split(first: number, last: number, sequences: ByteRange[][]): void {
  if (first > last) return;
  for (const limit of LAST_OF_LENGTH) {
    if (first <= limit && last > limit) {
      split(first, limit, sequences);
      split(limit + 1, last, sequences);
      return;
    }
  }
  for (const bits of [6, 12, 18]) {
    const mask = (1 << bits) - 1;
    if (last <= 0x7f || (first & ~mask) === (last & ~mask)) continue;
    if ((first & mask) !== 0) {
      split(first, first | mask, sequences);
      split((first | mask) + 1, last, sequences);
      return;
    }
    if ((last & mask) !== mask) {
      split(first, (last & ~mask) - 1, sequences);
      split(last & ~mask, last, sequences);
      return;
    }
  }
  const low = encode(first);
  const high = encode(last);
  sequences.push(low.map((byte, index) => ({ first: byte, last: high[index]! })));
}

function encode(codePoint: number): number[] {
  const continuation = (shift: number): number => 0x80 | ((codePoint >> shift) & 0x3f);
  if (codePoint <= 0x7f) return [codePoint];
  if (codePoint <= 0x7ff) return [0xc0 | (codePoint >> 6), continuation(0)];
  if (codePoint <= 0xffff) return [0xe0 | (codePoint >> 12), continuation(6), continuation(0)];
  return [0xf0 | (codePoint >> 18), continuation(12), continuation(6), continuation(0)];
}
