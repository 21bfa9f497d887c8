import type { StreamRange } from '../../base/streamRange';

/** All that the page and the extension say to each other. What the page shows are facts: it puts them into words. */

/** A class of ports: RFC 6335, section 6. */
type PortClass = 'well-known' | 'registered' | 'ephemeral';

export interface PanelPort {
  readonly number: number;
  readonly class: PortClass;
  /** As the registry or /etc/services names it. */
  readonly name?: string;
  /** Of this machine's ports for whoever dials; absent where the system does not tell. */
  readonly range?: { readonly first: number; readonly last: number };
}

/** One end's address. */
export interface PanelEnd {
  /** `127.0.0.1:9000`, a path, or empty for what has no name. */
  readonly address: string;
  readonly port?: PanelPort;
}

/** A command of the socket's row. */
export interface PanelAction {
  readonly command: string;
  readonly title: string;
}

export interface PanelOption {
  readonly id: string;
  /** In C: `TCP_NODELAY`. */
  readonly name: string;
  /** Null where nobody knows. */
  readonly value: boolean | number | null;
  /** Of a number. */
  readonly range?: readonly [number, number];
}

/** What a socket is, and what can be done to it. */
export interface PanelSocket {
  readonly id: string;
  readonly kind: 'listener' | 'connection' | 'datagram';
  /** As the tree has it. */
  readonly title: string;
  readonly state: string;
  readonly hasEnded: boolean;
  /** `AF_INET`, `SOCK_STREAM`, `TCP`. */
  readonly family: string;
  readonly type: string;
  readonly protocol: string;
  /** TCP's diagram is its own. */
  readonly isTcp: boolean;
  readonly isAccepted: boolean;
  readonly service?: string;
  readonly local?: PanelEnd;
  readonly remote?: PanelEnd;
  readonly actions: readonly PanelAction[];
  readonly options: readonly PanelOption[];
}

/** What the kernel has of one end. What it does not tell is absent. */
export interface PanelEndState {
  readonly state: string;
  readonly sendQueue?: number;
  readonly sendLimit?: number;
  readonly receiveQueue?: number;
  readonly receiveLimit?: number;
  readonly secondsLeft?: number;
  readonly retransmits?: number;
  readonly drops?: number;
}

/** Who waits for whom; the words are the page's. */
export interface PanelWaiting {
  readonly kind:
    | 'deadlock'
    | 'blocked'
    | 'blocksPeer'
    | 'unread'
    | 'unreadByPeer'
    | 'unacknowledged'
    | 'clients'
    | 'timeWait'
    | 'peerTimeWait'
    | 'closeWait'
    | 'finWait'
    | 'nobody';
  readonly bytes?: number;
  readonly isSeen?: boolean;
  readonly isPaused?: boolean;
  readonly count?: number;
  readonly isFull?: boolean;
  readonly retransmits?: number;
  readonly secondsLeft?: number;
}

/** What `ss` tells besides, by the names of the page's words. */
export interface PanelDetails {
  readonly backlog?: number;
  readonly roundTrip?: number;
  readonly roundTripVariation?: number;
  readonly retransmitTimeout?: number;
  readonly congestionWindow?: number;
  readonly segmentSize?: number;
  readonly sendWindow?: number;
  readonly receiveWindow?: number;
  readonly retransmitted?: number;
  readonly dropped?: number;
}

export interface PanelProcess {
  readonly pid: number;
  readonly name?: string;
  /** It is the one that this page belongs to. */
  readonly isOwn: boolean;
}

/** What the system tells at one moment. */
export interface PanelKernel {
  /** Null: not known on this system. */
  readonly own: PanelEndState | null;
  /** Of what was given to the socket, bytes that the kernel has not taken. */
  readonly bytesWaiting: number;
  readonly isPeerHere: boolean;
  readonly peer: PanelEndState | null;
  /** Who has the other end; null: not known, or not looked for yet. */
  readonly peerProcesses: readonly PanelProcess[] | null;
  readonly waiting: PanelWaiting | null;
  /** Null: no `ss` tells of it. */
  readonly details: PanelDetails | null;
}

