import fs from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { ifMissing } from '../../engine/files/ifMissing';
import type { RecordingOrigin } from '../../engine/recording';
import type { CaptureEnd } from '../annotation';
import type { TestRun } from '../testRun';
import { readCaptureFacts, type CaptureFacts } from './captureFacts';
import { inParts } from './inParts';
import { listPins } from './pins';
import { readRun, RUNS_FOLDER } from './runFolder';

const SUFFIX = '.pcapng';
/** Permissions that are for others than the owner. */
const FOR_OTHERS = 0o077;

/** What is known of a recorded file. */
export interface FolderEntry {
  readonly path: string;
  readonly name: string;
  /** Size on disk when it was looked at last. */
  readonly bytes: number;
  /** Milliseconds since the Unix epoch, as the file system has it. */
  readonly modifiedAt: number;
  readonly isOwn: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt?: number;
  readonly origin?: RecordingOrigin;
  readonly process?: string;
  readonly end?: CaptureEnd;
  readonly run?: TestRun;
}

interface Folder {
  readonly path: string;
  readonly run?: TestRun;
}

/**
 * What lies in a folder of captures, kept in memory. What this process does there is told; what others do is found by
 * looking again, which costs as much as the captures that have not ended.
 */
export class CaptureFolder {
  readonly path: string;
  /** In the order in which they ended, the first one first; those that have not are where they were last written. */
  #entries = new Map<string, FolderEntry>();
  /** Whether an entry was added that may belong further to the front. */
  #isSorted = true;
  #runs = new Map<string, TestRun>();
  readonly #pinned = new Set<string>();
  /** The greatest number that was given to a capture. */
  #lastNumber = 0;
  /** The greatest number of an entry. */
  #lastPlaced = 0;
  #listedAt = -Infinity;
  #listing: Promise<void> | undefined;
  readonly #isRecording: (path: string) => boolean;
  readonly #now: () => number;

  /**
   * @param isRecording Whether this process is recording into the file.
   * @param now A monotonic clock in milliseconds.
   */
  constructor(path: string, isRecording: (path: string) => boolean, now: () => number = () => performance.now()) {
    this.path = path;
    this.#isRecording = isRecording;
    this.#now = now;
  }

  /** In the order in which they ended. */
  get entries(): Iterable<FolderEntry> {
    this.#sort();
    return this.#entries.values();
  }

  find(path: string): FolderEntry | undefined {
    return this.#entries.get(path);
  }

  /** The test runs that have folders. */
  get runs(): Iterable<TestRun> {
    return this.#runs.values();
  }

