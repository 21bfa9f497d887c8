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
  /** Where the datagram that holds the byte at `offset` ends; undefined for a stream, which has no bounds within. */
  readonly datagramEnd?: (offset: number) => number;
  /** Its bytes from `start` to `end`, which is exclusive. */
  pieces(start: number, end: number): StreamPieces;
}

/**
 * A search that goes on in steps, so that whoever asked sees what was found so far, and ends it by not asking on. It goes
 * on too when the stream has grown. Each datagram is searched by itself.
 */
export class StreamSearch {
  readonly #stream: SearchedStream;
  readonly #matcher: StreamMatcher;
  /** What is being read. */
  #pieces: StreamPieces | undefined;
  /** What goes on in the next step. */
  #running: Generator<void, void> | undefined;
  #searched = 0;
  /** The matcher finds no more in this stream or datagram. */
  #isSpent = false;
  #isOver = false;
  /** Of the step that is going on. */
  #onMatch: OnMatch = () => false;

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
    if (this.#isOver) return true;
    return !this.#running && this.#searched >= this.#stream.length && this.#stream.grows;
  }

  /** Goes on for about so many milliseconds; other work gets its turn meanwhile. Rejects as reading does. One step at a time. */
  async step(milliseconds: number, onMatch: OnMatch): Promise<void> {
    await this.#goOn(milliseconds, onMatch);
    // What comes later is read anew: no file stays open for it meanwhile.
    if (this.isIdle) await this.rest();
  }

  async #goOn(milliseconds: number, onMatch: OnMatch): Promise<void> {
    const begun = performance.now();
    let turn = begun;
    this.#onMatch = onMatch;
    while (!this.isIdle) {
      this.#running ??= await this.#begin();
      if (this.#running?.next().done === true) this.#running = undefined;
      const now = performance.now();
      if (now - begun >= milliseconds) return;
      if (now - turn < SLICE) continue;
      await setImmediate();
      turn = performance.now();
    }
  }

  /** Gives up what is being read; a further step begins there anew. */
  async rest(): Promise<void> {
    const pieces = this.#pieces;
    this.#pieces = undefined;
    await pieces?.return();
  }

  /** The next work; undefined at the end of what there was when reading began. */
  async #begin(): Promise<Generator<void, void> | undefined> {
    const pieces = await this.#next();
    if (pieces) return this.#matchPieces(pieces);
    return this.#isWhole() ? this.#finish() : undefined;
  }

  /** Gives way between the parts of pieces, so that the clock is looked at. */
  *#matchPieces(pieces: readonly StreamPiece[]): Generator<void, void> {
    const { datagramEnd } = this.#stream;
    const { pieceBytes } = this.#matcher;
    for (const piece of pieces) {
      const { offset, length, bytes } = piece;
      const last = offset + length;
      for (let at = offset; at < last; at = this.#searched) {
        const bound = datagramEnd?.(at) ?? Infinity;
        const end = Math.min(last, bound, bytes ? at + pieceBytes : Infinity);
        yield* this.#match(end - at, bytes?.subarray(at - offset, end - offset));
        if (end === bound) yield* this.#endDatagram(end);
        this.#searched = end;
        if (this.#isOver) return;
        if (end < last || piece !== pieces.at(-1)) yield;
      }
    }
  }

  /** @param bytes Undefined for missing ones. */
  *#match(length: number, bytes: Uint8Array | undefined): Generator<void, void> {
    const matcher = this.#matcher;
    if (!this.#isSpent) {
      this.#isSpent = !(yield* bytes ? matcher.push(bytes, this.#take) : matcher.skip(length, this.#take));
    }
    if (!this.#stream.datagramEnd) this.#isOver ||= this.#isSpent;
  }

  /** @param end Where in the stream the next datagram begins. */
  *#endDatagram(end: number): Generator<void, void> {
    if (!this.#isSpent) yield* this.#matcher.end(this.#take);
    this.#matcher.restart(end);
    this.#isSpent = false;
  }

  *#finish(): Generator<void, void> {
    yield* this.#matcher.end(this.#take);
    this.#isOver = true;
  }

  readonly #take: OnMatch = (offset, length) => {
    const isWanted = this.#onMatch(offset, length);
    this.#isOver ||= !isWanted;
    return isWanted;
  };

  /** Undefined at the end of what there was when reading began. */
  async #next(): Promise<readonly StreamPiece[] | undefined> {
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
