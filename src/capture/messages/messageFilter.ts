import type { Direction } from '../../base/direction';
import type { MessageFilter } from '../../bytes/framing/framing';
import { WINDOW_BYTES, type StreamWindow } from './streamWindow';

const LOWER = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

/** Tells which messages a list holds. */
export class MessageMatcher {
  readonly #filter: MessageFilter;
  readonly #pattern: Buffer | undefined;

  constructor(filter: MessageFilter) {
    this.#filter = filter;
    const { pattern, ignoreCase } = filter;
    if (pattern && pattern.length > 0)
      this.#pattern = Buffer.from(ignoreCase ? pattern.map((byte) => LOWER[byte]!) : pattern);
  }

  get readsBytes(): boolean {
    return this.#pattern !== undefined;
  }

  /** What can be told without the bytes. */
  mayMatch(direction: Direction, length: number): boolean {
    const { direction: wanted, minLength = 0, maxLength = Infinity } = this.#filter;
    if (wanted !== undefined && wanted !== direction) return false;
    return length >= Math.max(minLength, this.#pattern?.length ?? 0) && length <= maxLength;
  }

  /** Whether a message that may match has the pattern; long ones are read piece by piece. */
  async matches(window: StreamWindow, offset: number, length: number): Promise<boolean> {
    const pattern = this.#pattern;
    if (!pattern) return true;
    const end = offset + length;
    for (let at = offset; end - at >= pattern.length;) {
      const wanted = Math.min(end - at, WINDOW_BYTES);
      let bytes = window.peek(at, wanted);
      if (bytes === undefined || bytes.length < Math.min(wanted, pattern.length)) {
        await window.load(at);
        bytes = window.peek(at, wanted);
      }
      if (bytes === undefined || bytes.length < pattern.length) return false;
      if (this.#includes(bytes, pattern)) return true;
      at += bytes.length - pattern.length + 1;
    }
    return false;
  }

  #includes(bytes: Uint8Array, pattern: Buffer): boolean {
    const compared = this.#filter.ignoreCase ? bytes.map((byte) => LOWER[byte]!) : bytes;
    return Buffer.from(compared.buffer, compared.byteOffset, compared.length).includes(pattern);
  }
}
