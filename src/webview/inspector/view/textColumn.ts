/** The text column: one cell for each byte, in which the character that begins there stands; nothing is left out. */
import { EBCDIC } from '../../../bytes/ebcdic';
import { classOfByte, glyphOfByte, type ByteClass } from '../../../base/printable';
import { characterLength } from '../../../bytes/utf8';

/** What the text column can be read as, in the order in which the toolbar offers them. */
export const TEXT_ENCODINGS = ['utf8', 'ascii', 'latin1', 'utf16le', 'utf16be', 'ebcdic'] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

/** One cell of the text column. */
export interface Glyph {
  /** Empty for a byte that belongs to the character of a cell before. */
  readonly text: string;
  readonly look: ByteClass | 'continued';
}

/** Most bytes of a neighbouring row that a character at the row's edge can have. */
export const MAX_STRADDLE = 3;

const CONTINUED: Glyph = { text: '', look: 'continued' };
/** A byte that is no character, or no whole one. */
const INVALID: Glyph = { text: '▪', look: 'high' };

/**
 * The cells of a row's bytes.
 *
 * @param before The bytes before the row in its stream, as far as known; only the last few count.
 * @param after Those behind it.
 */
export function textColumn(
  encoding: TextEncoding,
  bytes: Uint8Array,
  before: Uint8Array,
  after: Uint8Array,
): readonly Glyph[] {
  const table = BYTE_TABLES[encoding];
  if (table) return Array.from(bytes, (byte) => table[byte]!);
  const lead = before.subarray(Math.max(0, before.length - MAX_STRADDLE));
  return encoding === 'utf8'
    ? utf8Glyphs(bytes, lead, after)
    : utf16Glyphs(bytes, before, after, encoding === 'utf16le');
}

/** The character at the beginning of the bytes. A `length` of 0: they begin with none, or not with a whole one. */
interface Character {
  readonly length: number;
  readonly code: number;
}

const NO_CHARACTER: Character = { length: 0, code: 0 };

function utf8Glyphs(bytes: Uint8Array, lead: Uint8Array, after: Uint8Array): Glyph[] {
  const joined = join(lead, bytes, after.subarray(0, MAX_STRADDLE));
  // A byte of `lead` that is inside a character begins none, so where the walk begins does not matter.
  const glyphs = walk(joined, 1, utf8Character);
  return glyphs.slice(lead.length, lead.length + bytes.length);
}

function utf16Glyphs(bytes: Uint8Array, before: Uint8Array, after: Uint8Array, littleEndian: boolean): Glyph[] {
  // Rows begin with whole units. The unit before counts only where it is the first half of a character.
  const previous = before.length % 2 === 0 ? before.subarray(Math.max(0, before.length - 2)) : before.subarray(0, 0);
  const isPair =
    previous.length === 2 && isHighSurrogate(new DataView(previous.slice().buffer).getUint16(0, littleEndian));
  const lead = isPair ? previous : before.subarray(0, 0);
  const joined = join(lead, bytes, after.subarray(0, MAX_STRADDLE));
  const glyphs = walk(joined, 2, (view, at) => utf16Character(view, at, littleEndian));
  return glyphs.slice(lead.length, lead.length + bytes.length);
}

/** @param unit Bytes that make one cell's worth of nothing when no character begins there. */
function walk(bytes: Uint8Array, unit: number, characterAt: (view: DataView, at: number) => Character): Glyph[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const glyphs: Glyph[] = [];
  while (glyphs.length < bytes.length) {
    const { length, code } = characterAt(view, glyphs.length);
    if (length === 0) {
      for (let i = 0; i < unit; i++) glyphs.push(INVALID);
      continue;
    }
    glyphs.push(glyphOfCharacter(code));
    for (let i = 1; i < length; i++) glyphs.push(CONTINUED);
  }
  return glyphs;
}

/** Code points that take fewer bytes than the key says are overlong: RFC 3629. */
const SMALLEST_CODE: readonly number[] = [0, 0, 0x80, 0x800, 0x1_0000];

function utf8Character(view: DataView, at: number): Character {
  const first = view.getUint8(at);
  const length = characterLength(first);
  if (length === 0 || at + length > view.byteLength) return NO_CHARACTER;
  if (length === 1) return { length, code: first };
  let code = first & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    const byte = view.getUint8(at + i);
    if ((byte & 0xc0) !== 0x80) return NO_CHARACTER;
    code = (code << 6) | (byte & 0x3f);
  }
  const isAllowed = code >= SMALLEST_CODE[length]! && code <= 0x10_ffff && !isSurrogate(code);
  return isAllowed ? { length, code } : NO_CHARACTER;
}

function utf16Character(view: DataView, at: number, littleEndian: boolean): Character {
  if (at + 2 > view.byteLength) return NO_CHARACTER;
  const unit = view.getUint16(at, littleEndian);
  if (!isSurrogate(unit)) return { length: 2, code: unit };
  if (!isHighSurrogate(unit) || at + 4 > view.byteLength) return NO_CHARACTER;
  const low = view.getUint16(at + 2, littleEndian);
  if (low < 0xdc00 || low > 0xdfff) return NO_CHARACTER;
  return { length: 4, code: 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00) };
}

const isSurrogate = (code: number) => code >= 0xd800 && code <= 0xdfff;
const isHighSurrogate = (code: number) => code >= 0xd800 && code <= 0xdbff;

const PRINTING = /^[\p{L}\p{N}\p{P}\p{S}]$/u;

/** A character as it stands in a cell: itself when it prints, else a picture, so that no character hides or acts on others. */
function glyphOfCharacter(code: number): Glyph {
  if (code < 0x80) return { text: glyphOfByte(code), look: classOfByte(code) };
  const text = String.fromCodePoint(code);
  if (PRINTING.test(text)) return { text, look: 'printing' };
  if (/^\p{M}$/u.test(text)) return { text: `◌${text}`, look: 'printing' };
  return { text: /^\p{Zs}$/u.test(text) ? '⍽' : '▫', look: 'control' };
}

/** For the encodings in which each byte is a character: the cell of each byte. */
const BYTE_TABLES: Readonly<Partial<Record<TextEncoding, readonly Glyph[]>>> = {
  ascii: byteTable((byte) => (byte < 0x80 ? glyphOfCharacter(byte) : INVALID)),
  latin1: byteTable(glyphOfCharacter),
  ebcdic: byteTable((byte) => glyphOfCharacter(EBCDIC.charCodeAt(byte))),
};

function byteTable(glyphOf: (byte: number) => Glyph): readonly Glyph[] {
  return Array.from({ length: 256 }, (_, byte) => glyphOf(byte));
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
