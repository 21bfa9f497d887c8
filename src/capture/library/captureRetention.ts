import fs from 'node:fs';
import { join } from 'node:path';
import { ifMissing } from '../../engine/files/ifMissing';
import { SockscopeError } from '../../base/error';
import type { CaptureStore } from '../captureStore';
import type { TestRun } from '../testRun';
import type { FolderEntry } from './captureFolder';
import { inParts } from './inParts';
import { pinnedAmong } from './pins';
import { livenessOf, type Liveness, type ProcessSystem } from './processIdentity';
import { isRecent, type InUse, type OtherProcess, type ProcessMarker } from './processMarker';
import { chooseExpired, chooseExpiredRuns, type RetainedCapture, type RetentionLimits } from './retention';
import { removeRunFolder } from './runFolder';
import { Throttler } from './throttler';
import { removeKeys } from './keyFile';

/** Milliseconds after which it is looked again what other processes did in the folder. */
const LISTING_AGE = 10_000;

/** What retention removed at one go. */
export interface MadeRoom {
  /** Captures that belonged to no test run. */
  readonly captures: number;
  /** Test runs of which captures were removed. */
  readonly runs: number;
  /** Of all of them. */
  readonly bytes: number;
}

/** What is in use anywhere, and so is left alone. */
export interface Protection {
  /** Being recorded, by this process or another one. */
  isLive(entry: FolderEntry): boolean;
  /** In a tab of a running window. */
  isOpen(entry: FolderEntry): boolean;
  /** Its test run has not ended. */
  isRunning(run: TestRun): boolean;
}

interface Candidate extends RetainedCapture {
  readonly entry: FolderEntry;
}

/** Removes what the limits leave no room for; see `chooseExpired`. */
export class CaptureRetention {
  readonly #store: CaptureStore;
  readonly #marker: ProcessMarker;
  readonly #limits: () => RetentionLimits;
  readonly #onRemoved: (path: string) => void;
  readonly #onMadeRoom: (made: MadeRoom) => void;
  readonly #system: ProcessSystem | undefined;
  readonly #now: () => number;
  readonly #pruning = new Throttler(() => this.#prune());

  constructor(dependencies: {
    readonly store: CaptureStore;
    readonly marker: ProcessMarker;
    /** Asked each time. */
    readonly limits: () => RetentionLimits;
    readonly onRemoved: (path: string) => void;
    readonly onMadeRoom: (made: MadeRoom) => void;
    readonly system?: ProcessSystem;
    /** Milliseconds since the Unix epoch. */
    readonly wallClock?: () => number;
  }) {
    this.#system = dependencies.system;
    this.#now = dependencies.wallClock ?? Date.now;
    this.#store = dependencies.store;
    this.#marker = dependencies.marker;
    this.#limits = dependencies.limits;
    this.#onRemoved = dependencies.onRemoved;
    this.#onMadeRoom = dependencies.onMadeRoom;
  }

  /**
   * Removes the oldest captures until the limits hold. One pruning at a time: what is asked for meanwhile is done by one
   * more. A failure concerns those who waited for it alone.
   *
   * @throws SockscopeError `MARKER_UNREADABLE` when it cannot be told what other processes have in use; system errors.
   */
  prune(): Promise<void> {
    return this.#pruning.run();
  }

