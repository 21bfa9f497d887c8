/** Received bytes that no step has taken yet, as the chunks that they came in; nothing is copied until it is asked for. */
export class StreamBuffer {
  #chunks: Uint8Array[] = [];
  /** Chunks before this one have been taken. */
  #head = 0;
  /** Bytes of the first chunk that have been taken. */
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
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The untaken bytes, in their chunks. */
  *pieces(): Generator<Uint8Array> {
    for (let index = this.#head; index < this.#chunks.length; index++) {
      const chunk = this.#chunks[index]!;
      yield index === this.#head && this.#headTaken > 0 ? chunk.subarray(this.#headTaken) : chunk;
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
    const bytes = new Uint8Array(Math.max(0, Math.min(end, this.#length) - start));
    let at = 0;
    for (const piece of this.pieces()) {
      if (at >= end) break;
      if (at + piece.length > start) {
        const from = Math.max(0, start - at);
        bytes.set(piece.subarray(from, Math.min(piece.length, end - at)), Math.max(0, at - start));
      }
      at += piece.length;
    }
    return bytes;
  }

  /** Takes the first `count` bytes, of which there must be as many. */
  take(count: number): void {
    this.#length -= count;
    this.#taken += count;
    let rest = this.#headTaken + count;
    while (this.#head < this.#chunks.length && rest >= this.#chunks[this.#head]!.length) {
      rest -= this.#chunks[this.#head]!.length;
      this.#head++;
    }
    this.#headTaken = rest;
    // Each chunk is moved at most once for every time that the array has halved.
    if (this.#head > 32 && this.#head * 2 > this.#chunks.length) {
      this.#chunks = this.#chunks.slice(this.#head);
      this.#head = 0;
    } else if (this.#head === this.#chunks.length) {
      this.#chunks.length = 0;
      this.#head = 0;
    }
  }

  clear(): void {
    this.take(this.#length);
  }
}
