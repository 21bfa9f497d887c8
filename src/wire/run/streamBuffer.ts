/** A chunk of this many bytes (16 KiB) or more is kept as it came; smaller ones are copied together. */
const LARGE = 16_384;
/** Bytes of the largest block that small chunks share (64 KiB). */
const LARGEST_BLOCK = 65_536;
/** Bytes of the smallest one. */
const SMALLEST_BLOCK = 1_024;

/** A run of bytes: one chunk as it came, or several copied together. */
interface Block {
  /** Holds bytes up to `used`; behind them is room. */
  bytes: Uint8Array;
  used: number;
  /** One bit for each byte: whether a chunk ends with it. Empty for a chunk as it came. */
  ends: Uint8Array;
}

const ONE_CHUNK = new Uint8Array(0);
/** Stands where a block was that has been taken. */
const NO_BLOCK: Block = { bytes: ONE_CHUNK, used: 0, ends: ONE_CHUNK };

/**
 * Received bytes that no step has taken yet, and where the chunks that they came in ended. However small the chunks are, it
 * takes at most about twice the memory of the bytes: each chunk as an object of its own would cost some 400 bytes.
 */
export class StreamBuffer {
  #blocks: Block[] = [];
  /** Blocks before this one have been taken. */
  #head = 0;
  /** Bytes of the first block that have been taken. */
  #headTaken = 0;
  #length = 0;
  #taken = 0;

  /** Bytes that have not been taken. */
  get length(): number {
    return this.#length;
  }

  /** Where the first of them stands in the stream. */
  get offset(): number {
    return this.#taken;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    // What is taken at once, as nearly everything is, is never copied.
    if (this.#length === 0 || chunk.length >= LARGE) {
      this.#trimLast();
      this.#blocks.push({ bytes: chunk, used: chunk.length, ends: ONE_CHUNK });
    } else {
      const block = this.#blockFor(chunk.length);
      block.bytes.set(chunk, block.used);
      block.used += chunk.length;
      const last = block.used - 1;
      block.ends[last >> 3]! |= 1 << (last & 7);
    }
    this.#length += chunk.length;
  }

  /** The untaken bytes: first what is left of the first chunk, then the others in pieces of any size. */
  *pieces(): Generator<Uint8Array> {
    for (let index = this.#head; index < this.#blocks.length; index++) {
      const block = this.#blocks[index]!;
      const start = index === this.#head ? this.#headTaken : 0;
      const { bytes, used } = block;
      const cut = index === this.#head ? endOfChunk(block, start) : used;
      yield bytes.subarray(start, cut);
      if (cut < used) yield bytes.subarray(cut, used);
    }
  }

  /** The pieces that hold the first `count` untaken bytes, and perhaps more. */
  first(count: number): Uint8Array[] {
    const found: Uint8Array[] = [];
    let length = 0;
    for (const piece of this.pieces()) {
      if (length >= count) break;
      found.push(piece);
      length += piece.length;
    }
    return found;
  }

  /** A copy of the untaken bytes from `start` up to `end`, or to the last one. */
  copy(start: number, end: number): Uint8Array {
    return copyOf(this.pieces(), start, Math.min(end, this.#length));
  }

  /** Takes the first `count` bytes, of which there must be as many. */
  take(count: number): void {
    this.#length -= count;
    this.#taken += count;
    let rest = this.#headTaken + count;
    while (this.#head < this.#blocks.length && rest >= this.#blocks[this.#head]!.used) {
      rest -= this.#blocks[this.#head]!.used;
      this.#blocks[this.#head++] = NO_BLOCK;
    }
    this.#headTaken = rest;
    // Each block is moved at most once for every time that the array has halved.
    if (this.#head === this.#blocks.length) {
      this.#blocks.length = 0;
      this.#head = 0;
    } else if (this.#head > 32 && this.#head * 2 > this.#blocks.length) {
      this.#blocks = this.#blocks.slice(this.#head);
      this.#head = 0;
    }
  }

  clear(): void {
    this.take(this.#length);
  }

  /** The last block, with room for `count` bytes. */
  #blockFor(count: number): Block {
    const last = this.#blocks.at(-1);
    if (last !== undefined && isShared(last) && last.bytes.length - last.used >= count) return last;
    this.#trimLast();
    const size = Math.max(count, Math.min(LARGEST_BLOCK, Math.max(SMALLEST_BLOCK, this.#length)));
    const block = { bytes: new Uint8Array(size), used: 0, ends: new Uint8Array((size + 7) >> 3) };
    this.#blocks.push(block);
    return block;
  }

  /** A block that gets no more bytes gives back its room when that is more than half of it. */
  #trimLast(): void {
    const last = this.#blocks.at(-1);
    if (last === undefined || !isShared(last) || last.used * 2 > last.bytes.length) return;
    last.bytes = last.bytes.slice(0, last.used);
    last.ends = last.ends.slice(0, (last.used + 7) >> 3);
  }
}

const isShared = ({ ends }: Block): boolean => ends.length > 0;

/** Where the chunk ends that holds the byte at `start`. */
function endOfChunk(block: Block, start: number): number {
  const { ends, used } = block;
  if (!isShared(block)) return used;
  let at = start;
  while ((ends[at >> 3]! & (1 << (at & 7))) === 0) {
    // A byte of bits without an end is passed at once.
    at = (at & 7) === 0 && ends[at >> 3] === 0 ? at + 8 : at + 1;
  }
  return at + 1;
}

/** A copy of the bytes of some pieces from `start` up to `end`, or to the last one. */
export function copyOf(pieces: Iterable<Uint8Array>, start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, end - start));
  let at = 0;
  for (const piece of pieces) {
    if (at >= end) break;
    if (at + piece.length > start) {
      const from = Math.max(0, start - at);
      bytes.set(piece.subarray(from, Math.min(piece.length, end - at)), Math.max(0, at - start));
    }
    at += piece.length;
  }
  return at >= end ? bytes : bytes.subarray(0, Math.max(0, at - start));
}
