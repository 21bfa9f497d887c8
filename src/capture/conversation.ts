import type { Direction } from '../bytes/direction';
import type { ConnectionState } from '../engine/socketInfo';
import type { LifecycleEvent, SocketEndpoint } from '../engine/tap';
import type { ChunkLog } from './chunkLog';
import type { PeerTable } from './peerTable';

/** Most events kept of one conversation. Only errors can come that often: those past the cap are counted. */
export const MAX_EVENTS = 256;

export type Transport = 'tcp' | 'udp' | 'unix';

/** A datagram socket's is `open`, `closed` or `failed`. */
export type ConversationState = ConnectionState;

export interface ConversationEvent extends LifecycleEvent {
  /** Nanoseconds since the capture's start. */
  readonly time: number;
  /** It happened before the chunk with this number, and after all earlier ones. */
  readonly beforeChunk: number;
}

export interface ConversationOrigin {
  /** Its place in the capture's list, from 0. */
  readonly id: number;
  readonly transport: Transport;
  readonly local: SocketEndpoint;
  /** Absent for a datagram socket, whose chunks each have their peer. */
  readonly remote?: SocketEndpoint;
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

/** What was said between one local and one remote address, or by one datagram socket. */
export class Conversation {
  readonly id: number;
  readonly transport: Transport;
  readonly local: SocketEndpoint;
  readonly remote: SocketEndpoint | undefined;
  readonly initiator: Direction;
  readonly startedAt: number;
  readonly log: ChunkLog;
  readonly peers: PeerTable | undefined;
  readonly #events: ConversationEvent[] = [];
  #eventsOmitted = 0;
  #state: ConversationState;

  constructor(origin: ConversationOrigin) {
    this.id = origin.id;
    this.transport = origin.transport;
    this.local = origin.local;
    this.remote = origin.remote;
    this.initiator = origin.initiator;
    this.startedAt = origin.startedAt;
    this.log = origin.log;
    this.peers = origin.peers;
    this.#state = origin.state ?? (origin.transport === 'udp' ? 'open' : 'connecting');
  }

  get state(): ConversationState {
    return this.#state;
  }

  /** In order of time. */
  get events(): readonly ConversationEvent[] {
    return this.#events;
  }

  /** Errors that are not in {@link events}, because there were too many. */
  get eventsOmitted(): number {
    return this.#eventsOmitted;
  }

  addEvent(event: ConversationEvent): void {
    this.#state = nextState(this.#state, event, this.transport);
    if (event.kind === 'error' && this.#events.length >= MAX_EVENTS) this.#eventsOmitted++;
    else this.#events.push(event);
  }
}

/** The state after an event; what has ended stays as it is. */
function nextState(state: ConversationState, event: LifecycleEvent, transport: Transport): ConversationState {
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
    case 'error':
      // A datagram socket goes on after an error; a stream does not.
      return transport === 'udp' ? state : 'failed';
  }
}

function stateAfterShutdown(state: ConversationState, direction: Direction): ConversationState {
  const own = direction === 'sent' ? 'half-closed-local' : 'half-closed-remote';
  const other = direction === 'sent' ? 'half-closed-remote' : 'half-closed-local';
  return state === other ? 'closed' : own;
}
