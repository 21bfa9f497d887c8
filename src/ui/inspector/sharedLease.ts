import type { Lease } from '../../capture/captureAccess';

/** The capture that all tabs of a document share, or why it cannot be shown; each tab may try again. */
export class SharedLease {
  #lease: Lease | Error;
  #retrying: Promise<Lease | Error> | undefined;
  #isReleased = false;

  constructor(lease: Lease | Error) {
    this.#lease = lease;
  }

  get current(): Lease | Error {
    return this.#lease;
  }

  /** Opens what could not be opened, once for all tabs that ask meanwhile. What is open already stays as it is. */
  async retry(open: () => Promise<Lease | Error>): Promise<Lease | Error> {
    if (!(this.#lease instanceof Error)) return this.#lease;
    this.#retrying ??= open()
      .then((lease) => {
        this.#lease = lease;
        if (this.#isReleased) this.release();
        return lease;
      })
      .finally(() => {
        this.#retrying = undefined;
      });
    return await this.#retrying;
  }

  /** The last tab is closed. */
  release(): void {
    this.#isReleased = true;
    if (!(this.#lease instanceof Error)) this.#lease.release();
  }
}
