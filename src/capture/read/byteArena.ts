/** Sizes of blocks; a block that gets too small is exchanged for one of the next size. */
const SIZES: readonly number[] = [16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048];
/** Handles count in these, so that 32 bits reach far. */
const UNIT_BYTES = 8;
const SLAB_BYTES = 256 * 1024;
const UNITS_PER_SLAB = SLAB_BYTES / UNIT_BYTES;

/** Largest block. */
export const MAX_BLOCK_BYTES = 2048;
/** No block: the first unit of the first slab is never given away. */
export const NO_BLOCK = 0;

/**
 * Many small blocks of bytes in few large arrays: a block costs nothing but itself, and none of it is seen by the garbage
 * collector. Blocks are known by handles, whole numbers below 2^32.
 */
export class ByteArena {
  readonly #slabs: Uint8Array[] = [];
  /** The first free block of each size; in its first bytes is the handle of the next. */
  readonly #free = new Uint32Array(SIZES.length);
  /** Bytes that are taken of the last slab. */
  #taken = SLAB_BYTES;
  readonly #onSlab: (bytes: number) => void;

  /** @param onSlab Told how many bytes more the arena occupies. */
  constructor(onSlab: (bytes: number) => void = () => undefined) {
    this.#onSlab = onSlab;
  }

  /** The size of the block that so many bytes get. @param length At most {@link MAX_BLOCK_BYTES}. */
  static sizeFor(length: number): number {
    return SIZES[classOf(length)]!;
  }

  /** @param length At most {@link MAX_BLOCK_BYTES}. */
  allocate(length: number): number {
    const index = classOf(length);
    const free = this.#free[index]!;
    if (free !== NO_BLOCK) {
      this.#free[index] = this.#next(free);
      return free;
    }
    const size = SIZES[index]!;
    if (this.#taken + size > SLAB_BYTES) this.#addSlab();
    const handle = (this.#slabs.length - 1) * UNITS_PER_SLAB + this.#taken / UNIT_BYTES;
    this.#taken += size;
    return handle;
  }

  /** @param length As it was allocated. */
  release(handle: number, length: number): void {
    const index = classOf(length);
    const { bytes, start } = this.locate(handle);
    new DataView(bytes.buffer).setUint32(start, this.#free[index]!);
    this.#free[index] = handle;
  }

  /** Where a block lies. */
  locate(handle: number): { readonly bytes: Uint8Array; readonly start: number } {
    const slab = Math.floor(handle / UNITS_PER_SLAB);
    return { bytes: this.#slabs[slab]!, start: (handle - slab * UNITS_PER_SLAB) * UNIT_BYTES };
  }

  #next(handle: number): number {
    const { bytes, start } = this.locate(handle);
    return new DataView(bytes.buffer).getUint32(start);
  }

  #addSlab(): void {
    this.#slabs.push(new Uint8Array(SLAB_BYTES));
    this.#taken = this.#slabs.length === 1 ? UNIT_BYTES : 0;
    this.#onSlab(SLAB_BYTES);
  }
}

function classOf(length: number): number {
  const index = SIZES.findIndex((size) => length <= size);
  if (index < 0) throw new RangeError(`a block of ${length} bytes`);
  return index;
}
