import type { Direction } from '../bytes/direction';

/** One end of a conversation as an IP address (no brackets, zone allowed) and a port, 0 to 65535. */
export interface IpEndpoint {
  readonly family: 'ip';
  readonly address: string;
  readonly port: number;
}

/** One end of a conversation as the path of a Unix socket; empty for an unnamed one. */
export interface UnixEndpoint {
  readonly family: 'unix';
  readonly path: string;
}

export type SocketEndpoint = IpEndpoint | UnixEndpoint;

/** What happens in the life of a conversation besides bytes. `shutdown` and `reset` say which side did it. */
export type LifecycleKind = 'open' | 'shutdown' | 'reset' | 'close' | 'error';

export interface LifecycleEvent {
  readonly kind: LifecycleKind;
  /** Who did it: `sent` is this side, `received` the peer. */
  readonly direction: Direction;
  /** For people: what is not obvious from the kind, such as an error's text. At most a few hundred characters. */
  readonly detail?: string;
}

/**
 * Where a connection's bytes go to be recorded. The buffer is handed over: neither side changes it afterwards, and
 * nobody copies it. `false` means that the recorder's queue is full: stop reading (or sending) until `drained()`.
 */
export interface StreamTap {
  /** The conversation's number within {@link Recording.uri}'s capture, from 0. */
  readonly conversation: number;
  chunk(direction: Direction, bytes: Uint8Array): boolean;
  event(event: LifecycleEvent): void;
  /** Settles when the queue has room again; at once when it has room now. Never rejects. */
  drained(): Promise<void>;
}

/** The same for a datagram socket, whose chunks each name their peer. `false`: not recorded, for want of room; the caller counts it. */
export interface DatagramTap {
  /** The conversation's number within {@link Recording.uri}'s capture, from 0. */
  readonly conversation: number;
  datagram(direction: Direction, bytes: Uint8Array, peer: IpEndpoint): boolean;
  event(event: LifecycleEvent): void;
}

/** The record of one listener with its connections, of one dialled connection, or of one datagram socket. */
export interface Recording {
  /** Names the capture for the user and for `SocketInfo.capture`; empty when nothing is recorded. */
  readonly uri: string;
  /** Milliseconds since the Unix epoch from which on nothing is recorded, although it should be; undefined while it is. */
  readonly failedSince?: number | undefined;
  /** A conversation begins. `initiator` is the side that dialled: `sent` is this one. */
  stream(conversation: { local: SocketEndpoint; remote: SocketEndpoint; initiator: Direction }): StreamTap;
  datagrams(local: IpEndpoint): DatagramTap;
  /** Something that has no bytes and no conversation of its own (listening began, a connection was refused, …). */
  note(text: string): void;
  /** Ends the record: what is queued is still written. Settles when the file is closed. */
  close(): Promise<void>;
}

/** Begins the record of a new top-level socket. `title` such as `tcp 127.0.0.1 9000` names the file. */
export type StartRecording = (title: string) => Recording;
