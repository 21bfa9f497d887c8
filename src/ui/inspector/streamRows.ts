import type { Direction } from '../../base/direction';
import type { ChunkLog } from '../../capture/chunkLog';
import type { ViewRow, ViewRows } from './viewRows';

/** The rows of *Received* or *Sent*: one direction's stream without a break, cut every `bytesPerRow` bytes. */
export class StreamRows implements ViewRows {
  readonly #log: ChunkLog;
  readonly #direction: Direction;
  readonly #bytesPerRow: number;

  constructor(log: ChunkLog, direction: Direction, bytesPerRow: number) {
    this.#log = log;
    this.#direction = direction;
    this.#bytesPerRow = bytesPerRow;
  }

  get count(): number {
    return Math.ceil(this.#log.bytes(this.#direction) / this.#bytesPerRow);
  }

  update(): boolean {
    return true;
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  at(row: number): ViewRow {
    const offset = row * this.#bytesPerRow;
    const chunk = this.#log.atOffset(this.#direction, offset);
    if (chunk < 0) throw new RangeError(`row ${row} of ${this.count}`);
    const length = Math.min(this.#bytesPerRow, this.#log.bytes(this.#direction) - offset);
    const open = length < this.#bytesPerRow ? ({ open: true } as const) : {};
    return { kind: 'bytes', chunk, direction: this.#direction, offset, length, stream: true, ...open };
  }

  rowOf(direction: Direction, offset: number): number {
    if (direction !== this.#direction || this.#log.atOffset(direction, offset) < 0) {
      throw new RangeError(`There is no ${direction} byte ${offset}.`);
    }
    return Math.floor(offset / this.#bytesPerRow);
  }

  bytesBefore(direction: Direction, row: number): number {
    return direction === this.#direction ? Math.min(row * this.#bytesPerRow, this.#log.bytes(direction)) : 0;
  }
}
