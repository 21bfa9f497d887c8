const NANOSECONDS_PER_SECOND = 1_000_000_000n;
const WORD_LIMIT = 2 ** 32;

/** What the times of one interface mean. */
export class TimeScale {
  readonly #ticksPerSecond: bigint;
  readonly #offsetSeconds: bigint;
  #nanosecondsPerTick = 0;
  #anchorHigh = 0;
  #anchorLow = 0;
  #anchorNanoseconds: number | undefined;

  /** @param offsetSeconds Is added to every time. */
  constructor(ticksPerSecond: bigint, offsetSeconds = 0n) {
    this.#ticksPerSecond = ticksPerSecond;
    this.#offsetSeconds = offsetSeconds;
  }

  /** Whether ticks can be that short: 64 bits must hold how many there are in a second. */
  static canBe(resolution: number): boolean {
    return (resolution & 0x7f) <= ((resolution & 0x80) !== 0 ? 63 : 19);
  }

  /** Of the value of an `if_tsresol` option: a power of 10, or with the highest bit of 2; microseconds for one that cannot be. */
  static fromResolution(resolution: number, offsetSeconds: bigint): TimeScale {
    if (!TimeScale.canBe(resolution)) return new TimeScale(1_000_000n, offsetSeconds);
    const exponent = BigInt(resolution & 0x7f);
    return new TimeScale((resolution & 0x80) !== 0 ? 1n << exponent : 10n ** exponent, offsetSeconds);
  }

  /** Nanoseconds since the Unix epoch of a time given as two words of ticks. */
  absolute(high: number, low: number): bigint {
    const ticks = (BigInt(high) << 32n) | BigInt(low);
    return (ticks * NANOSECONDS_PER_SECOND) / this.#ticksPerSecond + this.#offsetSeconds * NANOSECONDS_PER_SECOND;
  }

  /**
   * Nanoseconds since `start` (nanoseconds since the Unix epoch, always the same), exact as long as a double can tell them
   * apart.
   */
  relative(high: number, low: number, start: bigint): number {
    if (this.#anchorNanoseconds === undefined) this.#anchor(start);
    const ticks = (high - this.#anchorHigh) * WORD_LIMIT + (low - this.#anchorLow);
    return Math.round(ticks * this.#nanosecondsPerTick) + this.#anchorNanoseconds!;
  }

  /** The last tick at or before `start`, so that the difference to it is a small number. */
  #anchor(start: bigint): void {
    const sinceOffset = start - this.#offsetSeconds * NANOSECONDS_PER_SECOND;
    const ticks = BigInt.asUintN(64, (sinceOffset * this.#ticksPerSecond) / NANOSECONDS_PER_SECOND);
    this.#anchorHigh = Number(ticks >> 32n);
    this.#anchorLow = Number(ticks & 0xffff_ffffn);
    this.#anchorNanoseconds = Number(this.absolute(this.#anchorHigh, this.#anchorLow) - start);
    this.#nanosecondsPerTick = Number(NANOSECONDS_PER_SECOND) / Number(this.#ticksPerSecond);
  }
}
