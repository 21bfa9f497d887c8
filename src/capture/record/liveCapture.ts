import type { Direction } from '../../base/direction';
import type { SockscopeError } from '../../base/error';
import { openRegularFile } from '../../engine/files/regularFile';
import type { RecordingOrigin } from '../../engine/recording';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import { cutText, describeAnnotation, encodeAnnotation, type Annotation, type CaptureEnd } from '../annotation';
import { countBytes, MAX_NOTES, type Capture, type CaptureFailure, type CaptureNote } from '../capture';
import { CaptureClock, type RecordClock } from './captureClock';
import type { CaptureFile } from './captureFile';
import type { ChunkLog } from '../chunkLog';
import type { Conversation } from '../conversation';
import { ConversationArray } from '../conversationArray';
import type { Conversations } from '../conversations';
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

const encoder = new TextEncoder();

const NOWHERE: IpSocketAddress = { family: 'ip', address: '127.0.0.1', port: 0 };

export interface LiveCaptureOptions {
  /** Absolute. */
  readonly path: string;
  readonly title: string;
  /** What it is the record of, where that is known. */
  readonly origin?: RecordingOrigin;
  /** Which process records it. */
  readonly process?: string;
  /** Name and version of this program. */
  readonly application: string;
  readonly slabs: SlabPool;
  /** Most bytes in the file: past it, recording stops as if the disk were full. */
  readonly maxBytes: number;
  readonly clock?: RecordClock;
  /** The created file, or why there is none: then the capture has failed from the beginning. */
  readonly file: CaptureFile | SockscopeError;
}

/** A capture that is being recorded: what the records write through, and what the inspector reads. */
export class LiveCapture implements Capture {
  readonly indexing = undefined;
  readonly leftOut = 0;
  readonly path: string;
  readonly title: string;
  readonly origin: RecordingOrigin | undefined;
  readonly clock: RecordClock;
  readonly packets: PacketWriter;
  readonly problems = new Problems();
  readonly #queue: WriteQueue;
  readonly #file: CaptureFile | undefined;
  readonly #maxBytes: number;
  readonly #conversations = new ConversationArray();
  readonly #notes: CaptureNote[] = [];
  readonly #growListeners = new Set<() => void>();
  readonly #failureListeners = new Set<() => void>();
  #conversationsBegun = 0;
  #failure: CaptureFailure | undefined;
  #lastCheck = 0;
  #abandoning: Promise<void> | undefined;
  #ending: Promise<void> | undefined;
  #hasEnded = false;
  #written: CaptureEnd | undefined;

  constructor(options: LiveCaptureOptions) {
    this.path = options.path;
    this.title = options.title;
    this.origin = cutOrigin(options.origin);
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
    this.packets = new PacketWriter(this.#queue, this.startNanoseconds);
    if ('write' in file) {
      this.#queue.copy(makeFileHeader(options.application));
      const { origin } = this;
      const { title, process } = options;
      this.annotate(
        {
          kind: 'capture',
          title: cutText(title),
          ...(origin ? { origin } : {}),
          ...(process === undefined ? {} : { process }),
        },
        0,
      );
    } else {
      this.#fail(file);
    }
  }

  get startTime(): number {
    return this.clock.startTime;
  }

  get startNanoseconds(): bigint {
    return this.clock.startNanoseconds;
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

  /** What it says of itself at its end, once that is written. */
  get ended(): CaptureEnd | undefined {
    return this.#written;
  }

  /** Bytes in the file. */
  get fileBytes(): number {
    return this.#queue.committed;
  }

  /** Nothing happened: no connection, no datagram, no error. */
  get isEmpty(): boolean {
    for (const { scheme, log, events } of this.#conversations) {
      if (scheme !== 'udp' || log.length > 0 || events.some(({ kind }) => kind === 'error')) return false;
    }
    return true;
  }

  get conversations(): Conversations {
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
      const file = await openRegularFile(this.path);
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
      const file = await openRegularFile(this.path);
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

  /**
   * Ends recording: what is queued is still written. Settles when the file is closed.
   *
   * @param number Gives its place among the captures of its folder, in the order of their ends.
   */
  end(number?: () => Promise<number | undefined>): Promise<void> {
    this.#ending ??= this.#end(number);
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
  annotate(annotation: Annotation, time: number, flow?: IpFlow): void {
    this.#writeAnnotation(annotation, time, flow);
    this.endBlock();
  }

  #writeAnnotation(annotation: Annotation, time: number, flow = makeIpFlow(NOWHERE, NOWHERE)): void {
    const payload = encodeAnnotation(annotation);
    const description = describeAnnotation(annotation);
    const comment = description === undefined ? undefined : encoder.encode(description);
    this.packets.begin(flow, 'sent', time, PROTOCOL.annotation, payload.length, comment?.length);
    const headers = PACKET_BLOCK_HEADER_BYTES + ipHeaderBytes(flow.version);
    this.packets.end(headers, 'sent', payload, 0, payload.length, comment);
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

  /** Calls `action` once all that was queued so far is written, or lost because the file failed. */
  whenWritten(action: () => void): void {
    this.#queue.whenWritten(action);
  }

  get hasRoom(): boolean {
    return this.#queue.hasRoom;
  }

  drained(): Promise<void> {
    return this.#queue.drained();
  }

  async #end(number?: () => Promise<number | undefined>): Promise<void> {
    await this.#queue.flush();
    await this.#abandoning;
    if (this.#failure === undefined) await this.#writeEnd(await number?.());
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

  async #writeEnd(number: number | undefined): Promise<void> {
    const counts = countBytes(this.#conversations);
    this.#writeAnnotation({ kind: 'end', ...counts, ...(number === undefined ? {} : { number }) }, this.clock.now());
    // Past the limit of its size too: all that it says is there.
    this.#queue.endBlock();
    await this.#queue.flush();
    if (this.#queue.hasFailed) return;
    this.#written = { ...counts, ...(number === undefined ? {} : { number }) };
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

function cutOrigin(origin: RecordingOrigin | undefined): RecordingOrigin | undefined {
  return origin && { kind: origin.kind, address: cutText(origin.address) };
}
