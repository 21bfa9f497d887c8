/** Rows of a page. */
const PAGE_ROWS = 1024;
const PAGE_SHIFT = 10;
const WORDS = 32;
const DOUBLES = WORDS / 2;

/** Bytes of one row. */
export const FLOW_ROW_BYTES = 4 * WORDS;

/** Numbers with fractions, or beyond 2^32. */
export const DOUBLE = {
  /** Nanoseconds since the capture's start. */
  startedAt: 0,
  /** Bytes per direction. */
  received: 1,
  sent: 2,
  /** Of the entry packed last, see `EntryWriter`. */
  lastTime: 3,
  lastPosition: 4,
} as const;

/** Whole numbers below 2^32. */
export const WORD = {
  /** Where the entries are packed, and how many bytes they take. */
  block: 10,
  blockBytes: 11,
  chunks: 12,
  /** Of TCP; the pairs are those of the bytes received, and sent. */
  initialSequence: 13,
  nextReceived: 14,
  nextSent: 15,
  finishReceived: 16,
  finishSent: 17,
  flags: 18,
  /** Where endpoints are written that are not those of the key. */
  ends: 19,
  hash: 20,
  /** {@link KEY_WORDS} of them: see `FlowTable`. */
  key: 22,
} as const;

export const KEY_WORDS = 10;

/** Bits of {@link WORD.flags}; of a pair, the second is that of the bytes sent. */
export const FLAG = {
  udp: 1 << 0,
  unix: 1 << 1,
  initiatorReceived: 1 << 2,
  /** The key's first end is the local one. */
  localFirst: 1 << 3,
  ipv6: 1 << 4,
  /** In one of our captures. */
  own: 1 << 5,
  /** It has objects of its own. */
  unpacked: 1 << 6,
  tls: 1 << 20,
  /** Annotations have the same number for it. */
  annotated: 1 << 19,
  pipe: 1 << 21,
  isOpen: 1 << 7,
  isReset: 1 << 8,
  isClosed: 1 << 9,
  hasInitialSequence: 1 << 10,
  hasNext: 1 << 11,
  hasFinish: 1 << 13,
  hasFinished: 1 << 15,
  finished: 1 << 17,
} as const;

/** Where the state stands among the flags. */
export const STATE_SHIFT = 24;

interface Page {
  readonly words: Uint32Array;
  readonly doubles: Float64Array;
}

/** What is known of each conversation in a fixed number of bytes, page by page in typed arrays. */
export class FlowRows {
  readonly #pages: Page[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds a row of zeros. Returns its number. */
  add(): number {
    if (this.#length % PAGE_ROWS === 0) {
      const { buffer } = new Uint32Array(PAGE_ROWS * WORDS);
      this.#pages.push({ words: new Uint32Array(buffer), doubles: new Float64Array(buffer) });
    }
    return this.#length++;
  }

  word(row: number, field: number): number {
    return this.#pages[row >>> PAGE_SHIFT]!.words[(row % PAGE_ROWS) * WORDS + field]!;
  }

  setWord(row: number, field: number, value: number): void {
    this.#pages[row >>> PAGE_SHIFT]!.words[(row % PAGE_ROWS) * WORDS + field] = value;
  }

  double(row: number, field: number): number {
    return this.#pages[row >>> PAGE_SHIFT]!.doubles[(row % PAGE_ROWS) * DOUBLES + field]!;
  }

  setDouble(row: number, field: number, value: number): void {
    this.#pages[row >>> PAGE_SHIFT]!.doubles[(row % PAGE_ROWS) * DOUBLES + field] = value;
  }

  /** Whether all of these bits are set. */
  has(row: number, flags: number): boolean {
    return (this.word(row, WORD.flags) & flags) === flags;
  }

  raise(row: number, flags: number): void {
    this.setWord(row, WORD.flags, this.word(row, WORD.flags) | flags);
  }
}
