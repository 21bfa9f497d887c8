import { copyFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import * as vscode from 'vscode';
import { SockscopeError } from '../../bytes/error';
import type { Capture } from '../../capture/capture';
import type { CaptureStore, StoredCapture } from '../../capture/captureStore';
import { LiveMarker } from '../../capture/liveMarker';
import { isOwnCapture } from '../../capture/ownCapture';
import { chooseExpired, type RetainedCapture, type RetentionLimits } from '../../capture/retention';
import { explain } from '../../engine/systemError';
import type { CaptureAccess } from '../inspector/captureAccess';
import { logProblem } from '../problems';

/** What a capture holds, as known without opening it. */
export interface CaptureSummary {
  readonly conversations: number;
  /** Bytes per direction, of all conversations. */
  readonly received: number;
  readonly sent: number;
  /** Milliseconds since the Unix epoch. */
  readonly startTime: number;
}

export interface CaptureEntry extends StoredCapture, RetainedCapture {
  /** Absent until it is known, and after a crash until somebody looks: see {@link CaptureLibrary.summarise}. */
  readonly summary?: CaptureSummary;
  /** Milliseconds since the Unix epoch: its sockets go on, but what came later is not in it. */
  readonly failedSince?: number;
}

interface Remembered {
  /** The file's size when it was summarised: another size makes the summary void. */
  readonly bytes: number;
  readonly summary: CaptureSummary;
}

const SUMMARIES = 'captures.summaries';
const KEPT = 'captures.kept';
/** Summaries that are remembered; more captures than retention leaves by default. */
const MAX_REMEMBERED = 200;

function summaryOf(capture: Capture): CaptureSummary {
  let received = 0;
  let sent = 0;
  for (const { log } of capture.conversations) {
    received += log.bytes('received');
    sent += log.bytes('sent');
  }
  return { conversations: capture.conversations.length, received, sent, startTime: capture.startTime };
}

/** Milliseconds since the Unix epoch; of a capture of which nothing is known yet, when it was written last. */
export function beganAt({ summary, modifiedAt }: CaptureEntry): number {
  return summary?.startTime ?? modifiedAt;
}

/** The recorded captures of all windows, and what can be done with their files. */
export class CaptureLibrary implements vscode.Disposable {
  readonly #store: CaptureStore;
  readonly #access: CaptureAccess;
  readonly #memory: vscode.Memento;
  readonly #limits: () => RetentionLimits;
  readonly #log: vscode.LogOutputChannel;
  readonly #marker: LiveMarker;
  readonly #emitter = new vscode.EventEmitter<void>();
  readonly #unsubscribe: () => void;
  #live: readonly Capture[] = [];
  #pruning: Promise<void> = Promise.resolve();

  readonly onDidChange = this.#emitter.event;

  constructor(dependencies: {
    readonly store: CaptureStore;
    readonly access: CaptureAccess;
    readonly memory: vscode.Memento;
    readonly limits: () => RetentionLimits;
    readonly log: vscode.LogOutputChannel;
  }) {
    this.#store = dependencies.store;
    this.#access = dependencies.access;
    this.#memory = dependencies.memory;
    this.#limits = dependencies.limits;
    this.#log = dependencies.log;
    this.#marker = new LiveMarker(this.#store.folder, process.pid);
    this.#unsubscribe = this.#store.onDidChange(() => {
      this.#onStoreChange().catch((error: unknown) => {
        logProblem(error, this.#log);
      });
    });
  }

  dispose(): void {
    this.#unsubscribe();
    this.#emitter.dispose();
  }

  /** The one that was begun last is first: a capture keeps its place while it grows. */
  async list(): Promise<CaptureEntry[]> {
    const elsewhere = await this.#marker.recordedAnywhere();
    const summaries = this.#memory.get<Readonly<Record<string, Remembered>>>(SUMMARIES, {});
    const kept = this.#memory.get<readonly string[]>(KEPT, []);
    const entries = (await this.#store.list()).map((stored): CaptureEntry => {
      const live = this.#store.find(stored.path);
      const remembered = summaries[stored.name];
      const summary = live ? summaryOf(live) : remembered?.bytes === stored.bytes ? remembered.summary : undefined;
      return {
        ...stored,
        live: stored.live || elsewhere.has(stored.name),
        kept: kept.includes(stored.name),
        ...(summary ? { summary } : {}),
        ...(live?.failure ? { failedSince: live.failure.since } : {}),
      };
    });
    return entries.sort((one, other) => beganAt(other) - beganAt(one));
  }

  /** Reads what a capture holds, and remembers it. */
  async summarise(entry: CaptureEntry, signal?: AbortSignal): Promise<CaptureSummary> {
    const lease = await this.#access.acquire(entry.path, signal);
    try {
      await lease.capture.flush();
      const summary = summaryOf(lease.capture);
      if (!entry.live) await this.#remember(entry.name, { bytes: entry.bytes, summary });
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
    this.#requireEnded(entry);
    const target = join(dirname(entry.path), extname(name) === '.pcapng' ? name : `${name}.pcapng`);
    if ((await this.#store.list()).some(({ path }) => path === target)) {
      throw new SockscopeError('NAME_TAKEN', 'There is a capture named "{0}" already: choose another name.', [
        basename(target),
      ]);
    }
    await this.#change(target, () => rename(entry.path, target));
    if (entry.summary) await this.#remember(basename(target), { bytes: entry.bytes, summary: entry.summary });
    await this.#keep(basename(target));
  }

  /** Copies the file, as far as it is written; retention leaves the original alone from then on. */
  async saveAs(entry: CaptureEntry, target: string): Promise<void> {
    const live = this.#store.find(entry.path);
    await live?.flush();
    await this.#change(target, () => copyFile(entry.path, target));
    await this.#keep(entry.name);
  }

  /** @throws SockscopeError `CAPTURE_LIVE`, or a system code. */
  async remove(entry: CaptureEntry): Promise<void> {
    this.#requireEnded(entry);
    await this.#change(entry.path, () => rm(entry.path));
  }

  /** Removes the oldest captures until the limits hold. One run at a time. */
  prune(): Promise<void> {
    this.#pruning = this.#pruning.then(() => this.#prune());
    return this.#pruning;
  }

  async #prune(): Promise<void> {
    for (const entry of chooseExpired(await this.list(), this.#limits())) {
      if (!(await isOwnCapture(entry.path))) continue;
      this.#log.info(`Retention removes ${entry.path}`);
      await rm(entry.path, { force: true });
    }
    this.#emitter.fire();
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

  async #onStoreChange(): Promise<void> {
    const { live } = this.#store;
    const ended = this.#live.filter((capture) => !live.some(({ path }) => path === capture.path));
    this.#live = live;
    this.#emitter.fire();
    await this.#marker.update(live.map(({ path }) => basename(path)));
    if (ended.length === 0) return;
    const stored = new Map((await this.#store.list()).map(({ path, bytes }) => [path, bytes]));
    for (const capture of ended) {
      const bytes = stored.get(capture.path);
      if (bytes !== undefined) await this.#remember(basename(capture.path), { bytes, summary: summaryOf(capture) });
    }
    await this.prune();
  }

  async #remember(name: string, remembered: Remembered): Promise<void> {
    const before = Object.entries(this.#memory.get<Readonly<Record<string, Remembered>>>(SUMMARIES, {}));
    const newest = before.filter(([other]) => other !== name).slice(-(MAX_REMEMBERED - 1));
    await this.#memory.update(SUMMARIES, Object.fromEntries([...newest, [name, remembered]]));
  }

  async #keep(name: string): Promise<void> {
    const present = new Set((await this.#store.list()).map((stored) => stored.name));
    const kept = this.#memory.get<readonly string[]>(KEPT, []).filter((each) => each !== name && present.has(each));
    await this.#memory.update(KEPT, [...kept, name]);
    this.#emitter.fire();
  }

  #requireEnded(entry: CaptureEntry): void {
    if (!entry.live) return;
    throw new SockscopeError('CAPTURE_LIVE', '"{0}" is still being recorded: close its socket first.', [entry.name]);
  }
}
