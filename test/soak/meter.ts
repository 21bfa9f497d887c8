import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { StallMeter } from '../support/stallMeter';

const MIB = 2 ** 20;

/** What the extension host holds at one moment, after a garbage collection. */
export class Sample {
  constructor(
    /** Milliseconds since the soak began. */
    readonly time: number,
    /** Bytes of JavaScript objects and of the buffers outside of their heap. */
    readonly live: number,
    /** Bytes of the process. */
    readonly resident: number,
  ) {}

  toString(): string {
    const mib = (bytes: number): string => (bytes / MIB).toFixed(1);
    return `${(this.time / 1000).toFixed(0)} s: ${mib(this.live)} MiB live, ${mib(this.resident)} MiB resident`;
  }
}

/** Watches the process that it runs in. */
export class Meter {
  readonly #stalls = new StallMeter();
  readonly #collect: () => void;

  constructor() {
    setFlagsFromString('--expose-gc');
    this.#collect = runInNewContext('gc') as () => void;
  }

  /** Collects garbage first; nobody is blamed for the time that takes. */
  async sample(time: number): Promise<Sample> {
    this.#stalls.pause();
    this.#collect();
    // What a collection frees outside of the heap is freed a turn later.
    await new Promise((resolve) => setImmediate(resolve));
    this.#stalls.resume();
    const { heapUsed, external, rss } = process.memoryUsage();
    return new Sample(time, heapUsed + external, rss);
  }

  /** How long turns of the event loop took. */
  end(): StallMeter {
    this.#stalls.pause();
    return this.#stalls;
  }
}
