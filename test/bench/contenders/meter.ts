import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Consumption } from './reports';

/** Milliseconds between two looks at the memory. */
const SAMPLING = 10;
const NANOSECONDS_PER_MILLISECOND = 1e6;

/** Watches this process from the first connection's beginning to its end. */
export class Meter {
  readonly #delay = monitorEventLoopDelay({ resolution: 1 });
  readonly #before = process.memoryUsage.rss();
  #peak = this.#before;
  #sampling: NodeJS.Timeout | undefined;
  #hasEnded = false;

  /** What comes after the first call is ignored. */
  begin(): void {
    if (this.#sampling !== undefined || this.#hasEnded) return;
    this.#delay.enable();
    this.#sampling = setInterval(() => {
      this.#sample();
    }, SAMPLING);
  }

  /** What comes after the first call is ignored. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#delay.disable();
    clearInterval(this.#sampling);
    this.#sample();
  }

  report(): Consumption {
    return {
      memoryGrowth: this.#peak - this.#before,
      loopDelay: this.#delay.percentile(99) / NANOSECONDS_PER_MILLISECOND,
    };
  }

  #sample(): void {
    this.#peak = Math.max(this.#peak, process.memoryUsage.rss());
  }
}
