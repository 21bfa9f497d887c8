import fs from 'node:fs/promises';
import type { Direction } from '../../bytes/direction';
import type { SockscopeError } from '../../bytes/error';
import type { IpEndpoint } from '../../engine/tap';
import { cutText, describeAnnotation, encodeAnnotation, type Annotation } from '../annotation';
import { MAX_NOTES, type Capture, type CaptureFailure, type CaptureNote } from '../capture';
import { CaptureClock } from './captureClock';
import type { CaptureFile } from './captureFile';
import type { ChunkLog } from '../chunkLog';
import type { Conversation } from '../conversation';
import { captureDeleted, captureTooLarge, captureUnreadable, captureWriteFailed } from '../errors';
import { makeFileHeader } from './fileHeader';
import { makeIpFlow, type IpFlow } from '../ipFlow';
import { PacketWriter } from './packetWriter';
import { ipHeaderBytes, PACKET_BLOCK_HEADER_BYTES, PROTOCOL } from '../pcapng';
import { Problems } from '../problems';
import { readBytes } from '../readBytes';
import { readPieces, type StreamPieces } from '../readPieces';
import type { SlabPool } from './slabPool';
import { WriteQueue } from './writeQueue';

/** How often it is checked, while writing, that the file is still there: nanoseconds. */
const CHECK_INTERVAL = 1e9;

const NOWHERE: IpEndpoint = { family: 'ip', address: '127.0.0.1', port: 0 };

export interface LiveCaptureOptions {
  /** Absolute. */
  readonly path: string;
  readonly title: string;
  /** Name and version of this program. */
  readonly application: string;
  readonly slabs: SlabPool;
  /** Most bytes in the file: past it, recording stops as if the disk were full. */
  readonly maxBytes: number;
  readonly clock?: CaptureClock;
  /** The created file, or why there is none: then the capture has failed from the beginning. */
  readonly file: CaptureFile | SockscopeError;
}

/** A capture that is being recorded: what the taps write through, and what the inspector reads. */
export class LiveCapture implements Capture {
  readonly indexing = undefined;
  readonly path: string;
  readonly title: string;
  readonly clock: CaptureClock;
  readonly packets: PacketWriter;
  readonly problems = new Problems();
  readonly #queue: WriteQueue;
  readonly #file: CaptureFile | undefined;
  readonly #maxBytes: number;
  readonly #conversations: Conversation[] = [];
  readonly #notes: CaptureNote[] = [];
  readonly #growListeners = new Set<() => void>();
  readonly #failureListeners = new Set<() => void>();
  #conversationsBegun = 0;
  #failure: CaptureFailure | undefined;
  #lastCheck = 0;
  #abandoning: Promise<void> | undefined;
  #ending: Promise<void> | undefined;
  #hasEnded = false;

  constructor(options: LiveCaptureOptions) {
    this.path = options.path;
    this.title = options.title;
    this.clock = options.clock ?? new CaptureClock();
    this.#maxBytes = options.maxBytes;
    const { file } = options;
    this.#file = 'write' in file ? file : undefined;
    this.#queue = new WriteQueue(
      options.slabs,
      (buffers, position, done) => {
        this.#file?.write(buffers, position, done);
      },
      () => {
        this.#onWritten();
      },
      (error) => {
        this.#fail(captureWriteFailed(this.path, error));
        this.#abandoning = this.#file?.abandon(this.#queue.committed);
      },
    );
    this.packets = new PacketWriter(this.#queue, this.startTime);
    if ('write' in file) {
      this.#queue.copy(makeFileHeader(options.application));
      this.annotate({ kind: 'capture', title: cutText(options.title) }, 0);
    } else {
      this.#fail(file);
    }
  }

  get startTime(): number {
    return this.clock.startTime;
  }

  get live(): boolean {
    return !this.#hasEnded;
  }

  get failure(): CaptureFailure | undefined {
    return this.#failure;
  }

  /** False once it has failed or is ended: what comes then is not recorded. */
  get isRecording(): boolean {
    return this.#failure === undefined && this.#ending === undefined;
  }

  get conversations(): readonly Conversation[] {
    return this.#conversations;
  }

  get notes(): readonly CaptureNote[] {
    return this.#notes;
  }

