import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { basename, join } from 'node:path';
import { codeOf } from '../engine/platform/systemError';
import type { SockscopeError } from '../base/error';
import type { Recording, RecordingOrigin } from '../engine/recording';
import { createCaptureFile, type CaptureFile } from './record/captureFile';
import { captureNotCreated } from './errors';
import { CaptureFolder } from './library/captureFolder';
import { processIdentity } from './library/processIdentity';
import { makeRunFolder, writeOutcome } from './library/runFolder';
import { CaptureNames } from './record/captureNames';
import { runFolderName } from './record/fileName';
import { LiveCapture } from './record/liveCapture';
import { SlabPool } from './record/slabPool';
import { SocketRecording } from './record/socketRecording';
import { cutLabel, type RunRecording, type TestRun } from './testRun';
import { removeKeys } from './library/keyFile';

/** Most captures of one title begun within one second. */
const MAX_SAME_NAME = 10_000;

export interface CaptureStoreOptions {
  /** Absolute; created when it is needed. */
  readonly folder: string;
  /** Name and version of this program, for the files. */
  readonly application: string;
  /** What the first capture's file is called; those after it, and all without this, are called by title and time. */
  readonly firstName?: string;
  /** Most bytes in one capture, asked for whenever one begins. */
  readonly maxCaptureBytes: () => number;
  /** The folder is this program's and no user's: it is made private, and its captures are numbered as they end. */
  readonly isOwnFolder?: boolean;
  /** Whether a capture in which nothing happened is left when it ends, since somebody looks at it. */
  readonly isInUse?: (path: string) => Promise<boolean>;
  /** Milliseconds since the Unix epoch. */
  readonly wallClock?: () => number;
  /** Which process this is; see `processIdentity`. */
  readonly process?: string;
}

/** A capture began, or ended; a test run began or ended. */
export type StoreChange =
  | { readonly kind: 'began' | 'ended'; readonly capture: LiveCapture }
  | { readonly kind: 'runBegan' | 'runEnded'; readonly run: TestRun };

/** What a recording was asked to be, for the case that it is resumed into another file. */
interface Begun {
  readonly title: string;
  readonly origin: RecordingOrigin | undefined;
  readonly run: TestRun | undefined;
}

interface Kept {
  readonly recording: SocketRecording;
  readonly begun: Begun;
  /** Nothing happened, and its file is gone. */
  isDiscarded: boolean;
  ending?: Promise<void>;
}

/** The captures that are being recorded into a folder, and an index of those that were. */
export class CaptureStore {
  readonly folder: string;
  /** What lies in the folder. */
  readonly index: CaptureFolder;
  /** Which process this is, as its captures say. */
  readonly process: string;
  readonly #options: CaptureStoreOptions;
  #firstName: string | undefined;
  readonly #slabs = new SlabPool();
  readonly #names = new CaptureNames();
  readonly #kept = new Map<string, Kept>();
  readonly #runs = new Map<string, TestRun>();
  readonly #changeListeners = new Set<(change: StoreChange) => void>();
  readonly #failureListeners = new Set<(capture: LiveCapture) => void>();
  readonly #now: () => Date;
  #isPrivate = false;

