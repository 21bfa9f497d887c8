import { setImmediate } from 'node:timers/promises';
import type { StreamPiece, StreamPieces } from '../readPieces';
import type { OnMatch, StreamMatcher } from './streamMatcher';

/** Milliseconds of work after which others have their turn. */
const SLICE = 8;

interface Part {
  /** Undefined for missing ones. */
  readonly bytes: Uint8Array | undefined;
  readonly length: number;
  /** In the stream; exclusive. */
  readonly end: number;
  readonly endsDatagram: boolean;
}

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
  #searched = 0;
  /** The matcher finds no more in this stream or datagram. */
  #isSpent = false;
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
    await this.#goOn(milliseconds, onMatch);
    // What comes later is read anew: no file stays open for it meanwhile.
    if (this.isIdle) await this.rest();
  }

  async #goOn(milliseconds: number, onMatch: OnMatch): Promise<void> {
    const begun = performance.now();
    let turn = begun;
    const take: OnMatch = (offset, length) => {
      const isWanted = onMatch(offset, length);
      this.#isOver ||= !isWanted;
      return isWanted;
    };
    while (!this.isIdle) {
      const piece = await this.#next();
      if (piece === undefined) {
        if (!this.#isWhole()) continue;
        this.#matcher.end(onMatch);
        this.#isOver = true;
        return;
      }
      for (const part of this.#partsOf(piece)) {
        this.#match(part, take);
        if (this.#isOver) return;
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

  #match({ bytes, length, end, endsDatagram }: Part, onMatch: OnMatch): void {
    const matcher = this.#matcher;
    if (!this.#isSpent) this.#isSpent = !(bytes ? matcher.push(bytes, onMatch) : matcher.skip(length, onMatch));
    if (!this.#stream.datagramEnd) this.#isOver ||= this.#isSpent;
    if (!endsDatagram) return;
    if (!this.#isSpent) matcher.end(onMatch);
    matcher.restart(end);
    this.#isSpent = false;
  }

  /** Parts of a piece that are matched at once. */
  *#partsOf({ offset, bytes, length }: StreamPiece): Generator<Part> {
    const last = offset + length;
    for (let at = offset; at < last;) {
      const datagramEnd = this.#stream.datagramEnd?.(at) ?? Infinity;
      const most = bytes ? at + this.#matcher.pieceBytes : Infinity;
      const end = Math.min(last, datagramEnd, most);
      const part = bytes?.subarray(at - offset, end - offset);
      yield { bytes: part, length: end - at, end, endsDatagram: end === datagramEnd };
      at = end;
    }
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