  /** @param others What other processes have in use. */
  protection(others: readonly OtherProcess[]): Protection {
    const inUse: readonly InUse[] = [this.#marker.own, ...others];
    const { folder } = this.#store;
    const open = new Set(inUse.flatMap((one) => one.open.map((name) => join(folder, name))));
    const runs = new Set(inUse.flatMap((one) => one.runs));
    const elsewhere = new Set(others.flatMap(({ identity, isRecording }) => (isRecording ? [identity] : [])));
    const known = new Map<string, Liveness>();
    const isRecorderAlive = (identity: string, modifiedAt: number): boolean => {
      const liveness = known.get(identity) ?? livenessOf(identity, this.#system);
      known.set(identity, liveness);
      // What one elsewhere has begun just now it may not have said yet.
      if (liveness === 'elsewhere') return elsewhere.has(identity) || isRecent(modifiedAt, this.#now());
      return liveness === 'running';
    };
    return {
      isLive: ({ path, process, end, modifiedAt }) => {
        if (this.#store.find(path) !== undefined) return true;
        // What this process has begun and records no more has ended before its time.
        if (end !== undefined || process === undefined || process === this.#store.process) return false;
        return isRecorderAlive(process, modifiedAt);
      },
      isOpen: ({ path }) => open.has(path),
      isRunning: ({ id }) => runs.has(id),
    };
  }

  async #prune(): Promise<void> {
    const { index } = this.#store;
    await index.refresh(LISTING_AGE);
    const protection = this.protection(await this.#marker.others());
    await this.#removeAll(this.#abandoned(protection));
    const limits = this.#limits();
    const single: Candidate[] = [];
    const total = { count: 0, bytes: 0 };
    const runs = new Map<string, { run: TestRun; captures: Candidate[] }>();
    for (const run of index.runs) runs.set(run.id, { run, captures: [] });
    for (const entry of index.entries) {
      const { path, bytes, isOwn, run } = entry;
      const isProtected = !isOwn || index.isPinned(path) || protection.isLive(entry) || protection.isOpen(entry);
      const candidate = { path, bytes, isProtected, entry };
      if (run !== undefined) {
        const known = runs.get(run.id) ?? { run, captures: [] };
        known.captures.push(candidate);
        // A run is as recent as the last of its captures.
        runs.delete(run.id);
        runs.set(run.id, known);
        continue;
      }
      single.push(candidate);
      if (isProtected) continue;
      total.count++;
      total.bytes += bytes;
    }
    const retained = Array.from(runs.values(), ({ run, captures }) => ({
      captures,
      hasPassed: run.outcome === 'passed',
      isRunning: protection.isRunning(run),
    }));
    const expired = [...chooseExpired(single, total, limits), ...chooseExpiredRuns(retained, limits)];
    const { removed, failures } = await this.#removeAll(expired.map(({ entry }) => entry));
    for (const { run, captures } of runs.values()) {
      if (!protection.isRunning(run) && captures.every(({ path }) => index.find(path) === undefined)) {
        await this.#removeRun(run);
      }
    }
    if (removed.length > 0) this.#onMadeRoom(describe(removed));
    if (failures.length > 0) throw failures[0];
  }

  /** What a process left that was killed before the first byte: it is the record of nothing, and nobody is told when it goes. */
  #abandoned(protection: Protection): FolderEntry[] {
    const { index } = this.#store;
    return Array.from(index.entries).filter((entry) => {
      const { path, bytes, modifiedAt } = entry;
      if (bytes > 0 || index.isPinned(path) || protection.isOpen(entry) || protection.isLive(entry)) return false;
      return !isRecent(modifiedAt, this.#now());
    });
  }

  async #removeAll(expired: readonly FolderEntry[]): Promise<{ removed: FolderEntry[]; failures: unknown[] }> {
    const removed: FolderEntry[] = [];
    const failures: unknown[] = [];
    await inParts(expired, async (part) => {
      // Another process may have pinned some since the folder was looked at.
      const pinned = await pinnedAmong(part.map(({ path }) => path));
      const remove = async (entry: FolderEntry): Promise<void> => {
        if (pinned.has(entry.path)) this.#store.index.setPinned(entry.path, true);
        else if (await this.#remove(entry.path)) removed.push(entry);
      };
      const results = await Promise.allSettled(part.map(remove));
      // The others can go nevertheless.
      failures.push(...results.filter((result) => result.status === 'rejected').map(({ reason }): unknown => reason));
    });
    return { removed, failures };
  }

  /** @returns False when it was gone already. */
  async #remove(path: string): Promise<boolean> {
    await removeKeys(path);
    const wasThere = await fs.promises.unlink(path).then(() => true, ifMissing(false));
    this.#store.index.forget(path);
    if (wasThere) this.#onRemoved(path);
    return wasThere;
  }

  async #removeRun(run: TestRun): Promise<void> {
    const { index } = this.#store;
    index.forgetRun(run.id);
    await removeRunFolder(index.path, run);
  }
}

function describe(removed: readonly FolderEntry[]): MadeRoom {
  return {
    captures: removed.filter(({ run }) => run === undefined).length,
    runs: new Set(removed.flatMap(({ run }) => (run ? [run.id] : []))).size,
    bytes: removed.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** @throws SockscopeError `CAPTURE_LIVE` */
export function requireEnded(isLive: boolean, name: string): void {
  if (!isLive) return;
  throw new SockscopeError('CAPTURE_LIVE', '"{0}" is still being recorded: close its socket first.', [name]);
}
