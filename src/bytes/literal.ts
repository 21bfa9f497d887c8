/** Bytes as programmers write them down: what a selection in a text editor may mean. */
import { ByteBuilder } from './byteBuilder';
import { parseHex, toHex } from './hex';

export type LiteralKind = 'hex' | 'list' | 'string' | 'integer';

export interface LiteralReading {
  readonly kind: LiteralKind;
  readonly bytes: Uint8Array;
}

/** Longest text that is read. */
export const MAX_LITERAL = 4 * 1024 * 1024;

/**
 * All that a text can mean, the likeliest first; several, because `1234` is two hex bytes and a number. Empty when it is
 * no hex digits, no list of numbers, no string with quotes or escapes, and no integer.
 */
export function readLiteral(text: string): LiteralReading[] {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > MAX_LITERAL) return [];
  const readings: LiteralReading[] = [];
  for (const [kind, read] of READERS) {
    const bytes = read(trimmed);
    if (bytes && bytes.length > 0) readings.push({ kind, bytes });
  }
  return readings;
}

const READERS: readonly (readonly [LiteralKind, (text: string) => Uint8Array | undefined])[] = [
  ['string', readString],
  ['list', readList],
  ['hex', (text) => parseHex(text).bytes],
  ['integer', readInteger],
];

const NUMBER = /^[-+]?(?:0x[0-9a-f]+|0b[01]+|0o[0-7]+|\d+)(?:u|l|ul|ull|ll|n|u8|i8)?$/i;

/** C's, Go's, Python's, Rust's and JavaScript's: numbers or characters between brackets, parted by commas. */
function readList(text: string): Uint8Array | undefined {
  const inside = /[{[(]([^{}[\]()]*)[}\])]+\s*;?\s*$/.exec(text)?.[1] ?? (/^0x[^,]*,/i.test(text) ? text : undefined);
  if (inside === undefined) return undefined;
  const plain = inside.replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, '');
  const items = Array.from(plain.matchAll(/(?:'(?:\\.|[^'\\])*'|[^,'])+/gs), ([item]) => item.trim()).filter(Boolean);
  const bytes = items.map(byteOf);
  return bytes.every((byte) => byte !== undefined) ? Uint8Array.from(bytes) : undefined;
}

function byteOf(item: string): number | undefined {
  const character = /^b?'(.*)'$/s.exec(item)?.[1];
  if (character !== undefined) {
    const bytes = unescape(character);
    return bytes?.length === 1 ? bytes[0] : undefined;
  }
  const value = numberOf(item);
  return value !== undefined && value >= -128n && value <= 255n ? Number(BigInt.asUintN(8, value)) : undefined;
}

function numberOf(text: string): bigint | undefined {
  const plain = text.replaceAll('_', '');
  if (!NUMBER.test(plain)) return undefined;
  const digits = plain
    .replace(/^[-+]/, '')
    .replace(/(?:u|l|n)+$/i, '')
    .replace(/(?<=^\d+)[ui]8$/i, '');
  const value = BigInt(digits);
  return plain.startsWith('-') ? -value : value;
}

/** In as few of 1, 2, 4 or 8 bytes as hold it, in network order. */
function readInteger(text: string): Uint8Array | undefined {
  const value = numberOf(text);
  if (value === undefined) return undefined;
  for (const length of [1, 2, 4, 8]) {
    const bits = 8 * length;
    if (value !== BigInt.asUintN(bits, value) && value !== BigInt.asIntN(bits, value)) continue;
    return parseHex(
      BigInt.asUintN(bits, value)
        .toString(16)
        .padStart(2 * length, '0'),
    ).bytes;
  }
  return undefined;
}

/** Between quotes, with Python's, Rust's or C's prefix; several literals follow each other; or bare, with `\x` escapes. */
function readString(text: string): Uint8Array | undefined {
  const literal = /(?:\b(?:br|rb|u8|b|L))?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')/gsy;
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    literal.lastIndex = at;
    const match = literal.exec(text);
    if (!match) break;
    parts.push(match[1]!.slice(1, -1));
    at = literal.lastIndex;
    while (/\s/.test(text[at] ?? '')) at++;
  }
  if (parts.length > 0 && at === text.length) return unescape(parts.join(''));
  return /\\x[0-9a-f]{2}/i.test(text) && !/["']/.test(text) ? unescape(text) : undefined;
}

const ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  e: 27,
  '"': 0x22,
  "'": 0x27,
  '\\': 0x5c,
};

/** Undefined where an escape is none. Text between escapes is UTF-8. */
function unescape(source: string): Uint8Array | undefined {
  const encoder = new TextEncoder();
  const bytes = new ByteBuilder();
  const part = /\\(?:x([0-9a-f]{1,2})|u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|([0-7]{1,3})|(.))|([^\\]+)/gisy;
  while (part.lastIndex < source.length) {
    const match = part.exec(source);
    if (!match) return undefined;
    const [, hex, braced, unicode, octal, short, plain] = match;
    const code = braced ?? unicode;
    if (plain !== undefined) bytes.append(encoder.encode(plain));
    else if (hex !== undefined) bytes.push(parseInt(hex, 16));
    else if (octal !== undefined) bytes.push(parseInt(octal, 8) & 0xff);
    else if (code !== undefined && parseInt(code, 16) <= 0x10ffff) {
      bytes.append(encoder.encode(String.fromCodePoint(parseInt(code, 16))));
    } else if (short !== undefined && Object.hasOwn(ESCAPES, short)) bytes.push(ESCAPES[short]!);
    else return undefined;
  }
  return bytes.take();
}

/** The first bytes of a reading in hex. */
export function previewOf({ bytes }: LiteralReading, limit: number): string {
  return toHex(bytes.subarray(0, limit), ' ') + (bytes.length > limit ? ' …' : '');
}
