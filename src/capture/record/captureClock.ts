import { uptime } from 'node:os';

const NANOSECONDS_PER_MILLISECOND = 1e6;
const MILLISECONDS_PER_SECOND = 1000;
/** A smaller difference between the clocks is drift, or the second to which some systems round, and no sleep. Milliseconds. */
const MIN_CATCH_UP = 2000;

/** All in milliseconds. */
export interface Clocks {
  /** Since the Unix epoch; somebody may set it. */
  readonly wall: () => number;
  /** Since any moment; may stand still while the machine sleeps. */
  readonly monotonic: () => number;
  /** Since any moment; goes on while the machine sleeps, and nobody sets it. May cost reading a file. */
  readonly uptime: () => number;
}

/** What a record's times come from. */
export interface RecordClock {
  /** Milliseconds since the Unix epoch. */
  readonly startTime: number;
  /** The same in nanoseconds, exactly. */
  readonly startNanoseconds: bigint;
  /** Nanoseconds since the start. */
  now(): number;
  /** Catches up after a sleep of the machine. To be called now and then. */
  catchUp(): void;
}

/** @param milliseconds Since the Unix epoch; fractions count. */
export function toNanoseconds(milliseconds: number): bigint {
  const whole = Math.floor(milliseconds);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((milliseconds - whole) * NANOSECONDS_PER_MILLISECOND));
}

/**
 * Nanoseconds since a capture's start, from the monotonic clock: they never go back, and do not jump when the system's
 * clock is set. They catch up after a sleep of the machine.
 */
export class CaptureClock implements RecordClock {
  readonly startTime: number;
  readonly startNanoseconds: bigint;
  readonly #clocks: Clocks;
  readonly #uptimeAtStart: number;
  /** What the monotonic clock would have said at the start had it gone on during sleeps. */
  #origin: number;
  /** What the wall clock would have said at the start had it been set before. */
  #wallAtStart: number;

  constructor(clocks: Clocks = CLOCKS) {
    this.#clocks = clocks;
    this.startTime = this.#wallAtStart = clocks.wall();
    this.startNanoseconds = toNanoseconds(this.startTime);
    this.#origin = clocks.monotonic();
    this.#uptimeAtStart = clocks.uptime();
  }

  now(): number {
    return Math.round(this.#elapsed() * NANOSECONDS_PER_MILLISECOND);
  }

  /** Catches up after a sleep of the machine, which the wall clock tells of. To be called now and then. */
  catchUp(): void {
    const { wall, uptime: up } = this.#clocks;
    const now = wall();
    if (Math.abs(now - this.#wallAtStart - this.#elapsed()) <= MIN_CATCH_UP) return;
    const slept = up() - this.#uptimeAtStart - this.#elapsed();
    if (slept > MIN_CATCH_UP) this.#origin -= slept;
    // The rest is how far the clock was set.
    this.#wallAtStart = now - this.#elapsed();
  }

  #elapsed(): number {
    return this.#clocks.monotonic() - this.#origin;
  }
}

const CLOCKS: Clocks = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  uptime: () => uptime() * MILLISECONDS_PER_SECOND,
};
