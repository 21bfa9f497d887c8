import type { ChunkLog } from '../chunkLog';
import type { Slab } from './slabPool';

/** What goes into the file with one write, and what is to be done when it is there. */
export class WriteBatch {
  readonly buffers: Uint8Array[] = [];
  bytes = 0;
  /** Slabs that are used up: nothing after this batch refers to them. */
  readonly slabs: Slab[] = [];
  readonly actions: (() => void)[] = [];
  readonly #logs = new Set<ChunkLog>();
  #counts: readonly number[] = [];
  #lastLog: ChunkLog | undefined;

  add(bytes: Uint8Array): void {
    this.buffers.push(bytes);
    this.bytes += bytes.length;
  }

  /** A chunk of this log is in the batch. */
  touch(log: ChunkLog): void {
    if (log === this.#lastLog) return;
    this.#lastLog = log;
    this.#logs.add(log);
  }

  /** Nothing is added any more: remembers how many chunks of each log are in this batch or an earlier one. */
  close(): void {
    this.#counts = Array.from(this.#logs, (log) => log.appended);
  }

  /** Takes away the first `length` bytes, which a short write has written. */
  drop(length: number): void {
    let count = 0;
    let left = length;
    while (left >= this.buffers[count]!.length) left -= this.buffers[count++]!.length;
    this.buffers.splice(0, count);
    this.buffers[0] = this.buffers[0]!.subarray(left);
    this.bytes -= length;
  }

  /** It is in the file: makes its chunks visible. */
  commit(): void {
    let index = 0;
    for (const log of this.#logs) log.commit(this.#counts[index++]);
    for (const action of this.actions) action();
  }
}
