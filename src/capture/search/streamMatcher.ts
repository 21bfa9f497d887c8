/** Takes a match; false when no more are wanted. Matches come in order and do not overlap. */
export type OnMatch = (offset: number, length: number) => boolean;

/**
 * Finds matches in a stream that comes in pieces; however it is cut, the matches are the same. All methods return false
 * when the search is over: no more matches are wanted, or the matcher gave up.
 */
export interface StreamMatcher {
  /** Most bytes in a piece, so that one is matched within a few milliseconds. */
  readonly pieceBytes: number;
  /** Takes the next bytes of the stream; offsets count from the stream's first. The piece is not used afterwards. */
  push(piece: Uint8Array, onMatch: OnMatch): boolean;
  /** The next bytes are missing: nobody knows what they were, and nothing matches over them. */
  skip(length: number, onMatch: OnMatch): boolean;
  /** No further bytes come: what was still open is decided. */
  end(onMatch: OnMatch): boolean;
  /** Begins anew with the byte at `offset`, as if the stream began there: nothing before it counts any more. */
  restart(offset: number): void;
}
