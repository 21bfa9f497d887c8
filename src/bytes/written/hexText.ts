/** Hex digits as people and programs write them, to bytes. The inspector's page uses it too. */
import { BLANK_CLASS } from './blanks';
import { shorten, type WrittenProblem, type WrittenResult } from './problem';

/** What may stand around and between the digits of bytes. */
interface Notation {
  /** Besides blanks, line breaks and commas: `:` and `-` between bytes, `0x` and `\x` before them, `?` for any digit. */
  readonly isFree: boolean;
  readonly hasWildcards: boolean;
}

/** Bytes of which some digits may be anything. */
export interface HexPattern {
  readonly values: Uint8Array;
  /** 1 bits where a byte must be as in `values`. */
  readonly masks: Uint8Array;
}

type PatternResult =
  | { readonly pattern: HexPattern; readonly problem?: undefined }
  | { readonly pattern?: undefined; readonly problem: WrittenProblem };

const SEPARATOR = 0x80;
/** Between two bytes only, so that no sign and no time of day is taken for one. */
const JOINT = 0x81;
const WILDCARD = 0x82;
const NOT_HEX = 0xff;

/** For each ASCII code: a digit's value, or what else the character is. */
const CLASSES = new Uint8Array(128).fill(NOT_HEX);
for (const separator of ' \t\r\n,') CLASSES[separator.charCodeAt(0)] = SEPARATOR;
for (const joint of ':-') CLASSES[joint.charCodeAt(0)] = JOINT;
CLASSES['?'.charCodeAt(0)] = WILDCARD;
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  CLASSES[digit.charCodeAt(0)] = value;
  CLASSES[digit.toUpperCase().charCodeAt(0)] = value;
}

const [ZERO, BACKSLASH, SMALL_X, LARGE_X] = [0x30, 0x5c, 0x78, 0x58];

/** What the other readers of written bytes take for a blank, such as a no-break space from a page; payload syntax knows ASCII's only. */
const BLANK = new RegExp(BLANK_CLASS);

function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? CLASSES[code]! : NOT_HEX;
}

function isBlank(text: string, at: number): boolean {
  return classAt(text, at) === NOT_HEX && BLANK.test(text[at]!);
}

/**
 * Hex digits in any of the usual notations: `de ad`, `dead`, `de:ad`, `de-ad`, `0xde, 0xad`, `\xde\xad`. Every byte has two
 * digits; one is enough behind `0x` only. Linear in the text's length.
 */
export function readHex(text: string): WrittenResult {
  return bytesOf(read(text, { isFree: true, hasWildcards: false }));
}

/** As {@link readHex}, with `?` for a digit that may be any. */
export function readHexPattern(text: string): PatternResult {
  return read(text, { isFree: true, hasWildcards: true });
}

/**
 * The hex bytes of the payload syntax: pairs of digits, parted by blanks, line breaks and commas or by nothing. A byte with one
 * digit only is a problem wherever it stands, also when another such byte would make the total even.
 */
export function parseHex(text: string): WrittenResult {
  return bytesOf(read(text, { isFree: false, hasWildcards: false }));
}

function bytesOf({ pattern, problem }: PatternResult): WrittenResult {
  return pattern ? { bytes: pattern.values } : { problem };
}

