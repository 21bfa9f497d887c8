/** Finds a run of bytes over any cut of a stream without keeping any of it, as Knuth, Morris and Pratt do. */
export class DelimiterSearch {
  readonly #delimiter: Uint8Array;
  /** For each number of bytes matched so far: how many still match when the next one does not. */
  readonly #fallback: Int32Array;
  #matched = 0;

  /** @param delimiter At least one byte. */
  constructor(delimiter: Uint8Array) {
    this.#delimiter = delimiter;
    this.#fallback = fallbacks(delimiter);
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @returns Where in them the delimiter has ended, exclusive; -1 when it has not. The search begins anew behind it.
   */
  take(bytes: Uint8Array, length = bytes.length): number {
    const delimiter = this.#delimiter;
    let matched = this.#matched;
    for (let i = 0; i < length; i++) {
      while (matched > 0 && bytes[i] !== delimiter[matched]) matched = this.#fallback[matched]!;
      if (bytes[i] === delimiter[matched]) matched++;
      if (matched < delimiter.length) continue;
      this.#matched = 0;
      return i + 1;
    }
    this.#matched = matched;
    return -1;
  }

  reset(): void {
    this.#matched = 0;
  }
}

function fallbacks(delimiter: Uint8Array): Int32Array {
  const table = new Int32Array(delimiter.length + 1);
  for (let i = 1, matched = 0; i < delimiter.length; i++) {
    while (matched > 0 && delimiter[matched] !== delimiter[i]) matched = table[matched]!;
    if (delimiter[matched] === delimiter[i]) matched++;
    table[i + 1] = matched;
  }
  return table;
}
