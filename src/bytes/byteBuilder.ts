/** Bytes put together piece by piece, in a buffer that doubles as it fills. */
export class ByteBuilder {
  #buffer = new Uint8Array(32);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(byte: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = byte;
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Puts what was put together from `from` on there so many times: 0 takes it away. */
  repeat(from: number, times: number): void {
    const part = this.#buffer.slice(from, this.#length);
    this.#length = from;
    if (part.length === 0) return;
    for (let time = 0; time < times; time++) this.append(part);
  }

  /** An exact-size copy of what was put together; the builder begins again. */
  take(): Uint8Array {
    const bytes = this.#buffer.slice(0, this.#length);
    this.#length = 0;
    return bytes;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + more));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }
}
