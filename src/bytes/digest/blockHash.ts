import { toHex } from '../hex';
import type { Digest } from './digest';

const BLOCK_BYTES = 64;
/** Bytes of the message's length, in bits, at the end of the last block. */
const LENGTH_BYTES = 8;

/**
 * What MD5, SHA-1 and SHA-256 share (Merkle–Damgård): blocks of 64 bytes, the last one padded with a one bit, zeros and
 * the message's length. A hash brings its state and how a block changes it.
 */
export abstract class BlockHash implements Digest {
  readonly #block = new Uint8Array(BLOCK_BYTES);
  readonly #view = new DataView(this.#block.buffer);
  readonly #littleEndian: boolean;
  #filled = 0;
  #length = 0;

  /** @param state Its words, changed by {@link compress}. */
  protected constructor(
    protected readonly state: Uint32Array,
    littleEndian: boolean,
  ) {
    this.#littleEndian = littleEndian;
  }

  /** Changes the state by the block's sixteen words, from `offset` on. */
  protected abstract compress(view: DataView, offset: number): void;

  update(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let at = 0;
    if (this.#filled > 0) {
      at = Math.min(BLOCK_BYTES - this.#filled, bytes.length);
      this.#block.set(bytes.subarray(0, at), this.#filled);
      this.#filled += at;
      if (this.#filled < BLOCK_BYTES) return;
      this.compress(this.#view, 0);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (; at + BLOCK_BYTES <= bytes.length; at += BLOCK_BYTES) this.compress(view, at);
    this.#block.set(bytes.subarray(at));
    this.#filled = bytes.length - at;
  }

  finish(): string {
    const bits = BigInt(this.#length) * 8n;
    this.#block.fill(0, this.#filled);
    this.#block[this.#filled] = 0x80;
    if (this.#filled >= BLOCK_BYTES - LENGTH_BYTES) {
      this.compress(this.#view, 0);
      this.#block.fill(0);
    }
    this.#view.setBigUint64(BLOCK_BYTES - LENGTH_BYTES, bits, this.#littleEndian);
    this.compress(this.#view, 0);
    const result = new DataView(new ArrayBuffer(this.state.byteLength));
    this.state.forEach((word, index) => {
      result.setUint32(4 * index, word, this.#littleEndian);
    });
    return toHex(new Uint8Array(result.buffer));
  }
}

export function rotateLeft(word: number, count: number): number {
  return (word << count) | (word >>> (32 - count));
}
