import type { StreamRange } from '../../base/streamRange';

/** What a call is besides what its text says, to be put into words. */
export type CallNote =
  /** It has not returned. */
  | 'waiting'
  /** It returned 0: the peer has sent FIN. */
  | 'fin'
  /** It sent RST. */
  | 'reset'
  /** A datagram that the record had no room for, and bytes that are missing. */
  | 'missing';

/** One call that a socket's program made, and what it returned. */
export interface SocketCall {
  /** As in a manual page, never translated: `send(8000) = 8000`. */
  readonly text: string;
  readonly note?: CallNote;
  /** It failed. */
  readonly isFailed?: boolean;
  /** Milliseconds that it took, where that is known. */
  readonly took?: number;
  /** How many further calls wait behind it. */
  readonly behind?: number;
  /** Milliseconds since the Unix epoch when it returned. */
  readonly at?: number;
  /** Its bytes. */
  readonly bytes?: StreamRange;
  /** Whose bytes those are, or which one it began, by its place in the capture. */
  readonly conversation?: number;
}

/** The calls of a socket, in their order. */
export interface SocketCalls {
  /** Those that made it what it is. */
  readonly first: readonly SocketCall[];
  /** Calls between these two lists that are not listed; not exact where a call took several pieces. */
  readonly omitted: number;
  /** The last ones. */
  readonly last: readonly SocketCall[];
}
