import { setImmediate } from 'node:timers/promises';
import type { ChunkLog } from './chunkLog';
import { rowsOfChunk } from './chunkRows';

/** Chunks between two entries of the index. */
const BLOCK_CHUNKS = 1024;
const INITIAL_BLOCKS = 64;
/** Chunks counted at a time: some milliseconds. */
const SLICE_CHUNKS = 65_536;
/** Blocks whose rows are kept chunk by chunk: lookups mostly stay within one or two. */
const MAX_DECODED = 4;

/** Calls `visit` with the number of rows of each chunk from `first` to `end` (exclusive), which must stay the same. */
export type CountRows = (first: number, end: number, visit: (rows: number) => void) => void;

/** Rows of bytes, see `rowsOfChunk`. @param bytesPerRow At least 1. */
export function countByteRows(log: ChunkLog, bytesPerRow: number): CountRows {
  return (first, end, visit) => {
    log.eachLength(first, end, (length, isGap) => {
      visit(rowsOfChunk(length, bytesPerRow, isGap));
    });
  };
}

/**
 * Counts the rows of a conversation, whatever a chunk has of them. Keeps one number for each 1024 chunks and counts within
 * that block on demand, so lookups take O(log n) and the index next to no memory. Grows with the log, a slice at a time.
 */
export class RowIndex {
  readonly #log: ChunkLog;
  readonly #countRows: CountRows;
  /** Rows before the first chunk of each block. */
  #heads = new Float64Array(INITIAL_BLOCKS);
  #length = 0;
  #rows = 0;
  /** Rows before each chunk of some whole blocks, the one used last at the end. */
  readonly #decoded = new Map<number, Float64Array>();

  constructor(log: ChunkLog, countRows: CountRows) {
    this.#log = log;
    this.#countRows = countRows;
  }

  /** Chunks whose rows are counted. */
  get length(): number {
    return this.#length;
  }

  /** Rows of these chunks. */
  get rows(): number {
    return this.#rows;
  }

  /** Counts one slice more. Returns whether all visible chunks are counted. */
  advance(): boolean {
    const end = Math.min(this.#log.length, this.#length + SLICE_CHUNKS);
    while (this.#length < end) {
      if (this.#length % BLOCK_CHUNKS === 0) this.#begin(this.#length / BLOCK_CHUNKS);
      const stop = Math.min(end, this.#length - (this.#length % BLOCK_CHUNKS) + BLOCK_CHUNKS);
      let rows = 0;
      this.#countRows(this.#length, stop, (more) => {
        rows += more;
      });
      this.#rows += rows;
      this.#length = stop;
    }
    return end === this.#log.length;
  }

  /** Counts all chunks that are visible now; others have their turn in between. */
  async complete(): Promise<void> {
    const wanted = this.#log.length;
    while (!this.advance() && this.#length < wanted) await setImmediate();
  }

  /** @param chunk From 0 to {@link length}. */
  rowsBefore(chunk: number): number {
    if (chunk === this.#length) return this.#rows;
    if (!(chunk >= 0 && chunk < this.#length)) throw new RangeError(`There is no chunk ${chunk} of ${this.#length}.`);
    const block = Math.floor(chunk / BLOCK_CHUNKS);
    return this.#decode(block)[chunk % BLOCK_CHUNKS]!;
  }

  /** The chunk that a row belongs to; -1 when there is no such row. */
  atRow(row: number): number {
    if (!(row >= 0 && row < this.#rows)) return -1;
    const block = lastAtMost(this.#heads, Math.ceil(this.#length / BLOCK_CHUNKS), row);
    return block * BLOCK_CHUNKS + lastAtMost(this.#decode(block), this.#chunksIn(block), row);
  }

  #begin(block: number): void {
    if (block === this.#heads.length) {
      const longer = new Float64Array(2 * block);
      longer.set(this.#heads);
      this.#heads = longer;
    }
    this.#heads[block] = this.#rows;
  }

  #chunksIn(block: number): number {
    return Math.min(BLOCK_CHUNKS, this.#length - block * BLOCK_CHUNKS);
  }

  #decode(block: number): Float64Array {
    const count = this.#chunksIn(block);
    const known = this.#decoded.get(block);
    // The last block grows: what was counted of it then is too short now.
    const before = known !== undefined && known.length >= count ? known : this.#count(block, count);
    this.#decoded.delete(block);
    this.#decoded.set(block, before);
    for (const oldest of this.#decoded.keys()) {
      if (this.#decoded.size <= MAX_DECODED) break;
      this.#decoded.delete(oldest);
    }
    return before;
  }

  #count(block: number, count: number): Float64Array {
    const before = new Float64Array(count);
    let rows = this.#heads[block]!;
    let i = 0;
    this.#countRows(block * BLOCK_CHUNKS, block * BLOCK_CHUNKS + count, (more) => {
      before[i++] = rows;
      rows += more;
    });
    return before;
  }
}

/** The last of the first `count` rising values that is at most `value`. */
function lastAtMost(values: Float64Array, count: number, value: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (values[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
