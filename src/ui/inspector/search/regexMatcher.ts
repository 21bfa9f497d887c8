import { SockscopeError } from '../../../bytes/error';
import type { OnMatch, StreamMatcher } from '../../../capture/search/streamMatcher';
import { isAnchored } from '../../../wire/byteRegex';
import { readRegexLiteral } from '../../../wire/byteRegexLiteral';
import { ProblemList, TextError } from '../../../wire/problem';
import { compilePatterns } from '../../../wire/regexCompiler';
import { RegexMachine } from '../../../wire/regexMachine';
import type { RegexProgram } from '../../../wire/regexProgram';

/** Bytes that a match which has begun, but not ended, may take; a longer one ends the search. */
const MAX_OPEN_MATCH = 1024 * 1024;

/**
 * Finds a regular expression in time linear in the stream's length. After a match the expression begins anew, as if the
 * stream began there. Empty matches are none.
 */
export class RegexMatcher implements StreamMatcher {
  readonly pieceBytes = 64 * 1024;
  readonly #program: RegexProgram;
  readonly #isAnchored: boolean;
  #machine: RegexMachine;
  /** What the machine was fed and may have to be fed again. */
  #open = new Uint8Array(0);
  /** Of the open bytes' first in the stream. */
  #openOffset = 0;
  /** Where the machine began. */
  #machineOffset = 0;

  /**
   * @param source What would stand between the slashes of a wire file.
   * @throws TextError with the first mistake; SockscopeError `FIND_EMPTY`, `REGEX_TOO_LARGE`
   */
  constructor(source: string, matchCase: boolean) {
    if (source === '') throw new SockscopeError('FIND_EMPTY', 'Type what to find.');
    const problems = new ProblemList();
    // A slash ends the expression only in a wire file.
    const escaped = source.replace(/\\.|\//gs, (part) => (part === '/' ? '\\/' : part));
    const { regex } = readRegexLiteral(`/${escaped}/${matchCase ? '' : 'i'}`, 0, problems);
    const [problem] = problems.toSorted();
    if (problem) throw new TextError(problem);
    const program = regex && compilePatterns([{ kind: 'regex', regex }]);
    if (!program) throw new SockscopeError('REGEX_TOO_LARGE', 'This expression is too large: repeat less in it.');
    this.#program = program;
    this.#isAnchored = isAnchored(regex.node);
    this.#machine = this.#begin();
  }

  push(piece: Uint8Array, onMatch: OnMatch): boolean {
    this.#open = Buffer.concat([this.#open, piece]);
    let fed = this.#open.length - piece.length;
    for (;;) {
      const state = this.#machine.feed(this.#open.subarray(fed));
      if (state === 'none' || state === 'exhausted') return false;
      if (state === 'searching') break;
      if (!this.#take(onMatch)) return false;
      fed = 0;
    }
    this.#dropBefore(this.#machineOffset + this.#machine.earliest);
    return this.#open.length <= MAX_OPEN_MATCH;
  }

  skip(length: number, onMatch: OnMatch): boolean {
    if (!this.end(onMatch) || this.#isAnchored) return false;
    this.restart(this.#openOffset + this.#open.length + length);
    return true;
  }

  end(onMatch: OnMatch): boolean {
    while (this.#machine.end() === 'matched') {
      if (!this.#take(onMatch)) return false;
      if (this.#open.length === 0) return true;
      this.#machine.feed(this.#open);
    }
    return true;
  }

  restart(offset: number): void {
    this.#openOffset = offset;
    this.#open = new Uint8Array(0);
    this.#machineOffset = offset;
    this.#machine = this.#begin();
  }

  /** Reports the machine's match, and begins anew behind it. Returns whether to go on. */
  #take(onMatch: OnMatch): boolean {
    const [start = 0, end = 0] = this.#machine.match?.slots ?? [];
    const offset = this.#machineOffset + start;
    if (end > start && !onMatch(offset, end - start)) return false;
    if (this.#isAnchored) return false;
    this.#dropBefore(this.#machineOffset + Math.max(end, start + 1));
    this.#machineOffset = this.#openOffset;
    this.#machine = this.#begin();
    return true;
  }

  #dropBefore(offset: number): void {
    const count = Math.min(this.#open.length, Math.max(0, offset - this.#openOffset));
    this.#open = this.#open.slice(count);
    this.#openOffset += count;
  }

  #begin(): RegexMachine {
    return new RegexMachine(this.#program, Infinity);
  }
}
