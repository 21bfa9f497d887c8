/** What a read takes at most where little comes, in bytes: 64 KiB, as much as libuv suggests. */
export const READ_BYTES = 64 * 1024;
/** Bytes of a slab, and of the largest read: 256 KiB. */
export const SLAB_BYTES = 256 * 1024;
/** Slabs that connections may have for their next read, all in all (16 MiB): those past it read as if little came. */
export const MAX_AHEAD = 64;
/** Slabs that are kept for later (16 MiB); the others are left to the garbage collector. */
const MAX_KEPT = 64;

/** A piece of memory that is read into, and that is used again when nobody holds a part of it any more. */
export class ReceiveSlab {
  readonly #bytes = new Uint8Array(SLAB_BYTES);
  readonly #giveBack: (slab: ReceiveSlab) => void;
  #used = 0;
  #holders = 0;
  #isFinished = false;

  constructor(giveBack: (slab: ReceiveSlab) => void) {
    this.#giveBack = giveBack;
  }

  /** What no part has yet. */
  get room(): Uint8Array {
    return this.#bytes.subarray(this.#used);
  }

  get roomLength(): number {
    return SLAB_BYTES - this.#used;
  }

  /** Lends the next `length` bytes as they are, until {@link release} is called for them. */
  lend(length: number): Uint8Array {
    const part = this.#bytes.subarray(this.#used, this.#used + length);
    this.#used += length;
    this.#holders++;
    return part;
  }

  /** Lends a copy of `bytes`, for which there must be room. */
  lendCopy(bytes: Uint8Array): Uint8Array {
    const part = this.lend(bytes.length);
    part.set(bytes);
    return part;
  }

  /** To be called once for each part, when nobody looks at it any more. It needs no `this`. */
  readonly release = (): void => {
    this.#holders--;
    if (this.#isFinished) this.#giveBackIfFree();
  };

  /** Begins again where nobody holds a part. */
  rewind(): void {
    if (this.#holders === 0) this.#used = 0;
  }

  /** No further part will be lent. */
  finish(): void {
    this.#isFinished = true;
    this.#giveBackIfFree();
  }

  /** It is taken once more. */
  restart(): this {
    this.#isFinished = false;
    this.#used = 0;
    return this;
  }

  #giveBackIfFree(): void {
    if (this.#holders === 0) this.#giveBack(this);
  }
}

/** The memory that all connections of an engine read into. An idle connection has none of it. */
export class ReceiveBuffers {
  readonly #kept: ReceiveSlab[] = [];
  #shared: Uint8Array | undefined;
  #copies: ReceiveSlab | undefined;
  #ahead = 0;

  /**
   * What all connections to which little comes read into. They can share it, because libuv asks for a buffer, reads and tells
   * of it in one go, on every system: what was read is copied away before anybody else reads.
   */
  get shared(): Uint8Array {
    this.#shared ??= new Uint8Array(READ_BYTES);
    return this.#shared;
  }

  /** Slabs that connections have for their next read. */
  get ahead(): number {
    return this.#ahead;
  }

  /** Slabs that wait to be used again. */
  get kept(): number {
    return this.#kept.length;
  }

  /** A slab to copy `length` bytes into, at most {@link READ_BYTES}; many copies share one. */
  forCopies(length: number): ReceiveSlab {
    this.#copies?.rewind();
    if (this.#copies !== undefined && this.#copies.roomLength >= length) return this.#copies;
    this.#copies?.finish();
    this.#copies = this.#take();
    return this.#copies;
  }

  /** A slab for the next reads of one connection; undefined while too many have one. */
  takeAhead(): ReceiveSlab | undefined {
    if (this.#ahead >= MAX_AHEAD) return undefined;
    this.#ahead++;
    return this.#take();
  }

  /** The connection reads no more into it. */
  endAhead(slab: ReceiveSlab): void {
    this.#ahead--;
    slab.finish();
  }

  #take(): ReceiveSlab {
    return this.#kept.pop()?.restart() ?? new ReceiveSlab(this.#giveBack);
  }

  readonly #giveBack = (slab: ReceiveSlab): void => {
    if (this.#kept.length < MAX_KEPT) this.#kept.push(slab);
  };
}
