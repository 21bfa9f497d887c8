import type { Assertion } from './byteRegex';

/** What a machine that matches bytes carries out: one instruction a row, in parallel arrays. */

export const Op = {
  /** Takes one byte of class `x`. */
  class: 0,
  /** Takes the byte `x`. */
  byte: 1,
  /** Goes on at `x`, and with lower priority at `y`. */
  split: 2,
  /** Goes on at `x`. */
  jump: 3,
  /** Writes the position to slot `x`. */
  save: 4,
  /** Empties the slots from `x` up to but without `y`. */
  clear: 5,
  /** Goes on only where the assertion with code `x` holds. */
  assert: 6,
  /** Matched, by pattern `x`. */
  match: 7,
} as const;

export const ASSERTION_CODES: Readonly<Record<Assertion, number>> = {
  start: 0,
  lineStart: 1,
  end: 2,
  lineEnd: 3,
  boundary: 4,
  notBoundary: 5,
};

/** From this code on, an assertion depends on the byte behind the position. */
export const FIRST_LOOKING_AHEAD = ASSERTION_CODES.end;

export interface RegexProgram {
  readonly ops: Uint8Array;
  readonly xs: Int32Array;
  readonly ys: Int32Array;
  /** 256 entries each: 1 for the bytes of the class. */
  readonly classes: readonly Uint8Array[];
  /** Positions that a thread remembers: where group n begins stands at 2n, where it ends at 2n + 1; 0 is the whole. */
  readonly slots: number;
  /** Whether something depends on the byte behind the position. */
  readonly looksAhead: boolean;
  /** Whether a match can only begin at the very start. */
  readonly anchored: boolean;
  /** The bytes that a match can begin with; undefined when that cannot be told. */
  readonly firstBytes: Uint8Array | undefined;
}
