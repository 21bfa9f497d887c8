import { END_OF_DATA, LONGEST_WINDOW, noValue, unordered, value, type TypeReading, type TypeRow } from './typeRow';

/** Bytes of the longest number that is read: 19 bytes hold 128 bits. */
const LONGEST_LEB128 = 19;

const MORE = 0x80;
const SIGN = 0x40;

/** Little Endian Base 128 (DWARF 5, 7.6): seven bits a byte, the least significant first, the top bit set while more follow. */
function readLeb128(bytes: Uint8Array, signed: boolean): TypeReading {
  let number = 0n;
  for (let i = 0; i < LONGEST_LEB128; i++) {
    const byte = bytes[i];
    if (byte === undefined)
      return bytes.length < LONGEST_WINDOW ? END_OF_DATA : noValue('unterminated', LONGEST_LEB128);
    number |= BigInt(byte & ~MORE) << BigInt(7 * i);
    if ((byte & MORE) !== 0) continue;
    const isNegative = signed && (byte & SIGN) !== 0;
    return value((isNegative ? BigInt.asIntN(7 * (i + 1), number) : number).toString());
  }
  return noValue('unterminated', LONGEST_LEB128);
}

const LOOP = 'v = s = 0; do v |= (uint64_t)(*p & 0x7f) << s, s += 7; while (*p++ & 0x80);';
const SIGNED_LOOP = `${LOOP} if (s < 64 && p[-1] & 0x40) v |= ~0ull << s;`;

/** They have an order of their own: both columns say the same. */
export const LEB128_ROWS: readonly TypeRow[] = [
  {
    id: 'uleb128',
    label: 'Unsigned LEB128',
    name: 'uleb128',
    family: 'integers',
    bytes: 0,
    c: unordered(LOOP),
    read: ({ bytes }) => readLeb128(bytes, false),
  },
  {
    id: 'sleb128',
    label: 'Signed LEB128',
    name: 'sleb128',
    family: 'integers',
    bytes: 0,
    c: unordered(SIGNED_LOOP),
    read: ({ bytes }) => readLeb128(bytes, true),
  },
];
