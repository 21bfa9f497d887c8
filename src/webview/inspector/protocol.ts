/**
 * What the inspector's page and the extension say to each other: one union per direction, and a table of requests. Both sides
 * hold what comes in against it (`fields.ts`, `parseMessage.ts` in the extension) and end their `switch` in an exhaustiveness
 * check. Times are milliseconds, fractions included.
 */
import type { Direction } from '../../base/direction';
import type { FoundMatch } from '../../bytes/find/foundMatch';
import type { FindQuery } from '../../bytes/find/query';
import type { Framing, MessageFilter } from '../../bytes/framing/framing';
import type { StreamRange } from '../../base/streamRange';
import type { RequestMessage } from '../shared/exchange';
import type { HostLink } from '../shared/hostLink';
import type { RowLayout, MessageRow, Row, StepRow } from './rows';

/** One conversation of the capture, as the picker shows it. */
export interface ConversationSummary {
  /** Stable for as long as the capture is open. */
  readonly id: number;
  readonly scheme: 'tcp' | 'udp' | 'unix' | 'pipe' | 'tls';
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
  /** The direction of the client's bytes, where others had the conversation and this program only reads it. */
  readonly client?: Direction;
  /** A datagram socket with all its peers, which are listed too. */
  readonly whole?: true;
  /** What it is called where it never was on a network. */
  readonly title?: string;
}

/** How far the shown conversation goes by now. */
export interface Extent {
  readonly conversation: number;
  readonly layout: RowLayout;
  /** Rows in that layout. */
  readonly rowCount: number;
  /** Bytes per direction. */
  readonly received: number;
  readonly sent: number;
  readonly summary: ConversationSummary;
}

/** Whom a composer writes to, and what it was written before. All sentences and names are for people. */
export interface ComposerFacts {
  readonly conversation: number;
  /** The receiver; empty where one of `peers` or another address has to be chosen. */
  readonly to: string;
  /** Why nothing can be sent; empty while something can. */
  readonly refusal: string;
  /** Addresses that a datagram can go to, the newest first; absent where there is but one receiver. */
  readonly peers?: readonly string[];
  /** What this socket sent, newest first. */
  readonly history: readonly ComposedPayload[];
}

/** A text, and the id of what it was taken for. */
export interface ComposedPayload {
  readonly text: string;
  readonly reading: string;
}

/** One of the things that a text can be sent as. */
export interface PayloadOffer {
  readonly id: string;
  /** What it takes the text for. */
  readonly name: string;
  /** What would be sent: how many bytes, and the first ones; or what is wrong. */
  readonly sentence: string;
  /** It cannot be sent like this. */
  readonly mistaken?: true;
}

/** How far a conversation is laid out as a sequence. */
export interface SequenceProgress {
  readonly list: number;
  readonly count: number;
  /** From 0 to 1. */
  readonly progress: number;
  readonly done: boolean;
  /** There may be more, but so many steps are there at most: `count`. */
  readonly full: boolean;
  /** Why there is no more; for people. */
  readonly failure?: string;
  /** Rows are packets with sequence numbers, and not the calls of this side. */
  readonly packets: boolean;
  /** Of a datagram socket: how many peers it has, and the first ones, `MAX_LANES` at most. */
  readonly peerCount: number;
  readonly peers: readonly string[];
}

