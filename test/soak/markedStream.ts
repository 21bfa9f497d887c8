import { createCipheriv } from 'node:crypto';

/**
 * The streams of the soak: whoever has the beginning of one can tell how it goes on. Sixteen bytes name the stream (a
 * marker, a kind and a number), and what follows is AES-128 in counter mode under that name: any length, no two alike.
 */
const MARKER = 0x534f_414b;
export const NAME_BYTES = 16;
const NO_IV = Buffer.alloc(16);

/** @param sender Which process made it, @param number which of its streams: 0 to 2^32 - 1. */
export function streamName(sender: number, number: number): Buffer {
  const name = Buffer.alloc(NAME_BYTES);
  name.writeUInt32BE(MARKER, 0);
  name.writeUInt32BE(sender, 4);
  name.writeUInt32BE(number, 8);
  return name;
}

/** Undefined when the bytes are not the beginning of such a stream. */
export function readStreamName(bytes: Uint8Array): Buffer | undefined {
  if (bytes.length < NAME_BYTES) return undefined;
  const name = Buffer.from(bytes.subarray(0, NAME_BYTES));
  return name.readUInt32BE(0) === MARKER && name.readUInt32BE(12) === 0 ? name : undefined;
}

export const senderOf = (name: Buffer): number => name.readUInt32BE(4);

/** Gives the stream out piece by piece. */
export class MarkedStream {
  readonly #name: Buffer;
  readonly #cipher;
  #isNamed = false;

  constructor(name: Buffer) {
    this.#name = name;
    this.#cipher = createCipheriv('aes-128-ctr', name, NO_IV);
  }

  /** The next `length` bytes; of the first piece the name is a part. */
  take(length: number): Buffer {
    if (this.#isNamed) return this.#cipher.update(Buffer.alloc(length));
    this.#isNamed = true;
    return Buffer.concat([this.#name, this.#cipher.update(Buffer.alloc(Math.max(0, length - NAME_BYTES)))]);
  }
}

/** The whole stream, or a datagram. `length` is at least {@link NAME_BYTES}. */
export function markedBytes(name: Buffer, length: number): Buffer {
  return new MarkedStream(name).take(length);
}