  /** Looks again what is there, unless that was done within the last `maxAge` milliseconds. */
  async refresh(maxAge: number): Promise<void> {
    if (this.#listing === undefined && this.#now() - this.#listedAt < maxAge) return;
    this.#listing ??= this.#list().finally(() => {
      this.#listing = undefined;
    });
    await this.#listing;
  }

  /** The place of the next capture that ends, among all that are there. */
  async nextNumber(): Promise<number> {
    await this.refresh(Infinity);
    return ++this.#lastNumber;
  }

  /** A capture that this process recorded has ended. */
  add(entry: FolderEntry): void {
    this.#put(entry);
  }

  isPinned(path: string): boolean {
    return this.#pinned.has(path);
  }

  /** The capture of that path was pinned, or is no more. */
  setPinned(path: string, isPinned: boolean): void {
    if (isPinned) this.#pinned.add(path);
    else this.#pinned.delete(path);
  }

  /** A capture has another name. */
  move(path: string, target: string): void {
    const entry = this.#entries.get(path);
    if (!entry) return;
    this.#entries.delete(path);
    this.#put({ ...entry, path: target, name: basename(target) });
  }

  /** It is not there any more. */
  forget(path: string): void {
    this.#entries.delete(path);
  }

  findRun(id: string): TestRun | undefined {
    return this.#runs.get(id);
  }

  /** A test run has ended. */
  changeRun(run: TestRun): void {
    this.#runs.set(run.id, run);
    for (const [path, entry] of this.#entries) {
      if (entry.run?.id === run.id) this.#entries.set(path, { ...entry, run });
    }
  }

  forgetRun(id: string): void {
    this.#runs.delete(id);
  }

  async #list(): Promise<void> {
    const known = new Set(this.#entries.keys());
    const found = new Set<string>();
    const pinned = new Set<string>();
    for (const folder of await this.#folders()) {
      const [files, pins] = await Promise.all([listFolder(folder.path), listPins(folder.path)]);
      for (const name of pins) pinned.add(join(folder.path, name));
      const names = files.filter((file) => file.isFile() && file.name.endsWith(SUFFIX)).map(({ name }) => name);
      for (const name of names) found.add(join(folder.path, name));
      await inParts(names, async (part) => {
        await Promise.all(part.map((name) => this.#look(join(folder.path, name), name, folder)));
      });
    }
    // What was added meanwhile was not looked for.
    for (const path of known) if (!found.has(path)) this.#entries.delete(path);
    this.#pinned.clear();
    for (const path of pinned) this.#pinned.add(path);
    this.#listedAt = this.#now();
  }

  async #folders(): Promise<Folder[]> {
    const folders: Folder[] = [{ path: this.path }];
    const runs = new Map<string, TestRun>();
    for (const entry of await listFolder(join(this.path, RUNS_FOLDER))) {
      if (!entry.isDirectory()) continue;
      const known = this.#runs.get(entry.name);
      const path = join(this.path, RUNS_FOLDER, entry.name);
      const run = known?.outcome === undefined ? await readRun(path) : known;
      runs.set(run.id, run);
      folders.push({ path, run });
    }
    this.#runs = runs;
    return folders;
  }

  /** A capture that has ended does not change any more. */
  async #look(path: string, name: string, { run }: Folder): Promise<void> {
    // It is added when it has ended.
    if (this.#isRecording(path)) return;
    const known = this.#entries.get(path);
    if (known?.end !== undefined) {
      if (run && known.run !== run) this.#entries.set(path, { ...known, run });
      return;
    }
    // It may have been deleted meanwhile.
    const stats = await fs.promises.lstat(path).catch(() => undefined);
    if (stats === undefined) {
      this.#entries.delete(path);
      return;
    }
    const { size: bytes, mtimeMs: modifiedAt } = stats;
    const isSame = known?.bytes === bytes && known.modifiedAt === modifiedAt;
    const facts = isSame ? factsOf(known) : await readCaptureFacts(path);
    if (facts === undefined) {
      this.#entries.delete(path);
      return;
    }
    if (facts.isOwn && (stats.mode & FOR_OTHERS) !== 0) await fs.promises.chmod(path, 0o600);
    this.#put({ path, name, bytes, modifiedAt, ...facts, ...(run ? { run } : {}) });
  }

  #put(entry: FolderEntry): void {
    const number = entry.end?.number ?? 0;
    // What ends next belongs behind all others.
    if (number <= this.#lastPlaced || this.#entries.has(entry.path)) this.#isSorted = false;
    this.#lastPlaced = Math.max(this.#lastPlaced, number);
    this.#lastNumber = Math.max(this.#lastNumber, number);
    this.#entries.set(entry.path, entry);
  }

  #sort(): void {
    if (this.#isSorted) return;
    this.#isSorted = true;
    this.#entries = new Map(inOrder([...this.#entries.values()]).map((entry) => [entry.path, entry]));
  }
}

/** The entry's path below the folder, with `/`. */
export function relativePath(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}

/**
 * Captures in the order of their ends. The system's clock may have been set meanwhile, so numbers decide; one without a
 * number, whose recording was cut off, comes after those that were written before it, as far as the clock can tell.
 */
export function inOrder(entries: readonly FolderEntry[]): FolderEntry[] {
  const numbered = entries
    .filter(({ end }) => end?.number !== undefined)
    .sort((one, other) => one.end!.number! - other.end!.number! || one.modifiedAt - other.modifiedAt);
  const others = entries.filter(({ end }) => end?.number === undefined).sort((one, other) => one.modifiedAt - other.modifiedAt); // prettier-ignore
  const ordered: FolderEntry[] = [];
  let next = 0;
  for (const entry of numbered) {
    while (next < others.length && others[next]!.modifiedAt < entry.modifiedAt) ordered.push(others[next++]!);
    ordered.push(entry);
  }
  return [...ordered, ...others.slice(next)];
}

function factsOf({ isOwn, startedAt, origin, process }: FolderEntry): CaptureFacts {
  return {
    isOwn,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(origin ? { origin } : {}),
    ...(process === undefined ? {} : { process }),
  };
}

async function listFolder(path: string): Promise<fs.Dirent[]> {
  return await fs.promises.readdir(path, { withFileTypes: true }).catch(ifMissing([]));
}
