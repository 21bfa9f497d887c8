import type { Direction } from '../../../base/direction';
import type { StreamRange } from '../../../base/streamRange';

/** The byte that the keyboard is at. */
export interface Caret {
  /** The row that shows it. */
  readonly row: number;
  readonly direction: Direction;
  /** Within its direction's stream. */
  readonly offset: number;
  /** Where in a row up and down aim at, 0 to 15: rows in between may be shorter. */
  readonly column: number;
}

/** From the anchor (an offset in the caret's stream) to the caret, both included. */
export function rangeBetween(caret: Caret, anchor: number): StreamRange {
  const offset = Math.min(caret.offset, anchor);
  return { direction: caret.direction, offset, length: Math.abs(caret.offset - anchor) + 1 };
}
