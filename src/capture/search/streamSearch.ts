import type { StreamMatcher } from './streamMatcher';

/** A run of bytes of one stream that matched. */
export interface StreamMatch {
  readonly offset: number;
  readonly length: number;
}

/** Reads a part of a stream; fewer bytes come back where it ends. */
export type ReadStream = (offset: number, length: number) => Promise<Uint8Array>;

/** A search that goes on in steps, so that whoever asked sees what was found so far, and ends it by not asking on. */
export class StreamSearch {
  readonly #read: ReadStream;
  readonly #length: number;
  readonly #matcher: StreamMatcher;
  /** The next piece, which is being read while the one before is matched. */
  #ahead: Promise<Uint8Array> | undefined;
  #position = 0;
  #isOver = false;

  /** @param length Bytes of the stream that are searched. */
  constructor(read: ReadStream, length: number, matcher: StreamMatcher) {
    this.#read = read;
    this.#length = length;
    this.#matcher = matcher;
  }

  /** Nothing more will be found. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Bytes searched so far. */
  get searched(): number {
    return this.#position;
  }

  /**
   * Goes on for about so many milliseconds, or until so many matches were found. Other work gets its turn after each piece.
   */
  async step(milliseconds: number, maxMatches: number): Promise<StreamMatch[]> {
    const matches: StreamMatch[] = [];
    const take = (offset: number, length: number): boolean => {
      matches.push({ offset, length });
      return matches.length < maxMatches;
    };
    const deadline = performance.now() + milliseconds;
    while (!this.#isOver && performance.now() < deadline) {
      const piece = await (this.#ahead ?? this.#fetch(this.#position));
      this.#position += piece.length;
      this.#ahead = piece.length > 0 && this.#position < this.#length ? this.#fetch(this.#position) : undefined;
      if (!this.#matcher.push(piece, take)) this.#isOver = true;
      else if (!this.#ahead) {
        this.#matcher.end(take);
        this.#isOver = true;
      }
      await new Promise(setImmediate);
    }
    return matches;
  }

  #fetch(position: number): Promise<Uint8Array> {
    const read = this.#read(position, Math.min(this.#matcher.pieceBytes, this.#length - position));
    // It is awaited when its turn comes, if ever.
    read.catch(() => undefined);
    return read;
  }
}
