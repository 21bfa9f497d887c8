import type { TimeScale } from './timeScale';

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;
/** In nanoseconds since the Unix epoch: in the year 2262, as far as 64 bits with a sign reach. */
const MAX_TIME = 2n ** 63n;

/** A capture's times count from its first packet with a possible one, which may come from any of its interfaces. */
export class Timeline {
  #start: bigint | undefined;
  /** Of the possible times, in nanoseconds since the start; the second one is none of them. */
  #least = 0;
  #most = 0;

  /** Milliseconds since the Unix epoch; 0 before the first packet. */
  get startTime(): number {
    if (this.#start === undefined) return 0;
    // A double cannot hold today's nanoseconds: whole milliseconds first.
    const fraction = Number(this.#start % NANOSECONDS_PER_MILLISECOND) / Number(NANOSECONDS_PER_MILLISECOND);
    return Number(this.#start / NANOSECONDS_PER_MILLISECOND) + fraction;
  }

  /** Nanoseconds since the Unix epoch; 0 before the first packet. */
  get startNanoseconds(): bigint {
    return this.#start ?? 0n;
  }

  /**
   * Nanoseconds since the capture's start, of a time in an interface's own ticks. Undefined for one before 1970 or after 2262:
   * it is damaged, and nothing could be counted from it.
   */
  relative(scale: TimeScale, high: number, low: number): number | undefined {
    if (this.#start === undefined) {
      const first = scale.absolute(high, low);
      if (first < 0n || first >= MAX_TIME) return undefined;
      this.#start = first;
      this.#least = -Number(first);
      this.#most = Number(MAX_TIME - first);
      // Not by the scale, which rounds fractions of a nanosecond.
      return 0;
    }
    const nanoseconds = scale.relative(high, low, this.#start);
    return nanoseconds >= this.#least && nanoseconds < this.#most ? nanoseconds : undefined;
  }
}
