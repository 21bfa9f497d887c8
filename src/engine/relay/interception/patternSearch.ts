import { DeadThreads } from '../../../bytes/regex/deadThreads';
import { RegexMachine, type RegexMatch } from '../../../bytes/regex/machine';
import type { RegexProgram } from '../../../bytes/regex/program';

/** Instructions carried out in one turn: a few milliseconds. */
export const SEARCH_BUDGET = 100_000;

/** Bytes of a match that has begun and not ended; with more of them there is none. */
const MAX_OPEN_MATCH = 64 * 1024;

/** Bytes after which a search that is in the midst of nothing begins anew, since positions have 31 bits. */
const RENEW_AFTER = 2 ** 30;

/** The next bytes of the stream: those of one match, or some that belong to none. */
export interface SearchedRun {
  readonly bytes: Uint8Array;
  /** Where groups begin and end is counted from the first of `bytes`. */
  readonly match?: RegexMatch;
}

/**
 * Finds a pattern in a stream whose bytes come in any pieces: what it gives out are all bytes in their order, and how they came cut
 * makes no difference to what is found. What may yet become a match is kept until that is known, or {@link flush}.
 */
export class PatternSearch {
  readonly #program: RegexProgram;
  readonly #dead: DeadThreads;
  readonly #slice: number;
  #buffer = Buffer.alloc(0);
  /** Of the first byte that is kept, and behind the last one, in the buffer. */
  #start = 0;
  #end = 0;
  /** Up to where the machine was fed, in the buffer. */
  #fed = 0;
  /** Of the buffer's first byte, in the stream. */
  #offset = 0;
  /** Of the machine's first byte, in the stream. */
  #origin = 0;
  #machine: RegexMachine;
  #isFlushing = false;
  /** Nothing can match any more. */
  #isDone = false;

  constructor(program: RegexProgram) {
    this.#program = program;
    this.#dead = new DeadThreads(program.ops.length);
    this.#slice = Math.max(1, Math.ceil(SEARCH_BUDGET / (8 * program.ops.length)));
    this.#machine = this.#begin();
  }

  /** Bytes that were pushed and not given out. */
  get kept(): number {
    return this.#end - this.#start;
  }

  push(bytes: Uint8Array): void {
    this.#isFlushing = false;
    this.#makeRoom(bytes.length);
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Nothing more comes for now: what is kept is decided by what there is. */
  flush(): void {
    this.#isFlushing = true;
  }

  /**
   * The next run that is decided. `more`: there is none before more bytes come. `later`: so much work was done that others should
   * have their turn.
   */
  take(): SearchedRun | 'more' | 'later' {
    if (this.kept === 0) return 'more';
    if (this.#isDone) return this.#give(this.#end);
    const until = this.#machine.work + SEARCH_BUDGET;
    while (this.#fed < this.#end && this.#machine.state === 'searching') {
      if (this.#machine.work >= until) return this.#givePlain() ?? 'later';
      const slice = this.#buffer.subarray(this.#fed, Math.min(this.#end, this.#fed + this.#slice));
      this.#machine.feed(slice);
      this.#fed += slice.length;
    }
    if (this.#isFlushing) this.#machine.end();
    return this.#decided();
  }

  /** Everything that is kept, whatever it may become; the search begins anew behind it. */
  drain(): Uint8Array {
    const { bytes } = this.#give(this.#end);
    this.#restart();
    return bytes;
  }

  #decided(): SearchedRun | 'more' {
    const { state, match } = this.#machine;
    if (state === 'matched') return this.#giveMatch(match!);
    if (state !== 'searching') {
      if (this.#program.anchored) this.#isDone = true;
      const run = this.#give(this.#end);
      this.#restart();
      return run;
    }
    const plain = this.#givePlain();
    if (plain) return plain;
    if (this.kept <= MAX_OPEN_MATCH) return 'more';
    const run = this.#give(this.#end);
    this.#restart();
    return run;
  }

  /** What cannot become part of a match. */
  #givePlain(): SearchedRun | undefined {
    const earliest = this.#origin + this.#machine.earliest - this.#offset;
    const run = earliest > this.#start ? this.#give(earliest) : undefined;
    if (this.#machine.earliest > RENEW_AFTER && this.#start === this.#fed) this.#restart();
    return run;
  }

  #giveMatch({ pattern, slots }: RegexMatch): SearchedRun | 'more' {
    const base = this.#origin - this.#offset;
    const [from, to] = [base + slots[0]!, base + slots[1]!];
    if (from > this.#start) return this.#give(from);
    // An empty match is none.
    if (to === from && to === this.#end) return 'more';
    const run = this.#give(Math.max(to, from + 1));
    if (this.#program.anchored) this.#isDone = true;
    // Where nothing more came for now, what came to nothing may yet come to something.
    if (this.#isFlushing) this.#dead.clear();
    else this.#dead.forgetBefore(this.#offset + this.#start);
    this.#restart();
    if (to === from) return run;
    const first = slots[0]!;
    return { ...run, match: { pattern, slots: slots.map((slot) => (slot < 0 ? slot : slot - first)) } };
  }

  #give(to: number): SearchedRun {
    const bytes = Uint8Array.prototype.slice.call(this.#buffer, this.#start, to);
    this.#start = to;
    return { bytes };
  }

  /** Begins anew at the first byte that is kept. */
  #restart(): void {
    this.#fed = this.#start;
    this.#origin = this.#offset + this.#start;
    this.#machine = this.#begin();
  }

  #begin(): RegexMachine {
    return new RegexMachine(this.#program, Infinity, this.#dead, this.#origin);
  }

  #makeRoom(length: number): void {
    const { kept } = this;
    if (this.#end + length <= this.#buffer.length) return;
    const size = Math.max(kept + length, 2 * kept, 4096);
    const buffer =
      size > this.#buffer.length || this.#start * 2 < this.#buffer.length ? Buffer.alloc(size) : this.#buffer;
    this.#buffer.copy(buffer, 0, this.#start, this.#end);
    this.#buffer = buffer;
    this.#offset += this.#start;
    this.#fed -= this.#start;
    this.#start = 0;
    this.#end = kept;
  }
}
