import type { Direction } from '../base/direction';
import type { Scheme } from './address/schemes';
import type { IpSocketAddress, SocketAddress } from './address/socketAddress';

/**
 * What happens in the life of a conversation besides bytes. `shutdown` and `reset` say which side did it; a `note` changes nothing, and
 * tells what a relay did to what came from there.
 */
export type LifecycleKind = 'open' | 'shutdown' | 'reset' | 'close' | 'error' | 'note';

export interface LifecycleEvent {
  readonly kind: LifecycleKind;
  /** Who did it: `sent` is this side, `received` the peer. */
  readonly direction: Direction;
  /** For people: what is not obvious from the kind, such as an error's text. At most a few hundred characters. */
  readonly detail?: string;
}

/**
 * Where a connection's bytes go to be recorded. `false` means that the recorder's queue is full: stop reading (or sending)
 * until `drained()`.
 */
export interface StreamRecording {
  /** The conversation's number within {@link Recording.uri}'s capture, from 0. */
  readonly conversation: number;
  /**
   * Nobody copies the buffer. Without `released` it is handed over: neither side changes it afterwards. With it the buffer is
   * lent: `released` is called once when the recorder no longer needs it, perhaps before this returns; a recorder that never
   * calls it may keep the buffer.
   */
  chunk(direction: Direction, bytes: Uint8Array, released?: () => void): boolean;
  event(event: LifecycleEvent): void;
  /** Settles when the queue has room again; at once when it has room now. Never rejects. */
  drained(): Promise<void>;
}

/** The same for a datagram socket, whose chunks each name their peer. `false`: not recorded, for want of room; the caller counts it. */
export interface DatagramRecording {
  /** The conversation's number within {@link Recording.uri}'s capture, from 0. */
  readonly conversation: number;
  datagram(direction: Direction, bytes: Uint8Array, peer: IpSocketAddress): boolean;
  event(event: LifecycleEvent): void;
}

/** A conversation that begins. */
export interface BegunConversation {
  readonly scheme: Scheme;
  readonly local: SocketAddress;
  /** The peer, or what stands for it in the record where it is unknown. */
  readonly remote: SocketAddress;
  /** The system no longer knew the peer when it was asked: `remote` is made up, its port tells it from others. */
  readonly isRemoteUnknown?: boolean;
  /** Who dialled: `sent` is this side. */
  readonly initiator: Direction;
}

/** The record of one listener with its connections, of one dialled connection, or of one datagram socket. */
export interface Recording {
  /** Names the capture for the user and for `SocketInfo.capture`; empty when nothing is recorded. */
  readonly uri: string;
  /** Milliseconds since the Unix epoch from which on nothing is recorded, although it should be; undefined while it is. */
  readonly failedSince?: number | undefined;
  stream(conversation: BegunConversation): StreamRecording;
  /** @param sender What is sent bears this address: a socket bound to a group has one, as no datagram comes from a group. */
  datagrams(local: IpSocketAddress, sender?: IpSocketAddress): DatagramRecording;
  /** Something that has no bytes and no conversation of its own (listening began, a connection was refused, …). */
  note(text: string): void;
  /**
   * Keys of a TLS session: a line of the NSS key log format, with its end. They are kept apart from the record, since whoever has
   * them reads what was encrypted.
   */
  keys(line: Uint8Array): void;
  /** Ends the record: what is queued is still written. Settles when the file is closed. */
  close(): Promise<void>;
}

export type RecordedSocketKind = 'listener' | 'connection' | 'datagramSocket' | 'dialledDatagramSocket';

/** What a record is of. */
export interface RecordingOrigin {
  readonly kind: RecordedSocketKind;
  /** What was bound, or what was dialled as it was asked for: `tcp://localhost:9000`. */
  readonly address: string;
}

/** Begins the record of a new top-level socket. `title` such as `tcp 127.0.0.1 9000` names the file. */
export type StartRecording = (title: string, origin: RecordingOrigin) => Recording;
