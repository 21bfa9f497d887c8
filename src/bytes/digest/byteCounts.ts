/** How often each byte value occurs. */
export class ByteCounts {
  /** By byte value. */
  readonly counts = new Float64Array(256);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  update(bytes: Uint8Array): void {
    for (const byte of bytes) this.counts[byte]!++;
    this.#total += bytes.length;
  }

  /** Different values that occur, 0 to 256. */
  get distinct(): number {
    return this.counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  }

  /** Shannon's entropy in bits per byte, 0 to 8: near 8, the bytes are compressed, encrypted or random. */
  get entropy(): number {
    if (this.#total === 0) return 0;
    let entropy = 0;
    for (const count of this.counts) {
      if (count === 0) continue;
      const share = count / this.#total;
      entropy -= share * Math.log2(share);
    }
    return entropy;
  }

  /** The values that occur most, the most frequent first; of equals the smaller one. */
  mostFrequent(limit: number): readonly { readonly byte: number; readonly share: number }[] {
    return Array.from(this.counts, (count, byte) => ({ byte, share: count / Math.max(1, this.#total) }))
      .filter(({ share }) => share > 0)
      .toSorted((a, b) => b.share - a.share || a.byte - b.byte)
      .slice(0, limit);
  }
}