  constructor(options: CaptureStoreOptions) {
    this.#options = options;
    this.#firstName = options.firstName;
    this.folder = options.folder;
    this.index = new CaptureFolder(options.folder, (path) => this.#kept.has(path));
    const { wallClock = Date.now, process: identity = processIdentity(process.pid) } = options;
    this.process = identity;
    this.#now = () => new Date(wallClock());
  }

  /** The captures that are being recorded. */
  get live(): readonly LiveCapture[] {
    return Array.from(this.#kept.values(), ({ recording }) => recording.capture);
  }

  /** The test runs that have not ended. */
  get runs(): Iterable<TestRun> {
    return this.#runs.values();
  }

  /** The capture that is being recorded into the file at `path`. */
  find(path: string): LiveCapture | undefined {
    return this.#kept.get(path)?.recording.capture;
  }

  /** Settles when the capture at `path` is complete, if its socket has been closed; at once for all others. */
  async whenEnding(path: string): Promise<void> {
    await this.#kept.get(path)?.ending;
  }

  /** Which test run the capture belongs to that is being recorded into the file at `path`. */
  runOf(path: string): TestRun | undefined {
    return this.#kept.get(path)?.begun.run;
  }

  /** Calls `listener` when a capture or a test run begins or ends. Returns how to stop. */
  onDidChange(listener: (change: StoreChange) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  /** Calls `listener` once for each capture whose recording stops before its time. Returns how to stop. */
  onDidFail(listener: (capture: LiveCapture) => void): () => void {
    this.#failureListeners.add(listener);
    return () => this.#failureListeners.delete(listener);
  }

  /** Begins a capture. Never throws: one whose file cannot be created has failed from the beginning. */
  readonly startRecording = (title: string, origin?: RecordingOrigin): Recording =>
    this.#start({ title, origin, run: undefined });

  /** The captures of a run of tests are kept together, apart from all others. `label` says to people what is run. */
  forRun(label: string): RunRecording {
    const time = this.#now();
    const id = runFolderName(time, randomBytes(3).toString('hex'));
    const run: TestRun = { id, label: cutLabel(label), startedAt: time.getTime() };
    this.#runs.set(id, run);
    this.#tell({ kind: 'runBegan', run });
    return {
      run,
      record: (title, origin) => this.#start({ title, origin, run }),
      end: async (outcome) => {
        const ended = { ...run, outcome };
        try {
          if (await writeOutcome(this.folder, ended)) this.index.changeRun(ended);
        } finally {
          if (this.#runs.delete(id)) this.#tell({ kind: 'runEnded', run: ended });
        }
      },
    };
  }

  /** Goes on recording into a new file what `failed` does not record any more. Returns `undefined` when it has ended. */
  resume(failed: LiveCapture): LiveCapture | undefined {
    const kept = this.#kept.get(failed.path);
    if (kept === undefined) return undefined;
    const capture = this.#begin(kept.begun);
    this.#kept.delete(failed.path);
    void kept.recording.resume(capture).then(() => {
      this.#settled(failed, kept.begun);
    });
    this.#keep(kept);
    return capture;
  }

  /** Ends all captures. Settles when their files are complete. */
  async closeAll(): Promise<void> {
    await Promise.all(Array.from(this.#kept.values(), (kept) => this.#end(kept)));
  }

  #start(begun: Begun): Recording {
    const recording = new SocketRecording(this.#begin(begun));
    const kept: Kept = { recording, begun, isDiscarded: false };
    this.#keep(kept);
    return {
      get uri() {
        return recording.uri;
      },
      get failedSince() {
        return recording.failedSince;
      },
      stream: (ends) => recording.stream(ends),
      datagrams: (local, sender) => recording.datagrams(local, sender),
      note: (text) => {
        recording.note(text);
      },
      keys: (line) => {
        recording.keys(line);
      },
      close: () => this.#end(kept),
    };
  }

  #begin(begun: Begun): LiveCapture {
    const { title, origin } = begun;
    const { path, file } = this.#createFile(begun);
    const { application, maxCaptureBytes } = this.#options;
    return new LiveCapture({
      path,
      title,
      ...(origin ? { origin } : {}),
      application,
      process: this.process,
      slabs: this.#slabs,
      maxBytes: maxCaptureBytes(),
      file,
    });
  }

  #keep(kept: Kept): void {
    const { capture } = kept.recording;
    this.#kept.set(capture.path, kept);
    const tell = (): void => {
      for (const listener of this.#failureListeners) listener(capture);
    };
    if (capture.failure === undefined) capture.onDidFail(tell);
    // Whoever began the capture is still busy with that.
    else queueMicrotask(tell);
    this.#tell({ kind: 'began', capture });
  }

  #end(kept: Kept): Promise<void> {
    kept.ending ??= this.#finish(kept);
    return kept.ending;
  }

  async #finish(kept: Kept): Promise<void> {
    const { recording, begun } = kept;
    await recording.close(() => this.#nextNumber());
    const { capture } = recording;
    if (capture.isEmpty && capture.failure === undefined) await this.#discard(capture.path, kept);
    this.#kept.delete(capture.path);
    if (!kept.isDiscarded) this.#settled(capture, begun);
    this.#tell({ kind: 'ended', capture });
    recording.release(kept.isDiscarded);
  }

  /** Where it stands among all that have ended; undefined where nobody asks, or where it cannot be told. */
  async #nextNumber(): Promise<number | undefined> {
    if (this.#options.isOwnFolder !== true) return undefined;
    // Whoever lists the folder is told why it cannot be listed.
    return this.index.nextNumber().catch(() => undefined);
  }

  async #discard(path: string, kept: Kept): Promise<void> {
    if ((await this.#options.isInUse?.(path)) === true) return;
    // What cannot be deleted stays as a capture like all others.
    await removeKeys(path)
      .then(() => fs.promises.unlink(path))
      .then(
        () => {
          kept.isDiscarded = true;
        },
        () => undefined,
      );
  }

  /** Its file is complete, if there is one. */
  #settled({ path, fileBytes: bytes, startTime, origin, ended }: LiveCapture, { run }: Begun): void {
    if (bytes === 0) return;
    this.index.add({
      path,
      name: basename(path),
      bytes,
      modifiedAt: this.#now().getTime(),
      isOwn: true,
      startedAt: startTime,
      ...(origin ? { origin } : {}),
      process: this.process,
      ...(ended ? { end: ended } : {}),
      ...(run ? { run: this.index.findRun(run.id) ?? run } : {}),
    });
  }

  #createFile({ title, run }: Begun): { path: string; file: CaptureFile | SockscopeError } {
    const time = this.#now();
    let folder = this.folder;
    let folderError: unknown;
    try {
      this.#makeFolder();
      if (run) folder = makeRunFolder(this.folder, run);
    } catch (error) {
      folderError = error;
    }
    const given = this.#firstName;
    this.#firstName = undefined;
    for (;;) {
      const { path, number } =
        given === undefined
          ? this.#names.next(folder, title, time)
          : { path: join(folder, given), number: MAX_SAME_NAME };
      // The name of a capture without a file is taken too.
      if (this.#kept.has(path)) continue;
      if (folderError !== undefined) return { path, file: captureNotCreated(path, folderError) };
      try {
        return { path, file: createCaptureFile(path) };
      } catch (error) {
        const isTaken = codeOf(error) === 'EEXIST' && number < MAX_SAME_NAME;
        if (!isTaken) return { path, file: captureNotCreated(path, error) };
      }
    }
  }

  /** On Windows modes mean nothing: there the folder is in the user's profile, which others cannot read. */
  #makeFolder(): void {
    fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    if (this.#options.isOwnFolder !== true || this.#isPrivate) return;
    // One that an earlier version made, say.
    fs.chmodSync(this.folder, 0o700);
    this.#isPrivate = true;
  }

  #tell(change: StoreChange): void {
    for (const listener of this.#changeListeners) listener(change);
  }
}
