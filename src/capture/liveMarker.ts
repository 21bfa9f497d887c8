import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PREFIX = '.recording-';
const SUFFIX = '.json';

/**
 * Tells other windows, which share the folder of captures, which files this process is recording: a small file named after
 * the process. That of a process that has ended means nothing any more.
 */
export class LiveMarker {
  readonly #folder: string;
  readonly #path: string;
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string, processId: number) {
    this.#folder = folder;
    this.#path = join(folder, `${PREFIX}${processId}${SUFFIX}`);
  }

  /** Says which file names are being recorded now. Settles when other processes can read it. */
  update(names: readonly string[]): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write(names));
    return this.#writing;
  }

  /** The file names that running processes are recording, this one included. */
  async recordedAnywhere(): Promise<ReadonlySet<string>> {
    await this.#writing;
    const names = new Set<string>();
    for (const entry of await readdir(this.#folder).catch(() => [])) {
      if (!entry.startsWith(PREFIX) || !entry.endsWith(SUFFIX)) continue;
      const path = join(this.#folder, entry);
      if (isRunning(Number(entry.slice(PREFIX.length, -SUFFIX.length)))) {
        for (const name of await readNames(path)) names.add(name);
      } else await rm(path, { force: true });
    }
    return names;
  }

  async #write(names: readonly string[]): Promise<void> {
    try {
      if (names.length === 0) await rm(this.#path, { force: true });
      else await writeFile(this.#path, JSON.stringify(names));
    } catch (error) {
      // Without its folder there is nothing that another window could remove.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

function isRunning(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // It runs, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readNames(path: string): Promise<string[]> {
  try {
    const names: unknown = JSON.parse(await readFile(path, 'utf8'));
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    // It is just being written or removed by its process; what it names is asked for again the next time.
    return [];
  }
}
