/** Takes a match; false when no more are wanted. Matches come in order and do not overlap. */
export type OnMatch = (offset: number, length: number) => boolean;

/**
 * Work in parts of a few milliseconds at most, between which others may have their turn. Its result is false when the
 * search is over: no more matches are wanted, or the matcher gave up. It runs to its end before other work is begun.
 */
export type MatcherWork = Generator<void, boolean, void>;

/** Finds matches in a stream that comes in pieces; however it is cut, the matches are the same. */
export interface StreamMatcher {
  /** Most bytes in a piece. */
  readonly pieceBytes: number;
  /** Takes the next bytes of the stream; offsets count from the stream's first. The piece is not used afterwards. */
  push(piece: Uint8Array, onMatch: OnMatch): MatcherWork;
  /** The next bytes are missing: nobody knows what they were, and nothing matches over them. */
  skip(length: number, onMatch: OnMatch): MatcherWork;
  /** No further bytes come: what was still open is decided. */
  end(onMatch: OnMatch): MatcherWork;
  /** Begins anew with the byte at `offset`, as if the stream began there: nothing before it counts any more. */
  restart(offset: number): void;
}
