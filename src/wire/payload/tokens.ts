/** The tokens of a payload, and the way over them. */
import type { Template } from '../../base/error';
import { type ProblemList, type TextRange, quoteForMessage } from '../../base/problem';
import { parseHex } from '../../bytes/written/hexText';
import type { Binding, BlockLine, QuotedText, VariableReference } from './term';
import { nameAt, readBlock, readQuotedText, variableAt } from './text';

/** A word of the source with its place. */
export interface Word extends TextRange {
  readonly text: string;
}

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
    // Text in single quotes is no term, but one mistake, whatever stands in it.
    const quoted = text[start] === "'" ? /'(?:\\.|[^'\\\r\n])*'/y : undefined;
    if (quoted !== undefined) {
      quoted.lastIndex = start;
      const match = quoted.exec(text);
      if (match !== null) return { kind: 'word', text: match[0], start, end: start + match[0].length };
    }
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
      const range = { start: offset + from + problem.start, end: offset + from + problem.end };
      const fix = problem.code === 'HEX_PREFIX' ? { ...range, text: '' } : undefined;
      this.#problems.add(range, problem.code, problem.template, problem.args, fix);
      if (this.#problems.full) return NO_BYTES;
      from += problem.end;
    }
  }
}

function endOfHexDigits(text: string, start: number, limit: number): number {
  let end = start;
  while (end < limit && /[0-9a-fA-F\s,]/.test(text[end]!)) end++;
  return end;
}

/** A function whose arguments are being read. */
export interface Call {
  readonly name: Word;
  /** Its opening parenthesis. */
  readonly open: TextRange;
  /** 1 for a function that stands in no other. */
  readonly depth: number;
  /** The sentence that says how to write it; `{0}` is its name. */
  readonly usage: Template;
}

/** Walks over the tokens of a payload and knows how to get out of a function, whatever stands in it. */
export class PayloadCursor {
  readonly #text: string;
  readonly #lexer: PayloadLexer;
  readonly #problems: ProblemList;
  #lastEnd: number;

  constructor(text: string, start: number, endsWithLine: boolean, problems: ProblemList) {
    this.#text = text;
    this.#problems = problems;
    this.#lexer = new PayloadLexer(text, start, endsWithLine, problems);
    this.#lastEnd = start;
  }

  /** Where the last token that was taken ended. */
  get lastEnd(): number {
    return this.#lastEnd;
  }

  peek(): Token {
    return this.#lexer.peek();
  }

  next(): Token {
    const token = this.#lexer.next();
    this.#lastEnd = token.end;
    return token;
  }

  source(range: TextRange): string {
    return this.#text.slice(range.start, range.end);
  }

  /** Takes the closing parenthesis; what stands before it is one argument too many. */
  expectClose(call: Call): void {
    const token = this.peek();
    if (token.kind === ')') {
      this.next();
    } else if (token.kind === 'end') {
      this.#reportUnclosed(call);
    } else {
      this.reportArguments(call, token);
      this.skipToClose(call);
    }
  }

  /** Skips to behind the parenthesis that closes the call, over others that open and close before it. */
  skipToClose(call: Call): void {
    for (let open = 1; open > 0;) {
      const token = this.peek();
      if (token.kind === 'end') {
        this.#reportUnclosed(call);
        return;
      }
      this.next();
      if (token.kind === '(') open++;
      if (token.kind === ')') open--;
    }
  }

  /** The call has too few arguments, too many or wrong ones. */
  reportArguments(call: Call, range: TextRange): void {
    this.#problems.add(range, 'PAYLOAD_WRONG_ARGUMENTS', call.usage, [call.name.text]);
  }

  reportMissingComma(before: TextRange): void {
    this.#problems.add(before, 'PAYLOAD_MISSING_COMMA', 'Values are separated by commas: put one before this.', [], {
      start: this.#lastEnd,
      end: this.#lastEnd,
      text: ',',
    });
  }

  #reportUnclosed(call: Call): void {
    const at = this.#lastEnd;
    const template = 'The parenthesis behind {0} is not closed: put ) where its values end.';
    this.#problems.add(call.open, 'PAYLOAD_MISSING_PARENTHESIS', template, [quoteForMessage(call.name.text)], {
      start: at,
      end: at,
      text: ')',
    });
  }
}
