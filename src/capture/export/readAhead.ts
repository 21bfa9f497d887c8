import type { Direction } from '../../base/direction';
import type { Capture } from '../capture';
import type { ChunkLog } from '../chunkLog';

/** Bytes that are read from a capture at once: 1 MiB. */
export const READ_AHEAD_BYTES = 1024 * 1024;

/** Reads one direction's stream from its beginning to its end, in large pieces whatever the size of the chunks. */
export class ReadAhead {
  #bytes: Uint8Array = new Uint8Array();
  #start = 0;

  constructor(
    private readonly capture: Capture,
    private readonly log: ChunkLog,
    private readonly direction: Direction,
  ) {}

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset + length > this.#start + this.#bytes.length) {
      this.#bytes = await this.capture.readBytes(this.log, this.direction, offset, Math.max(READ_AHEAD_BYTES, length));
      this.#start = offset;
    }
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
  }
}
