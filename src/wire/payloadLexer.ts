import { parseHex } from '../bytes/hex';
import { nameAt, readBlock, readQuotedText, variableAt } from './payloadText';
import type { Binding, BlockLine, QuotedText, VariableReference } from './payloadTerm';
import type { ProblemList, TextRange } from './problem';

export type Token =
  /** The end of what the payload may take of the text. */
  | ({ readonly kind: 'end' } & TextRange)
  | ({ readonly kind: 'string'; readonly text: QuotedText } & TextRange)
  | ({ readonly kind: 'block'; readonly lines: readonly BlockLine[] } & TextRange)
  | ({ readonly kind: 'hex'; readonly bytes: Uint8Array; readonly source: string } & TextRange)
  /** A name, a number, or anything else without blanks and without the characters that mean something. */
  | ({ readonly kind: 'word'; readonly text: string } & TextRange)
  | ({ readonly kind: '(' | ')' | ',' } & TextRange)
  | VariableReference
  | Binding
  /** Braces, question marks and closing brackets that belong to nothing. */
  | ({ readonly kind: 'stray'; readonly text: string } & TextRange);

const isBlank = (character: string): boolean => character === ' ' || character === '\t';
const isLineBreak = (character: string): boolean => character === '\n' || character === '\r';

/** Characters that end a word. */
const SPECIAL = new Set(' \t\r\n()[],"{}?');
/** Of a wire file's steps, these end a word too: a comment, and what parts a rule's pattern from its answer. */
const STEP_SIGNS = new Set('#>');
const STRAY = new Set('{}?]');
/** Inside brackets these tell that the closing bracket was forgotten. */
const BEYOND_HEX = new Set('\r\n[("');
const NO_BYTES = new Uint8Array(0);

/**
 * Cuts a payload into tokens, one at a time and on demand, so that nothing behind a payload's end is looked at. Reports
 * what is wrong within a token and always goes on; every character is looked at a constant number of times.
 */
export class PayloadLexer {
  readonly #text: string;
  /** Whether the payload ends with its line, or at a comment, as in a wire file. */
  readonly #endsWithLine: boolean;
  readonly #problems: ProblemList;
  #at: number;
  #peeked: Token | undefined;

  constructor(text: string, start: number, endsWithLine: boolean, problems: ProblemList) {
    this.#text = text;
    this.#at = start;
    this.#endsWithLine = endsWithLine;
    this.#problems = problems;
  }

  peek(): Token {
    this.#peeked ??= this.#read();
    return this.#peeked;
  }

  next(): Token {
    const token = this.peek();
    this.#peeked = undefined;
    return token;
  }

  #read(): Token {
    const text = this.#text;
    const skipped = (character: string): boolean =>
      isBlank(character) || (!this.#endsWithLine && isLineBreak(character));
    while (this.#at < text.length && skipped(text[this.#at]!)) this.#at++;
    const start = this.#at;
    const character = text[start];
    if (character === undefined) return { kind: 'end', start, end: start };
    if (this.#endsWithLine && (isLineBreak(character) || character === '#')) return { kind: 'end', start, end: start };
    const token = this.#readAt(start, character);
    this.#at = token.end;
    return token;
  }

  #readAt(start: number, character: string): Token {
    const text = this.#text;
    switch (character) {
      case '(':
      case ')':
      case ',':
        return { kind: character, start, end: start + 1 };
      case '"': {
        if (text.startsWith('"""', start)) return { kind: 'block', start, ...readBlock(text, start, this.#problems) };
        const quoted = readQuotedText(text, start, this.#problems);
        return { kind: 'string', text: quoted, start, end: quoted.end };
      }
      case '[':
        return this.#readHex(start);
      case '{': {
        const variable = variableAt(text, start);
        if (variable !== undefined) return variable;
        break;
      }
      case '?': {
        const name = nameAt(text, start + 1);
        if (name !== '') return { kind: 'binding', name, start, end: start + 1 + name.length };
        break;
      }
    }
    return STRAY.has(character) ? this.#readStray(start) : this.#readWord(start);
  }

  #readWord(start: number): Token {
    const text = this.#text;
    let end = start + 1;
    const isSign = this.#endsWithLine && text[start] === '>';
    while (
      !isSign &&
      end < text.length &&
      !SPECIAL.has(text[end]!) &&
      !(this.#endsWithLine && STEP_SIGNS.has(text[end]!))
    )
      end++;
    return { kind: 'word', text: text.slice(start, end), start, end };
  }

  /** At least one character; stops where a variable or a binding begins. */
  #readStray(start: number): Token {
    const text = this.#text;
    let end = start + 1;
    while (
      end < text.length &&
      STRAY.has(text[end]!) &&
      variableAt(text, end) === undefined &&
      !(text[end] === '?' && nameAt(text, end + 1) !== '')
    ) {
      end++;
    }
    return { kind: 'stray', text: text.slice(start, end), start, end };
  }

  #readHex(start: number): Token {
    const text = this.#text;
    let close = start + 1;
    while (close < text.length && text[close] !== ']' && !this.#endsHex(text[close]!)) close++;
    const closed = text[close] === ']';
    // Without its bracket only what looks like hex is taken: the rest is read as terms.
    const end = closed ? close : endOfHexDigits(text, start + 1, close);
    const content = text.slice(start + 1, end);
    if (!closed) {
      const at = start + 1 + content.trimEnd().length;
      this.#problems.add(
        { start, end: at },
        'PAYLOAD_MISSING_BRACKET',
        'These hex bytes have no closing bracket: put ] where they end.',
        [],
        { start: at, end: at, text: ']' },
      );
    }
    const bytes = this.#hexBytes(content, start + 1);
    const source = content
      .split(/[\s,]+/)
      .filter((group) => group !== '')
      .join(' ');
    return { kind: 'hex', bytes, source, start, end: closed ? close + 1 : end };
  }

  #endsHex(character: string): boolean {
    return BEYOND_HEX.has(character) && (this.#endsWithLine || !isLineBreak(character));
  }

  /** The bytes, or none and every problem in them. */
  #hexBytes(content: string, offset: number): Uint8Array {
    let from = 0;
    for (;;) {
      const { bytes, problem } = parseHex(content.slice(from));
      if (problem === undefined) return from === 0 ? bytes : NO_BYTES;
      const start = offset + from + problem.column;
      const range = { start, end: start + problem.length };
      const fix = problem.code === 'HEX_PREFIX' ? { ...range, text: '' } : undefined;
      this.#problems.add(range, problem.code, problem.template, problem.args, fix);
      if (this.#problems.full) return NO_BYTES;
      from += problem.column + problem.length;
    }
  }
}

function endOfHexDigits(text: string, start: number, limit: number): number {
  let end = start;
  while (end < limit && /[0-9a-fA-F\s,]/.test(text[end]!)) end++;
  return end;
}
