import type { ChunkLog } from '../../capture/chunkLog';
import type { ConversationEvent } from '../../capture/conversation';
import { BYTES_PER_ROW } from '../../webview/protocol';

/** What stands in one row of the *Exchange* view; `chunk` counts from 0. */
export type ExchangeRow =
  | { readonly kind: 'event'; readonly event: ConversationEvent }
  | { readonly kind: 'heading'; readonly chunk: number }
  | { readonly kind: 'bytes'; readonly chunk: number; readonly offsetInChunk: number; readonly length: number };

/**
 * The rows of a conversation: each chunk's heading and bytes, with the events in between. Rows are found by binary search
 * and numbered from 0; as the conversation grows, no row changes its number.
 */
export class ExchangeRows {
  readonly #log: ChunkLog;
  readonly #events: readonly ConversationEvent[];

  /** @param events In order, and growing at their end alone. */
  constructor(log: ChunkLog, events: readonly ConversationEvent[]) {
    this.#log = log;
    this.#events = events;
  }

  get count(): number {
    return this.#log.rows + this.#visibleEvents();
  }

  /** @param row From 0 to {@link count} - 1. */
  at(row: number): ExchangeRow {
    const before = this.#eventsBelow(row, (index) => this.#rowOfEvent(index));
    const event = this.#events[before];
    if (event && before < this.#visibleEvents() && this.#rowOfEvent(before) === row) return { kind: 'event', event };
    const logRow = row - before;
    const chunk = this.#log.atRow(logRow);
    if (chunk < 0) throw new RangeError(`row ${row} of ${this.count}`);
    const rowInChunk = logRow - this.#log.rowsBefore(chunk);
    if (rowInChunk === 0) return { kind: 'heading', chunk };
    const offsetInChunk = (rowInChunk - 1) * BYTES_PER_ROW;
    return {
      kind: 'bytes',
      chunk,
      offsetInChunk,
      length: Math.min(BYTES_PER_ROW, this.#log.byteLength(chunk) - offsetInChunk),
    };
  }

  /** The row of a byte of a chunk; for a chunk without bytes, its heading. */
  rowOf(chunk: number, offsetInChunk: number): number {
    const bytesRow = this.#log.isGap(chunk) ? 0 : 1 + Math.floor(offsetInChunk / BYTES_PER_ROW);
    const eventsBefore = this.#eventsBelow(chunk + 1, (index) => this.#events[index]!.beforeChunk);
    return this.#log.rowsBefore(chunk) + eventsBefore + bytesRow;
  }

  /** An event waits until the chunks before it are on file. */
  #visibleEvents(): number {
    return this.#eventsBelow(this.#log.length + 1, (index) => this.#events[index]!.beforeChunk);
  }

  #rowOfEvent(index: number): number {
    const { beforeChunk } = this.#events[index]!;
    return beforeChunk > this.#log.length ? Infinity : this.#log.rowsBefore(beforeChunk) + index;
  }

  /** How many events, from the first on, have a key below `limit`; keys never fall. */
  #eventsBelow(limit: number, key: (index: number) => number): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (key(middle) < limit) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
