/** The tokens of a programming language, as far as literals need them. */
import { BLANK_CLASS } from './blanks';
import { plainBytes, unescapeText } from './escapes';
import { LANGUAGES, type Language, type StringSyntax } from './languages';
import { mistake, shorten, type WrittenMistake } from './problem';

/** Longest number, name and type, in UTF-16 units: expressions that look for one must not take a whole text. */
const MAX_WORD = 1024;
/** Digits of the longest number of 64 bits, which is binary. */
const MAX_DIGITS = 64;

export interface Place {
  readonly start: number;
  readonly end: number;
}

export interface StringToken extends Place {
  readonly kind: 'string';
  readonly bytes: Uint8Array;
  readonly syntax: StringSyntax;
}

export interface CharacterToken extends Place {
  readonly kind: 'character';
  readonly bytes: Uint8Array;
  readonly syntax: StringSyntax;
  /** The character's number, where it may be an item of a list. */
  readonly value: number;
}

export type LiteralToken =
  | StringToken
  | CharacterToken
  | ({ readonly kind: 'number'; readonly value: bigint; readonly suffix: string } & Place)
  | ({ readonly kind: 'name' | 'sign'; readonly text: string } & Place)
  | ({ readonly kind: 'end' } & Place);

/** The strings of each language by the first character of what opens them. */
const STRINGS_OF: ReadonlyMap<Language, ReadonlyMap<string, readonly StringSyntax[]>> = new Map(
  LANGUAGES.map((language) => {
    const byStart = new Map<string, StringSyntax[]>();
    for (const syntax of language.strings)
      byStart.set(syntax.open[0]!, [...(byStart.get(syntax.open[0]!) ?? []), syntax]);
    return [language, byStart];
  }),
);

