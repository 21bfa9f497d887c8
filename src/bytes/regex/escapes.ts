/** Escapes of regular expressions: what stands behind a backslash. */
import type { Template } from '../../base/error';
import { BLANKS, charactersUpTo, complementOf, DIGITS, WORD_CHARACTERS, type CharacterSet } from './characterSet';
import type { ProblemList } from '../../base/problem';

export interface Escape {
  readonly end: number;
  /** A single character. */
  readonly codePoint?: number;
  /** A class such as `\d`. */
  readonly set?: CharacterSet;
}

const CLASSES: ReadonlyMap<string, CharacterSet> = new Map([
  ['d', DIGITS],
  ['w', WORD_CHARACTERS],
  ['s', BLANKS],
]);

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ['v', 0x0b],
  ['f', 0x0c],
  ['e', 0x1b],
]);

/** Characters that stand for themselves behind a backslash. */
const PUNCTUATION = /^[!-/:-@[-`{-~ ]$/;

/**
 * Reads the escape whose backslash stands at `at`, and reports one that there is not. `\b` and `\B` are not for here:
 * within a class the caller takes `\b` for a backspace, outside for a word boundary.
 */
export function readRegexEscape(text: string, at: number, end: number, largest: number, problems: ProblemList): Escape {
  const letter = at + 1 < end ? String.fromCodePoint(text.codePointAt(at + 1)!) : '';
  const next = at + 1 + letter.length;
  const control = CONTROLS.get(letter);
  if (control !== undefined) return { end: next, codePoint: control };
  const set = CLASSES.get(letter.toLowerCase());
  if (set !== undefined) {
    const within = charactersUpTo(set, largest);
    return { end: next, set: letter === letter.toLowerCase() ? within : complementOf(within, largest) };
  }
  switch (letter) {
    case '0':
      if (!/[0-9]/.test(text[next] ?? '')) return { end: next, codePoint: 0 };
      return unsupported(text, at, next, 'Octal escapes are not known here: write \\x and two hex digits.', problems);
    case 'x': {
      const digits = /^[0-9a-fA-F]{2}/.exec(text.slice(next, Math.min(next + 2, end)));
      if (digits !== null) return { end: next + 2, codePoint: Number.parseInt(digits[0], 16) };
      return unsupported(text, at, next, '\\x needs exactly two hex digits, such as \\x0a.', problems);
    }
    case 'u':
      return readUnicode(text, at, end, problems);
    case 'c': {
      const control = /^[a-zA-Z]/.exec(text.slice(next, Math.min(next + 1, end)));
      if (control !== null) return { end: next + 1, codePoint: control[0].charCodeAt(0) & 0x1f };
      return unsupported(text, at, next, '\\c needs a letter, such as \\cA.', problems);
    }
    case 'k':
      return unsupported(text, at, next, NO_BACKREFERENCES, problems);
    case 'p':
    case 'P':
      return unsupported(
        text,
        at,
        next,
        'Unicode properties such as \\p{L} are not supported: write a class such as [A-Za-z].',
        problems,
      );
  }
  if (/^[1-9]$/.test(letter)) return unsupported(text, at, next, NO_BACKREFERENCES, problems);
  if (PUNCTUATION.test(letter)) return { end: next, codePoint: letter.charCodeAt(0) };
  const template = 'There is no escape \\{0} in a pattern: write \\\\ for a backslash.';
  problems.add({ start: at, end: next }, 'REGEX_UNKNOWN_ESCAPE', template, [letter], {
    start: at,
    end: at + 1,
    text: '\\\\',
  });
  return { end: next };
}

const NO_BACKREFERENCES =
  'Backreferences such as \\1 are not supported, because they cannot be matched in bounded time: write out what is repeated.';

function unsupported(text: string, at: number, end: number, template: Template, problems: ProblemList): Escape {
  problems.add({ start: at, end }, 'REGEX_UNSUPPORTED', template, [text.slice(at, end)]);
  return { end };
}

/** `\uNNNN` or `\u{N…}`. */
function readUnicode(text: string, at: number, end: number, problems: ProblemList): Escape {
  const rest = text.slice(at + 2, Math.min(end, at + 10));
  const digits = /^([0-9a-fA-F]{4})/.exec(rest) ?? /^\{([0-9a-fA-F]{1,6})\}/.exec(rest);
  const next = at + 2 + (digits?.[0].length ?? 0);
  const codePoint = Number.parseInt(digits?.[1] ?? '', 16);
  if (digits === null || codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) {
    const template = '\\u needs a character’s four hex digits, or one to six of them in braces, such as \\u{1f600}.';
    problems.add({ start: at, end: next }, 'REGEX_BAD_ESCAPE', template);
    return { end: next };
  }
  return { end: next, codePoint };
}
