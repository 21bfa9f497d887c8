import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';

/** Writes bytes from `offset` on, and gives how many the system took: as many as fit, on a disk that is nearly full. */
export type WriteSync = (fd: number, bytes: Uint8Array, offset: number) => number;

/**
 * Standard output, or error, that is a file or a device. Node’s own stream for those takes what the system took only in
 * part for written, so that the rest would be lost without a word.
 */
export class FileOutput extends Writable {
  readonly #fd: number;
  readonly #writeSync: WriteSync;

  constructor(fd: number, write: WriteSync = writeSync) {
    super({ decodeStrings: true });
    this.#fd = fd;
    this.#writeSync = write;
  }

  override _write(bytes: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    try {
      for (let at = 0; at < bytes.length;) at += this.#writeSync(this.#fd, bytes, at);
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  }
}
