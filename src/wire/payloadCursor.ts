import type { Word } from './payloadArguments';
import { PayloadLexer, type Token } from './payloadLexer';
import { quoteForMessage, type ProblemList, type TextRange } from './problem';

/** A function whose arguments are being read. */
export interface Call {
  readonly name: Word;
  /** Its opening parenthesis. */
  readonly open: TextRange;
  /** 1 for a function that stands in no other. */
  readonly depth: number;
  /** The sentence that says how to write it; `{0}` is its name. */
  readonly usage: string;
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
