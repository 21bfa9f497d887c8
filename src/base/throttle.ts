/** Where the time comes from; milliseconds. */
export interface ThrottleClock {
  readonly now: () => number;
  /** Returns how to call it off. */
  readonly later: (action: () => void, wait: number) => () => void;
}

export const SYSTEM_CLOCK: ThrottleClock = {
  now: () => performance.now(),
  later: (action, wait) => {
    const timer = setTimeout(action, wait);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Does something soon after it was asked for, and again no earlier than an interval later, however often it is asked for. */
export class Throttle {
  readonly #interval: number;
  readonly #action: () => void;
  readonly #clock: ThrottleClock;
  #cancel: (() => void) | undefined;
  #last = -Infinity;

  /** @param interval Milliseconds, at least, between two calls of `action`. */
  constructor(interval: number, action: () => void, clock: ThrottleClock = SYSTEM_CLOCK) {
    this.#interval = interval;
    this.#action = action;
    this.#clock = clock;
  }

  /** The first of a quiet time is done at once, behind what runs now. */
  ask(): void {
    if (this.#cancel) return;
    const wait = Math.max(0, this.#last + this.#interval - this.#clock.now());
    this.#cancel = this.#clock.later(() => {
      this.#cancel = undefined;
      this.#last = this.#clock.now();
      this.#action();
    }, wait);
  }

  /** Calls off what was asked for. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
