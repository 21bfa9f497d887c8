/** Columns of a page. The first three are cumulative: they never shrink from chunk to chunk, except `position`. */
export const FIELD = { received: 0, sent: 1, position: 2, timeHigh: 3, timeLow: 4, tag: 5 } as const;

export type Cumulative = 0 | 1 | 2;

const WORDS_PER_CHUNK = 6;

/** The first page of a conversation: most conversations have few chunks, and there may be many conversations. */
export const MIN_PAGE_CHUNKS = 2;
export const MAX_PAGE_CHUNKS = 4096;

const WORD_LIMIT = 2 ** 32;
/** File positions may lie before the page's first: segments put in order again come from both sides. */
const POSITION_BIAS = 2 ** 31;

/**
 * Consecutive chunks as 32-bit words relative to the page's bases. A page is full when its words are used up, or earlier
 * when a relative value would not fit into a word.
 */
export class ChunkPage {
  /** What the relative values are relative to, by column. */
  readonly bases: readonly number[];
  #words: Uint32Array;
  #count = 0;

  /** @param firstChunk The number of the page's first chunk. */
  constructor(
    readonly firstChunk: number,
    received: number,
    sent: number,
    position: number,
    capacity: number,
  ) {
    this.bases = [received, sent, position - POSITION_BIAS];
    this.#words = new Uint32Array(capacity * WORDS_PER_CHUNK);
  }

  holds(chunk: number): boolean {
    return chunk >= this.firstChunk && chunk < this.firstChunk + this.#count;
  }

  canTake(received: number, sent: number, position: number): boolean {
    if ((this.#count + 1) * WORDS_PER_CHUNK > this.#words.length) return false;
    const relative = position - this.bases[FIELD.position]!;
    return (
      relative >= 0 &&
      relative < WORD_LIMIT &&
      received - this.bases[FIELD.received]! < WORD_LIMIT &&
      sent - this.bases[FIELD.sent]! < WORD_LIMIT
    );
  }

  /** Only after {@link canTake} has agreed. */
  append(received: number, sent: number, position: number, time: number, tag: number): void {
    const words = this.#words;
    const at = this.#count * WORDS_PER_CHUNK;
    words[at + FIELD.received] = received - this.bases[FIELD.received]!;
    words[at + FIELD.sent] = sent - this.bases[FIELD.sent]!;
    words[at + FIELD.position] = position - this.bases[FIELD.position]!;
    const timeHigh = Math.floor(time / WORD_LIMIT);
    words[at + FIELD.timeHigh] = timeHigh;
    words[at + FIELD.timeLow] = time - timeHigh * WORD_LIMIT;
    words[at + FIELD.tag] = tag;
    this.#count++;
  }

  /** Gives back the words that no chunk will use any more. */
  trim(): void {
    const used = this.#count * WORDS_PER_CHUNK;
    if (used < this.#words.length) this.#words = this.#words.slice(0, used);
  }

  /** @param index The chunk's place within the page. */
  word(index: number, field: number): number {
    return this.#words[index * WORDS_PER_CHUNK + field]!;
  }

  before(field: Cumulative, index: number): number {
    return this.bases[field]! + this.word(index, field);
  }

  /** Bytes in a chunk that has another one behind it in this page. */
  innerLength(index: number): number {
    const words = this.#words;
    const at = index * WORDS_PER_CHUNK;
    const next = at + WORDS_PER_CHUNK;
    // Either direction's stream has grown by the chunk, and the other has not.
    return (
      words[next + FIELD.received]! - words[at + FIELD.received]! + words[next + FIELD.sent]! - words[at + FIELD.sent]!
    );
  }

  /** The number after that of the last chunk. */
  get endChunk(): number {
    return this.firstChunk + this.#count;
  }

  /** Nanoseconds since the capture's start; negative in a file whose times are not in order. */
  time(index: number): number {
    return (this.word(index, FIELD.timeHigh) | 0) * WORD_LIMIT + this.word(index, FIELD.timeLow);
  }

  /** The last chunk of the page whose cumulative value is at most `value`; the first one's must be. */
  lastAtOrBefore(field: Cumulative, value: number): number {
    const relative = value - this.bases[field]!;
    let low = 0;
    let high = this.#count - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.word(middle, field) <= relative) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
