import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { explain } from '../../engine/platform/systemError';
import type { Terminal } from '../terminal/terminal';
import { expandNames } from './namedFiles';
import { WIRE_FILES } from './wireFiles';

/** Milliseconds for which nothing happens before files are looked at: an editor writes in several steps. */
const QUIET = 100;

/** The wire files that names and patterns stand for, and when they change. */
export class FileWatch {
  readonly #names: readonly string[];
  readonly #terminal: Terminal;
  readonly #folders = new Map<string, FSWatcher>();
  /** What was last seen of each file, by the name that it has on the command line. */
  #seen: ReadonlyMap<string, string> = new Map();
  #isStirred = false;
  #stir: (() => void) | undefined;
  #failure: Error | undefined;

  constructor(names: readonly string[], terminal: Terminal) {
    this.#names = names;
    this.#terminal = terminal;
  }

  /** From here on no change is missed. @throws UsageError, SockscopeError as `expandNames` does, and where nothing can be watched */
  async begin(): Promise<void> {
    this.#watchFolders(await this.#expand());
    this.#seen = await this.#look();
    this.#isStirred = false;
  }

  /** Settles with the names of files that are new or another since the last time, or with undefined at the interruption. */
  async changed(): Promise<readonly string[] | undefined> {
    for (;;) {
      await this.#stirred();
      if (this.#terminal.isInterrupted) return undefined;
      if (this.#failure) throw explain(this.#failure, 'read-file', this.#terminal.folder);
      const before = this.#seen;
      this.#seen = await this.#look();
      const names = [...this.#seen].filter(([name, state]) => before.get(name) !== state).map(([name]) => name);
      if (names.length > 0) return names;
    }
  }

  close(): void {
    for (const watcher of this.#folders.values()) watcher.close();
    this.#folders.clear();
  }

  /** Something happened in one of the folders, and then nothing for a moment. */
  async #stirred(): Promise<void> {
    while (!this.#isStirred && !this.#terminal.isInterrupted) {
      await this.#terminal.unlessInterrupted(new Promise<void>((resolve) => (this.#stir = resolve)));
    }
    while (this.#isStirred && !this.#terminal.isInterrupted) {
      this.#isStirred = false;
      await this.#terminal.unlessInterrupted(new Promise((resolve) => setTimeout(resolve, QUIET)));
    }
  }

  /** Names that match nothing just now may do so again. */
  #expand(): Promise<string[]> {
    return expandNames(this.#names, this.#terminal.folder, WIRE_FILES);
  }

  async #look(): Promise<ReadonlyMap<string, string>> {
    const names = await this.#expand().catch(() => []);
    this.#watchFolders(names);
    const states = await Promise.all(
      names.map(async (name) => {
        const stats = await stat(resolve(this.#terminal.folder, name)).catch(() => undefined);
        return stats && ([name, `${stats.ino} ${stats.size} ${stats.mtimeMs}`] as const);
      }),
    );
    return new Map(states.filter((state) => state !== undefined));
  }

  /** Folders, and not files: many editors put another file in the place of the old one. */
  #watchFolders(names: readonly string[]): void {
    for (const folder of new Set(names.map((name) => dirname(resolve(this.#terminal.folder, name))))) {
      if (this.#folders.has(folder)) continue;
      try {
        const watcher = watch(folder, () => {
          this.#tell();
        });
        watcher.on('error', (error) => {
          this.#failure ??= error;
          this.#tell();
        });
        this.#folders.set(folder, watcher);
      } catch (error) {
        throw explain(error, 'read-file', folder);
      }
    }
  }

  #tell(): void {
    this.#isStirred = true;
    this.#stir?.();
  }
}
