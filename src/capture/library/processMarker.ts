import fs from 'node:fs';
import { join } from 'node:path';
import { ifMissing } from '../../engine/files/ifMissing';
import { codeOf } from '../../engine/platform/systemError';
import { SockscopeError } from '../../base/error';
import { putPrivateFile } from '../../engine/files/replaceFile';
import { livenessOf, type ProcessSystem } from './processIdentity';
import { Throttler } from './throttler';

/** Beside the captures: a file for each process that has something there in use. */
const FOLDER = '.processes';
const SUFFIX = '.json';

/** Milliseconds for which a process of another machine or container counts as running after it last said so. */
export const ELSEWHERE_LIFETIME = 600_000;

/** How often a process that has something in use says so again: milliseconds. */
const RENEWAL = 60_000;

/** What a process has in use, and retention leaves alone therefore, in whichever process it runs. */
export interface InUse {
  /** Captures in tabs: their paths below the folder of captures, with `/`. */
  readonly open: readonly string[];
  /** Ids of the test runs that have not ended. */
  readonly runs: readonly string[];
  /** It records, or did: what of its captures has not ended is being recorded for as long as it runs. */
  readonly isRecording: boolean;
}

/** The same of another process. */
export interface OtherProcess extends InUse {
  readonly identity: string;
}

export interface ProcessMarkerOptions {
  readonly system?: ProcessSystem;
  /** Milliseconds since the Unix epoch, which machines that share a folder agree about to some minutes. */
  readonly wallClock?: () => number;
}

/** Tells the other processes that share a folder of captures what this one has in use. */
export class ProcessMarker {
  readonly #folder: string;
  readonly #identify: () => string;
  readonly #system: ProcessSystem | undefined;
  readonly #now: () => number;
  #wanted: InUse = { open: [], runs: [], isRecording: false };
  readonly #writing = new Throttler(() => this.#write(this.#wanted));
  #renewing: NodeJS.Timeout | undefined;
  #named: string | undefined;

  /** @param identify Gives a name as `processIdentity` does; asked once, when it is needed. */
  constructor(captures: string, identify: () => string, { system, wallClock = Date.now }: ProcessMarkerOptions = {}) {
    this.#folder = join(captures, FOLDER);
    this.#identify = identify;
    this.#system = system;
    this.#now = wallClock;
  }

  /** It is not said again that anything is in use. */
  dispose(): void {
    clearInterval(this.#renewing);
    this.#renewing = undefined;
  }

  get #identity(): string {
    return (this.#named ??= this.#identify());
  }

  get #path(): string {
    return join(this.#folder, `${this.#identity}${SUFFIX}`);
  }

  /** What this process has in use itself. */
  get own(): InUse {
    return this.#wanted;
  }

  /**
   * Says what is in use now. Settles when other processes can read it; while one is being written, what comes meanwhile is
   * written once. A failure concerns this call alone: the next one tries again.
   */
  update(inUse: InUse): Promise<void> {
    this.#wanted = inUse;
    return this.#writing.run();
  }

  /**
   * What the other running processes have in use. The file of a process that has ended means nothing, and is removed, as is
   * that of one elsewhere that has said nothing for long.
   *
   * @throws SockscopeError `MARKER_UNREADABLE` when it cannot be told.
   */
  async others(): Promise<OtherProcess[]> {
    const found: OtherProcess[] = [];
    for (const name of await this.#list()) {
      const path = join(this.#folder, name);
      if (!name.endsWith(SUFFIX)) continue;
      const identity = name.slice(0, -SUFFIX.length);
      if (identity === this.#identity) continue;
      const liveness = livenessOf(identity, this.#system);
      if (liveness === 'ended' || (liveness === 'elsewhere' && !(await this.#isFresh(path)))) {
        await fs.promises.rm(path, { force: true });
        continue;
      }
      const inUse = await readMarker(path);
      if (inUse !== undefined) found.push({ identity, ...inUse });
    }
    return found;
  }

  async #list(): Promise<string[]> {
    try {
      return await fs.promises.readdir(this.#folder).catch(ifMissing([]));
    } catch (error) {
      throw unreadable(this.#folder, error);
    }
  }

  async #write({ open, runs, isRecording }: InUse): Promise<void> {
    if (open.length === 0 && runs.length === 0 && !isRecording) {
      this.dispose();
      await fs.promises.rm(this.#path, { force: true });
    } else {
      this.#renewing ??= this.#renewRegularly();
      await fs.promises.mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await putPrivateFile(this.#path, JSON.stringify({ open, runs, isRecording, at: this.#now() }));
    }
  }

  #renewRegularly(): NodeJS.Timeout {
    const renewing = setInterval(() => {
      // Whoever changes what is in use is told why it cannot be written.
      this.#writing.run().catch(() => undefined);
    }, RENEWAL);
    renewing.unref();
    return renewing;
  }

  /** Whether the process elsewhere has said not long ago what it has in use: by its own clock, or the file's time. */
  async #isFresh(path: string): Promise<boolean> {
    try {
      const value: unknown = JSON.parse(await fs.promises.readFile(path, 'utf8'));
      if (typeof value === 'object' && value !== null && 'at' in value) return isRecent(Number(value.at), this.#now());
    } catch {
      // What cannot be read has the time of its file at least.
    }
    const stats = await fs.promises.stat(path).catch(() => undefined);
    return stats !== undefined && isRecent(stats.mtimeMs, this.#now());
  }
}

/** Whether that was, or will be by another machine's clock, within {@link ELSEWHERE_LIFETIME}: milliseconds since the Unix epoch. */
export const isRecent = (time: number, now: number): boolean => Math.abs(now - time) <= ELSEWHERE_LIFETIME;

/** Undefined when it has been removed meanwhile: nothing is in use any more. */
async function readMarker(path: string): Promise<InUse | undefined> {
  let cause: unknown;
  try {
    const value: unknown = JSON.parse(await fs.promises.readFile(path, 'utf8'));
    if (typeof value === 'object' && value !== null && 'open' in value && 'runs' in value) {
      const { open, runs } = value;
      const isRecording = 'isRecording' in value && value.isRecording === true;
      if (isTexts(open) && isTexts(runs)) return { open, runs, isRecording };
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    cause = error;
  }
  throw unreadable(path, cause);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function unreadable(path: string, cause: unknown): SockscopeError {
  return new SockscopeError(
    'MARKER_UNREADABLE',
    'No capture is removed to make room: {0}, which says what another window has in use, cannot be read. Close the other windows, or delete that file.',
    [path],
    { cause },
  );
}
