import type { Direction } from '../base/direction';
import { ChunkPage, FIELD, MAX_PAGE_CHUNKS, MIN_PAGE_CHUNKS, type Cumulative } from './chunkPage';

/** A chunk's peer, for chunks of a stream, and for those of peers past the cap of the peer table. */
export const NO_PEER = 0;
/** Peers are numbered from 1 to this. */
export const MAX_PEER_NUMBER = 0x3fff_ffff;

const RECEIVED_BIT = 1;
const GAP_BIT = 2;
const PEER_SHIFT = 2;

/** How the bytes of a chunk lie in the file: in segments of `segmentBytes`, with `overhead` other bytes between two. */
export interface SegmentLayout {
  readonly segmentBytes: number;
  readonly overhead: number;
}

/** Visible bytes of several logs. */
export type ByteTotals = Record<Direction, number>;

/** Chunks whose bytes lie together. */
export const CONTIGUOUS: SegmentLayout = { segmentBytes: Infinity, overhead: 0 };

/**
 * The index of one conversation: its chunks in order of arrival, in 24 bytes each. Nothing is copied when it grows, and
 * every lookup takes O(log n).
 *
 * Chunks are appended when they are queued for writing, and become visible with {@link commit}, when their bytes are in
 * the file. All properties and lookups see the visible ones only.
 */
export class ChunkLog {
  #pages: ChunkPage[] = [];
  /** The page that the last lookup hit: the next one mostly hits it too. */
  #recent: ChunkPage | undefined;
  #appended = 0;
  #appendedReceived = 0;
  #appendedSent = 0;
  #length = 0;
  #totals: ByteTotals | undefined;
  #scattered: Map<number, readonly number[]> | undefined;

  constructor(readonly layout: SegmentLayout = CONTIGUOUS) {}

  /** Visible chunks. */
  get length(): number {
    return this.#length;
  }

  /** Chunks appended so far, visible or not. */
  get appended(): number {
    return this.#appended;
  }

  /** Bytes of all visible chunks of a direction, those of gaps included: the length of its stream. */
  bytes(direction: Direction): number {
    return this.#before(FIELD[direction], this.#length);
  }

