import type { TimeScale } from './timeScale';

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/** A capture's times count from its first packet, which may come from any of its interfaces. */
export class Timeline {
  #start: bigint | undefined;

  /** Milliseconds since the Unix epoch; 0 before the first packet. */
  get startTime(): number {
    if (this.#start === undefined) return 0;
    // A double cannot hold today's nanoseconds: whole milliseconds first.
    const fraction = Number(this.#start % NANOSECONDS_PER_MILLISECOND) / Number(NANOSECONDS_PER_MILLISECOND);
    return Number(this.#start / NANOSECONDS_PER_MILLISECOND) + fraction;
  }

  /** Nanoseconds since the capture's start, of a time in an interface's own ticks. */
  relative(scale: TimeScale, high: number, low: number): number {
    this.#start ??= scale.absolute(high, low);
    return scale.relative(high, low, this.#start);
  }
}
