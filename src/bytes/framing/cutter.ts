import { DelimiterSearch } from '../find/delimiterSearch';
import type { Framing } from './framing';

/** Finds the ends of the messages of one direction's stream, given its chunks in order. Keeps a few bytes at most. */
export interface Cutter {
  /** Whether {@link take} looks at the bytes; others need but their number. */
  readonly readsBytes: boolean;
  /** A chunk begins (`time` in nanoseconds). Returns whether what came before is a whole message. */
  begin(time: number): boolean;
  /**
   * Takes the next bytes of a chunk.
   *
   * @param bytes Empty for a cutter that does not read.
   * @returns How many of the `length` bytes end the message under way; -1 when it goes on behind all of them.
   */
  take(length: number, bytes: Uint8Array): number;
  /** A chunk ended. Returns whether the message under way ended with it. */
  end(): boolean;
  /** What is under way was cut off: the next byte begins a message. */
  reset(): void;
}

const NANOSECONDS_PER_MILLISECOND = 1e6;

/** One for each direction. */
export function cutterOf(framing: Framing): Cutter {
  switch (framing.rule) {
    case 'chunks':
      return new ChunkCutter();
    case 'delimiter':
      return new DelimiterCutter(framing.delimiter);
    case 'prefix':
      return new PrefixCutter(framing);
    case 'fixed':
      return new FixedCutter(framing.length);
    case 'idle':
      return new IdleCutter(framing.milliseconds * NANOSECONDS_PER_MILLISECOND);
  }
}

/** What most rules have in common: chunks mean nothing to them. */
abstract class StreamCutter implements Cutter {
  abstract readonly readsBytes: boolean;
  abstract take(length: number, bytes: Uint8Array): number;
  abstract reset(): void;

  begin(): boolean {
    return false;
  }

  end(): boolean {
    return false;
  }
}

class ChunkCutter extends StreamCutter {
  readonly readsBytes = false;

  take(): number {
    return -1;
  }

  override end(): boolean {
    return true;
  }

  reset(): void {
    // Nothing is ever under way between two chunks.
  }
}

class IdleCutter implements Cutter {
  readonly readsBytes = false;
  readonly #pause: number;
  #last = Infinity;

  constructor(pause: number) {
    this.#pause = pause;
  }

  begin(time: number): boolean {
    const isApart = time - this.#last > this.#pause;
    this.#last = time;
    return isApart;
  }

  take(): number {
    return -1;
  }

  end(): boolean {
    return false;
  }

  reset(): void {
    this.#last = Infinity;
  }
}

class FixedCutter extends StreamCutter {
  readonly readsBytes = false;
  readonly #size: number;
  #missing: number;

  constructor(size: number) {
    super();
    this.#size = size;
    this.#missing = size;
  }

  take(length: number): number {
    if (length < this.#missing) {
      this.#missing -= length;
      return -1;
    }
    const end = this.#missing;
    this.#missing = this.#size;
    return end;
  }

  reset(): void {
    this.#missing = this.#size;
  }
}

class DelimiterCutter extends StreamCutter {
  readonly readsBytes = true;
  readonly #search: DelimiterSearch;

  constructor(delimiter: readonly number[]) {
    super();
    this.#search = new DelimiterSearch(Uint8Array.from(delimiter));
  }

  take(length: number, bytes: Uint8Array): number {
    return this.#search.take(bytes, length);
  }

  reset(): void {
    this.#search.reset();
  }
}

class PrefixCutter extends StreamCutter {
  readonly readsBytes = true;
  readonly #rule: Extract<Framing, { rule: 'prefix' }>;
  /** Bytes of the message under way that came already. */
  #taken = 0;
  /** The prefix as far as it came. */
  readonly #prefix: number[] = [];
  /** The message's length; undefined before its prefix is whole. */
  #length: number | undefined;

  constructor(rule: Extract<Framing, { rule: 'prefix' }>) {
    super();
    this.#rule = rule;
  }

  take(length: number, bytes: Uint8Array): number {
    const { offset, size } = this.#rule;
    let at = 0;
    while (this.#length === undefined && at < length) {
      if (this.#taken < offset) {
        const skipped = Math.min(offset - this.#taken, length - at);
        this.#taken += skipped;
        at += skipped;
        continue;
      }
      this.#prefix.push(bytes[at]!);
      this.#taken++;
      at++;
      if (this.#prefix.length === size) this.#length = this.#lengthOf(this.#prefix);
    }
    if (this.#length === undefined) return -1;
    const missing = this.#length - this.#taken;
    if (length - at < missing) {
      this.#taken += length - at;
      return -1;
    }
    this.reset();
    return at + missing;
  }

  reset(): void {
    this.#taken = 0;
    this.#prefix.length = 0;
    this.#length = undefined;
  }

  /** Never less than up to the prefix's end: a prefix that says so is wrong, and the stream must go on. */
  #lengthOf(prefix: readonly number[]): number {
    const { order, offset, size, counts } = this.#rule;
    const digits = order === 'be' ? prefix : prefix.toReversed();
    const value = digits.reduce((sum, digit) => 256 * sum + digit, 0);
    const before = { rest: offset + size, self: offset, all: 0 }[counts];
    return Math.max(offset + size, before + value);
  }
}