const MARKS = { '"': /["\\\n\r]/g, "'": /['\\\n\r]/g, '`': /[`\\\n\r]/g } as const;
const BLANKS = new RegExp(`${BLANK_CLASS}*`, 'y');
const NAME = /[A-Za-z_$][\w$]*(?:(?:\.|::)[A-Za-z_$][\w$]*)*!?/y;
/** What is neither a blank nor the start of a comment. */
const PLAIN_START = /[!"$-.0-~]/;
/** What begins nothing else in any of the languages. */
const PUNCTUATION = ',;()[]{}';
/** Most items of lists, whatever the language. */
const SMALL_NUMBER = /(?:0[xX][0-9A-Fa-f]{1,2}|[1-9][0-9]{0,2}|0)(?=[\s,\])}])/y;
/** A Rust lifetime: not the start of a character. */
const LIFETIME = /'[a-z_]\w*(?!')/y;

/** Where a lexer is, to come back to. */
export interface LexerPlace {
  readonly at: number;
  readonly token: LiteralToken;
}

/** Goes through a text token by token: {@link token} is the one that comes next, from the first {@link next} on. Linear in the text's length. */
export class LiteralLexer {
  readonly #text: string;
  readonly #language: Language;
  #at = 0;
  #token: LiteralToken = { kind: 'end', start: 0, end: 0 };
  #isOnNewLine = false;
  /** A string, a list or a call was begun: what is wrong is a mistake in it. */
  hasLiteral = false;

  constructor(text: string, language: Language) {
    this.#text = text;
    this.#language = language;
  }

  get token(): LiteralToken {
    return this.#token;
  }

  isAtEnd(): boolean {
    return this.#token.kind === 'end';
  }

  /** A line break stands in front of the token. */
  get isOnNewLine(): boolean {
    return this.#isOnNewLine;
  }

  get place(): LexerPlace {
    return { at: this.#at, token: this.#token };
  }

  goTo({ at, token }: LexerPlace): void {
    this.#at = at;
    this.#token = token;
  }

  /** What stands from `start` up to the token. */
  textFrom(start: number): string {
    return this.#text.slice(start, this.#token.start).trim();
  }

  /** Takes what the sticky expression finds at the token; undefined when it finds nothing. */
  takeMatch(pattern: RegExp): string | undefined {
    const { start } = this.#token;
    const found = matchWord(pattern, this.#text, start)?.[0];
    if (found === undefined) return undefined;
    this.#at = start + found.length;
    this.next();
    return found;
  }

  /** Takes the sign if it comes next. */
  takeSign(sign: string): boolean {
    if (this.#token.kind !== 'sign' || this.#token.text !== sign) return false;
    this.next();
    return true;
  }

  /** @throws WrittenMistake when something else comes next */
  expect(sign: string): void {
    if (!this.takeSign(sign)) throw this.unexpected();
  }

  next(): void {
    const text = this.#text;
    const before = this.#at;
    // Most tokens follow each other, or a blank.
    if (text[before] === ' ') this.#at++;
    while (!PLAIN_START.test(text[this.#at] ?? '')) {
      BLANKS.lastIndex = this.#at;
      BLANKS.test(text);
      this.#at = BLANKS.lastIndex;
      const { comment } = this.#language;
      comment.lastIndex = this.#at;
      if (!comment.test(text)) break;
      this.#at = comment.lastIndex;
    }
    this.#isOnNewLine = this.#at > before + 1 ? text.slice(before, this.#at).includes('\n') : text[before] === '\n';
    this.#token = this.#read();
    this.#at = this.#token.end;
  }

  #read(): LiteralToken {
    const text = this.#text;
    const start = this.#at;
    const character = text[start];
    if (character === undefined) return { kind: 'end', start, end: start };
    if (PUNCTUATION.includes(character)) return { kind: 'sign', text: character, start, end: start + 1 };
    const isDigit = character >= '0' && character <= '9';
    if (isDigit) return this.#readSmallNumber(start) ?? this.#readNumber(start);
    const syntax = STRINGS_OF.get(this.#language)
      ?.get(character)
      ?.find(({ open }) => text.startsWith(open, start));
    if (syntax && !(syntax.isCharacter && this.#isLifetime(start))) return this.#readString(syntax, start);
    const name = matchWord(NAME, text, start)?.[0];
    if (name !== undefined && name.length >= MAX_WORD) throw this.unknownName(name, start, start + name.length);
    if (name !== undefined) return { kind: 'name', text: name, start, end: start + name.length };
    if (syntax) {
      LIFETIME.lastIndex = start;
      const lifetime = LIFETIME.exec(text)![0];
      return { kind: 'sign', text: '&', start, end: start + lifetime.length };
    }
    const sign = text.startsWith(':=', start) ? ':=' : character;
    return { kind: 'sign', text: sign, start, end: start + sign.length };
  }

  #isLifetime(start: number): boolean {
    if (this.#language.id !== 'rust') return false;
    LIFETIME.lastIndex = start;
    return LIFETIME.test(this.#text);
  }

  #readSmallNumber(start: number): LiteralToken | undefined {
    SMALL_NUMBER.lastIndex = start;
    if (!SMALL_NUMBER.test(this.#text)) return undefined;
    const end = SMALL_NUMBER.lastIndex;
    return { kind: 'number', value: smallNumber(Number(this.#text.slice(start, end))), suffix: '', start, end };
  }

  #readNumber(start: number): LiteralToken {
    const { number, separator, leadingZero, name } = this.#language;
    const match = matchWord(number, this.#text, start);
    const groups = match?.groups;
    if (match?.[0].length === MAX_WORD) throw byteTooLarge(match[0], start, start + MAX_WORD);
    if (!groups) {
      const shown = /[\w.]*/.exec(this.#text.slice(start, start + 40))![0];
      throw mistake('LITERAL_NUMBER', '“{0}” is no integer.', [shorten(shown)], start, start + shown.length);
    }
    const digits = groups['digits']!.replaceAll(separator ?? '_', '');
    const end = start + match[0].length;
    const hasZero = /^0[0-9]/.test(digits);
    if (hasZero && (leadingZero === 'mistake' || (leadingZero === 'octal' && !/^[0-7]+$/.test(digits)))) {
      throw mistake(
        'LITERAL_LEADING_ZERO',
        '{0} has no numbers such as {1}, with a zero in front.',
        [name, shorten(digits)],
        start,
        end,
      );
    }
    // More digits than any integer of 64 bits has are not worth evaluating.
    if (digits.replace(/^0[xbo]?0*/i, '').length > MAX_DIGITS) throw byteTooLarge(digits, start, end);
    const isOctal = hasZero && leadingZero === 'octal';
    if (/^0[xbo]$/i.test(digits)) throw mistake('LITERAL_NUMBER', '“{0}” is no integer.', [digits], start, end);
    return {
      kind: 'number',
      value: BigInt(isOctal ? `0o${digits}` : digits),
      suffix: groups['suffix'] ?? '',
      start,
      end,
    };
  }

  #readString(syntax: StringSyntax, start: number): LiteralToken {
    const from = start + syntax.open.length;
    this.hasLiteral = true;
    const close = this.#closingQuote(syntax, from);
    if (close < 0) {
      throw mistake('LITERAL_OPEN', 'This string has no end.', [], start, start + syntax.open.length);
    }
    const source = this.#text.slice(from, close);
    const end = close + syntax.close.length;
    const hole = syntax.unless?.exec(source);
    if (hole) throw this.unexpectedAt(from + hole.index, from + hole.index + hole[0].length);
    const bytes = syntax.escapes
      ? unescapeText(source, syntax.escapes, from, syntax.lineEnds)
      : plainBytes(source, {}, from, syntax.lineEnds);
    if (!syntax.isCharacter) return { kind: 'string', bytes, syntax, start, end };
    const value = syntax.isRune ? runeOf(source, bytes) : bytes.length === 1 ? bytes[0] : undefined;
    if (value === undefined) throw this.unexpectedAt(start, end);
    return { kind: 'character', bytes, syntax, value, start, end };
  }

  #closingQuote({ close, escapes, isMultiline }: StringSyntax, from: number): number {
    const text = this.#text;
    if (!escapes && isMultiline) return text.indexOf(close, from);
    // What can matter: the quote, a backslash, a line's end.
    const mark = MARKS[close[0] as keyof typeof MARKS];
    for (mark.lastIndex = from; mark.test(text);) {
      const at = mark.lastIndex - 1;
      if (text.startsWith(close, at)) return at;
      if (escapes && text[at] === '\\') {
        mark.lastIndex += text[at + 1] === '\r' && text[at + 2] === '\n' ? 2 : 1;
      } else if ((text[at] === '\n' || text[at] === '\r') && !isMultiline) return -1;
    }
    return -1;
  }

  unexpected(): WrittenMistake {
    const { start, end } = this.#token;
    return this.unexpectedAt(start, end);
  }

  unexpectedAt(start: number, end: number): WrittenMistake {
    const shown = this.#text.slice(start, end).trim();
    if (shown === '') return mistake('LITERAL_END', 'The text ends before what it began has ended.', [], start, end);
    return mistake('LITERAL_UNEXPECTED', '“{0}” is not understood there.', [shorten(shown)], start, end);
  }

  unknownCall(name: string, start: number, end: number): WrittenMistake {
    const template = 'What {0}(…) makes is not known here: write its bytes.';
    return mistake('LITERAL_CALL', template, [shorten(name)], start, end);
  }

  unknownName(name: string, start: number, end: number): WrittenMistake {
    return mistake(
      'LITERAL_NAME',
      'What {0} stands for is not known here: write its bytes.',
      [shorten(name)],
      start,
      end,
    );
  }

  wide(name: string, start: number, end: number): WrittenMistake {
    const template =
      'The values of “{0}” have more than one byte each, in an order that is not known: write the bytes.';
    return mistake('LITERAL_WIDE', template, [shorten(name)], start, end);
  }
}

const SMALL_NUMBERS = Array.from({ length: 1000 }, (_, value) => BigInt(value));

/** Of at most three digits: most items of lists are made once. */
function smallNumber(value: number): bigint {
  return SMALL_NUMBERS[value]!;
}

/** What a sticky expression finds there, in so much of the text as a word can have. */
function matchWord(pattern: RegExp, text: string, start: number): RegExpExecArray | undefined {
  pattern.lastIndex = 0;
  return pattern.exec(text.slice(start, start + MAX_WORD)) ?? undefined;
}

function runeOf(source: string, bytes: Uint8Array): number | undefined {
  // `'\xff'` and `'\377'` are numbers, which are no UTF-8.
  if (/^\\(?:x|[0-7])/.test(source)) return bytes.length === 1 ? bytes[0] : undefined;
  const [character, ...more] = Array.from(new TextDecoder().decode(bytes));
  return more.length === 0 ? character?.codePointAt(0) : undefined;
}

export function byteTooLarge(text: string, start: number, end: number): WrittenMistake {
  return mistake('LITERAL_TOO_LARGE', '{0} does not fit into a byte.', [shorten(text)], start, end);
}
