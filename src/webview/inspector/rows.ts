/** The rows in which the inspector shows a conversation. Times are milliseconds, fractions included. */
import type { Direction } from '../../base/direction';
import type { StreamRange } from '../../base/streamRange';

/** Bytes in one row of the hex view, unless the user wants another width. */
export const BYTES_PER_ROW = 16;
/** Every width that a layout can have. */
export const ROW_WIDTHS: readonly number[] = [8, 16, 24, 32, 40, 48, 56, 64];

/** How a conversation's bytes are cut into rows. */
export interface RowLayout {
  /** Both directions by time with a heading for each chunk, or the continuous stream of one of them. */
  readonly view: 'exchange' | Direction;
  /** One of `ROW_WIDTHS`. */
  readonly bytesPerRow: number;
}

export function isSameLayout(one: RowLayout, other: RowLayout): boolean {
  return one.view === other.view && one.bytesPerRow === other.bytesPerRow;
}

/**
 * Rows are numbered from 0 over the whole conversation. In *Exchange* they are headings, rows of bytes, and events. A row
 * once numbered never changes its number; a conversation only grows at its end. Only a stream's last row can get more bytes.
 */
export interface HeadingRow extends StreamRange {
  readonly kind: 'heading';
  /** The chunk's number, from 1. */
  readonly chunk: number;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  /** Milliseconds since the chunk before, of either direction; absent for the first. */
  readonly delta?: number;
  /** A datagram's peer; absent for streams. */
  readonly peer?: string;
  /** Its bytes are known to be missing in the capture. */
  readonly missing?: true;
}

export interface BytesRow extends StreamRange {
  readonly kind: 'bytes';
  /** The number, from 1, of the chunk that its first byte belongs to. */
  readonly chunk: number;
  /** Where the row's bytes lie in the answer’s `bytes`. */
  readonly start: number;
  /**
   * In *Received* and *Sent*: the chunks that the row's bytes belong to, in order; the first one mostly began before. In *Exchange*
   * that is always the one whose heading is above.
   */
  readonly chunks?: readonly HeadingRow[];
  /** The stream's last row: it can get more bytes. */
  readonly open?: true;
}

export interface EventRow {
  readonly kind: 'event';
  readonly direction: Direction;
  /** Translated, for display: `peer sent FIN`. */
  readonly label: string;
  readonly time: number;
}

export type Row = HeadingRow | BytesRow | EventRow;

/** A row of *Messages*. */
export interface MessageRow extends StreamRange {
  /** From 1, counted without the filter. */
  readonly number: number;
  /** When it was whole, in milliseconds since the Unix epoch. */
  readonly time: number;
  /** Milliseconds since the message in the row above; absent in the first row. */
  readonly delta?: number;
  readonly peer?: string;
  /** The end of its stream, or a gap in the capture, came before its own end. */
  readonly incomplete?: true;
  /** More of it can come, and it can then have another row. */
  readonly open?: true;
  /** Where its first bytes, `PREVIEW_BYTES` at most, lie in the answer. */
  readonly start: number;
}

/** What a packet had in its header; see `capture/sequence/step.ts`. */
export interface PacketFacts {
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly window: number;
  /** What the numbers count from. */
  readonly base: number;
  readonly otherBase: number;
  readonly marks: readonly MarkName[];
}

export const MARK_NAMES = [
  'retransmission',
  'outOfOrder',
  'gapBefore',
  'zeroWindow',
  'windowUpdate',
  'windowFull',
  'duplicateAck',
  'keepAlive',
  'cutShort',
] as const;
export type MarkName = (typeof MARK_NAMES)[number];

/** A row of *Sequence*: an arrow from one end to the other, or what happened at one of them. */
export interface StepRow extends StreamRange {
  /** Bytes that it carried; `length` is 0 where these are not in the stream. */
  readonly size: number;
  readonly kind: 'data' | 'gap' | 'packet' | 'handshake' | 'event';
  /** Milliseconds since the Unix epoch; of what is inferred, of what tells of it. */
  readonly time: number;
  /** Milliseconds since the row above; absent in the first row. */
  readonly delta?: number;
  /** It follows from what was recorded, and was not recorded itself. */
  readonly inferred?: true;
  /** `recv()` goes on in the stream where the one before ended. */
  readonly continues?: true;
  /** TCP's flags of what is a packet: `SYN, ACK`. */
  readonly flags?: string;
  readonly packet?: PacketFacts;
  /** What happened, translated. */
  readonly label?: string;
  /** A datagram's peer, and the number of its line, from 1. */
  readonly peer?: string;
  readonly lane?: number;
  /** TCP's states of this side and the other afterwards, and whether they were others before; empty: not known. */
  readonly states?: readonly [string, string];
  readonly changed?: readonly [boolean, boolean];
  /** Where its first bytes, `STEP_PREVIEW_BYTES` at most, lie in the answer. */
  readonly start: number;
}
