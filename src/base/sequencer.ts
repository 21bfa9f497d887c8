/**
 * Does works one after the other, in the order in which they were asked for. One that fails holds up none behind it, and
 * its failure is for whoever asked for it alone: who does not look has an unhandled rejection.
 */
export class Sequencer {
  #last: Promise<void> = Promise.resolve();

  /** Settles as `work` does, which begins when all that was asked for before has ended. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    let end: (() => void) | undefined;
    this.#last = new Promise((resolve) => (end = resolve));
    await before;
    try {
      return await work();
    } finally {
      end?.();
    }
  }
}