  onDidGrow(listener: () => void): () => void {
    this.#growListeners.add(listener);
    return () => this.#growListeners.delete(listener);
  }

  /** Calls `listener` when recording stops before its time; see {@link failure}. Returns how to stop. */
  onDidFail(listener: () => void): () => void {
    this.#failureListeners.add(listener);
    return () => this.#failureListeners.delete(listener);
  }

  async readBytes(log: ChunkLog, direction: Direction, offset: number, length: number): Promise<Uint8Array> {
    try {
      const file = await fs.open(this.path, 'r');
      try {
        return await readBytes(file, log, direction, offset, length);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw captureUnreadable(this.path, error);
    }
  }

  async *readPieces(log: ChunkLog, direction: Direction, start: number, end: number): StreamPieces {
    try {
      const file = await fs.open(this.path, 'r');
      try {
        yield* readPieces(file, log, direction, start, end);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw captureUnreadable(this.path, error);
    }
  }

  flush(): Promise<void> {
    return this.#queue.flush();
  }

  /** Nothing is held open for readers, and recording goes on: see {@link end}. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Ends recording: what is queued is still written. Settles when the file is closed. */
  end(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  /** The next conversation's place in the list. */
  takeConversationId(): number {
    return this.#conversationsBegun++;
  }

  /** Queues the beginning of a conversation, which becomes visible when that is written. */
  begin(conversation: Conversation, annotation: Annotation, flow: IpFlow, time: number): void {
    this.record(
      () => {
        this.annotate(annotation, time, flow);
      },
      () => {
        this.#conversations.push(conversation);
      },
    );
  }

  note(text: string): void {
    const note = { time: this.clock.now(), text: cutText(text) };
    this.record(
      () => {
        this.annotate({ kind: 'note', text: note.text }, note.time);
      },
      () => {
        if (this.#notes.length < MAX_NOTES) this.#notes.push(note);
      },
    );
  }

  /** Queues a packet that says what TCP and UDP cannot. */
  annotate(annotation: Annotation, time: number, flow = makeIpFlow(NOWHERE, NOWHERE)): void {
    const payload = encodeAnnotation(annotation);
    const description = describeAnnotation(annotation);
    const comment = description === undefined ? undefined : new TextEncoder().encode(description);
    this.packets.begin(flow, 'sent', time, PROTOCOL.annotation, payload.length, comment?.length);
    const headers = PACKET_BLOCK_HEADER_BYTES + ipHeaderBytes(flow.version);
    this.packets.end(headers, 'sent', payload, 0, payload.length, comment);
    this.endBlock();
  }

  /** Calls `write`, which queues something, and `show` once that is written. When not recording, only `show`, at once. */
  record(write: () => void, show: () => void): void {
    if (this.isRecording) {
      write();
      this.#queue.whenWritten(show);
    } else {
      show();
      this.#grew();
    }
  }

  /** After the blocks of a chunk were queued. Returns whether there is room for more. */
  endBlock(log?: ChunkLog): boolean {
    this.#queue.endBlock(log);
    if (this.#queue.position >= this.#maxBytes) this.#fail(captureTooLarge(this.path, this.#maxBytes));
    return this.#queue.hasRoom;
  }

  get hasRoom(): boolean {
    return this.#queue.hasRoom;
  }

  drained(): Promise<void> {
    return this.#queue.drained();
  }

  async #end(): Promise<void> {
    await this.#queue.flush();
    await this.#abandoning;
    if (!this.#queue.hasFailed) {
      try {
        await this.#file?.close();
      } catch (error) {
        this.#fail(captureWriteFailed(this.path, error));
      }
    }
    this.#hasEnded = true;
    this.#grew();
  }

  #onWritten(): void {
    this.clock.catchUp();
    this.#grew();
    const time = this.clock.now();
    if (time - this.#lastCheck < CHECK_INTERVAL) return;
    this.#lastCheck = time;
    void this.#file?.isInPlace().then((isInPlace) => {
      if (!isInPlace && this.isRecording) this.#fail(captureDeleted(this.path));
    });
  }

  #grew(): void {
    for (const listener of this.#growListeners) listener();
  }

  #fail(error: SockscopeError): void {
    if (this.#failure !== undefined) return;
    this.#failure = { since: Date.now(), error };
    for (const listener of this.#failureListeners) listener();
    this.#grew();
  }
}
