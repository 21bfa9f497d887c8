import { setImmediate } from 'node:timers/promises';
import type { StreamPiece, StreamPieces } from '../readPieces';
import type { OnMatch, StreamMatcher } from './streamMatcher';

/** Milliseconds of work after which others have their turn. */
const SLICE = 8;

/** One direction's stream, as it is by now. */
export interface SearchedStream {
  /** Bytes. */
  readonly length: number;
  /** More can come. */
  readonly grows: boolean;
  /** Its bytes from `start` to `end`, which is exclusive. */
  pieces(start: number, end: number): StreamPieces;
}

/**
 * A search that goes on in steps, so that whoever asked sees what was found so far, and ends it by not asking on. It goes
 * on too when the stream has grown.
 */
export class StreamSearch {
  readonly #stream: SearchedStream;
  readonly #matcher: StreamMatcher;
  /** What is being read. */
  #pieces: StreamPieces | undefined;
  #searched = 0;
  #isOver = false;

  constructor(stream: SearchedStream, matcher: StreamMatcher) {
    this.#stream = stream;
    this.#matcher = matcher;
  }

  /** Bytes searched so far. */
  get searched(): number {
    return this.#searched;
  }

  /** There is nothing to search now; with a stream that grows there may be later. */
  get isIdle(): boolean {
    return this.#isOver || (this.#searched >= this.#stream.length && this.#stream.grows);
  }

  /** Goes on for about so many milliseconds; other work gets its turn meanwhile. Rejects as reading does. One step at a time. */
  async step(milliseconds: number, onMatch: OnMatch): Promise<void> {
    const begun = performance.now();
    let turn = begun;
    while (!this.isIdle) {
      const piece = await this.#next();
      if (piece === undefined) {
        if (!this.#isWhole()) continue;
        this.#matcher.end(onMatch);
        this.#isOver = true;
        return;
      }
      for (const part of partsOf(piece, this.#matcher.pieceBytes)) {
        const goesOn =
          part instanceof Uint8Array ? this.#matcher.push(part, onMatch) : this.#matcher.skip(part, onMatch);
        if (!goesOn) {
          this.#isOver = true;
          await this.rest();
          return;
        }
        if (performance.now() - turn < SLICE) continue;
        await setImmediate();
        turn = performance.now();
      }
      this.#searched += piece.length;
      if (performance.now() - begun >= milliseconds) return;
    }
  }

  /** Gives up what is being read; a further step begins there anew. */
  async rest(): Promise<void> {
    const pieces = this.#pieces;
    this.#pieces = undefined;
    await pieces?.return();
  }

  /** Undefined at the end of what there was when reading began. */
  async #next(): Promise<StreamPiece | undefined> {
    const pieces = (this.#pieces ??= this.#stream.pieces(this.#searched, this.#stream.length));
    const { value } = await pieces.next();
    if (value === undefined && this.#pieces === pieces) this.#pieces = undefined;
    return value ?? undefined;
  }

  /** Nothing is left to search, and nothing will come. */
  #isWhole(): boolean {
    // In this order: a stream that does not grow any more has its last length.
    return !this.#stream.grows && this.#searched >= this.#stream.length;
  }
}

/** Parts that are matched at once; a number stands for so many missing bytes. */
function* partsOf({ bytes, length }: StreamPiece, most: number): Generator<Uint8Array | number> {
  if (!bytes) yield length;
  else for (let at = 0; at < length; at += most) yield bytes.subarray(at, at + most);
}
