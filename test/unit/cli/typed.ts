/** Standard input to which a test writes; it ends when the test says so. */
export class Typed {
  readonly #pieces: (Uint8Array | undefined)[] = [];
  #wake: () => void = () => undefined;

  write(text: string): void {
    this.#pieces.push(Buffer.from(text));
    this.#wake();
  }

  end(): void {
    this.#pieces.push(undefined);
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      while (this.#pieces.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
      const piece = this.#pieces.shift();
      if (piece === undefined) return;
      yield piece;
    }
  }
}
