/**
 * What the inspector's page and the extension say to each other: one union per direction. Both sides validate what
 * comes in by its `type` and end their `switch` in an exhaustiveness check. Times are milliseconds, fractions included.
 */
import type { Direction } from '../bytes/direction';

/** One conversation of the capture, as the picker shows it. */
export interface ConversationSummary {
  /** Stable for as long as the capture is open. */
  readonly id: number;
  readonly transport: 'tcp' | 'udp' | 'unix';
  /** Endpoint strings (`tcp://127.0.0.1:9000`); for a datagram socket with many peers `remote` is empty. */
  readonly local: string;
  readonly remote: string;
  /** The last lifecycle state, such as `open` or `closed`: translated, for display. */
  readonly state: string;
  /** Still being recorded. */
  readonly live: boolean;
  readonly chunks: number;
  /** Bytes per direction. */
  readonly received: number;
  readonly sent: number;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
}

/**
 * Rows are numbered from 0 over the whole conversation: headings, rows of at most `BYTES_PER_ROW` bytes, and events. A row
 * once numbered never changes; a conversation only grows at its end.
 */
export interface HeadingRow {
  readonly kind: 'heading';
  /** The chunk's number, from 1. */
  readonly chunk: number;
  readonly direction: Direction;
  /** Offset of the chunk's first byte within its direction's stream. */
  readonly offset: number;
  readonly length: number;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  /** Milliseconds since the chunk before, of either direction; absent for the first. */
  readonly delta?: number;
  /** A datagram's peer; absent for streams. */
  readonly peer?: string;
}

export interface BytesRow {
  readonly kind: 'bytes';
  readonly direction: Direction;
  /** The chunk's number, from 1. */
  readonly chunk: number;
  /** Offset of the row's first byte within its direction's stream. */
  readonly offset: number;
  /** Where the row's bytes lie in `RowsReply.bytes`. */
  readonly start: number;
  readonly length: number;
}

export interface EventRow {
  readonly kind: 'event';
  readonly direction: Direction;
  /** Translated, for display: `peer sent FIN`. */
  readonly label: string;
  readonly time: number;
}

export type Row = HeadingRow | BytesRow | EventRow;

export type ToPage =
  | {
      readonly type: 'conversations';
      /** Most recent last; capped by the host, which says so in `omitted`. */
      readonly list: readonly ConversationSummary[];
      readonly omitted: number;
    }
  | {
      /** Show this conversation. Sent after `ready`, and when a command asks for another one. */
      readonly type: 'show';
      readonly conversation: number;
      readonly rowCount: number;
      readonly received: number;
      readonly sent: number;
      readonly summary: ConversationSummary;
      /** A command asked for this conversation: a restored page does not go back to the one that it showed before. */
      readonly asked: boolean;
      /** This machine's byte order. */
      readonly byteOrder: 'le' | 'be';
      /** Jump there and select; absent: the end when live, else the start. */
      readonly select?: { readonly direction: Direction; readonly offset: number; readonly length: number };
    }
  | {
      /** The shown conversation grew, or its state changed. At most 20 a second. */
      readonly type: 'grown';
      readonly conversation: number;
      readonly rowCount: number;
      readonly received: number;
      readonly sent: number;
      readonly summary: ConversationSummary;
    }
  | {
      readonly type: 'rows';
      readonly request: number;
      readonly from: number;
      readonly rows: readonly Row[];
      /** The bytes of all these rows, one behind the other. */
      readonly bytes: Uint8Array;
    }
  | {
      readonly type: 'bytes';
      readonly request: number;
      readonly direction: Direction;
      readonly offset: number;
      /** Fewer than asked for where the stream ends. */
      readonly bytes: Uint8Array;
    }
  | {
      /** Answers `locate`: the row that holds this byte. */
      readonly type: 'located';
      readonly request: number;
      readonly row: number;
    }
  | {
      /** A request could not be met; the sentence is for people. */
      readonly type: 'failed';
      readonly request: number;
      readonly message: string;
    }
  | {
      /** What is to be said about the capture as a whole, translated; replaces what was said before. */
      readonly type: 'notices';
      readonly list: readonly string[];
    }
  | {
      /** The capture as a whole cannot be shown; the sentence is for people. *Retry* sends `ready` again. */
      readonly type: 'unavailable';
      readonly message: string;
    };

export type ToHost =
  | { readonly type: 'ready' }
  | { readonly type: 'showConversation'; readonly conversation: number }
  /** Rows `from` to `to` (exclusive) of a conversation; the host caps the count at `MAX_ROWS`. */
  | {
      readonly type: 'readRows';
      readonly request: number;
      readonly conversation: number;
      readonly from: number;
      readonly to: number;
    }
  /** Bytes of one direction's stream; the host caps the length at `MAX_READ`. */
  | {
      readonly type: 'readBytes';
      readonly request: number;
      readonly conversation: number;
      readonly direction: Direction;
      readonly offset: number;
      readonly length: number;
    }
  | {
      readonly type: 'locate';
      readonly request: number;
      readonly conversation: number;
      readonly direction: Direction;
      readonly offset: number;
    }
  /** Put this text on the clipboard (a webview cannot always do that itself). */
  | { readonly type: 'copy'; readonly text: string };

/** Bytes in one row of the hex view. */
export const BYTES_PER_ROW = 16;
/** Most rows in one `readRows`. */
export const MAX_ROWS = 512;
/** Most bytes in one `readBytes`: 64 KiB. */
export const MAX_READ = 65_536;
