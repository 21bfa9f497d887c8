import type { Direction } from '../../base/direction';
import type { LifecycleKind } from '../../engine/recording';

/*
 * The chunks and events of a conversation as bytes, one behind the other. An entry is a byte of bits, the time, and then, of a
 * chunk, its length and, unless it is a gap, its position; of an event its detail, if it has one, in UTF-16 with its length
 * before. Numbers are LEB128; times and positions are differences to those of the entry before, so that most take few bytes.
 */
const TAG = { received: 1, gap: 2, absoluteTime: 4, event: 8, detail: 128 } as const;
const KIND_SHIFT = 4;
const KIND_MASK = 7;
const KINDS: readonly LifecycleKind[] = ['open', 'shutdown', 'reset', 'close', 'error', 'note'];

/** Differences below this are exact, and doubled still are. */
const MAX_DIFFERENCE = 2 ** 51;
const MAX_ENTRY_BYTES = 32;
const WORD_LIMIT = 2 ** 31;

/** Takes the entries in order. */
export interface EntrySink {
  chunk(direction: Direction, length: number, time: number, position: number, gap: boolean): void;
  event(kind: LifecycleKind, direction: Direction, time: number, detail: string | undefined): void;
}

/** Writes one entry after the other, each into the same buffer. */
export class EntryWriter {
  /** The entry that was written last, from its beginning on. */
  bytes = new Uint8Array(MAX_ENTRY_BYTES);
  #length = 0;

  /**
   * Returns the entry's length.
   *
   * @param lastTime Of the entry before; 0 for the first.
   * @param lastPosition Of the last chunk that had one; 0 for the first.
   */
  chunk(
    direction: Direction,
    length: number,
    time: number,
    position: number,
    gap: boolean,
    lastTime: number,
    lastPosition: number,
  ): number {
    this.#begin((direction === 'received' ? TAG.received : 0) | (gap ? TAG.gap : 0), time, lastTime);
    this.#number(length);
    if (!gap) this.#signed(position - lastPosition);
    return this.#length;
  }

  event(kind: LifecycleKind, direction: Direction, time: number, detail: string | undefined, lastTime: number): number {
    const tag = TAG.event | (direction === 'received' ? TAG.received : 0) | (KINDS.indexOf(kind) << KIND_SHIFT);
    this.#begin(tag | (detail === undefined ? 0 : TAG.detail), time, lastTime);
    if (detail !== undefined) this.#text(detail);
    return this.#length;
  }

  #begin(tag: number, time: number, lastTime: number): void {
    const difference = time - lastTime;
    const isExact = lastTime + difference === time && Math.abs(difference) < MAX_DIFFERENCE;
    this.bytes[0] = isExact ? tag : tag | TAG.absoluteTime;
    this.#length = 1;
    if (isExact) {
      this.#signed(difference);
      return;
    }
    new DataView(this.bytes.buffer).setFloat64(1, time);
    this.#length += 8;
  }

  #signed(value: number): void {
    this.#number(value < 0 ? -2 * value - 1 : 2 * value);
  }

  #number(value: number): void {
    let rest = value;
    for (; rest >= WORD_LIMIT; rest = Math.floor(rest / 128)) this.bytes[this.#length++] = (rest % 128) | 128;
    for (; rest >= 128; rest >>>= 7) this.bytes[this.#length++] = rest | 128;
    this.bytes[this.#length++] = rest;
  }

  #text(text: string): void {
    this.#number(text.length);
    const needed = this.#length + 2 * text.length;
    if (needed > this.bytes.length) {
      const longer = new Uint8Array(needed);
      longer.set(this.bytes);
      this.bytes = longer;
    }
    const view = new DataView(this.bytes.buffer);
    for (let i = 0; i < text.length; i++) view.setUint16(this.#length + 2 * i, text.charCodeAt(i));
    this.#length = needed;
  }
}

/** Reads entries back, from `start` to `end`. */
export function readEntries(bytes: Uint8Array, start: number, end: number, sink: EntrySink): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  let time = 0;
  let position = 0;
  const number = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const signed = (): number => {
    const value = number();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const text = (): string => {
    const length = number();
    const units = Array.from({ length }, (_, i) => view.getUint16(at + 2 * i));
    at += 2 * length;
    return String.fromCharCode(...units);
  };
  while (at < end) {
    const tag = bytes[at++]!;
    if ((tag & TAG.absoluteTime) === 0) time += signed();
    else {
      time = view.getFloat64(at);
      at += 8;
    }
    const direction = (tag & TAG.received) === 0 ? 'sent' : 'received';
    if ((tag & TAG.event) !== 0) {
      const kind = KINDS[(tag >> KIND_SHIFT) & KIND_MASK]!;
      sink.event(kind, direction, time, (tag & TAG.detail) === 0 ? undefined : text());
      continue;
    }
    const length = number();
    const gap = (tag & TAG.gap) !== 0;
    if (!gap) position += signed();
    sink.chunk(direction, length, time, gap ? 0 : position, gap);
  }
}
