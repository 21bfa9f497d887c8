/**
 * Does one work at a time, whoever asks for it: what is asked for while it is being done is done once more for all who asked
 * meanwhile. A failure concerns those who waited for it alone; the next time it is tried again.
 */
export class Throttler {
  readonly #work: () => Promise<void>;
  #current: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Settles when the work is done, begun after this was called. */
  run(): Promise<void> {
    this.#next ??= this.#runAfter(this.#current);
    return this.#next;
  }

  async #runAfter(before: Promise<void> | undefined): Promise<void> {
    await before?.catch(() => undefined);
    this.#current = this.#next;
    this.#next = undefined;
    await this.#work();
  }
}