/** What the extension says unasked. */
export type ToPage =
  | {
      /** A part of the list of conversations: the parts of one list follow each other. */
      readonly type: 'conversations';
      /** Most recent last; capped by the host, which says so in `omitted`. */
      readonly list: readonly ConversationSummary[];
      /** Entries before this part; a list begins with the part from 0 on. */
      readonly from: number;
      /** Entries of all parts. */
      readonly total: number;
      readonly omitted: number;
    }
  /** Show this conversation. Sent after `ready`, and when a command asks for another one. */
  | ({
      readonly type: 'show';
      /** A command asked for this conversation: a restored page does not go back to the one that it showed before. */
      readonly asked: boolean;
      /** This machine's byte order. */
      readonly byteOrder: 'le' | 'be';
      /** Jump there and select; absent: the end when live, else the start. */
      readonly select?: StreamRange;
    } & Extent)
  /** The shown conversation grew, or its state changed. At most 20 a second. */
  | ({ readonly type: 'grown' } & Extent)
  | {
      /** How far the list of messages is by now. At most 10 a second. */
      readonly type: 'messages';
      readonly list: number;
      readonly count: number;
      /** From 0 to 1. */
      readonly progress: number;
      /** All that was recorded so far is cut into messages. */
      readonly done: boolean;
      /** There may be more, but so many are listed at most: `count`. */
      readonly full: boolean;
      /** Why there is no more; for people. */
      readonly failure?: string;
    }
  | ({
      /** How far the sequence is by now. At most 10 a second. */
      readonly type: 'sequence';
    } & SequenceProgress)
  | ({
      /** The shown conversation is that of a socket of this window: what its composer is to know. Sent before `show`. */
      readonly type: 'composer';
    } & ComposerFacts)
  | {
      /** The keyboard is to go to the composer. */
      readonly type: 'compose';
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

/**
 * What the page asks the extension, and what it gets: the one row that a new kind of request needs here, besides its parser
 * (`parseMessage.ts`) and its handler (`requests/`) in the extension. The page asks by `HostLink.ask`.
 */
export interface Requests {
  /** Rows `from` to `to` (exclusive) of a conversation; the host caps the count at `MAX_ROWS`. */
  readonly readRows: {
    readonly params: {
      readonly conversation: number;
      readonly layout: RowLayout;
      readonly from: number;
      readonly to: number;
    };
    readonly result: {
      readonly rows: readonly Row[];
      /** The bytes of all these rows, one behind the other. */
      readonly bytes: Uint8Array;
    };
  };
  /** Begins to look for bytes, and ends what was looked for before. */
  readonly startFind: {
    readonly params: {
      readonly conversation: number;
      readonly directions: readonly Direction[];
      readonly query: FindQuery;
    };
    /** `taken`: what hex was taken for and its first bytes, for people. */
    readonly result: { readonly search: number; readonly taken?: string };
  };
  /** Goes on looking for a moment, through what came meanwhile too; whoever asks no more has cancelled. */
  readonly continueFind: {
    readonly params: { readonly search: number };
    readonly result: {
      /** Matches so far. */
      readonly count: number;
      /** Bytes so far, and how many there are by now. */
      readonly searched: number;
      readonly bytes: number;
      /** Nothing is left to search now. */
      readonly done: boolean;
      /** There may be more matches than are ever counted. */
      readonly capped: boolean;
    };
  };
  /** The match to go to from a byte, around the ends; without one the first or the last. */
  readonly nextFound: {
    readonly params: {
      readonly search: number;
      readonly from?: { readonly direction: Direction; readonly offset: number };
      readonly forward: boolean;
    };
    /** Absent when there is none. */
    readonly result: { readonly match?: FoundMatch };
  };
  /** The place among all matches of the one that begins with a byte, from 0; -1 when none does. */
  readonly placeFound: {
    readonly params: { readonly search: number; readonly direction: Direction; readonly offset: number };
    readonly result: { readonly index: number };
  };
  /** What was found in rows `from` to `to` (exclusive); the host caps the count at `MAX_ROWS`. */
  readonly readFound: {
    readonly params: {
      readonly search: number;
      readonly conversation: number;
      readonly layout: RowLayout;
      readonly from: number;
      readonly to: number;
    };
    /** For each row pairs of columns: where a found part begins, and where it has ended. */
    readonly result: { readonly columns: readonly (readonly number[])[] };
  };
  /** What was found in parts of the streams, such as the first bytes of messages; the host caps their count at `MAX_ROWS`. */
  readonly foundIn: {
    readonly params: { readonly search: number; readonly ranges: readonly StreamRange[] };
    /** For each range pairs of its bytes, as for rows. */
    readonly result: { readonly columns: readonly (readonly number[])[] };
  };
  /** The parts of the scroll bar in which something was found, when `rowCount` rows are cut into so many `slots`. */
  readonly markFound: {
    readonly params: {
      readonly search: number;
      readonly conversation: number;
      readonly layout: RowLayout;
      readonly rowCount: number;
      readonly slots: number;
    };
    readonly result: { readonly slots: readonly number[] };
  };
  /** Bytes of one direction's stream; the host caps the length at `MAX_READ`. */
  readonly readBytes: {
    readonly params: StreamRange & { readonly conversation: number };
    /** Fewer than asked for where the stream ends. */
    readonly result: { readonly bytes: Uint8Array };
  };
  /** The row that holds a byte. */
  readonly locate: {
    readonly params: {
      readonly conversation: number;
      readonly layout: RowLayout;
      readonly direction: Direction;
      readonly offset: number;
    };
    readonly result: { readonly row: number };
  };
  /** Cuts a conversation into messages, and lists them; what was listed before is forgotten. `messages` tells how far that is. */
  readonly listMessages: {
    readonly params: { readonly conversation: number; readonly framing: Framing; readonly filter: MessageFilter };
    readonly result: { readonly list: number };
  };
  /** Messages `from` to `to` (exclusive) of the list; the host caps the count at `MAX_ROWS`. */
  readonly readMessages: {
    readonly params: { readonly list: number; readonly from: number; readonly to: number };
    readonly result: {
      readonly rows: readonly MessageRow[];
      /** The first bytes of all these messages, one behind the other. */
      readonly bytes: Uint8Array;
    };
  };
  /** The row of the message that a byte belongs to; -1 when it is in none that is listed. */
  readonly locateMessage: {
    readonly params: { readonly list: number; readonly direction: Direction; readonly offset: number };
    readonly result: { readonly row: number };
  };
  /** Lays a conversation out as a sequence; what was laid out before is forgotten. `sequence` tells how far that is. */
  readonly listSteps: {
    readonly params: { readonly conversation: number };
    readonly result: { readonly list: number };
  };
  /** Steps `from` to `to` (exclusive) of the sequence; the host caps the count at `MAX_ROWS`. */
  readonly readSteps: {
    readonly params: { readonly list: number; readonly from: number; readonly to: number };
    readonly result: {
      readonly rows: readonly StepRow[];
      /** The first bytes of all these steps, one behind the other. */
      readonly bytes: Uint8Array;
    };
  };
  /** The row of the step that carries a byte; -1 when there is none. */
  readonly locateStep: {
    readonly params: { readonly list: number; readonly direction: Direction; readonly offset: number };
    readonly result: { readonly row: number };
  };
  /** Asks the user where to, and writes this drawing there. */
  readonly saveDrawing: {
    readonly params: { readonly svg: string };
    /** The file's name; empty when the user gave up. */
    readonly result: { readonly file: string };
  };
  /** What a text can be sent as, what is meant most likely first. */
  readonly readPayload: {
    /** `reading`: the id of the one to begin with. */
    readonly params: { readonly conversation: number; readonly text: string; readonly reading?: string };
    readonly result: { readonly offers: readonly PayloadOffer[] };
  };
  /** Sends a text as a reading, the first one unless given; to `to` where the receiver has to be chosen. */
  readonly sendPayload: {
    readonly params: {
      readonly conversation: number;
      readonly text: string;
      readonly reading?: string;
      readonly to?: string;
    };
    /** What was sent, for people. */
    readonly result: { readonly sentence: string };
  };
  /** Shows a conversation's bytes in other rows from now on: the number of rows that there are. */
  readonly layOut: {
    readonly params: { readonly conversation: number; readonly layout: RowLayout };
    readonly result: { readonly rowCount: number };
  };
}

/** What the page says and wants no answer to. */
export type Told =
  /** The page is there, and wants rows of this layout. */
  | { readonly type: 'ready'; readonly layout: RowLayout }
  | { readonly type: 'showConversation'; readonly conversation: number }
  /** The list of messages is not wanted any further; what is listed stays. */
  | { readonly type: 'stopMessages' }
  /** The search is not to go on; or what was found is not wanted any more either. */
  | { readonly type: 'stopFind'; readonly forget: boolean }
  /** The list of messages is not shown any more: it is forgotten, and no message has a number of it. */
  | { readonly type: 'leaveMessages' }
  /** The sequence is not shown any more: it is forgotten. */
  | { readonly type: 'leaveSteps' }
  /** What new tabs begin with from now on; the page alone knows what it means, and holds it against that when it gets it back. */
  | { readonly type: 'keepSettings'; readonly settings: string }
  /** What is selected by now, or the byte at the caret: what commands act on. */
  | ({ readonly type: 'selected'; readonly conversation: number } & StreamRange)
  /** Put this text on the clipboard (a webview cannot always do that itself). */
  | { readonly type: 'copy'; readonly text: string };

export type ToHost = Told | RequestMessage<Requests>;

/** The page's way to the extension. */
export type InspectorLink = HostLink<Requests, Told>;

/** Most rows in one `readRows`. */
export const MAX_ROWS = 512;
/** Most parts of the scroll bar in one `markFound`. */
export const MAX_SLOTS = 1000;
/** Bytes of a message that its row shows. */
export const PREVIEW_BYTES = 96;
/** Bytes of a step that its row shows. */
export const STEP_PREVIEW_BYTES = 48;
/** Most lines of peers in a sequence. */
export const MAX_LANES = 8;
/** Longest drawing that is saved, in UTF-16 units. */
export const MAX_DRAWING = 4 * 1024 * 1024;
/** Most bytes in one `readBytes`: 64 KiB. */
export const MAX_READ = 65_536;
