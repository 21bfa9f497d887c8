import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which others have their turn. */
const TURN = 8;
/** Questions between two looks at the clock. */
const CALLS_PER_LOOK = 32;

/** Divides long work into turns, so that whatever else the process does is never kept waiting for long. */
export class Turn {
  readonly #now: () => number;
  #end: number;
  #calls = 0;

  /** @param now Milliseconds of a clock. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#end = now() + TURN;
  }

  /** Asked after each small piece of work: is it the others' turn? */
  isOver(): boolean {
    if (++this.#calls < CALLS_PER_LOOK) return false;
    this.#calls = 0;
    return this.isLate();
  }

  /** The same, for pieces that may take long by themselves. */
  isLate(): boolean {
    return this.#now() >= this.#end;
  }

  /** Lets others have their turn, and begins the next one. */
  async pass(): Promise<void> {
    await setImmediate();
    this.#calls = 0;
    this.#end = this.#now() + TURN;
  }
}
