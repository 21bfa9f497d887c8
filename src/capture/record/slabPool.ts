/** A piece of memory for headers, trailers and small payloads, used again and again. */
export interface Slab {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** For recorders with little to write: there may be a thousand of them. */
const SMALL_SLAB_BYTES = 8 * 1024;
const LARGE_SLAB_BYTES = 256 * 1024;
/** Slabs of each size that are kept for later; the rest is left to the garbage collector. */
const MAX_KEPT = 16;

/** Shared by all recorders, so that an idle one holds no slab at all. */
export class SlabPool {
  readonly #small: Slab[] = [];
  readonly #large: Slab[] = [];

  take(size: 'small' | 'large'): Slab {
    const kept = size === 'small' ? this.#small : this.#large;
    return kept.pop() ?? makeSlab(size === 'small' ? SMALL_SLAB_BYTES : LARGE_SLAB_BYTES);
  }

  /** Its bytes must not be in use any more. */
  giveBack(slab: Slab): void {
    const kept = slab.bytes.length === SMALL_SLAB_BYTES ? this.#small : this.#large;
    if (kept.length < MAX_KEPT) kept.push(slab);
  }
}

function makeSlab(size: number): Slab {
  const buffer = new ArrayBuffer(size);
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer) };
}
