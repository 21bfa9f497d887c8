import { hexNumber, type Digest } from './digest';

/**
 * The Internet checksum (RFC 1071), in two steps, since the pseudo header, the header and the payload lie in different
 * places: sums of 16-bit words in network order are added up, and {@link finishChecksum} folds the total.
 */

/** The sum of a buffer's 16-bit words in network order, an odd last byte padded with zero. Safe up to 2^37 bytes. */
export function sumWords(bytes: Uint8Array): number {
  let high = 0;
  let low = 0;
  const even = bytes.length & ~1;
  for (let i = 0; i < even; i += 2) {
    high += bytes[i]!;
    low += bytes[i + 1]!;
  }
  if (even < bytes.length) high += bytes[even]!;
  return high * 256 + low;
}

/** Folds a sum of 16-bit words into 16 bits (ones' complement addition). */
export function foldSum(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded % 0x10000) + Math.floor(folded / 0x10000);
  return folded;
}

/** The checksum to put into a header whose own checksum counted as zero. */
export function finishChecksum(sum: number): number {
  return foldSum(sum) ^ 0xffff;
}

/** The checksum of bytes that come in pieces of any length. */
export class InternetChecksum implements Digest {
  #sum = 0;
  #isOdd = false;

  update(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    // The lower half of the word that the piece before began.
    if (this.#isOdd) this.#sum += bytes[0]!;
    const rest = this.#isOdd ? bytes.subarray(1) : bytes;
    this.#sum = foldSum(this.#sum + sumWords(rest));
    this.#isOdd = rest.length % 2 === 1;
  }

  finish(): string {
    return hexNumber(finishChecksum(this.#sum), 16);
  }
}
