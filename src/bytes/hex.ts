/** Hexadecimal text to bytes and back. */
import type { MessageArgument } from './error';

/** Why text is not hex bytes; `column` and `length` count UTF-16 units from the text's start, which is column 0. */
export interface HexProblem {
  readonly code: 'HEX_ODD_DIGITS' | 'HEX_NOT_A_DIGIT' | 'HEX_PREFIX';
  readonly template: string;
  readonly args: readonly MessageArgument[];
  readonly column: number;
  readonly length: number;
}

export type HexResult =
  | { readonly bytes: Uint8Array; readonly problem?: undefined }
  | { readonly bytes?: undefined; readonly problem: HexProblem };

const BYTE_TEXT: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const SEPARATOR = 0x80;
const NOT_HEX = 0xff;

/** For each ASCII code: a digit's value, `SEPARATOR` for blanks, line breaks and commas, else `NOT_HEX`. */
const CLASSES = new Uint8Array(128).fill(NOT_HEX);
for (const separator of ' \t\r\n,') CLASSES[separator.charCodeAt(0)] = SEPARATOR;
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  CLASSES[digit.charCodeAt(0)] = value;
  CLASSES[digit.toUpperCase().charCodeAt(0)] = value;
}

/** Two lower-case digits for each byte, with `separator` (none by default) between bytes. */
export function toHex(bytes: Uint8Array, separator = ''): string {
  const parts = new Array<string>(bytes.length);
  for (let i = 0; i < bytes.length; i++) parts[i] = BYTE_TEXT[bytes[i]!]!;
  return parts.join(separator);
}

/**
 * Parses pairs of hex digits of either case. Blanks, line breaks and commas are free between bytes. A byte with one
 * digit only is a problem wherever it stands, also when another such byte would make the total even: `[1 2]` is never
 * silently `12`. Linear in the text's length.
 */
export function parseHex(text: string): HexResult {
  const bytes = new Uint8Array(text.length >> 1);
  let count = 0;
  let groupStart = -1;
  let high = -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const kind = code < 128 ? CLASSES[code]! : NOT_HEX;
    if (kind < 16) {
      if (groupStart < 0) groupStart = i;
      if (high < 0) {
        high = kind;
      } else {
        bytes[count++] = (high << 4) | kind;
        high = -1;
      }
    } else if (kind === SEPARATOR) {
      if (high >= 0) return { problem: oddDigits(text, groupStart, i) };
      groupStart = -1;
    } else {
      return { problem: notADigit(text, i) };
    }
  }
  if (high >= 0) return { problem: oddDigits(text, groupStart, text.length) };
  return { bytes: bytes.slice(0, count) };
}

function oddDigits(text: string, start: number, end: number): HexProblem {
  return {
    code: 'HEX_ODD_DIGITS',
    template: '“{0}” has an odd number of hex digits: write two digits for each byte.',
    args: [shorten(text.slice(start, end))],
    column: start,
    length: end - start,
  };
}

function notADigit(text: string, column: number): HexProblem {
  const character = String.fromCodePoint(text.codePointAt(column)!);
  if ((character === 'x' || character === 'X') && text[column - 1] === '0') {
    return {
      code: 'HEX_PREFIX',
      template: 'Hex bytes are written without {0}: leave it out.',
      args: [`0${character}`],
      column: column - 1,
      length: 2,
    };
  }
  return {
    code: 'HEX_NOT_A_DIGIT',
    template: '“{0}” is not a hex digit: write digits 0 to 9 and a to f, with blanks or commas between bytes.',
    args: [character],
    column,
    length: character.length,
  };
}

function shorten(digits: string): string {
  return digits.length > 20 ? `${digits.slice(0, 20)}…` : digits;
}
