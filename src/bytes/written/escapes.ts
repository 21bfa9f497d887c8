/** What stands behind a backslash in strings, by language. */
import { ByteBuilder } from '../byteBuilder';
import { encodeUtf8 } from '../utf8';
import { mistake, shorten } from './problem';

/** `lf`: each is a line feed. `pairs`: that of two characters is one, and a carriage return must not stand alone. `noReturns`: no carriage return counts. */
export type LineEnds = 'lf' | 'pairs' | 'noReturns';

/** The escapes that a kind of string knows. A string with any other is refused, also where its language lets it pass. */
export interface EscapeSet {
  /** By the one character behind the backslash: what it stands for. */
  readonly simple: Readonly<Record<string, number>>;
  /** `\x`: with exactly two digits, or with all that follow, as in C. */
  readonly hex: 'two' | 'all';
  /** The largest value of `\x`: 0xff, or 0x7f in Rust's text. */
  readonly maxHex: number;
  /** Octal digits behind a backslash: one to three, exactly three, none, or only a `0` that no digit follows. */
  readonly octal: 'upToThree' | 'three' | 'none' | 'nul';
  /** `\u` with four digits. */
  readonly shortUnicode?: true;
  /** `\U` with eight digits. */
  readonly longUnicode?: true;
  /** `\u{…}`. */
  readonly bracedUnicode?: true;
  /** Two `\u` can make one character, as UTF-16 does. */
  readonly pairs?: true;
  /** A backslash at a line's end: the line goes on, in Rust without the blanks that begin the next. */
  readonly continues?: 'line' | 'blanks';
  /** `\x` and octal numbers are bytes; else they are characters, which UTF-8 writes. */
  readonly areBytes: boolean;
  /** Other characters than ASCII must not stand there. */
  readonly isAscii?: true;
}

const COMMON = { t: 9, n: 10, r: 13, '\\': 0x5c } as const;
const C_LETTERS = { ...COMMON, a: 7, b: 8, v: 11, f: 12 } as const;
const QUOTES = { '"': 0x22, "'": 0x27 } as const;

const PYTHON = {
  simple: { ...C_LETTERS, ...QUOTES },
  hex: 'two',
  maxHex: 0xff,
  octal: 'upToThree',
  continues: 'line',
} as const;
const RUST = { simple: { ...COMMON, ...QUOTES, 0: 0 }, hex: 'two', octal: 'none', continues: 'blanks' } as const;

export const ESCAPES = {
  c: {
    simple: { ...C_LETTERS, ...QUOTES, '?': 0x3f, e: 0x1b },
    hex: 'all',
    maxHex: 0xff,
    octal: 'upToThree',
    shortUnicode: true,
    longUnicode: true,
    continues: 'line',
    areBytes: true,
  },
  go: {
    simple: { ...C_LETTERS, ...QUOTES },
    hex: 'two',
    maxHex: 0xff,
    octal: 'three',
    shortUnicode: true,
    longUnicode: true,
    areBytes: true,
  },
  javascript: {
    simple: { ...COMMON, ...QUOTES, b: 8, v: 11, f: 12, '`': 0x60, $: 0x24, '/': 0x2f },
    hex: 'two',
    maxHex: 0xff,
    octal: 'nul',
    shortUnicode: true,
    bracedUnicode: true,
    pairs: true,
    continues: 'line',
    areBytes: false,
  },
  pythonText: { ...PYTHON, shortUnicode: true, longUnicode: true, areBytes: false },
  pythonBytes: { ...PYTHON, areBytes: true, isAscii: true },
  rustText: { ...RUST, maxHex: 0x7f, bracedUnicode: true, areBytes: false },
  rustBytes: { ...RUST, maxHex: 0xff, areBytes: true, isAscii: true },
  /** Text that stands in no program: the escapes of all of them. */
  plain: {
    simple: { ...C_LETTERS, ...QUOTES, e: 0x1b },
    hex: 'two',
    maxHex: 0xff,
    octal: 'upToThree',
    shortUnicode: true,
    longUnicode: true,
    bracedUnicode: true,
    pairs: true,
    areBytes: true,
  },
} as const satisfies Readonly<Record<string, EscapeSet>>;

/** Python warns of larger ones, which C and Go refuse. */
const MAX_OCTAL = 0o377;
const MAX_CODE = 0x10ffff;
const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;
const isHigh = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
const isLow = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

/**
 * The bytes of what stands between a string's quotes; characters are UTF-8.
 *
 * @param start Where it stands in the text: problems count from there.
 * @throws WrittenMistake
 */
export function unescapeText(source: string, set: EscapeSet, start: number, lineEnds?: LineEnds): Uint8Array {
  const bytes = new ByteBuilder();
  let at = 0;
  while (at < source.length) {
    const slash = source.indexOf('\\', at);
    const end = slash < 0 ? source.length : slash;
    if (end > at && !pushAscii(source, at, end, bytes)) {
      bytes.append(plainBytes(source.slice(at, end), set, start + at, lineEnds));
    }
    if (slash < 0) break;
    at = slash + escape(source, slash, set, start, bytes);
  }
  return bytes.take();
}

/** Appends a short run of characters that print in ASCII; false, and nothing is appended, when it is no such. */
function pushAscii(source: string, from: number, to: number, bytes: ByteBuilder): boolean {
  if (to - from > SHORT_RUN) return false;
  for (let at = from; at < to; at++) if (!isPrinting(source.charCodeAt(at))) return false;
  for (let at = from; at < to; at++) bytes.push(source.charCodeAt(at));
  return true;
}

/** Runs up to so many characters are sooner copied one by one than encoded. */
const SHORT_RUN = 32;
const isPrinting = (code: number): boolean => code >= 0x20 && code < 0x7f;

