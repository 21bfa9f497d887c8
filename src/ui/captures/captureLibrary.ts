import { copyFile, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import { countBytes, type Capture } from '../../capture/capture';
import type { CaptureStore } from '../../capture/captureStore';
import { relativePath, type FolderEntry } from '../../capture/library/captureFolder';
import { CaptureRetention, requireEnded, type MadeRoom } from '../../capture/library/captureRetention';
import { pin, unpin } from '../../capture/library/pins';
import type { InUse, OtherProcess, ProcessMarker } from '../../capture/library/processMarker';
import type { RetentionLimits } from '../../capture/library/retention';
import type { LiveCapture } from '../../capture/record/liveCapture';
import type { TestRun } from '../../capture/testRun';
import { moveFile } from '../../engine/files/replaceFile';
import { nameFor } from '../../engine/files/takenName';
import { explain } from '../../engine/platform/systemError';
import type { RecordingOrigin } from '../../engine/recording';
import type { CaptureAccess } from '../../capture/captureAccess';
import { logProblem } from '../problems';
import { onDidChangePathsInTabs, pathsInTabs } from './openTabs';
import { moveKeys, removeKeys } from '../../capture/library/keyFile';

export type { MadeRoom } from '../../capture/library/captureRetention';

/** What a capture holds, as known without opening it. */
export interface CaptureSummary {
  readonly conversations: number;
  /** Bytes per direction, of all conversations. */
  readonly received: number;
  readonly sent: number;
  /** Milliseconds since the Unix epoch. */
  readonly startTime: number;
  /** Packets that were left out, because there are too many conversations, or too much altogether. */
  readonly leftOut?: number;
}

/** A capture of the folder, whichever window recorded it. */
export interface CaptureEntry {
  /** Absolute. */
  readonly path: string;
  /** The file's name. */
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds since the Unix epoch. */
  readonly modifiedAt: number;
  /** Milliseconds since the Unix epoch; absent where the file does not say so. */
  readonly startedAt?: number;
  /** Being recorded, by this window or another one. */
  readonly live: boolean;
  /** What it is the record of; absent where the file does not say so. */
  readonly origin?: RecordingOrigin;
  /** The test run that it belongs to. */
  readonly run?: TestRun;
  /** By *Pin Capture*, or because it was renamed or saved: retention leaves it alone, and does not count it. */
  readonly pinned: boolean;
  /** In a tab of this window or another one. */
  readonly openInTab: boolean;
  /** Absent until it is known, and after a crash until somebody looks: see {@link CaptureLibrary.summarise}. */
  readonly summary?: CaptureSummary;
  /** Milliseconds since the Unix epoch: its sockets go on, but what came later is not in it. */
  readonly failedSince?: number;
}

/** Milliseconds for which a listing of the folder is shown, whatever other programs do there. */
const LISTING_AGE = 1000;
/** Summaries of captures that do not have their own, since they were cut off. */
const MAX_SUMMARIES = 200;

function summaryOf(capture: Capture): CaptureSummary {
  const { conversations, leftOut, startTime } = capture;
  return { ...countBytes(conversations), startTime, ...(leftOut > 0 && { leftOut }) };
}

/** Milliseconds since the Unix epoch; of a capture of which nothing is known yet, when it was written last. */
export function beganAt({ summary, startedAt, modifiedAt }: CaptureEntry): number {
  return startedAt ?? summary?.startTime ?? modifiedAt;
}

/** The recorded captures of all windows, and what can be done with their files. */
export class CaptureLibrary implements vscode.Disposable {
  readonly #store: CaptureStore;
  readonly #access: CaptureAccess;
  readonly #log: vscode.LogOutputChannel;
  readonly #marker: ProcessMarker;
  readonly #retention: CaptureRetention;
  readonly #summaries = new Map<string, CaptureSummary>();
  readonly #emitter = new vscode.EventEmitter<void>();
  readonly #roomEmitter = new vscode.EventEmitter<MadeRoom>();
  readonly #disposable: vscode.Disposable;

  readonly onDidChange = this.#emitter.event;
  /** Retention removed something. */
  readonly onDidMakeRoom = this.#roomEmitter.event;

  constructor(dependencies: {
    readonly store: CaptureStore;
    readonly access: CaptureAccess;
    readonly marker: ProcessMarker;
    readonly limits: () => RetentionLimits;
    readonly log: vscode.LogOutputChannel;
  }) {
    const { store, marker, log } = dependencies;
    this.#store = store;
    this.#access = dependencies.access;
    this.#marker = marker;
    this.#log = log;
    this.#retention = new CaptureRetention({
      ...dependencies,
      onRemoved: (path) => {
        log.info(`Retention removes ${path}`);
      },
      onMadeRoom: (made) => {
        this.#roomEmitter.fire(made);
      },
    });
    const unsubscribe = store.onDidChange(({ kind }) => {
      this.#emitter.fire();
      const isNews = kind === 'runBegan' || kind === 'runEnded' || (kind === 'began' && !marker.own.isRecording);
      if (isNews) this.#run(this.#markInUse());
      if (kind === 'ended' || kind === 'runEnded') this.#run(this.prune());
    });
    this.#disposable = vscode.Disposable.from(
      this.#emitter,
      this.#roomEmitter,
      new vscode.Disposable(unsubscribe),
      onDidChangePathsInTabs(() => {
        this.#run(this.#markInUse());
      }),
    );
    this.#run(this.#markInUse());
  }

  dispose(): void {
    this.#disposable.dispose();
  }

  /** The one that was begun last is first: a capture keeps its place while it grows. */
  async list(): Promise<CaptureEntry[]> {
    const { index } = this.#store;
    await index.refresh(LISTING_AGE);
    const protection = this.#retention.protection(await this.#inUseElsewhere());
    const entries: CaptureEntry[] = [];
    for (const entry of index.entries) {
      if (this.#store.find(entry.path)) continue;
      entries.push(this.#describe(entry, protection.isLive(entry), protection.isOpen(entry)));
    }
    for (const capture of this.#store.live) {
      const { path, failure, fileBytes } = capture;
      // One that has failed from the beginning has no file.
      if (failure && fileBytes === 0) continue;
      const entry = this.#liveEntry(capture);
      entries.push({
        ...this.#describe(entry, true, protection.isOpen(entry)),
        summary: summaryOf(capture),
        ...(failure ? { failedSince: failure.since } : {}),
        path,
      });
    }
    return entries.sort((one, other) => beganAt(other) - beganAt(one));
  }

  /** Reads what a capture holds, and remembers it. */
  async summarise(entry: CaptureEntry, signal?: AbortSignal): Promise<CaptureSummary> {
    const lease = await this.#access.acquire(entry.path, signal);
    try {
      await lease.capture.flush();
      const summary = summaryOf(lease.capture);
      if (!entry.live) this.#remember(entry, summary);
      return summary;
    } finally {
      lease.release();
    }
  }

  /**
   * Renames the file within its folder; retention leaves it alone from then on.
   *
   * @throws SockscopeError `CAPTURE_LIVE`, `NAME_TAKEN`, or a system code.
   */
  async rename(entry: CaptureEntry, name: string): Promise<void> {
    const { path } = entry;
    requireEnded(await this.#isLive(entry), entry.name);
    const target = join(dirname(path), extname(name) === '.pcapng' ? name : `${name}.pcapng`);
    await this.#store.index.refresh(0);
    const place = await nameFor(path, target);
    if (place === 'taken' || this.#store.index.find(target)) {
      throw new SockscopeError('NAME_TAKEN', 'There is a capture named "{0}" already: choose another name.', [
        basename(target),
      ]);
    }
    await this.#change(target, async () => {
      // First, so that it is pinned all the time.
      await pin(target);
      await moveFile(path, target);
      await moveKeys(path, target);
      this.#store.index.move(path, target);
      this.#store.index.setPinned(target, true);
      // Where only the case is another, the pin may be the same file.
      if (place === 'free') await unpin(path);
    });
  }

  /** Copies the file, as far as it is written; retention leaves the original alone from then on. */
  async saveAs(entry: CaptureEntry, target: string): Promise<void> {
    const live = this.#store.find(entry.path);
    await live?.flush();
    await this.#change(target, () => copyFile(entry.path, target));
    await this.pin([entry]);
  }

  /** Retention leaves them alone from then on, in all windows. */
  async pin(entries: readonly CaptureEntry[]): Promise<void> {
    for (const { path } of entries) {
      await this.#change(path, async () => {
        await pin(path);
        this.#store.index.setPinned(path, true);
      });
    }
  }

  /** They are captures as all others again. */
  async unpin(entries: readonly CaptureEntry[]): Promise<void> {
    for (const { path } of entries) {
      await this.#change(path, async () => {
        await unpin(path);
        this.#store.index.setPinned(path, false);
      });
    }
    await this.prune();
  }

  /**
   * Removes all that can be removed.
   *
   * @throws SockscopeError the first one's that could not: `CAPTURE_LIVE`, or a system code.
   */
  async remove(entries: readonly CaptureEntry[]): Promise<void> {
    const failures: unknown[] = [];
    for (const entry of entries) {
      const { path, name } = entry;
      try {
        requireEnded(await this.#isLive(entry), name);
        await this.#change(path, async () => {
          await removeKeys(path);
          await rm(path, { force: true });
          await unpin(path);
          this.#store.index.forget(path);
        });
      } catch (error) {
        failures.push(error);
      }
    }
    // The folder of a test run without captures goes too.
    await this.prune();
    if (failures.length > 0) throw failures[0];
  }

  /**
   * Removes the oldest captures until the limits hold.
   *
   * @throws SockscopeError `MARKER_UNREADABLE`, or a system error.
   */
  async prune(): Promise<void> {
    await this.#retention.prune();
    this.#emitter.fire();
  }

  async #inUseElsewhere(): Promise<OtherProcess[]> {
    try {
      return await this.#marker.others();
    } catch (error) {
      // Nothing is removed then, and the list can be shown without.
      logProblem(error, this.#log);
      return [];
    }
  }

  #describe(entry: FolderEntry, live: boolean, openInTab: boolean): CaptureEntry {
    const { path, name, bytes, modifiedAt, startedAt, origin, run, end } = entry;
    const summary =
      end === undefined ? this.#summaries.get(versionOf(entry)) : { ...end, startTime: startedAt ?? modifiedAt };
    return {
      path,
      name,
      bytes,
      modifiedAt,
      live,
      pinned: this.#store.index.isPinned(path),
      openInTab,
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(origin ? { origin } : {}),
      ...(run ? { run } : {}),
      ...(summary ? { summary } : {}),
    };
  }

  /** Of a socket that was closed a moment ago, waits until what it said is written. */
  async #isLive({ path, live }: CaptureEntry): Promise<boolean> {
    // It may have ended since it was listed.
    if (this.#store.find(path) === undefined) return live && this.#store.index.find(path)?.end === undefined;
    await this.#store.whenEnding(path);
    return this.#store.find(path) !== undefined;
  }

  #liveEntry({ path, fileBytes, startTime, origin }: LiveCapture): FolderEntry {
    const run = this.#store.runOf(path);
    return {
      path,
      name: basename(path),
      bytes: fileBytes,
      modifiedAt: Date.now(),
      isOwn: true,
      startedAt: startTime,
      ...(origin ? { origin } : {}),
      ...(run ? { run } : {}),
    };
  }

  #remember(entry: CaptureEntry, summary: CaptureSummary): void {
    this.#summaries.set(versionOf(entry), summary);
    const [oldest] = this.#summaries.keys();
    if (this.#summaries.size > MAX_SUMMARIES && oldest !== undefined) this.#summaries.delete(oldest);
  }

  /** Tells other windows what this one has in use. */
  async #markInUse(): Promise<void> {
    const { folder, runs, live } = this.#store;
    const before = this.#marker.own;
    const inUse: InUse = {
      open: Array.from(pathsInTabs(), (path) => relativePath(folder, path)).filter((path) => !path.startsWith('../')),
      runs: Array.from(runs, ({ id }) => id),
      // To say each time that the last one has ended would cost a file for each.
      isRecording: before.isRecording || live.length > 0,
    };
    const isKnown = isSame(before.open, inUse.open) && isSame(before.runs, inUse.runs);
    if (isKnown && before.isRecording === inUse.isRecording) return;
    await this.#marker.update(inUse);
    // What is in use no more may go now.
    if (!before.open.every((path) => inUse.open.includes(path))) await this.prune();
  }

  async #change(target: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw explain(error, 'write-file', target);
    } finally {
      this.#emitter.fire();
    }
  }

  #run(work: Promise<void>): void {
    work.catch((error: unknown) => {
      logProblem(error, this.#log);
    });
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}

/** Another size makes a summary void. */
function versionOf({ path, bytes }: { readonly path: string; readonly bytes: number }): string {
  return `${bytes} ${path}`;
}
