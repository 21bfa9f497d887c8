import fs from 'node:fs';
import { join } from 'node:path';
import type { SockscopeError } from '../bytes/error';
import type { StartRecording } from '../engine/tap';
import { createCaptureFile, type CaptureFile } from './record/captureFile';
import { captureNotCreated } from './errors';
import { captureFileName } from './record/fileName';
import { LiveCapture } from './record/liveCapture';
import { SlabPool } from './record/slabPool';
import { SocketRecording } from './record/socketRecording';

/** Most captures of one title begun within one second. */
const MAX_SAME_NAME = 10_000;

export interface CaptureStoreOptions {
  /** Absolute; created when it is needed. */
  readonly folder: string;
  /** Name and version of this program, for the files. */
  readonly application: string;
  /** Most bytes in one capture, asked for whenever one begins. */
  readonly maxCaptureBytes: () => number;
}

/** A recorded file of the folder. */
export interface StoredCapture {
  readonly path: string;
  /** The file's name. */
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds since the Unix epoch. */
  readonly modifiedAt: number;
  /** Recorded by this process right now. */
  readonly live: boolean;
}

/** The folder of captures, and those that are being recorded into it. */
export class CaptureStore {
  readonly folder: string;
  readonly #options: CaptureStoreOptions;
  readonly #slabs = new SlabPool();
  readonly #recordings = new Map<string, SocketRecording>();
  readonly #changeListeners = new Set<() => void>();
  readonly #failureListeners = new Set<(capture: LiveCapture) => void>();

  constructor(options: CaptureStoreOptions) {
    this.#options = options;
    this.folder = options.folder;
  }

  /** The captures that are being recorded. */
  get live(): readonly LiveCapture[] {
    return Array.from(this.#recordings.values(), (recording) => recording.capture);
  }

  /** The capture that is being recorded into the file at `path`. */
  find(path: string): LiveCapture | undefined {
    return this.#recordings.get(path)?.capture;
  }

  /** Calls `listener` when a capture begins or ends. Returns how to stop. */
  onDidChange(listener: () => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  /** Calls `listener` once for each capture whose recording stops before its time. Returns how to stop. */
  onDidFail(listener: (capture: LiveCapture) => void): () => void {
    this.#failureListeners.add(listener);
    return () => this.#failureListeners.delete(listener);
  }

  /** Begins a capture. Never throws: one whose file cannot be created has failed from the beginning. */
  readonly startRecording: StartRecording = (title) => {
    const recording = new SocketRecording(this.#begin(title));
    this.#keep(recording);
    return {
      get uri() {
        return recording.uri;
      },
      get failedSince() {
        return recording.capture.failure?.since;
      },
      stream: (ends) => recording.stream(ends),
      datagrams: (local) => recording.datagrams(local),
      note: (text) => {
        recording.note(text);
      },
      close: () => this.#end(recording),
    };
  };

  /** Goes on recording into a new file what `failed` does not record any more. Returns `undefined` when it has ended. */
  resume(failed: LiveCapture): LiveCapture | undefined {
    const recording = this.#recordings.get(failed.path);
    if (recording === undefined) return undefined;
    const capture = this.#begin(failed.title);
    this.#recordings.delete(failed.path);
    void recording.resume(capture);
    this.#keep(recording);
    return capture;
  }

  /** The folder's captures, the newest first; none when there is no folder yet. */
  async list(): Promise<StoredCapture[]> {
    const captures: StoredCapture[] = [];
    for (const entry of await readFolder(this.folder)) {
      if (!entry.isFile() || !entry.name.endsWith('.pcapng')) continue;
      const path = join(this.folder, entry.name);
      const stats = await fs.promises.stat(path).catch(() => undefined);
      // It may have been deleted meanwhile.
      if (stats === undefined) continue;
      const { size: bytes, mtimeMs: modifiedAt } = stats;
      captures.push({ path, name: entry.name, bytes, modifiedAt, live: this.find(path) !== undefined });
    }
    return captures.sort((one, other) => other.modifiedAt - one.modifiedAt);
  }

  /** Ends all captures. Settles when their files are complete. */
  async closeAll(): Promise<void> {
    await Promise.all(Array.from(this.#recordings.values(), (recording) => this.#end(recording)));
  }

  #begin(title: string): LiveCapture {
    const { path, file } = this.#createFile(title);
    const { application, maxCaptureBytes } = this.#options;
    return new LiveCapture({ path, title, application, slabs: this.#slabs, maxBytes: maxCaptureBytes(), file });
  }

  #keep(recording: SocketRecording): void {
    const { capture } = recording;
    this.#recordings.set(capture.path, recording);
    const tell = (): void => {
      for (const listener of this.#failureListeners) listener(capture);
    };
    if (capture.failure === undefined) capture.onDidFail(tell);
    // Whoever began the capture is still busy with that.
    else queueMicrotask(tell);
    this.#changed();
  }

  async #end(recording: SocketRecording): Promise<void> {
    await recording.close();
    if (this.#recordings.delete(recording.capture.path)) this.#changed();
  }

  #createFile(title: string): { path: string; file: CaptureFile | SockscopeError } {
    const time = new Date();
    let folderError: unknown;
    try {
      fs.mkdirSync(this.folder, { recursive: true });
    } catch (error) {
      folderError = error;
    }
    for (let number = 1; ; number++) {
      const path = join(this.folder, captureFileName(title, time, number));
      // The name of a capture without a file is taken too.
      if (this.#recordings.has(path)) continue;
      if (folderError !== undefined) return { path, file: captureNotCreated(path, folderError) };
      try {
        return { path, file: createCaptureFile(path) };
      } catch (error) {
        const isTaken = (error as NodeJS.ErrnoException).code === 'EEXIST' && number < MAX_SAME_NAME;
        if (!isTaken) return { path, file: captureNotCreated(path, error) };
      }
    }
  }

  #changed(): void {
    for (const listener of this.#changeListeners) listener();
  }
}

async function readFolder(folder: string): Promise<fs.Dirent[]> {
  try {
    return await fs.promises.readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
