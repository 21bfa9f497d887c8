import { SockscopeError } from '../error';
import { FLOAT_TYPES, writeFloat } from '../floats';
import { INTEGER_TYPES, writeInteger, type ByteOrder } from '../integers';
import { exactly, type BytePattern } from './bytePattern';

/** Longest pattern, in bytes. */
export const MAX_PATTERN = 1024;

export const FIND_KINDS = ['text', 'hex', 'regex', 'number'] as const;
export type FindKind = (typeof FIND_KINDS)[number];

export const FIND_ENCODINGS = ['utf8', 'latin1', 'utf16le', 'utf16be'] as const;
export type FindEncoding = (typeof FIND_ENCODINGS)[number];

/** `any`: every type that holds the number. */
export const NUMBER_TYPES = ['any', 'u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'f32', 'f64'] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];

export const NUMBER_ORDERS = ['either', 'be', 'le'] as const;
export type NumberOrder = (typeof NUMBER_ORDERS)[number];

/** What the user looks for. What does not belong to the kind means nothing. */
export interface FindQuery {
  readonly kind: FindKind;
  readonly text: string;
  /** Of text and of regular expressions: `A` is not `a`. */
  readonly matchCase: boolean;
  readonly encoding: FindEncoding;
  readonly numberType: NumberType;
  readonly order: NumberOrder;
}

/**
 * The patterns of a query, any of which is a match. Regular expressions have none: `wire/` knows them.
 *
 * @throws SockscopeError `FIND_EMPTY`, `FIND_HEX`, `FIND_NUMBER`, `FIND_TOO_LONG`
 */
export function patternsOf(
  query: Omit<FindQuery, 'kind'> & { readonly kind: Exclude<FindKind, 'regex'> },
): BytePattern[] {
  if (query.text === '') throw new SockscopeError('FIND_EMPTY', 'Type what to find.');
  const patterns = PATTERNS[query.kind](query);
  if (patterns.some(({ values }) => values.length > MAX_PATTERN)) {
    throw new SockscopeError('FIND_TOO_LONG', 'At most {0} bytes can be looked for.', [MAX_PATTERN]);
  }
  return patterns;
}

const PATTERNS: Readonly<Record<Exclude<FindKind, 'regex'>, (query: Omit<FindQuery, 'kind'>) => BytePattern[]>> = {
  text: ({ text, encoding, matchCase }) => [textPattern(text, encoding, matchCase)],
  hex: ({ text }) => [hexPattern(text)],
  number: ({ text, numberType, order }) => numberPatterns(text.trim(), numberType, order),
};

/** Pairs of hex digits; `?` stands for any digit. Blanks, commas and `0x` are free between bytes. */
function hexPattern(text: string): BytePattern {
  const digits = text.replace(/0x/gi, ' ').replace(/[\s,]+/g, '');
  if (!/^[0-9a-f?]+$/i.test(digits) || digits.length % 2 !== 0) {
    throw new SockscopeError('FIND_HEX', 'Write two hex digits for each byte, or ?? for any byte.');
  }
  const nibble = (digit: string) => (digit === '?' ? { value: 0, mask: 0 } : { value: parseInt(digit, 16), mask: 0xf });
  const length = digits.length / 2;
  const [values, masks] = [new Uint8Array(length), new Uint8Array(length)];
  for (let i = 0; i < length; i++) {
    const [high, low] = [nibble(digits[2 * i]!), nibble(digits[2 * i + 1]!)];
    values[i] = (high.value << 4) | low.value;
    masks[i] = (high.mask << 4) | low.mask;
  }
  return { values, masks };
}

function textPattern(text: string, encoding: FindEncoding, matchCase: boolean): BytePattern {
  const parts = Array.from(text, (character) => {
    const pattern = exactly(encode(character, encoding));
    return matchCase ? pattern : inEitherCase(character, pattern, encoding);
  });
  return {
    values: Uint8Array.from(parts.flatMap(({ values }) => [...values])),
    masks: Uint8Array.from(parts.flatMap(({ masks }) => [...masks])),
  };
}

/** Most letters have two cases that differ in one bit, in all of the encodings; others are looked for as they are. */
function inEitherCase(character: string, pattern: BytePattern, encoding: FindEncoding): BytePattern {
  const others = [character.toLowerCase(), character.toUpperCase()].filter((other) => other !== character);
  for (const other of others) {
    if (Array.from(other).length !== 1) continue;
    const bytes = encode(other, encoding);
    if (bytes.length !== pattern.values.length) continue;
    const masks = bytes.map((byte, i) => ~(byte ^ pattern.values[i]!) & 0xff);
    const differing = masks.reduce((sum, mask) => sum + countZeros(mask), 0);
    if (differing === 1) return { values: pattern.values.map((byte, i) => byte & masks[i]!), masks };
  }
  return pattern;
}

function countZeros(mask: number): number {
  let zeros = 0;
  for (let bit = 0; bit < 8; bit++) if (((mask >> bit) & 1) === 0) zeros++;
  return zeros;
}

function encode(character: string, encoding: FindEncoding): Uint8Array {
  if (encoding === 'utf8') return new TextEncoder().encode(character);
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  if (encoding === 'latin1') {
    if (units.some((unit) => unit > 0xff)) {
      throw new SockscopeError('FIND_LATIN1', 'Latin-1 has no “{0}”: choose another encoding.', [character]);
    }
    return Uint8Array.from(units);
  }
  return Uint8Array.from(
    units.flatMap((unit) => (encoding === 'utf16le' ? [unit & 0xff, unit >> 8] : [unit >> 8, unit & 0xff])),
  );
}

function numberPatterns(text: string, type: NumberType, order: NumberOrder): BytePattern[] {
  const orders: ByteOrder[] = order === 'either' ? ['be', 'le'] : [order];
  const names = type === 'any' ? NUMBER_TYPES.slice(1) : [type];
  const found = new Map<string, Uint8Array>();
  for (const name of names) {
    for (const each of orders) {
      const bytes = name.startsWith('f') ? floatBytes(text, `${name}${each}`) : integerBytes(text, name, each);
      if (bytes) found.set(bytes.join(), bytes);
    }
  }
  if (found.size > 0) return [...found.values()].map(exactly);
  const template = type === 'any' ? '“{0}” is not a number.' : '“{0}” is not a number that {1} can hold.';
  throw new SockscopeError('FIND_NUMBER', template, [text, type]);
}

function integerBytes(text: string, name: string, order: ByteOrder): Uint8Array | undefined {
  const type = INTEGER_TYPES.get(name) ?? INTEGER_TYPES.get(`${name}${order}`);
  const match = /^(-?)((?:0x[0-9a-f]+|0b[01]+|0o[0-7]+|\d+))$/i.exec(text.replaceAll('_', ''));
  if (!type || !match) return undefined;
  const size = BigInt(match[2]!);
  const value = match[1] === '-' ? -size : size;
  if (value < type.min || value > type.max) return undefined;
  const bytes = new Uint8Array(type.bytes);
  writeInteger(type, value, bytes, 0);
  return bytes;
}

function floatBytes(text: string, name: string): Uint8Array | undefined {
  const type = FLOAT_TYPES.get(name);
  if (!type || !/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const bytes = new Uint8Array(type.bytes);
  writeFloat(type, Number(text), bytes, 0);
  return bytes;
}
