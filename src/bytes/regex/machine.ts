import type { DeadThreads } from './deadThreads';
import { ASSERTION_CODES, Op, type RegexProgram } from './program';

/** A byte that is none: before the first, or behind the last. */
const NONE = -1;
/** The next byte has not come yet. */
const UNKNOWN = -2;

/**
 * Most work for one search, in instructions carried out: about a second on a slow machine, whatever the pattern and the
 * bytes are.
 */
export const MAX_WORK = 100_000_000;

export interface RegexMatch {
  /** Which of the program's patterns. */
  readonly pattern: number;
  /** Where each group begins and ends, counted from the first byte fed; -1 for a group that took no part. */
  readonly slots: Int32Array;
}

/** `none`: there is no match, and no further byte can make one. `exhausted`: it took more than `MAX_WORK`. */
export type SearchState = 'searching' | 'matched' | 'none' | 'exhausted';

/** Threads that a list has room for at first: nearly always there are only a few. */
const FIRST_THREADS = 8;

/** Threads in the order of their priority; `slots` has those of each in turn. */
class ThreadList {
  pcs: Int32Array;
  slots: Int32Array;
  count = 0;
  readonly #width: number;
  readonly #seen: Int32Array;
  #generation = 1;

  constructor(size: number, width: number) {
    this.pcs = new Int32Array(FIRST_THREADS);
    this.slots = new Int32Array(FIRST_THREADS * width);
    this.#seen = new Int32Array(size);
    this.#width = width;
  }

  clear(): void {
    this.count = 0;
    this.#generation++;
  }

