import type { Direction } from '../../base/direction';
import type { ChunkLog } from '../../capture/chunkLog';
import type { ConversationEvent } from '../../capture/conversation';
import { countByteRows, RowIndex } from '../../capture/rowIndex';
import type { ViewRow, ViewRows } from './viewRows';

/**
 * The rows of *Exchange*: each chunk's heading and bytes, with the events in between. Rows are found by binary search and
 * numbered from 0; as the conversation grows, no row changes its number.
 */
export class ExchangeRows implements ViewRows {
  readonly #log: ChunkLog;
  readonly #events: readonly ConversationEvent[];
  readonly #bytesPerRow: number;
  readonly #counts: RowIndex;

  /** @param events In order, and growing at their end alone. */
  constructor(log: ChunkLog, events: readonly ConversationEvent[], bytesPerRow: number) {
    this.#log = log;
    this.#events = events;
    this.#bytesPerRow = bytesPerRow;
    this.#counts = new RowIndex(log, countByteRows(log, bytesPerRow));
  }

  get count(): number {
    return this.#counts.rows + this.#visibleEvents();
  }

  update(): boolean {
    return this.#counts.advance();
  }

  async ready(): Promise<void> {
    await this.#counts.complete();
  }

  at(row: number): ViewRow {
    const before = this.#eventsBelow(row, (index) => this.#rowOfEvent(index));
    const event = this.#events[before];
    if (event && before < this.#visibleEvents() && this.#rowOfEvent(before) === row) return { kind: 'event', event };
    const chunkRow = row - before;
    const chunk = this.#counts.atRow(chunkRow);
    if (chunk < 0) throw new RangeError(`row ${row} of ${this.count}`);
    const rowInChunk = chunkRow - this.#counts.rowsBefore(chunk);
    if (rowInChunk === 0) return { kind: 'heading', chunk };
    const offsetInChunk = (rowInChunk - 1) * this.#bytesPerRow;
    return {
      kind: 'bytes',
      chunk,
      direction: this.#log.direction(chunk),
      offset: this.#log.offset(chunk) + offsetInChunk,
      length: Math.min(this.#bytesPerRow, this.#log.byteLength(chunk) - offsetInChunk),
    };
  }

  /** For a byte of a gap, the gap's heading. */
  rowOf(direction: Direction, offset: number): number {
    const chunk = this.#log.atOffset(direction, offset);
    if (chunk < 0 || chunk >= this.#counts.length) throw new RangeError(`There is no ${direction} byte ${offset}.`);
    const offsetInChunk = offset - this.#log.offset(chunk);
    const bytesRow = this.#log.isGap(chunk) ? 0 : 1 + Math.floor(offsetInChunk / this.#bytesPerRow);
    const eventsBefore = this.#eventsBelow(chunk + 1, (index) => this.#events[index]!.beforeChunk);
    return this.#counts.rowsBefore(chunk) + eventsBefore + bytesRow;
  }

  bytesBefore(direction: Direction, row: number): number {
    const chunkRow = row - this.#eventsBelow(row, (index) => this.#rowOfEvent(index));
    const chunk = this.#counts.atRow(chunkRow);
    if (chunk < 0) return this.#log.bytesBefore(direction, this.#counts.length);
    const before = this.#log.bytesBefore(direction, chunk);
    if (this.#log.direction(chunk) !== direction) return before;
    const rowInChunk = chunkRow - this.#counts.rowsBefore(chunk);
    return before + Math.min(Math.max(0, rowInChunk - 1) * this.#bytesPerRow, this.#log.byteLength(chunk));
  }

  /** An event waits until the chunks before it are on file. */
  #visibleEvents(): number {
    return this.#eventsBelow(this.#counts.length + 1, (index) => this.#events[index]!.beforeChunk);
  }

  #rowOfEvent(index: number): number {
    const { beforeChunk } = this.#events[index]!;
    return beforeChunk > this.#counts.length ? Infinity : this.#counts.rowsBefore(beforeChunk) + index;
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
