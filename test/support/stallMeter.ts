import { createHistogram, performance } from 'node:perf_hooks';

const MICROSECONDS_PER_MILLISECOND = 1000;
/** Milliseconds between two looks. */
const RESOLUTION = 5;

/**
 * How long the event loop stands still at most, between two turns, for what this process itself works meanwhile: what other
 * programs take of the machine is not its fault.
 */
export class StallMeter {
  /** Microseconds of work between two looks. */
  readonly #work = createHistogram();
  #longest = 0;
  #lateness = 0;
  #looked = performance.now();
  #worked = process.cpuUsage();
  #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setTimeout(this.#look, RESOLUTION);
  }

  /** Milliseconds of work of this process. */
  get longest(): number {
    return this.#longest;
  }

  /** Milliseconds of work that no more than 1 of 100 turns exceeded. */
  get p99(): number {
    return this.#work.percentile(99) / MICROSECONDS_PER_MILLISECOND;
  }

  /** The same in milliseconds that passed, other programs' work included. */
  get lateness(): number {
    return this.#lateness;
  }

  /** Measures from one turn to the next: there has to be one before, and one after. */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, 4 * RESOLUTION);
    });
  }

  /** Ends measuring, or rests: what comes until {@link resume} is nobody's fault. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  resume(): void {
    this.#looked = performance.now();
    this.#worked = process.cpuUsage();
    this.#timer = setTimeout(this.#look, RESOLUTION);
  }

  readonly #look = (): void => {
    const now = performance.now();
    const passed = now - this.#looked;
    const { user, system } = process.cpuUsage(this.#worked);
    this.#lateness = Math.max(this.#lateness, passed);
    const work = Math.min(passed, (user + system) / MICROSECONDS_PER_MILLISECOND);
    this.#longest = Math.max(this.#longest, work);
    this.#work.record(Math.max(1, Math.round(work * MICROSECONDS_PER_MILLISECOND)));
    this.#looked = now;
    this.#worked = process.cpuUsage();
    this.#timer = setTimeout(this.#look, RESOLUTION);
  };
}