  /**
   * Adds a chunk behind all others, still invisible.
   *
   * @param time Nanoseconds since the capture's start; not before the chunk appended last, or {@link atTime} finds less.
   * @param position Where its first byte lies in the file.
   * @param peer The datagram's peer, from 1 to {@link MAX_PEER_NUMBER}; {@link NO_PEER} for streams.
   * @param gap The bytes are known to be missing in the capture; `position` means nothing.
   */
  append(direction: Direction, length: number, time: number, position: number, peer = NO_PEER, gap = false): void {
    const received = this.#appendedReceived;
    const sent = this.#appendedSent;
    let page = this.#pages[this.#pages.length - 1];
    if (page?.canTake(received, sent, position) !== true) {
      page?.trim();
      const capacity = Math.min(Math.max(this.#appended, MIN_PAGE_CHUNKS), MAX_PAGE_CHUNKS);
      page = new ChunkPage(this.#appended, received, sent, position, capacity);
      // An array that begins with its first element has room for no other: enough for most conversations.
      if (this.#pages.length === 0) this.#pages = [page];
      else this.#pages.push(page);
    }
    const tag = (direction === 'received' ? RECEIVED_BIT : 0) | (gap ? GAP_BIT : 0) | (peer << PEER_SHIFT);
    page.append(received, sent, position, time, tag);
    this.#appended++;
    if (direction === 'received') this.#appendedReceived = received + length;
    else this.#appendedSent = sent + length;
  }

  /**
   * Says that the bytes of the chunk appended last lie in several places.
   *
   * @param pieces In their order, pairs of a position in the file and a length.
   */
  scatter(pieces: readonly number[]): void {
    this.#scattered ??= new Map();
    this.#scattered.set(this.#appended - 1, pieces);
  }

  /** Where the chunk's bytes lie in the file, if they lie in several places: see {@link scatter}. */
  pieces(chunk: number): readonly number[] | undefined {
    return this.#scattered?.get(chunk);
  }

  /** Makes the first `count` chunks visible; by default all. Never makes any invisible again. */
  commit(count = this.#appended): void {
    const [received, sent] = this.#totals === undefined ? [0, 0] : [this.bytes('received'), this.bytes('sent')];
    this.#length = Math.max(this.#length, Math.min(count, this.#appended));
    if (this.#totals === undefined) return;
    this.#totals.received += this.bytes('received') - received;
    this.#totals.sent += this.bytes('sent') - sent;
  }

  /** Adds what is visible, and what becomes visible later, to `totals`. */
  countInto(totals: ByteTotals): void {
    this.#totals = totals;
    totals.received += this.bytes('received');
    totals.sent += this.bytes('sent');
  }

  direction(chunk: number): Direction {
    return (this.#word(chunk, FIELD.tag) & RECEIVED_BIT) === 0 ? 'sent' : 'received';
  }

  /** Where the chunk begins within its direction's stream. */
  offset(chunk: number): number {
    return this.#before(FIELD[this.direction(chunk)], chunk);
  }

  /** Bytes in the chunk. */
  byteLength(chunk: number): number {
    const field = FIELD[this.direction(chunk)];
    return this.#before(field, chunk + 1) - this.#before(field, chunk);
  }

  /** When it arrived or left, in nanoseconds since the capture's start. */
  time(chunk: number): number {
    this.#requireVisible(chunk, this.#length - 1);
    const page = this.#pageOf(chunk);
    return page.time(chunk - page.firstChunk);
  }

  /** Where its first byte lies in the file; means nothing for a gap. */
  position(chunk: number): number {
    this.#requireVisible(chunk, this.#length - 1);
    return this.#before(FIELD.position, chunk);
  }

  /** The number of the datagram's peer, or {@link NO_PEER}. */
  peer(chunk: number): number {
    return this.#word(chunk, FIELD.tag) >>> PEER_SHIFT;
  }

  /** True for bytes that are known to be missing in the capture; they read as zeros. */
  isGap(chunk: number): boolean {
    return (this.#word(chunk, FIELD.tag) & GAP_BIT) !== 0;
  }

  /** Bytes that a direction's stream has before the chunk numbered `chunk`, which may be {@link length}. */
  bytesBefore(direction: Direction, chunk: number): number {
    this.#requireVisible(chunk, this.#length);
    return this.#before(FIELD[direction], chunk);
  }

  /** Calls `visit` with the length in bytes of each chunk from `first` to `end` (exclusive), and whether it is a gap. */
  eachLength(first: number, end: number, visit: (length: number, isGap: boolean) => void): void {
    if (first >= end) return;
    this.#requireVisible(first, this.#length - 1);
    this.#requireVisible(end - 1, this.#length - 1);
    for (let chunk = first; chunk < end;) {
      const page = this.#pageOf(chunk);
      const inner = Math.min(end, page.endChunk - 1);
      for (; chunk < inner; chunk++) {
        const index = chunk - page.firstChunk;
        visit(page.innerLength(index), (page.word(index, FIELD.tag) & GAP_BIT) !== 0);
      }
      if (chunk < end) visit(this.byteLength(chunk), this.isGap(chunk));
      chunk++;
    }
  }

  /** The chunk that holds the byte at `offset` of a direction's stream; -1 when there is no such byte. */
  atOffset(direction: Direction, offset: number): number {
    return offset >= 0 && offset < this.bytes(direction) ? this.#lastAtOrBefore(FIELD[direction], offset) : -1;
  }

  /** The first chunk at or after a time (nanoseconds since the capture's start); {@link length} when there is none. */
  atTime(time: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.time(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The last chunk whose cumulative value is at most `value`, which the caller has checked to be below the total. */
  #lastAtOrBefore(field: Cumulative, value: number): number {
    let low = 0;
    let high = this.#pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#pages[middle]!.bases[field]! <= value) low = middle;
      else high = middle - 1;
    }
    const page = this.#pages[low]!;
    this.#recent = page;
    return page.firstChunk + page.lastAtOrBefore(field, value);
  }

  /** The cumulative value before a chunk, which may be the one after the last appended. */
  #before(field: Cumulative, chunk: number): number {
    if (chunk === this.#appended) {
      if (field === FIELD.received) return this.#appendedReceived;
      if (field === FIELD.sent) return this.#appendedSent;
    }
    const page = this.#pageOf(chunk);
    return page.before(field, chunk - page.firstChunk);
  }

  #word(chunk: number, field: number): number {
    this.#requireVisible(chunk, this.#length - 1);
    const page = this.#pageOf(chunk);
    return page.word(chunk - page.firstChunk, field);
  }

  #requireVisible(chunk: number, last: number): void {
    if (!(chunk >= 0 && chunk <= last)) throw new RangeError(`There is no chunk ${chunk}: the last one is ${last}.`);
  }

  #pageOf(chunk: number): ChunkPage {
    if (this.#recent?.holds(chunk) === true) return this.#recent;
    let low = 0;
    let high = this.#pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#pages[middle]!.firstChunk <= chunk) low = middle;
      else high = middle - 1;
    }
    const page = this.#pages[low];
    if (page?.holds(chunk) !== true) throw new RangeError(`There is no chunk ${chunk}.`);
    this.#recent = page;
    return page;
  }
}
