/** Most words (of 32 threads each) remembered, 16 MiB; what does not fit is followed once more. */
const MAX_WORDS = 4 * 1024 * 1024;

const FIRST_WORDS = 256;

/**
 * Threads that came to nothing, by where in the stream they stood. Whether a thread leads to a match depends on its
 * instruction and its position alone, so a search that begins anew behind a match need not follow them again: without
 * this, finding all matches would take time quadratic in the length of what was looked at beyond each.
 */
export class DeadThreads {
  /** Words per position. */
  readonly #width: number;
  #words = new Uint32Array(FIRST_WORDS);
  /** Position of the first row. */
  #base = 0;
  /** Position behind the last row that was written. */
  #end = 0;

  /** @param instructions Of the program. */
  constructor(instructions: number) {
    this.#width = (instructions + 31) >>> 5;
  }

  has(position: number, pc: number): boolean {
    if (position < this.#base || position >= this.#end) return false;
    const row = (position - this.#base) * this.#width;
    return ((this.#words[row + (pc >>> 5)]! >>> (pc & 31)) & 1) === 1;
  }

  /** Takes the first `count` of `pcs`. */
  add(position: number, pcs: Int32Array, count: number): void {
    if (this.#base === this.#end) this.#base = this.#end = position;
    if (position < this.#base || !this.#makeRoom(position)) return;
    const row = (position - this.#base) * this.#width;
    for (let i = 0; i < count; i++) {
      const pc = pcs[i]!;
      this.#words[row + (pc >>> 5)]! |= 1 << (pc & 31);
    }
    this.#end = Math.max(this.#end, position + 1);
  }

  /** Nothing before `position` is asked for any more. */
  forgetBefore(position: number): void {
    if (position >= this.#end) {
      this.clear();
      return;
    }
    const rows = position - this.#base;
    // Moved only when half is waste, so that moving costs no more than writing did.
    if (rows * 2 < this.#end - this.#base) return;
    const used = (this.#end - this.#base) * this.#width;
    this.#words.copyWithin(0, rows * this.#width, used);
    this.#words.fill(0, used - rows * this.#width, used);
    this.#base = position;
  }

  clear(): void {
    this.#words.fill(0, 0, (this.#end - this.#base) * this.#width);
    this.#base = this.#end = 0;
  }

  #makeRoom(position: number): boolean {
    const needed = (position + 1 - this.#base) * this.#width;
    if (needed <= this.#words.length) return true;
    if (needed > MAX_WORDS) return false;
    const larger = new Uint32Array(Math.min(MAX_WORDS, Math.max(needed, this.#words.length * 2)));
    larger.set(this.#words);
    this.#words = larger;
    return true;
  }
}
