const NANOSECONDS_PER_MILLISECOND = 1e6;
/** A smaller difference between the clocks is drift, not sleep. */
const MIN_CATCH_UP = 1000;

/**
 * Nanoseconds since a capture's start, from the monotonic clock: they never go back. The monotonic clock may stand still
 * while the machine sleeps, so it follows the wall clock when that has gone ahead.
 */
export class CaptureClock {
  /** Milliseconds since the Unix epoch. */
  readonly startTime: number;
  readonly #wallClock: () => number;
  readonly #monotonicClock: () => number;
  #origin: number;

  /** Both clocks give milliseconds. */
  constructor(wallClock = () => Date.now(), monotonicClock = () => performance.now()) {
    this.#wallClock = wallClock;
    this.#monotonicClock = monotonicClock;
    this.startTime = wallClock();
    this.#origin = monotonicClock();
  }

  now(): number {
    return Math.round((this.#monotonicClock() - this.#origin) * NANOSECONDS_PER_MILLISECOND);
  }

  /** Catches up with the wall clock after a sleep of the machine. To be called now and then. */
  catchUp(): void {
    const ahead = this.#wallClock() - this.startTime - (this.#monotonicClock() - this.#origin);
    if (ahead > MIN_CATCH_UP) this.#origin -= ahead;
  }
}
