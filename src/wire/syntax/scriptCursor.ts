import type { ProblemList, TextRange } from '../../base/problem';

/** A word: what stands between blanks and the signs of the language. */
export interface ScriptWord extends TextRange {
  readonly text: string;
}

/** Besides line ends, blanks and the signs of the language end a word. */
const WORD = /[^\r\n \t\v\f\u00a0\u2028\u2029\ufeff=<>#]*/y;
const LINE = /[^\r\n]*/y;

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';
const isLineEnd = (character: string | undefined): boolean =>
  character === undefined || character === '\n' || character === '\r';

/** Where what a sticky pattern matches ends. It fits everywhere. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.test(text);
  return pattern.lastIndex;
}

/** Walks over one line of a wire file; a block of text within it may take it over several. */
export class ScriptCursor {
  readonly text: string;
  readonly problems: ProblemList;
  /** Words of the language, which name nothing. */
  readonly reserved: ReadonlySet<string>;
  at: number;

  constructor(text: string, at: number, problems: ProblemList, reserved: ReadonlySet<string>) {
    this.text = text;
    this.at = at;
    this.problems = problems;
    this.reserved = reserved;
  }

  skipBlanks(): void {
    while (isBlank(this.text[this.at])) this.at++;
  }

  /** Only a comment, or nothing, stands behind here. */
  get isDone(): boolean {
    this.skipBlanks();
    return this.text[this.at] === '#' || isLineEnd(this.text[this.at]);
  }

  /** Where the line ends, without its line break. */
  get lineEnd(): number {
    return endOf(LINE, this.text, this.at);
  }

  /** Where what stands in the line ends: before blanks and a comment that follows one. */
  get contentEnd(): number {
    return this.contentEndFrom(this.at);
  }

  /** The same, of the line of another place. */
  contentEndFrom(at: number): number {
    let end = at;
    let last = at;
    for (; !isLineEnd(this.text[end]); end++) {
      if (this.text[end] === '#' && (end === at || isBlank(this.text[end - 1]))) break;
      if (!isBlank(this.text[end])) last = end + 1;
    }
    return last;
  }

  get rest(): TextRange {
    return { start: this.at, end: this.contentEnd };
  }

  /** The sign that stands here, taken; or false. */
  take(sign: string): boolean {
    this.skipBlanks();
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }

  /** The word that stands here, without taking it; empty at the end of the line. */
  peekWord(): ScriptWord {
    this.skipBlanks();
    const start = this.at;
    const end = endOf(WORD, this.text, start);
    return { text: this.text.slice(start, end), start, end };
  }

  takeWord(): ScriptWord {
    const word = this.peekWord();
    this.at = word.end;
    return word;
  }

  /** Takes the word if it is this one. */
  takeKeyword(keyword: string): boolean {
    const word = this.peekWord();
    if (word.text !== keyword) return false;
    this.at = word.end;
    return true;
  }
}
