const INITIAL_CAPACITY = 64;

/** Where matches lie in one stream, in its order, none over another: 12 bytes each. */
export class MatchList {
  #offsets = new Float64Array(INITIAL_CAPACITY);
  #lengths = new Uint32Array(INITIAL_CAPACITY);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @param offset Not before the end of the match pushed last. */
  push(offset: number, length: number): void {
    if (this.#count === this.#offsets.length) this.#grow();
    this.#offsets[this.#count] = offset;
    this.#lengths[this.#count] = length;
    this.#count++;
  }

  /** @param index From 0 to {@link count} - 1. */
  offset(index: number): number {
    return this.#offsets[index]!;
  }

  length(index: number): number {
    return this.#lengths[index]!;
  }

  /** The first match that begins at `offset` or later; {@link count} when none does. */
  firstFrom(offset: number): number {
    return this.#first((index) => this.offset(index) >= offset);
  }

  /** The first match that ends behind `offset`; {@link count} when none does. */
  firstBeyond(offset: number): number {
    return this.#first((index) => this.offset(index) + this.length(index) > offset);
  }

  /** Whether any byte from `start` to `end` (exclusive) was found. */
  touches(start: number, end: number): boolean {
    const index = this.firstBeyond(start);
    return start < end && index < this.#count && this.offset(index) < end;
  }

  #first(holds: (index: number) => boolean): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #grow(): void {
    const offsets = new Float64Array(2 * this.#count);
    const lengths = new Uint32Array(2 * this.#count);
    offsets.set(this.#offsets);
    lengths.set(this.#lengths);
    this.#offsets = offsets;
    this.#lengths = lengths;
  }
}
