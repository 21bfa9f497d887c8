/** Most messages that are listed; a list says so when it is full. Each takes 25 bytes. */
export const MAX_MESSAGES = 2 ** 21;

const PAGE = 65_536;

/** A message: a run of bytes of one direction's stream. */
export interface Message {
  /** From 1, in the order in which messages were whole, those counted that no filter lets pass. */
  readonly number: number;
  /** Of its first byte, within its direction's stream. */
  readonly offset: number;
  readonly length: number;
  /** The chunk, from 0, with which it was whole: its direction and time. */
  readonly chunk: number;
  /** The stream ended, or bytes are missing, before it was whole. */
  readonly incomplete: boolean;
}

interface Page {
  readonly numbers: Float64Array;
  readonly offsets: Float64Array;
  readonly lengths: Float64Array;
  readonly chunks: Uint32Array;
  readonly incomplete: Uint8Array;
}

/** The messages of a list, in typed arrays that grow page by page. */
export class MessageIndex {
  readonly #pages: Page[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get isFull(): boolean {
    return this.#length >= MAX_MESSAGES;
  }

  /** Does nothing once the index is full. */
  push({ number, offset, length, chunk, incomplete }: Message): void {
    if (this.isFull) return;
    const at = this.#length % PAGE;
    if (at === 0) this.#pages.push(newPage());
    const page = this.#pages.at(-1)!;
    page.numbers[at] = number;
    page.offsets[at] = offset;
    page.lengths[at] = length;
    page.chunks[at] = chunk;
    page.incomplete[at] = incomplete ? 1 : 0;
    this.#length++;
  }

  /** @param row From 0 to {@link length} - 1. */
  at(row: number): Message {
    const page = this.#pages[Math.floor(row / PAGE)];
    if (!page || !(row >= 0 && row < this.#length)) throw new RangeError(`message ${row} of ${this.#length}`);
    const at = row % PAGE;
    return {
      number: page.numbers[at]!,
      offset: page.offsets[at]!,
      length: page.lengths[at]!,
      chunk: page.chunks[at]!,
      incomplete: page.incomplete[at] === 1,
    };
  }
}

function newPage(): Page {
  return {
    numbers: new Float64Array(PAGE),
    offsets: new Float64Array(PAGE),
    lengths: new Float64Array(PAGE),
    chunks: new Uint32Array(PAGE),
    incomplete: new Uint8Array(PAGE),
  };
}
