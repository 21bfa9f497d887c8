/** Something computed over all bytes of a selection, which come in pieces. */
export interface Digest {
  /** Takes the next bytes; where they are cut changes nothing. */
  update(bytes: Uint8Array): void;
  /** The result as text. Called once, after the last piece. */
  finish(): string;
}

/** `0x` and as many digits as `bits` have; `value` is unsigned. */
export function hexNumber(value: number, bits: number): string {
  return `0x${(value >>> 0).toString(16).padStart(bits / 4, '0')}`;
}