  /** @returns Whether the instruction is new in this list. */
  mark(pc: number): boolean {
    if (this.#seen[pc] === this.#generation) return false;
    this.#seen[pc] = this.#generation;
    return true;
  }

  push(pc: number, slots: Int32Array): void {
    if (this.count === this.pcs.length) {
      this.pcs = doubled(this.pcs);
      this.slots = doubled(this.slots);
    }
    this.pcs[this.count] = pc;
    this.slots.set(slots, this.count * this.#width);
    this.count++;
  }

  slotsOf(thread: number): Int32Array {
    return this.slots.subarray(thread * this.#width, (thread + 1) * this.#width);
  }
}

function doubled(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/**
 * Searches a stream of bytes for the leftmost match of a program, as ECMAScript would on the whole stream, but in time
 * linear in its length (the method of Thompson and Pike: all possibilities are followed at once). However the stream is
 * cut into pieces, the result is the same: the search ends when no further byte could change it.
 */
export class RegexMachine {
  readonly #program: RegexProgram;
  readonly #maxWork: number;
  readonly #dead: DeadThreads | undefined;
  /** Of the first byte fed, as `#dead` counts. */
  readonly #origin: number;
  readonly #work: Int32Array;
  /** For the way through the program from one instruction: where to go on, or (negative) which slot to set back. */
  readonly #stack: number[] = [];
  #threads: ThreadList;
  #next: ThreadList;
  #position = 0;
  #previous = NONE;
  #steps = 0;
  #found: RegexMatch | undefined;
  #state: SearchState = 'searching';
  /** Nothing has begun to match: all threads are those that were added at this position. */
  #fresh = true;

  /**
   * @param dead Threads that searches before this one, through the same bytes, found to come to nothing; when this one has
   *   matched, those that it found are added.
   * @param origin Of the first byte fed, as `dead` counts.
   */
  constructor(program: RegexProgram, maxWork = MAX_WORK, dead?: DeadThreads, origin = 0) {
    this.#maxWork = maxWork;
    this.#dead = dead;
    this.#origin = origin;
    this.#program = program;
    this.#threads = new ThreadList(program.ops.length, program.slots);
    this.#next = new ThreadList(program.ops.length, program.slots);
    this.#work = new Int32Array(program.slots);
    this.#begin(UNKNOWN);
    this.#settle();
  }

  get state(): SearchState {
    return this.#state;
  }

  /** Instructions carried out so far. */
  get work(): number {
    return this.#steps;
  }

  /** The match; while still searching, the one that holds unless further bytes make it another. */
  get match(): RegexMatch | undefined {
    return this.#found;
  }

  /** Where the first byte stands that may still become part of a match. */
  get earliest(): number {
    let earliest = this.#found === undefined ? this.#position : this.#found.slots[0]!;
    for (let thread = 0; thread < this.#threads.count; thread++) {
      const start = this.#threads.slots[thread * this.#program.slots]!;
      if (start >= 0 && start < earliest) earliest = start;
    }
    return earliest;
  }

  feed(bytes: Uint8Array): SearchState {
    const { firstBytes } = this.#program;
    for (let i = 0; i < bytes.length && this.#state === 'searching'; i++) {
      if (this.#fresh && firstBytes?.[bytes[i]!] === 0) {
        let skipped = 1;
        while (i + skipped < bytes.length && firstBytes[bytes[i + skipped]!] === 0) skipped++;
        this.#skip(skipped, bytes[i + skipped - 1]!);
        i += skipped - 1;
        continue;
      }
      this.#step(bytes[i]!);
    }
    return this.#state;
  }

  /** No further byte comes. */
  end(): SearchState {
    if (this.#state !== 'searching') return this.#state;
    this.#resolve(NONE);
    this.#settle();
    this.#threads.clear();
    return (this.#state = this.#found === undefined ? 'none' : 'matched');
  }

  #skip(count: number, last: number): void {
    this.#position += count;
    this.#previous = last;
    this.#threads.clear();
    if (this.#program.anchored) this.#settle();
    else this.#begin(UNKNOWN);
  }

  #step(byte: number): void {
    this.#resolve(byte);
    if (!this.#settle()) return;
    const { ops, xs, classes, slots, anchored } = this.#program;
    const threads = this.#threads;
    const next = this.#next;
    next.clear();
    // These have priority over the match: if it holds in the end, they came to nothing.
    if (this.#found !== undefined) this.#dead?.add(this.#origin + this.#position, threads.pcs, threads.count);
    this.#steps += threads.count + 1;
    this.#position++;
    this.#previous = byte;
    for (let thread = 0; thread < threads.count; thread++) {
      const pc = threads.pcs[thread]!;
      const takes = ops[pc] === Op.byte ? xs[pc] === byte : ops[pc] === Op.class && classes[xs[pc]!]![byte] === 1;
      if (!takes) continue;
      const at = thread * slots;
      for (let slot = 0; slot < slots; slot++) this.#work[slot] = threads.slots[at + slot]!;
      this.#follow(next, pc + 1, UNKNOWN);
    }
    this.#threads = next;
    this.#next = threads;
    this.#fresh = next.count === 0 && this.#found === undefined;
    if (this.#found === undefined && !anchored) this.#begin(UNKNOWN);
    if (this.#settle() && this.#steps > this.#maxWork) this.#state = 'exhausted';
  }

  /** A match may begin at this position, with lower priority than those that have begun. */
  #begin(nextByte: number): void {
    this.#work.fill(-1);
    this.#follow(this.#threads, 0, nextByte);
  }

  /** Decides the threads that waited for the next byte. */
  #resolve(nextByte: number): void {
    if (!this.#program.looksAhead) return;
    const threads = this.#threads;
    const resolved = this.#next;
    resolved.clear();
    for (let thread = 0; thread < threads.count; thread++) {
      this.#work.set(threads.slotsOf(thread));
      this.#follow(resolved, threads.pcs[thread]!, nextByte);
    }
    this.#threads = resolved;
    this.#next = threads;
  }

  /**
   * Takes note of a match, which outdoes all threads of lower priority; with none left it is decided.
   *
   * @returns Whether the search goes on.
   */
  #settle(): boolean {
    const { ops, xs, anchored } = this.#program;
    const threads = this.#threads;
    for (let thread = 0; thread < threads.count; thread++) {
      const pc = threads.pcs[thread]!;
      if (ops[pc] !== Op.match) continue;
      this.#found = { pattern: xs[pc]!, slots: threads.slotsOf(thread).slice() };
      threads.count = thread;
      break;
    }
    if (threads.count > 0) return true;
    if (this.#found !== undefined) this.#state = 'matched';
    else if (anchored) this.#state = 'none';
    else return true;
    return false;
  }

  /** Adds to `list` all instructions that can be reached from `start` without taking a byte, in their priority. */
  #follow(list: ThreadList, start: number, nextByte: number): void {
    const { ops, xs, ys } = this.#program;
    const work = this.#work;
    const stack = this.#stack;
    stack.push(start);
    while (stack.length > 0) {
      const top = stack.pop()!;
      if (top < 0) {
        work[-top - 1] = stack.pop()!;
        continue;
      }
      for (let pc = top; list.mark(pc);) {
        this.#steps++;
        const op = ops[pc]!;
        if (op === Op.jump) {
          pc = xs[pc]!;
        } else if (op === Op.split) {
          stack.push(ys[pc]!);
          pc = xs[pc]!;
        } else if (op === Op.save) {
          const slot = xs[pc]!;
          stack.push(work[slot]!, -slot - 1);
          work[slot] = this.#position;
          pc++;
        } else if (op === Op.clear) {
          for (let slot = xs[pc]!; slot < ys[pc]!; slot++) {
            stack.push(work[slot]!, -slot - 1);
            work[slot] = -1;
          }
          pc++;
        } else if (op === Op.assert) {
          const holds = this.#holds(xs[pc]!, nextByte);
          if (holds === undefined && !this.#isDead(pc)) list.push(pc, work);
          if (holds !== true) break;
          pc++;
        } else {
          if (!this.#isDead(pc)) list.push(pc, work);
          break;
        }
      }
    }
  }

  /** The first position is another than it was to the searches before: to this one, nothing stands ahead of it. */
  #isDead(pc: number): boolean {
    return this.#position > 0 && this.#dead?.has(this.#origin + this.#position, pc) === true;
  }

  /** Whether the assertion holds at this position; undefined while that depends on a byte that has not come. */
  #holds(assertion: number, next: number): boolean | undefined {
    const previous = this.#previous;
    if (assertion === ASSERTION_CODES.start) return this.#position === 0;
    if (assertion === ASSERTION_CODES.lineStart) return previous === NONE || isLineBreak(previous);
    if (next === UNKNOWN) return undefined;
    if (assertion === ASSERTION_CODES.end) return next === NONE;
    if (assertion === ASSERTION_CODES.lineEnd) return next === NONE || isLineBreak(next);
    return (isWordByte(previous) !== isWordByte(next)) === (assertion === ASSERTION_CODES.boundary);
  }
}

const isLineBreak = (byte: number): boolean => byte === 0x0a || byte === 0x0d;

function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f
  );
}
