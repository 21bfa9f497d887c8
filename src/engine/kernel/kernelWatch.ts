import { LOOK_INTERVAL } from '../limits';

/** Of all looks, the part of the time that they may take: a tenth. */
const LEAST_REST = 9;

export interface KernelWatchOptions {
  /** Milliseconds from the beginning of one round to that of the next, at least; `LOOK_INTERVAL` unless given. */
  readonly interval?: number;
  /** Milliseconds that only grow; `performance.now` unless given. */
  readonly now?: () => number;
}

/**
 * Looks again and again at what the kernel has, for as long as somebody wants to see it, and not at all otherwise. All look in the
 * same turn, so that they share one reading of the kernel's tables. The longer a round took, the longer is the rest: a round takes
 * at most a tenth of the time, even if nothing of it was waiting.
 */
export class KernelWatch {
  readonly #interval: number;
  readonly #now: () => number;
  readonly #looks = new Set<() => Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  /** When the next round may begin. */
  #next = -Infinity;

  constructor({ interval = LOOK_INTERVAL, now = () => performance.now() }: KernelWatchOptions = {}) {
    this.#interval = interval;
    this.#now = now;
  }

  /** Whether anybody is looking. */
  get isWatched(): boolean {
    return this.#looks.size > 0;
  }

  /**
   * @param look Looks once, at once or as soon as it may; has to settle, and never to reject.
   * @returns What ends it.
   */
  watch(look: () => Promise<void>): () => void {
    // The same function may be given twice.
    const own = (): Promise<void> => look();
    this.#looks.add(own);
    this.#plan();
    return () => {
      this.#looks.delete(own);
      if (this.isWatched) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  #plan(): void {
    if (this.#isLooking || this.#timer || !this.isWatched) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#lookOnce();
      },
      Math.max(0, this.#next - this.#now()),
    );
  }

  async #lookOnce(): Promise<void> {
    this.#isLooking = true;
    const begun = this.#now();
    await Promise.all([...this.#looks].map((look) => look()));
    const ended = this.#now();
    this.#next = Math.max(begun + this.#interval, ended + LEAST_REST * (ended - begun));
    this.#isLooking = false;
    this.#plan();
  }
}