export interface PanelCall {
  /** As in a manual page: `send(8000) = 8000`. */
  readonly text: string;
  readonly note?: 'waiting' | 'fin' | 'reset' | 'missing';
  readonly isFailed?: boolean;
  readonly took?: number;
  readonly behind?: number;
  readonly at?: number;
  readonly bytes?: StreamRange;
  readonly conversation?: number;
}

export interface PanelCalls {
  readonly first: readonly PanelCall[];
  readonly omitted: number;
  readonly last: readonly PanelCall[];
}

/** A value of a relay's impairments as the API has it: a share from 0 to 1, milliseconds, bytes, or on. */
export type PanelImpairments = Readonly<Record<string, number | boolean>>;

export type PanelSide = 'client' | 'server';

/** Something that a relay can do to what passes. */
export interface PanelImpairment {
  /** In {@link PanelImpairments}. */
  readonly name: string;
  /** As people write it. */
  readonly word: string;
  readonly description: string;
  readonly form: 'time' | 'share' | 'bytes' | 'rate' | 'count' | 'flag';
  readonly group: 'delay' | 'rate' | 'loss' | 'change' | 'end';
  /** Absent for a flag. */
  readonly range?: readonly [number, number];
  /** Where its slider ends. */
  readonly upTo?: number;
  /** It is about who connects, and the same in both directions. */
  readonly isOfClients?: true;
}

export interface PanelPreset {
  readonly name: string;
  readonly description: string;
  readonly impairments: PanelImpairments;
}

/** The relay that the socket is, or is a connection of. */
export interface PanelRelay {
  readonly id: string;
  readonly target: string;
  readonly carries: 'stream' | 'datagrams';
  /** Those that apply to what it carries. */
  readonly known: readonly PanelImpairment[];
  readonly presets: readonly PanelPreset[];
  readonly client: PanelImpairments;
  readonly server: PanelImpairments;
  /** Both, as people write them; empty where nothing is done. */
  readonly words: string;
  readonly seed: number;
}

/** What became of datagrams, or of bytes of streams, from one side. */
interface PanelWayCounts {
  readonly passed: number;
  readonly dropped: number;
  readonly duplicated: number;
  readonly delayed: number;
  readonly changed: number;
}

export interface PanelRelayCounts {
  readonly client: PanelWayCounts;
  readonly server: PanelWayCounts;
  readonly refused: number;
}

/** What the page asks for. What fails comes back as a sentence. */
export interface PanelRequests {
  /** Runs one of the {@link PanelSocket.actions}. */
  readonly act: { readonly params: { readonly socket: string; readonly command: string }; readonly result: null };
  /** Opens an end's `sockaddr` in the inspector. */
  readonly inspectAddress: {
    readonly params: { readonly socket: string; readonly end: 'local' | 'remote' };
    readonly result: null;
  };
  /** Opens the bytes of a call in the inspector. */
  readonly showBytes: {
    readonly params: { readonly socket: string; readonly conversation: number; readonly bytes?: StreamRange };
    readonly result: null;
  };
  readonly setOption: {
    readonly params: { readonly socket: string; readonly option: string; readonly value: boolean | number };
    readonly result: null;
  };
  /** Replaces what is done to what comes from a side, or the seed, of the relay that `socket` is or is of. Gives what holds from then on. */
  readonly setImpairments: {
    readonly params: {
      readonly socket: string;
      readonly client?: PanelImpairments;
      readonly server?: PanelImpairments;
      readonly seed?: number;
    };
    readonly result: PanelRelay;
  };
}

/** What the page tells. */
export interface PanelTold {
  /** It is there, and knows nothing yet. */
  readonly type: 'ready';
}

/** What the extension tells unasked: each part when it is another than before. */
export type ToPanel =
  /** Null: none is selected. */
  | { readonly type: 'socket'; readonly socket: PanelSocket | null }
  | { readonly type: 'kernel'; readonly kernel: PanelKernel }
  | { readonly type: 'calls'; readonly calls: PanelCalls }
  /** Null: it is none. */
  | { readonly type: 'relay'; readonly relay: PanelRelay | null }
  | { readonly type: 'relayCounts'; readonly counts: PanelRelayCounts };
