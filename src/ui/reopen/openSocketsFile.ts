import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Sequencer } from '../../base/sequencer';
import { codeOf } from '../../engine/platform/systemError';
import { readOpening, storeOpening, type Opening } from './opening';

/** Sockets that are kept: more than anybody chooses from. */
const MOST = 100;
/** Longest file that is read. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

/** The sockets that a window has open, for the time after it: a file, which is there while there are any. */
export class OpenSocketsFile {
  readonly #path: string;
  readonly #works = new Sequencer();
  #written = '';
  #isKept = true;

  /** @param path Absolute; its folder is made when it is needed. */
  constructor(path: string) {
    this.#path = path;
  }

  /** What was open when the last window ended, which is told once. Never rejects: what cannot be read is forgotten. */
  take(): Promise<readonly Opening[]> {
    return this.#works.run(async () => {
      try {
        const text = await readFile(this.#path, 'utf8');
        await rm(this.#path, { force: true });
        const stored: unknown = text.length > MAX_CHARACTERS ? [] : JSON.parse(text);
        return Array.isArray(stored) ? stored.slice(0, MOST).flatMap((each) => readOpening(each) ?? []) : [];
      } catch {
        return [];
      }
    });
  }

  /** @throws System errors. */
  async keep(openings: readonly Opening[]): Promise<void> {
    if (!this.#isKept) return;
    const stored = openings.slice(0, MOST).flatMap((opening) => storeOpening(opening) ?? []);
    const text = stored.length === 0 ? '' : JSON.stringify(stored);
    if (text === this.#written) return;
    this.#written = text;
    await this.#works.run(() => this.#write(text));
  }

  /** From here on the sockets are closed because the window ends: the file stays as it is. */
  leave(): void {
    this.#isKept = false;
  }

  async #write(text: string): Promise<void> {
    if (text === '') {
      await rm(this.#path, { force: true });
      return;
    }
    const aside = `${this.#path}.${process.pid}.tmp`;
    try {
      await writeFile(aside, text, { mode: 0o600 });
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      await writeFile(aside, text, { mode: 0o600 });
    }
    await rename(aside, this.#path);
  }
}
