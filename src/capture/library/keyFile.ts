/**
 * The keys of the TLS sessions of a capture, beside it, in the NSS key log format, which Wireshark reads: whoever has them reads
 * what was encrypted. They are renamed and removed with the capture.
 */
import * as fs from 'node:fs';
import { ifMissing } from '../../engine/files/ifMissing';

const EXTENSION = '.keys';

/** `x.keys` of `x.pcapng`. */
export function keyFileOf(capture: string): string {
  return `${capture.replace(/\.pcapng$/, '')}${EXTENSION}`;
}

/** Writes keys line by line, in order. */
export class KeyFile {
  readonly path: string;
  readonly #failed: (error: unknown) => void;
  #writing = Promise.resolve();
  #hasFailed = false;

  /** @param failed Told once; nothing is written any more then. */
  constructor(capture: string, failed: (error: unknown) => void) {
    this.path = keyFileOf(capture);
    this.#failed = failed;
  }

  /** @param line With its end. */
  append(line: Uint8Array): void {
    this.#writing = this.#writing.then(() => this.#append(line));
  }

  /** Settles when all that was appended until now is written. Never rejects. */
  flush(): Promise<void> {
    return this.#writing;
  }

  async #append(line: Uint8Array): Promise<void> {
    if (this.#hasFailed) return;
    try {
      await fs.promises.appendFile(this.path, line, { mode: 0o600 });
    } catch (error) {
      this.#hasFailed = true;
      this.#failed(error);
    }
  }
}

export async function removeKeys(capture: string): Promise<void> {
  await fs.promises.rm(keyFileOf(capture), { force: true });
}

export async function moveKeys(capture: string, target: string): Promise<void> {
  await fs.promises.rename(keyFileOf(capture), keyFileOf(target)).catch(ifMissing(undefined));
}
