import { BYTE_TEXT, toHex } from '../../bytes/hex';
import { characterLength } from '../../bytes/utf8';

/** From so many zero bytes on they are written as `zeros(n)`. */
const MANY_ZEROS = 16;
/** Between other bytes, shorter text than this stays hex: two letters in binary data are rarely words. */
const SHORTEST_TEXT = 2;

/** What is readable only as an escape, by byte. */
const ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x09, '\\t'],
]);

/** Letters, marks, digits, punctuation and symbols of any script; no blanks but the ordinary one, nothing that is not drawn. */
const PRINTABLE = /^(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;

/** Where everything stays in one string. */
const MORE_ESCAPES: ReadonlyMap<number, string> = new Map([...ESCAPES, [0x00, '\\0'], [0x1b, '\\e']]);

/**
 * Payload syntax that makes exactly these bytes: readable text as strings, many zeros as `zeros(n)`, everything else as
 * hex. Text as long as a few times the bytes; the caller decides how much is worth showing.
 */
export function formatPayload(bytes: Uint8Array): string {
  const terms: string[] = [];
  let hexStart = 0;
  const endHex = (end: number): void => {
    if (end > hexStart) terms.push(`[${toHex(bytes.subarray(hexStart, end), ' ')}]`);
  };
  for (let at = 0; at < bytes.length;) {
    const zeros = countZeros(bytes, at);
    const text = zeros > 0 ? undefined : readText(bytes, at);
    const isWhole = text?.end === bytes.length && at === 0;
    if (zeros >= MANY_ZEROS) {
      endHex(at);
      terms.push(`zeros(${zeros})`);
      at += zeros;
      hexStart = at;
    } else if (text !== undefined && (text.printed >= SHORTEST_TEXT || isWhole)) {
      endHex(at);
      terms.push(`"${text.source}"`);
      at = text.end;
      hexStart = at;
    } else {
      at = Math.max(at + 1, at + zeros, text?.end ?? 0);
    }
  }
  endHex(bytes.length);
  return terms.length === 0 ? '""' : terms.join(' ');
}

/** Payload syntax that makes exactly these bytes: one string, in which `\\xNN` stands for all that is not readable. */
export function formatString(bytes: Uint8Array): string {
  const source: string[] = ['"'];
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at]!;
    const length = characterLength(byte);
    const character = MORE_ESCAPES.get(byte) ?? readCharacter(bytes, at, length);
    source.push(character ?? `\\x${BYTE_TEXT[byte]!}`);
    at += character === undefined ? 1 : length;
  }
  source.push('"');
  return source.join('');
}

function countZeros(bytes: Uint8Array, start: number): number {
  let end = start;
  while (bytes[end] === 0) end++;
  return end - start;
}

interface TextRun {
  readonly source: string;
  /** Characters that print, line breaks and tabs not counted. */
  readonly printed: number;
  readonly end: number;
}

/** The longest run of readable characters from `start` on; `undefined` when there is none. */
function readText(bytes: Uint8Array, start: number): TextRun | undefined {
  const source: string[] = [];
  let printed = 0;
  let at = start;
  while (at < bytes.length) {
    const escape = ESCAPES.get(bytes[at]!);
    if (escape !== undefined) {
      source.push(escape);
      at++;
      continue;
    }
    const length = characterLength(bytes[at]!);
    const character = readCharacter(bytes, at, length);
    if (character === undefined) break;
    source.push(character);
    printed++;
    at += length;
  }
  return at === start ? undefined : { source: source.join(''), printed, end: at };
}

function readCharacter(bytes: Uint8Array, at: number, length: number): string | undefined {
  const byte = bytes[at]!;
  if (length === 1) {
    if (byte < 0x20 || byte === 0x7f) return undefined;
    const character = String.fromCharCode(byte);
    if (character === '"' || character === '\\') return `\\${character}`;
    // Two braces begin a variable.
    return character === '{' && bytes[at + 1] === byte ? '\\{' : character;
  }
  const codePoint = readCodePoint(bytes, at, length);
  if (codePoint === undefined) return undefined;
  const character = String.fromCodePoint(codePoint);
  return PRINTABLE.test(character) ? character : undefined;
}

/** Least code points that take two, three and four bytes: smaller ones in so many bytes are overlong (RFC 3629). */
const LEAST_CODE_POINTS = [0, 0, 0x80, 0x800, 0x10000] as const;

/**
 * The character of `length` bytes at `at`; `undefined` when they are not well-formed. A decoder would throw on each byte
 * of binary data, which is a thousand times slower.
 */
function readCodePoint(bytes: Uint8Array, at: number, length: number): number | undefined {
  if (length < 2 || at + length > bytes.length) return undefined;
  let codePoint = bytes[at]! & (0x7f >> length);
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + i]!;
    if ((byte & 0xc0) !== 0x80) return undefined;
    codePoint = (codePoint << 6) | (byte & 0x3f);
  }
  // Surrogates, which are not well-formed either, are not printable.
  return codePoint < LEAST_CODE_POINTS[length]! || codePoint > 0x10ffff ? undefined : codePoint;
}
