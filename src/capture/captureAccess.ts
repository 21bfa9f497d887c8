import { stat } from 'node:fs/promises';
import type { Capture } from './capture';
import type { CaptureStore } from './captureStore';
import { openCapture } from './openCapture';
import type { FileCapture } from './read/fileCapture';

/** Captures that stay indexed although nobody uses them just now, and most bytes that their indexes take together. */
const MAX_IDLE = 4;
const MAX_IDLE_BYTES = 64 * 2 ** 20;
/** How long they stay, in milliseconds: a tab that was closed by mistake is back at once, and no file is kept open for ever. */
const MAX_IDLE_TIME = 30_000;

interface Entry {
  readonly capture: Promise<FileCapture>;
  /** What came of it. */
  opened?: FileCapture;
  readonly opening: AbortController;
  /** Size and time of change when it was indexed. */
  readonly version: string;
  users: number;
  /** Closes it, while nobody uses it. */
  idle?: NodeJS.Timeout | undefined;
}

interface AccessLimits {
  /** Of the indexes of captures that nobody uses. */
  readonly maxIdleBytes?: number;
  /** Milliseconds that these stay. */
  readonly maxIdleTime?: number;
}

export interface Lease {
  readonly capture: Capture;
  /** Ends this use; the second call does nothing. */
  readonly release: () => void;
}

/** Captures by path: those being recorded straight from the store, others indexed once for all who use them. */
export class CaptureAccess {
  readonly #store: Pick<CaptureStore, 'find'>;
  readonly #maxIdleBytes: number;
  readonly #maxIdleTime: number;
  /** The one used last is last. */
  readonly #entries = new Map<string, Entry>();

  constructor(
    store: Pick<CaptureStore, 'find'>,
    { maxIdleBytes = MAX_IDLE_BYTES, maxIdleTime = MAX_IDLE_TIME }: AccessLimits = {},
  ) {
    this.#store = store;
    this.#maxIdleBytes = maxIdleBytes;
    this.#maxIdleTime = maxIdleTime;
  }

  /**
   * @param signal Ends the waiting of this user; opening goes on as long as another one waits.
   * @throws SockscopeError `CAPTURE_UNREADABLE`; the signal's reason.
   */
  async acquire(path: string, signal?: AbortSignal): Promise<Lease> {
    signal?.throwIfAborted();
    const live = this.#store.find(path);
    if (live) return { capture: live, release: () => undefined };
    const version = await versionOf(path);
    signal?.throwIfAborted();
    const used = this.#use(path, version);
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      used.users--;
      if (used.users === 0) this.#rest(path, used);
      this.#closeIdle();
    };
    try {
      return { capture: await unlessAborted(used.capture, signal), release };
    } catch (error) {
      release();
      throw error;
    }
  }

  async closeAll(): Promise<void> {
    const entries = [...this.#entries];
    this.#entries.clear();
    await Promise.allSettled(
      entries.map(async ([, entry]) => {
        clearTimeout(entry.idle);
        entry.opening.abort();
        await (await entry.capture).close();
      }),
    );
  }

  #use(path: string, version: string): Entry {
    let entry = this.#entries.get(path);
    if (entry?.users === 0 && entry.version !== version) {
      this.#discard(path, entry);
      entry = undefined;
    }
    entry ??= this.#open(path, version);
    entry.users++;
    clearTimeout(entry.idle);
    this.#entries.delete(path);
    this.#entries.set(path, entry);
    return entry;
  }

  #open(path: string, version: string): Entry {
    const opening = new AbortController();
    const entry: Entry = { capture: openCapture(path, { signal: opening.signal }), opening, version, users: 0 };
    entry.capture.then(
      (capture) => {
        entry.opened = capture;
      },
      () => {
        this.#forget(path, entry);
      },
    );
    return entry;
  }

  /** Nobody uses it any more. */
  #rest(path: string, entry: Entry): void {
    if (entry.opened === undefined) {
      this.#discard(path, entry);
      return;
    }
    entry.idle = setTimeout(() => {
      this.#discard(path, entry);
    }, this.#maxIdleTime);
    entry.idle.unref();
  }

  #closeIdle(): void {
    let count = 0;
    let bytes = 0;
    for (const [path, entry] of [...this.#entries].reverse()) {
      const { opened, users } = entry;
      if (users > 0 || opened === undefined) continue;
      count++;
      bytes += opened.indexBytes;
      // What is still being indexed would go on growing, for nobody.
      if (count > MAX_IDLE || bytes > this.#maxIdleBytes || opened.indexing !== undefined) {
        count--;
        bytes -= opened.indexBytes;
        this.#discard(path, entry);
      }
    }
  }

  #discard(path: string, entry: Entry): void {
    this.#forget(path, entry);
    clearTimeout(entry.idle);
    entry.opening.abort();
    // A capture that could not be opened has nothing to close; who asked for it was told.
    void entry.capture.then(
      (capture) => capture.close(),
      () => undefined,
    );
  }

  #forget(path: string, entry: Entry): void {
    if (this.#entries.get(path) === entry) this.#entries.delete(path);
  }
}

/** The promise, or the signal's reason as soon as it is aborted. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await promise;
  const stop = new AbortController();
  try {
    return await Promise.race([
      promise,
      new Promise<never>((_, reject) => {
        const abort = (): void => {
          reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
        };
        signal.addEventListener('abort', abort, { once: true, signal: stop.signal });
      }),
    ]);
  } finally {
    stop.abort();
  }
}

async function versionOf(path: string): Promise<string> {
  const stats = await stat(path).catch(() => undefined);
  return stats ? `${stats.size} ${stats.mtimeMs}` : '';
}