function read(text: string, { isFree, hasWildcards }: Notation): PatternResult {
  const values = new Uint8Array((text.length >> 1) + 1);
  const masks = new Uint8Array(hasWildcards ? values.length : 0);
  let count = 0;
  let at = 0;
  while (at < text.length) {
    const kind = classAt(text, at);
    if (kind === SEPARATOR || (isFree && isBlank(text, at))) {
      at++;
      continue;
    }
    if (kind === JOINT && isFree && isJoint(text, at)) {
      at++;
      continue;
    }
    const prefix = isFree ? prefixAt(text, at) : 0;
    const start = at + prefix;
    let end = start;
    for (; end < text.length; end++) {
      const digit = classAt(text, end);
      if (!(digit < 16 || (digit === WILDCARD && hasWildcards))) break;
      // An escape has two digits: what follows would be text.
      if (end - start === 2 && prefix > 0 && text[at] === '\\') return { problem: notADigit(text, end, isFree) };
      if (((end - start) & 1) === 0) count++;
      values[count - 1] = (values[count - 1]! << 4) | (digit === WILDCARD ? 0 : digit);
      if (hasWildcards) masks[count - 1] = (masks[count - 1]! << 4) | (digit < 16 ? 0xf : 0);
    }
    const isOther =
      end < text.length &&
      classAt(text, end) === NOT_HEX &&
      !(isFree && (isBlank(text, end) || prefixAt(text, end) > 0));
    if (end === start || isOther) return { problem: notADigit(text, end === start ? at : end, isFree) };
    if ((end - start) % 2 === 1) {
      if (!(prefix > 0 && end - start === 1)) return { problem: oddDigits(text, at, end, isFree) };
      if (hasWildcards) masks[count - 1] = masks[count - 1]! | 0xf0;
    }
    at = end;
  }
  return { pattern: { values: values.slice(0, count), masks: masks.slice(0, count) } };
}

/** Whether bytes stand on both sides of a colon or hyphen. */
function isJoint(text: string, at: number): boolean {
  const isDigit = (kind: number): boolean => kind < 16 || kind === WILDCARD;
  return at > 0 && isDigit(classAt(text, at - 1)) && (isDigit(classAt(text, at + 1)) || prefixAt(text, at + 1) > 0);
}

/** Characters of a `0x` or `\x` with a digit behind it. */
function prefixAt(text: string, at: number): number {
  const second = text.charCodeAt(at + 1);
  if (second !== SMALL_X && second !== LARGE_X) return 0;
  const first = text.charCodeAt(at);
  const isPrefix = first === ZERO || (first === BACKSLASH && second === SMALL_X);
  return isPrefix && classAt(text, at + 2) < 16 ? 2 : 0;
}

/** What is said of hex in any notation, by the problem's code. */
export const HEX_TEMPLATES = {
  HEX_SINGLE_DIGIT: '“{0}” is a single hex digit: write two for each byte, such as 0{0}, or 0x{0}.',
  HEX_ODD_DIGITS: '“{0}” has an odd number of hex digits: write two digits for each byte.',
  HEX_NOT_A_DIGIT: '“{0}” is not a hex digit: write digits 0 to 9 and a to f, two for each byte.',
} as const;

function oddDigits(text: string, start: number, end: number, isFree: boolean): WrittenProblem {
  const digits = text.slice(start, end);
  if (isFree && end - start === 1) {
    return {
      code: 'HEX_SINGLE_DIGIT',
      template: HEX_TEMPLATES.HEX_SINGLE_DIGIT,
      args: [digits],
      start,
      end,
    };
  }
  return {
    code: 'HEX_ODD_DIGITS',
    template: HEX_TEMPLATES.HEX_ODD_DIGITS,
    args: [shorten(digits)],
    start,
    end,
  };
}

function notADigit(text: string, at: number, isFree: boolean): WrittenProblem {
  const character = String.fromCodePoint(text.codePointAt(at)!);
  if (!isFree && (character === 'x' || character === 'X') && text[at - 1] === '0') {
    return {
      code: 'HEX_PREFIX',
      template: 'Hex bytes are written without {0}: leave it out.',
      args: [`0${character}`],
      start: at - 1,
      end: at + 1,
    };
  }
  return {
    code: 'HEX_NOT_A_DIGIT',
    template: isFree
      ? HEX_TEMPLATES.HEX_NOT_A_DIGIT
      : '“{0}” is not a hex digit: write digits 0 to 9 and a to f, with blanks or commas between bytes.',
    args: [character],
    start: at,
    end: at + character.length,
  };
}
