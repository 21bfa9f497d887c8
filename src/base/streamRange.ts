import type { Direction } from './direction';

/** A run of bytes of one direction's stream: bytes of the other direction that came in between are not in it. */
export interface StreamRange {
  readonly direction: Direction;
  /** Of the first byte, counted from the stream's first. */
  readonly offset: number;
  readonly length: number;
}
