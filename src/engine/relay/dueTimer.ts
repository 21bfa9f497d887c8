/** One timer for what is due next, set anew when that changes. */
export class DueTimer {
  readonly #clock: () => number;
  readonly #run: () => void;
  #due: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param clock Milliseconds, which never go back. */
  constructor(clock: () => number, run: () => void) {
    this.#clock = clock;
    this.#run = run;
  }

  /** @param due Undefined while nothing is. */
  plan(due: number | undefined): void {
    if (due === this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    if (due === undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#due = undefined;
        this.#run();
      },
      Math.max(0, due - this.#clock()),
    );
  }
}