/**
 * The bytes of text without escapes.
 *
 * @throws WrittenMistake
 */
export function plainBytes(
  text: string,
  { isAscii }: Pick<EscapeSet, 'isAscii'>,
  start: number,
  lineEnds?: LineEnds,
): Uint8Array {
  const other = isAscii ? /[^\0-\x7f]/.exec(text) : /[\ud800-\udfff]/.test(text) ? /\p{Cs}/u.exec(text) : null;
  if (!other) return encodeUtf8(withLineEnds(text, start, lineEnds));
  const from = start + other.index;
  if (isAscii) {
    throw mistake(
      'ESCAPE_NOT_ASCII',
      'A string of bytes holds ASCII only, not “{0}”: write its bytes as \\x….',
      [other[0]],
      from,
      from + other[0].length,
    );
  }
  throw mistake('ESCAPE_HALF', 'Half of a UTF-16 pair stands alone: it has no bytes.', [], from, from + 1);
}

function withLineEnds(text: string, start: number, lineEnds: LineEnds | undefined): string {
  if (lineEnds === undefined || !text.includes('\r')) return text;
  if (lineEnds === 'noReturns') return text.replaceAll('\r', '');
  const alone = lineEnds === 'pairs' ? /\r(?!\n)/.exec(text) : null;
  if (alone) {
    const template = 'A carriage return stands alone in this string: write it as \\r.';
    throw mistake('LITERAL_RETURN', template, [], start + alone.index, start + alone.index + 1);
  }
  return text.replace(/\r\n?/g, '\n');
}

const OCTAL = { upToThree: /[0-7]{1,3}/y, three: /[0-7]{3}/y, none: undefined, nul: /0(?![0-9])/y } as const;
const HEX = { two: /x([0-9A-Fa-f]{2})/y, all: /x([0-9A-Fa-f]+)/y } as const;
const SHORT_UNICODE = /u([0-9A-Fa-f]{4})/y;
const LONG_UNICODE = /U([0-9A-Fa-f]{8})/y;
const BRACED_UNICODE = /u\{([0-9A-Fa-f]{1,6})\}/y;
const LINE_END = /\r\n|\n|\r/y;
const BLANKS = /\s*/y;

function matchAt(pattern: RegExp | false | undefined, text: string, at: number): RegExpExecArray | undefined {
  if (!pattern) return undefined;
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** Appends what an escape stands for; how many characters it takes. */
function escape(source: string, at: number, set: EscapeSet, start: number, bytes: ByteBuilder): number {
  const behind = at + 1;
  const simple = source[behind];
  if (simple !== undefined && Object.hasOwn(set.simple, simple)) {
    bytes.push(set.simple[simple]!);
    return 2;
  }
  const hex = matchAt(source[behind] === 'x' && HEX[set.hex], source, behind);
  const octal = matchAt(OCTAL[set.octal], source, behind);
  const number = hex ? parseInt(hex[1]!, 16) : octal && parseInt(octal[0], 8);
  if (number !== undefined) {
    const length = 1 + (hex ?? octal)![0].length;
    const max = hex ? set.maxHex : MAX_OCTAL;
    if (number > max) {
      const largest = hex ? `\\x${max.toString(16)}` : `\\${max.toString(8)}`;
      const shown = shorten(source.slice(at, at + length));
      const template = '“{0}” is more than {1}, the largest that fits there.';
      throw mistake('ESCAPE_TOO_LARGE', template, [shown, largest], start + at, start + at + length);
    }
    if (set.areBytes) bytes.push(number);
    else bytes.append(encodeUtf8(String.fromCodePoint(number)));
    return length;
  }
  const unicode = unicodeAt(source, behind, set);
  if (unicode) {
    const end = behind + unicode.length;
    if (unicode.code > MAX_CODE || isSurrogate(unicode.code)) {
      const template = '“{0}” is no character: it has no bytes.';
      throw mistake('ESCAPE_NO_CHARACTER', template, [source.slice(at, end)], start + at, start + end);
    }
    bytes.append(encodeUtf8(String.fromCodePoint(unicode.code)));
    return 1 + unicode.length;
  }
  const line = matchAt(set.continues && LINE_END, source, behind);
  if (line) return 1 + (set.continues === 'line' ? line : matchAt(BLANKS, source, behind)!)[0].length;
  const shown = `\\${simple === undefined ? '' : String.fromCodePoint(source.codePointAt(behind)!)}`;
  throw mistake('ESCAPE_UNKNOWN', '“{0}” is no escape here.', [shown], start + at, start + at + shown.length);
}

interface UnicodeEscape {
  readonly code: number;
  /** Characters behind the backslash. */
  readonly length: number;
}

function unicodeAt(source: string, at: number, set: EscapeSet): UnicodeEscape | undefined {
  const first = singleUnicodeAt(source, at, set);
  if (!first || !set.pairs || !isHigh(first.code)) return first;
  const next = at + first.length;
  const second = source[next] === '\\' ? singleUnicodeAt(source, next + 1, set) : undefined;
  if (!second || !isLow(second.code)) return first;
  const code = 0x10000 + ((first.code - 0xd800) << 10) + (second.code - 0xdc00);
  return { code, length: first.length + 1 + second.length };
}

function singleUnicodeAt(source: string, at: number, set: EscapeSet): UnicodeEscape | undefined {
  const match =
    matchAt(set.shortUnicode && SHORT_UNICODE, source, at) ??
    matchAt(set.longUnicode && LONG_UNICODE, source, at) ??
    matchAt(set.bracedUnicode && BRACED_UNICODE, source, at);
  return match && { code: parseInt(match[1]!, 16), length: match[0].length };
}
