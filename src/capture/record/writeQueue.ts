import type { ChunkLog } from '../chunkLog';
import type { Slab, SlabPool } from './slabPool';
import { WriteBatch } from './writeBatch';

/** Most bytes waiting to be written before whoever produces them is told to wait: 8 MiB. */
export const MAX_QUEUED = 8 * 1024 * 1024;
/** Most bytes in one write, so that there is room for new ones while the others are written. */
const BATCH_BYTES = 1024 * 1024;
/** What {@link WriteQueue.reserve} guarantees: headers, a payload that is copied, and a trailer. */
export const MAX_RESERVED = 1280;
/** Payloads up to this are copied: a buffer of its own in the write costs more. */
export const MAX_COPIED = 1024;
/** With less than this queued, the next write waits until {@link REST} is over: many small chunks share one. */
const EAGER_BYTES = 64 * 1024;
/** Milliseconds after a write in which only much is written. */
const REST = 2;
/** How much each of those that wait is expected to bring, when they are let in again. */
const EXPECTED_BYTES = 64 * 1024;

/** Writes buffers one behind the other at a position in the file, perhaps not all: `written` says how many bytes. */
export type WriteFile = (
  buffers: readonly Uint8Array[],
  position: number,
  done: (error: Error | null, written: number) => void,
) => void;

/**
 * The bytes on their way into one file, in order. One write is in flight at a time; what comes meanwhile is collected for
 * the next. Headers are put straight into slabs (`reserve`, `slab`, `advance`), payloads are referenced.
 */
export class WriteQueue {
  readonly #slabs: SlabPool;
  readonly #write: WriteFile;
  readonly #onWritten: () => void;
  readonly #onFailure: (error: Error) => void;
  /** What is not written yet, oldest first; the last one is being filled. */
  readonly #batches: WriteBatch[] = [];
  #filling = new WriteBatch();
  #slab: Slab | undefined;
  #slabOffset = 0;
  /** Where in the slab the bytes begin that no batch has yet. */
  #slabStart = 0;
  #position = 0;
  #written = 0;
  #committed = 0;
  #isWriting = false;
  #isScheduled = false;
  #resting: NodeJS.Timeout | undefined;
  #isReleasing = false;
  #hasFailed = false;
  readonly #waitingForRoom: (() => void)[] = [];
  readonly #waitingForFlush: { readonly position: number; readonly settle: () => void }[] = [];

  /**
   * @param onWritten A write has ended, and what it wrote is visible in the logs.
   * @param onFailure The file failed: everything that was queued is dropped, and nothing is taken any more. Called once.
   */
  constructor(slabs: SlabPool, write: WriteFile, onWritten: () => void, onFailure: (error: Error) => void) {
    this.#slabs = slabs;
    this.#write = write;
    this.#onWritten = onWritten;
    this.#onFailure = onFailure;
  }

  /** Where in the file the next byte will lie. */
  get position(): number {
    return this.#position;
  }

  /** Bytes that are in the file for certain. */
  get written(): number {
    return this.#written;
  }

  /** The same, up to the end of a block: what is visible in the logs lies before it. */
  get committed(): number {
    return this.#committed;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  get hasRoom(): boolean {
    return this.#hasFailed || this.#position - this.#written < MAX_QUEUED;
  }

  /**
   * Makes sure that {@link MAX_RESERVED} bytes can be written into `slab` from the returned offset on. Nothing counts as
   * queued before `advance`.
   */
  reserve(): number {
    const slab = this.#slab;
    if (slab === undefined) {
      this.#slab = this.#slabs.take(this.#position === this.#written ? 'small' : 'large');
      this.#slabOffset = this.#slabStart = 0;
    } else if (this.#slabOffset + MAX_RESERVED > slab.bytes.length) {
      this.#cutSlab();
      this.#filling.slabs.push(slab);
      this.#slab = this.#slabs.take('large');
      this.#slabOffset = this.#slabStart = 0;
    }
    return this.#slabOffset;
  }

  /** The slab to write into after {@link reserve}. */
  get slab(): Slab {
    if (this.#slab === undefined) throw new Error('Nothing was reserved.');
    return this.#slab;
  }

  /** Queues the next `length` bytes of the slab. */
  advance(length: number): void {
    this.#slabOffset += length;
    this.#position += length;
  }

  /** Queues bytes without copying them; they must not be changed any more. */
  reference(bytes: Uint8Array): void {
    this.#cutSlab();
    this.#filling.add(bytes);
    this.#position += bytes.length;
  }

  /** Queues a copy of a few bytes. */
  copy(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += MAX_RESERVED) {
      const part = bytes.subarray(at, at + MAX_RESERVED);
      const offset = this.reserve();
      this.slab.bytes.set(part, offset);
      this.advance(part.length);
    }
  }

