import { setImmediate } from 'node:timers/promises';
import type { Direction } from '../../base/direction';
import { cutterOf, type Cutter } from '../../bytes/framing/cutter';
import type { Framing, MessageFilter } from '../../bytes/framing/framing';
import type { ChunkLog } from '../chunkLog';
import { MessageMatcher } from './messageFilter';
import { MessageIndex, type Message } from './messageIndex';
import { StreamWindow, WINDOW_BYTES, type ReadStream } from './streamWindow';

/** Milliseconds of work after which others have their turn. */
const SLICE = 8;
/** Chunks between two looks at the clock. */
const CHUNKS_PER_LOOK = 128;
const NO_BYTES = new Uint8Array();

/** How far one direction's stream is cut. */
interface Stream {
  readonly cutter: Cutter;
  readonly window: StreamWindow;
  /** Where the message under way begins. */
  start: number;
  /** Where the next byte is. */
  offset: number;
  /** The chunk that its last byte came with. */
  chunk: number;
}

/**
 * Cuts a conversation into messages and lists those that a filter lets pass, chunk by chunk in the order in which they came. Reads
 * through one buffer for each direction, whatever the messages' length; goes on where it was when the conversation grew.
 */
export class MessageScan {
  readonly index = new MessageIndex();
  readonly #log: ChunkLog;
  readonly #matcher: MessageMatcher;
  readonly #streams: Readonly<Record<Direction, Stream>>;
  #scanned = 0;
  #number = 0;
  #isEnded = false;

  constructor(read: ReadStream, log: ChunkLog, framing: Framing, filter: MessageFilter) {
    this.#log = log;
    this.#matcher = new MessageMatcher(filter);
    const streamOf = (direction: Direction): Stream => ({
      cutter: cutterOf(framing),
      window: new StreamWindow(read, log, direction),
      start: 0,
      offset: 0,
      chunk: 0,
    });
    this.#streams = { received: streamOf('received'), sent: streamOf('sent') };
  }

  /** Chunks that are cut. */
  get scanned(): number {
    return this.#scanned;
  }

  /** Bytes that are cut, those of the chunk at hand included. */
  get scannedBytes(): number {
    return this.#streams.received.offset + this.#streams.sent.offset;
  }

  /** Messages that were cut so far, listed or not. */
  get count(): number {
    return this.#number;
  }

  /** What came of messages that are not whole yet: at most one of each direction. */
  get unfinished(): readonly Message[] {
    if (this.#isEnded) return [];
    return Object.values(this.#streams)
      .filter(({ start, offset }) => offset > start)
      .map(({ start, offset, chunk }, i) => ({
        number: this.#number + 1 + i,
        offset: start,
        length: offset - start,
        chunk,
        incomplete: true,
      }));
  }

  /**
   * Cuts what is visible by now, as long as `signal` lets it, and others have their turn in between. Rejects as reading does.
   *
   * @param onProgress Called now and then.
   */
  async run(signal: AbortSignal, onProgress: () => void): Promise<void> {
    const isStopped = (): boolean => signal.aborted;
    let sliceEnd = performance.now() + SLICE;
    while (this.#scanned < this.#log.length && !this.index.isFull && !isStopped()) {
      await this.#scan(this.#scanned, signal);
      if (isStopped()) return;
      this.#scanned++;
      if (this.#scanned % CHUNKS_PER_LOOK !== 0 || performance.now() < sliceEnd) continue;
      onProgress();
      await setImmediate();
      sliceEnd = performance.now() + SLICE;
    }
  }

  /** The streams have ended: what is under way is all that there will be of it. Only after {@link run} got to the end. */
  async end(): Promise<void> {
    if (this.#isEnded) return;
    for (const stream of Object.values(this.#streams)) await this.#cutOff(stream);
    this.#isEnded = true;
  }

  async #scan(chunk: number, signal: AbortSignal): Promise<void> {
    const log = this.#log;
    const stream = this.#streams[log.direction(chunk)];
    const length = log.byteLength(chunk);
    const { cutter } = stream;
    if (log.isGap(chunk)) {
      await this.#cutOff(stream);
      stream.offset += length;
      stream.chunk = chunk;
      if (cutter.end()) this.#pass(stream);
      stream.start = stream.offset;
      return;
    }
    if (cutter.begin(log.time(chunk)) && stream.offset > stream.start) await this.#emit(stream, false);
    stream.chunk = chunk;
    if (cutter.readsBytes) await this.#read(stream, length, signal);
    else await this.#take(stream, length, NO_BYTES);
    if (cutter.end()) await this.#emit(stream, false);
  }

  async #read(stream: Stream, length: number, signal: AbortSignal): Promise<void> {
    const end = stream.offset + length;
    while (stream.offset < end && !signal.aborted) {
      const wanted = Math.min(end - stream.offset, WINDOW_BYTES);
      let bytes = stream.window.peek(stream.offset, wanted);
      if (bytes === undefined) {
        await stream.window.load(stream.offset);
        bytes = stream.window.peek(stream.offset, wanted) ?? NO_BYTES;
        if (bytes.length === 0) return;
      }
      await this.#take(stream, bytes.length, bytes);
    }
  }

  async #take(stream: Stream, length: number, bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < length;) {
      const taken = stream.cutter.take(length - at, bytes.subarray(at));
      stream.offset += taken < 0 ? length - at : taken;
      if (taken < 0) return;
      at += taken;
      const emitted = this.#emit(stream, false);
      if (emitted) await emitted;
    }
  }

  async #cutOff(stream: Stream): Promise<void> {
    if (stream.offset > stream.start) await this.#emit(stream, true);
    stream.cutter.reset();
  }

  /** Counts a chunk whose bytes are missing as a message, of which nobody knows what it contained. */
  #pass(stream: Stream): void {
    if (this.#matcher.readsBytes) this.#number++;
    else void this.#emit(stream, true);
  }

  /** Lists the message under way, which ends here, if the filter lets it pass. Waits only where bytes must be read for that. */
  #emit(stream: Stream, incomplete: boolean): Promise<void> | undefined {
    const { start: offset, chunk } = stream;
    const length = stream.offset - offset;
    stream.start = stream.offset;
    const message = { number: ++this.#number, offset, length, chunk, incomplete };
    if (!this.#matcher.mayMatch(this.#log.direction(chunk), length)) return undefined;
    if (!this.#matcher.readsBytes) {
      this.index.push(message);
      return undefined;
    }
    return this.#matcher.matches(stream.window, offset, length).then((matches) => {
      if (matches) this.index.push(message);
    });
  }
}
