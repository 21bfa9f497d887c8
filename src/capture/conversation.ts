import { isIpScheme, type IpScheme, type Scheme } from '../engine/address/schemes';
import type { Direction } from '../base/direction';
import type { ConnectionState } from '../engine/socketInfo';
import type { LifecycleEvent } from '../engine/recording';
import type { SocketAddress } from '../engine/address/socketAddress';
import type { ChunkLog } from './chunkLog';
import type { PeerTable } from './peerTable';

/** Most events kept of one conversation: those past the cap are counted. */
export const MAX_EVENTS = 256;
/** What there is besides for events other than errors and notes: a connection has no more, unless a file makes them up. */
export const MAX_OTHER_EVENTS = 8;

/** What the IP addresses of a conversation are written with: what others made may name such an address as the end of a Unix socket. */
export function ipSchemeOf({ scheme }: { readonly scheme: Scheme }): IpScheme {
  return isIpScheme(scheme) ? scheme : 'tcp';
}

/** A datagram socket's is `open`, `closed` or `failed`. */
export type ConversationState = ConnectionState;

/** All of them. */
export const CONVERSATION_STATES: readonly ConversationState[] = [
  'connecting',
  'open',
  'half-closed-local',
  'half-closed-remote',
  'closed',
  'reset',
  'failed',
];

export interface ConversationEvent extends LifecycleEvent {
  /** Nanoseconds since the capture's start. */
  readonly time: number;
  /** It happened before the chunk with this number, and after all earlier ones. */
  readonly beforeChunk: number;
}

export interface ConversationOrigin {
  /** Its place in the capture's list, from 0. */
  readonly id: number;
  readonly scheme: Scheme;
  readonly local: SocketAddress;
  /** Absent for a datagram socket, whose chunks each have their peer. */
  readonly remote?: SocketAddress;
  /** The side that dialled: `sent` is this one. */
  readonly initiator: Direction;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly log: ChunkLog;
  /** Of a datagram socket. */
  readonly peers?: PeerTable;
  /** What it was when the record began; absent: `connecting` for a stream, `open` for a datagram socket. */
  readonly state?: ConversationState;
}

/** Of a conversation that has none yet; nothing is ever added. */
const NONE: ConversationEvent[] = [];

/** What was said between one local and one remote address, or by one datagram socket. */
export class Conversation {
  readonly id: number;
  readonly scheme: Scheme;
  readonly local: SocketAddress;
  readonly remote: SocketAddress | undefined;
  readonly initiator: Direction;
  readonly startedAt: number;
  readonly log: ChunkLog;
  readonly peers: PeerTable | undefined;
  #events: ConversationEvent[] = NONE;
  #eventsOmitted = 0;
  #state: ConversationState;

  constructor(origin: ConversationOrigin) {
    this.id = origin.id;
    this.scheme = origin.scheme;
    this.local = origin.local;
    this.remote = origin.remote;
    this.initiator = origin.initiator;
    this.startedAt = origin.startedAt;
    this.log = origin.log;
    this.peers = origin.peers;
    this.#state = origin.state ?? (origin.scheme === 'udp' ? 'open' : 'connecting');
  }

  get state(): ConversationState {
    return this.#state;
  }

  /** In order of time. */
  get events(): readonly ConversationEvent[] {
    return this.#events;
  }

  /** Events that are not in {@link events}, because there were too many. */
  get eventsOmitted(): number {
    return this.#eventsOmitted;
  }

  addEvent(event: ConversationEvent): void {
    this.#state = stateAfter(this.#state, event, this.scheme);
    const room = event.kind === 'error' || event.kind === 'note' ? MAX_EVENTS : MAX_EVENTS + MAX_OTHER_EVENTS;
    if (this.#events.length >= room) this.#eventsOmitted++;
    // An array that begins with its first element has room for no other: enough for very many that are only open.
    else if (this.#events.length === 0) this.#events = [event];
    else this.#events.push(event);
  }
}

/** The state after an event; what has ended stays as it is. */
export function stateAfter(
  state: ConversationState,
  event: Pick<LifecycleEvent, 'kind' | 'direction'>,
  scheme: Scheme,
): ConversationState {
  if (state === 'closed' || state === 'reset' || state === 'failed') return state;
  switch (event.kind) {
    case 'open':
      return state === 'connecting' ? 'open' : state;
    case 'shutdown':
      return stateAfterShutdown(state, event.direction);
    case 'reset':
      return 'reset';
    case 'close':
      return 'closed';
    case 'note':
      return state;
    case 'error':
      // A datagram socket goes on after an error; a stream does not.
      return scheme === 'udp' ? state : 'failed';
  }
}

function stateAfterShutdown(state: ConversationState, direction: Direction): ConversationState {
  const own = direction === 'sent' ? 'half-closed-local' : 'half-closed-remote';
  const other = direction === 'sent' ? 'half-closed-remote' : 'half-closed-local';
  return state === other ? 'closed' : own;
}