  /**
   * Ends one block: from here on a write may be cut, and `log`, if given, becomes visible up to here once all that was
   * queued so far is written.
   */
  endBlock(log?: ChunkLog): void {
    if (log !== undefined) this.#filling.touch(log);
    if (this.#filling.bytes + this.#slabOffset - this.#slabStart >= BATCH_BYTES) this.#closeBatch();
    this.#schedule();
  }

  /** Calls `action` once all that was queued so far is written, or lost because the file failed. */
  whenWritten(action: () => void): void {
    const isFillingEmpty = this.#filling.bytes === 0 && this.#slabOffset === this.#slabStart;
    const batch = isFillingEmpty ? this.#batches.at(-1) : this.#filling;
    if (batch === undefined) action();
    else batch.actions.push(action);
  }

  /** Settles when there is room, in the order in which it was asked for; never rejects. */
  async drained(): Promise<void> {
    if (this.hasRoom && this.#waitingForRoom.length === 0) return;
    await new Promise<void>((resolve) => {
      this.#waitingForRoom.push(resolve);
    });
  }

  /** Settles when all that was queued so far is written, or lost because the file failed; never rejects. */
  async flush(): Promise<void> {
    if (this.#hasFailed || this.#position === this.#written) return;
    await new Promise<void>((resolve) => {
      this.#waitingForFlush.push({ position: this.#position, settle: resolve });
      this.#schedule();
    });
  }

  #cutSlab(): void {
    if (this.#slab === undefined || this.#slabOffset === this.#slabStart) return;
    this.#filling.add(this.#slab.bytes.subarray(this.#slabStart, this.#slabOffset));
    this.#slabStart = this.#slabOffset;
  }

  #closeBatch(): void {
    this.#cutSlab();
    if (this.#filling.bytes === 0) return;
    this.#filling.close();
    this.#batches.push(this.#filling);
    this.#filling = new WriteBatch();
  }

  /** Begins to write at the end of this turn of the event loop, so that all that arrives in it shares a write. */
  #schedule(): void {
    if (this.#isScheduled || this.#isWriting || !this.#isWorthWriting()) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#writeNext();
    });
  }

  #isWorthWriting(): boolean {
    if (this.#resting === undefined || this.#waitingForFlush.length > 0) return true;
    return this.#position - this.#written >= EAGER_BYTES;
  }

  /** Small chunks come in quick succession, and a write costs as much as dozens of them: lets them gather for a while. */
  #rest(): void {
    this.#resting?.refresh();
    this.#resting ??= setTimeout(() => {
      this.#resting = undefined;
      if (this.#position > this.#written) this.#schedule();
    }, REST);
  }

  #writeNext(): void {
    if (this.#isWriting || this.#hasFailed) return;
    if (this.#batches.length === 0) this.#closeBatch();
    const batch = this.#batches[0];
    if (batch === undefined) return;
    this.#isWriting = true;
    this.#write(batch.buffers, this.#written, (error, written) => {
      this.#isWriting = false;
      this.#wrote(batch, error, written);
    });
  }

  #wrote(batch: WriteBatch, error: Error | null, written: number): void {
    if (error !== null || written === 0) {
      this.#fail(error ?? new Error('The file takes no more bytes.'));
      return;
    }
    this.#written += written;
    if (written < batch.bytes) {
      batch.drop(written);
      this.#writeNext();
      return;
    }
    this.#committed = this.#written;
    this.#batches.shift();
    for (const slab of batch.slabs) this.#slabs.giveBack(slab);
    if (this.#position === this.#written) this.#giveSlabBack();
    batch.commit();
    this.#rest();
    if (this.#position > this.#written && this.#isWorthWriting()) this.#writeNext();
    this.#onWritten();
    this.#settleFlushes();
    this.#release();
  }

  #giveSlabBack(): void {
    if (this.#slab !== undefined) this.#slabs.giveBack(this.#slab);
    this.#slab = undefined;
    this.#slabOffset = this.#slabStart = 0;
  }

  #settleFlushes(): void {
    while (this.#waitingForFlush.length > 0 && this.#waitingForFlush[0]!.position <= this.#written) {
      this.#waitingForFlush.shift()!.settle();
    }
  }

  /** Lets in as many of those that wait as there is probably room for: all at once would overflow the queue. */
  #release(): void {
    if (this.#waitingForRoom.length === 0) return;
    const room = MAX_QUEUED - (this.#position - this.#written);
    const count = Math.max(Math.floor(room / EXPECTED_BYTES), 0);
    for (const settle of this.#waitingForRoom.splice(0, count)) settle();
    // Those that were let in may have nothing to bring, so that no write would follow that lets in the others.
    if (this.#waitingForRoom.length === 0 || this.#isWriting || this.#isReleasing) return;
    this.#isReleasing = true;
    setImmediate(() => {
      this.#isReleasing = false;
      this.#release();
    });
  }

  /** Takes nothing any more, drops what is queued, and lets everyone go on who waits. */
  #fail(error: Error): void {
    this.#hasFailed = true;
    clearTimeout(this.#resting);
    const lost = [...this.#batches.splice(0), this.#filling];
    this.#filling = new WriteBatch();
    this.#slab = undefined;
    this.#onFailure(error);
    for (const batch of lost) for (const action of batch.actions) action();
    for (const { settle } of this.#waitingForFlush.splice(0)) settle();
    for (const settle of this.#waitingForRoom.splice(0)) settle();
  }
}
