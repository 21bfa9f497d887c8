import { SockscopeError } from '../../base/error';
import { FLOAT_TYPES, writeFloat, type FloatType } from '../numbers/floats';
import { INTEGER_TYPES, writeInteger, type ByteOrder } from '../numbers/integers';
import { parseFloatText, parseIntegerText } from '../numbers/numberText';
import { readHexPattern } from '../written/hexText';
import type { WrittenProblem } from '../written/problem';
import { readHexLike, type Reading } from '../written/readWritten';
import { exactly, type MaskedPattern } from './maskedPattern';
import {
  MAX_FIND_BYTES,
  NUMBER_TYPES,
  type FindEncoding,
  type FindKind,
  type FindQuery,
  type NumberOrder,
  type NumberType,
} from './query';

/**
 * The patterns of a query, any of which is a match. Regular expressions have none: `wire/` knows them.
 *
 * @throws SockscopeError `FIND_EMPTY`, `FIND_HEX`, `FIND_NUMBER`, `FIND_TOO_LONG`
 */
export function patternsOf(
  query: Omit<FindQuery, 'kind'> & { readonly kind: Exclude<FindKind, 'regex'> },
): MaskedPattern[] {
  if (query.text === '') throw new SockscopeError('FIND_EMPTY', 'Type what to find.');
  const patterns = PATTERNS[query.kind](query);
  if (patterns.some(({ values }) => values.length > MAX_FIND_BYTES)) {
    throw new SockscopeError('FIND_TOO_LONG', 'At most {0} bytes can be looked for.', [MAX_FIND_BYTES]);
  }
  return patterns;
}

const EXACT = 0xff;

const PATTERNS: Readonly<Record<Exclude<FindKind, 'regex'>, (query: Omit<FindQuery, 'kind'>) => MaskedPattern[]>> = {
  text: ({ text, encoding, matchCase }) => [textPattern(text, encoding, matchCase)],
  hex: ({ text }) => [hexPattern(text)],
  number: ({ text, numberType, order }) => numberPatterns(text.trim(), numberType, order),
};

/** What hex is taken for where it can be several things: the first; see {@link hexReading}. */
function hexPattern(text: string): MaskedPattern {
  if (text.includes('?')) {
    const { pattern, problem } = readHexPattern(text);
    if (pattern && pattern.values.length > 0) return pattern;
    throw refusal(problem);
  }
  const { readings, problem } = readHexLike(text);
  const [reading] = readings;
  if (!reading) throw refusal(problem);
  return exactly(reading.bytes);
}

/** What a query of hex is taken for; undefined of other queries, with digits that may be any, and of what is no hex. */
export function hexReading({ kind, text }: Pick<FindQuery, 'kind' | 'text'>): Reading | undefined {
  return kind === 'hex' && !text.includes('?') ? readHexLike(text).readings[0] : undefined;
}

function refusal(problem: WrittenProblem | undefined): SockscopeError {
  if (problem) return new SockscopeError('FIND_HEX', problem.template, problem.args);
  return new SockscopeError('FIND_HEX', 'Write two hex digits for each byte, or ?? for any byte.');
}

function textPattern(text: string, encoding: FindEncoding, matchCase: boolean): MaskedPattern {
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
function inEitherCase(character: string, pattern: MaskedPattern, encoding: FindEncoding): MaskedPattern {
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

function numberPatterns(text: string, type: NumberType, order: NumberOrder): MaskedPattern[] {
  const integer = parseIntegerText(text);
  if (integer.kind === 'leadingZero') {
    const template = '{0} can be decimal or octal: write {1}, or 0o in front.';
    throw new SockscopeError('FIND_NUMBER', template, [text, integer.decimal]);
  }
  const orders: ByteOrder[] = order === 'either' ? ['be', 'le'] : [order];
  const names = type === 'any' ? NUMBER_TYPES.slice(1) : [type];
  const found = new Map<string, MaskedPattern>();
  for (const name of names) {
    for (const each of orders) {
      const pattern = name.startsWith('f') ? floatPattern(text, `${name}${each}`) : integerPattern(text, name, each);
      if (pattern) found.set([...pattern.values, ...pattern.masks].join(), pattern);
    }
  }
  if (found.size > 0) return [...found.values()];
  const template = type === 'any' ? '“{0}” is not a number.' : '“{0}” is not a number that {1} can hold.';
  throw new SockscopeError('FIND_NUMBER', template, [text, type]);
}

/** No integer is `-0`: only floating-point numbers tell it from 0. */
function integerPattern(text: string, name: string, order: ByteOrder): MaskedPattern | undefined {
  const type = INTEGER_TYPES.get(name) ?? INTEGER_TYPES.get(`${name}${order}`);
  const integer = parseIntegerText(text);
  if (!type || integer.kind !== 'value' || /^-[0x_]*$/.test(text)) return undefined;
  const { value } = integer;
  if (value < type.min || value > type.max) return undefined;
  const bytes = new Uint8Array(type.bytes);
  writeInteger(type, value, bytes, 0);
  return exactly(bytes);
}

function floatPattern(text: string, name: string): MaskedPattern | undefined {
  const type = FLOAT_TYPES.get(name);
  const value = type && floatOf(text, type);
  if (value === undefined) return undefined;
  if (Number.isNaN(value)) return anyNaN(type!);
  const bytes = new Uint8Array(type!.bytes);
  writeFloat(type!, value, bytes, 0);
  return exactly(bytes);
}

/** Undefined for what the type cannot hold: beyond its range, so near 0 that it would be 0, and integers that it rounds. */
function floatOf(text: string, type: FloatType): number | undefined {
  // As people write fractions, besides what wire files take.
  const value = parseFloatText(text.replace(/^(-?)\./, '$10.').replace(/\.(?=e|$)/i, ''));
  if (value === undefined || Number.isNaN(value) || /^-?inf$/i.test(text)) return value;
  const held = type.bytes === 4 ? Math.fround(value) : value;
  if (!Number.isFinite(held) || (held === 0 && /[1-9]/.test(text.replace(/e.*$/i, '')))) return undefined;
  const integer = parseIntegerText(text);
  return integer.kind === 'value' && BigInt(held) !== integer.value ? undefined : held;
}

/** Whatever its sign and its payload: all bits of the exponent, and any of the fraction. */
function anyNaN(type: FloatType): MaskedPattern {
  const infinity = new Uint8Array(type.bytes);
  writeFloat(type, Infinity, infinity, 0);
  const sign = type.order === 'be' ? 0 : type.bytes - 1;
  const allButSign = new Uint8Array(type.bytes).fill(EXACT);
  allButSign[sign] = 0x7f;
  return { values: infinity, masks: infinity, except: { values: infinity, masks: allButSign } };
}
