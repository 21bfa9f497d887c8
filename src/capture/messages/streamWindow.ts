import type { Direction } from '../../base/direction';
import type { ChunkLog } from '../chunkLog';

/** Bytes read at once. */
export const WINDOW_BYTES = 1024 * 1024;

/** Reads a part of a stream, shorter where it ends. */
export type ReadStream = (log: ChunkLog, direction: Direction, offset: number, length: number) => Promise<Uint8Array>;

/** A stream read from front to back through a buffer of fixed size; going back a little is cheap too. */
export class StreamWindow {
  readonly #read: ReadStream;
  readonly #log: ChunkLog;
  readonly #direction: Direction;
  #offset = 0;
  #bytes: Uint8Array = new Uint8Array();

  constructor(read: ReadStream, log: ChunkLog, direction: Direction) {
    this.#read = read;
    this.#log = log;
    this.#direction = direction;
  }

  /** As many of the `length` bytes from `offset` on as are at hand; undefined when not even the first is. */
  peek(offset: number, length: number): Uint8Array | undefined {
    const at = offset - this.#offset;
    if (at < 0 || at >= this.#bytes.length) return undefined;
    return this.#bytes.subarray(at, at + length);
  }

  /** Reads on from `offset`. */
  async load(offset: number): Promise<void> {
    this.#bytes = await this.#read(this.#log, this.#direction, offset, WINDOW_BYTES);
    this.#offset = offset;
  }
}
