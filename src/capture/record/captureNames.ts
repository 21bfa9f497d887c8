import { join } from 'node:path';
import { captureFileName } from './fileName';

/**
 * Proposes names for captures. Those of one title that begin within one second are numbered, and it is remembered how far:
 * looking for a free one from the beginning each time would cost as much as there are.
 */
export class CaptureNames {
  /** By the first name of each title in each folder, within the second that is looked at. */
  readonly #numbers = new Map<string, number>();
  #second = NaN;

  /** The next path for a capture. May be taken by another process: then the one after it is asked for. */
  next(folder: string, title: string, time: Date): { readonly path: string; readonly number: number } {
    const second = Math.floor(time.getTime() / 1000);
    if (second !== this.#second) this.#numbers.clear();
    this.#second = second;
    const key = join(folder, title);
    const number = (this.#numbers.get(key) ?? 0) + 1;
    this.#numbers.set(key, number);
    return { path: join(folder, captureFileName(title, time, number)), number };
  }
}
