/** Most conversations that are told apart in one file. */
export const MAX_CONVERSATIONS = 500_000;

/** Most bytes that the index of one file takes, about: 160 MiB. */
export const MAX_INDEX_BYTES = 160 * 2 ** 20;

/** What single things cost in memory, in bytes, about: measured once, and rather too much. */
export const COST = {
  /** A chunk in a log of its own. */
  chunk: 40,
  /** A conversation with objects of its own. */
  conversation: 2000,
  event: 150,
  heldSegment: 120,
  openChunk: 150,
  peer: 400,
  /** An entry in a map from numbers to numbers. */
  mapped: 50,
  /** A number of a scattered chunk's pieces. */
  piece: 8,
  /** A UTF-16 unit of a text. */
  letter: 2,
} as const;

/** Counts what the index of one file takes, so that a file of any kind takes no more than {@link MAX_INDEX_BYTES}. */
export class IndexBudget {
  #left: number;
  #taken = 0;

  constructor(bytes = MAX_INDEX_BYTES) {
    this.#left = bytes;
  }

  /** Nothing more may be added, but what belongs to packets that were taken already. */
  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** Bytes taken so far. */
  get taken(): number {
    return this.#taken;
  }

  /** @param bytes Negative ones are given back. */
  charge(bytes: number): void {
    this.#left -= bytes;
    this.#taken += bytes;
  }
}
