import { SockscopeError } from '../../base/error';
import type { MatcherWork, OnMatch, StreamMatcher } from './streamMatcher';
import { isAnchored } from '../../bytes/regex/byteRegex';
import { readRegexLiteral } from '../../bytes/regex/literal';
import { DeadThreads } from '../../bytes/regex/deadThreads';
import { ProblemList, TextError } from '../../base/problem';
import { compilePatterns } from '../../bytes/regex/compiler';
import { RegexMachine } from '../../bytes/regex/machine';
import type { RegexProgram } from '../../bytes/regex/program';

/** Bytes that a match which has begun, but not ended, may take; a longer one ends the search. */
const MAX_OPEN_MATCH = 1024 * 1024;

/** Instructions carried out between two turns of others: a few milliseconds. */
export const WORK_BUDGET = 100_000;

/**
 * Finds a regular expression in time linear in the stream's length. After a match the expression begins anew, as if the
 * stream began there. Empty matches are none.
 */
export class RegexStreamMatcher implements StreamMatcher {
  readonly pieceBytes = 64 * 1024;
  readonly #program: RegexProgram;
  readonly #isAnchored: boolean;
  /** Bytes that take the budget at most: each may take every instruction, and once more for what looks ahead. */
  readonly #slice: number;
  readonly #dead: DeadThreads;
  #machine: RegexMachine;
  /** What the machine was fed and may have to be fed again, from `#dropped` on. */
  #open: Uint8Array = new Uint8Array(0);
  #dropped = 0;
  /** Of `#open`'s first byte in the stream. */
  #openOffset = 0;
  /** Where the machine began. */
  #machineOffset = 0;
  /** Of machines that have ended. */
  #workBefore = 0;
  /** `work` when others last had their turn. */
  #turn = 0;

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
    this.#slice = Math.ceil(WORK_BUDGET / (2 * program.ops.length));
    this.#dead = new DeadThreads(program.ops.length);
    this.#machine = this.#begin();
  }

  /** Instructions carried out so far. */
  get work(): number {
    return this.#workBefore + this.#machine.work;
  }

  *push(piece: Uint8Array, onMatch: OnMatch): MatcherWork {
    const fed = this.#end;
    this.#open = Buffer.concat([this.#open.subarray(this.#dropped), piece]);
    this.#openOffset += this.#dropped;
    this.#dropped = 0;
    yield* this.#feed(fed);
    for (;;) {
      const { state } = this.#machine;
      if (state === 'none' || state === 'exhausted') return false;
      if (state === 'searching') break;
      if (!this.#take(onMatch)) return false;
      yield* this.#feed(this.#machineOffset);
    }
    this.#dropBefore(this.#machineOffset + this.#machine.earliest);
    return this.#end - this.#start <= MAX_OPEN_MATCH;
  }

  *skip(length: number, onMatch: OnMatch): MatcherWork {
    if (!(yield* this.end(onMatch)) || this.#isAnchored) return false;
    this.restart(this.#end + length);
    return true;
  }

  *end(onMatch: OnMatch): MatcherWork {
    while (this.#machine.end() === 'matched') {
      if (!this.#take(onMatch)) return false;
      if (this.#end === this.#start) return true;
      yield* this.#feed(this.#machineOffset);
    }
    return true;
  }

  restart(offset: number): void {
    this.#openOffset = offset;
    this.#open = new Uint8Array(0);
    this.#dropped = 0;
    this.#dead.clear();
    this.#goOnAt(offset);
  }

  /** Of the open bytes, in the stream. */
  get #start(): number {
    return this.#openOffset + this.#dropped;
  }

  get #end(): number {
    return this.#openOffset + this.#open.length;
  }

  /** Feeds the open bytes from `offset` on until the machine has decided. */
  *#feed(offset: number): Generator<void, void> {
    for (let at = offset; at < this.#end && this.#machine.state === 'searching'; at += this.#slice) {
      if (this.work - this.#turn >= WORK_BUDGET) {
        yield;
        this.#turn = this.work;
      }
      const from = at - this.#openOffset;
      this.#machine.feed(this.#open.subarray(from, from + this.#slice));
    }
  }

  /** Reports the machine's match, and begins anew behind it. Returns whether to go on. */
  #take(onMatch: OnMatch): boolean {
    const [start = 0, end = 0] = this.#machine.match?.slots ?? [];
    const offset = this.#machineOffset + start;
    if (end > start && !onMatch(offset, end - start)) return false;
    if (this.#isAnchored) return false;
    this.#dropBefore(this.#machineOffset + Math.max(end, start + 1));
    this.#dead.forgetBefore(this.#start);
    this.#goOnAt(this.#start);
    return true;
  }

  #dropBefore(offset: number): void {
    this.#dropped = Math.min(this.#open.length, Math.max(this.#dropped, offset - this.#openOffset));
  }

  #goOnAt(offset: number): void {
    // A machine is made anew, which takes time by its size.
    this.#workBefore = this.work + this.#program.ops.length;
    this.#machineOffset = offset;
    this.#machine = this.#begin();
  }

  #begin(): RegexMachine {
    return new RegexMachine(this.#program, Infinity, this.#dead, this.#machineOffset);
  }
}
