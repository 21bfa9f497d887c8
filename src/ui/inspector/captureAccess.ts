import { stat } from 'node:fs/promises';
import type { Capture } from '../../capture/capture';
import { openCapture } from '../../capture/openCapture';
import type { CaptureStore } from '../../capture/captureStore';

/** Captures that stay indexed although nobody uses them just now. */
const MAX_IDLE = 4;

interface Entry {
  readonly capture: Promise<Capture>;
  /** Size and time of change when it was indexed. */
  readonly version: string;
  users: number;
}

export interface Lease {
  readonly capture: Capture;
  /** Ends this use; the second call does nothing. */
  release(): void;
}

/** Captures by path: those being recorded straight from the store, others indexed once for all who use them. */
export class CaptureAccess {
  readonly #store: CaptureStore;
  /** The one used last is last. */
  readonly #entries = new Map<string, Entry>();

  constructor(store: CaptureStore) {
    this.#store = store;
  }

  /** @throws SockscopeError `CAPTURE_UNREADABLE` */
  async acquire(path: string, signal?: AbortSignal): Promise<Lease> {
    const live = this.#store.find(path);
    if (live) return { capture: live, release: () => undefined };
    const version = await versionOf(path);
    let entry = this.#entries.get(path);
    if (entry?.users === 0 && entry.version !== version) {
      this.#discard(path, entry);
      entry = undefined;
    }
    if (!entry) {
      entry = { capture: openCapture(path, signal ? { signal } : {}), version, users: 0 };
      entry.capture.catch(() => this.#entries.delete(path));
    }
    const used = entry;
    used.users++;
    this.#entries.delete(path);
    this.#entries.set(path, used);
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      used.users--;
      this.#closeIdle();
    };
    try {
      return { capture: await used.capture, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  async closeAll(): Promise<void> {
    const entries = [...this.#entries];
    this.#entries.clear();
    await Promise.allSettled(entries.map(async ([, entry]) => (await entry.capture).close()));
  }

  #closeIdle(): void {
    const idle = [...this.#entries].filter(([, entry]) => entry.users === 0);
    for (const [path, entry] of idle.slice(0, -MAX_IDLE)) this.#discard(path, entry);
  }

  #discard(path: string, entry: Entry): void {
    this.#entries.delete(path);
    // A capture that could not be opened has nothing to close; who asked for it was told.
    void entry.capture.then(
      (capture) => capture.close(),
      () => undefined,
    );
  }
}

async function versionOf(path: string): Promise<string> {
  const stats = await stat(path).catch(() => undefined);
  return stats ? `${stats.size} ${stats.mtimeMs}` : '';
}
