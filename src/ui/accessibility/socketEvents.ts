import type { SocketInfo, SocketState } from '../../engine/socketInfo';

/** A socket, as far as it is watched. */
export interface WatchedSocket {
  readonly id: string;
  readonly kind: SocketInfo['kind'];
  readonly state: SocketState;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** The listener that accepted it. */
  readonly parent?: string | undefined;
}

/** What happened to a socket that is worth hearing of. What cannot be opened is told by a notification. */
export type SocketEvent<S extends WatchedSocket> =
  | {
      readonly kind: 'listening' | 'dialled' | 'accepted' | 'finReceived' | 'closed' | 'reset' | 'failed';
      readonly socket: S;
    }
  | { readonly kind: 'sent' | 'received'; readonly socket: S; readonly bytes: number };

interface Known {
  readonly state: SocketState | undefined;
  readonly received: number;
  readonly sent: number;
}

const NEW: Known = { state: undefined, received: 0, sent: 0 };

/** Finds out what happened to sockets since it last looked at them. */
export class SocketWatch<S extends WatchedSocket> {
  #known = new Map<string, Known>();

  /** @param all Every socket that there is: others are forgotten. Absent where the list is the same as before. */
  look(changed: Iterable<S>, all?: Iterable<S>): SocketEvent<S>[] {
    const sockets = new Set(changed);
    if (all) {
      const listed = new Map<string, Known>();
      for (const socket of all) {
        const known = this.#known.get(socket.id);
        if (known) listed.set(socket.id, known);
        else sockets.add(socket);
      }
      this.#known = listed;
    }
    return [...sockets].flatMap((socket) => this.#eventsOf(socket));
  }

  #eventsOf(socket: S): SocketEvent<S>[] {
    const before = this.#known.get(socket.id) ?? NEW;
    const { state, bytesReceived, bytesSent } = socket;
    this.#known.set(socket.id, { state, received: bytesReceived, sent: bytesSent });
    const events: SocketEvent<S>[] = [];
    const wasOpen = before.state !== undefined && before.state !== 'connecting';
    // Who opened and ended it all between two looks is heard of as well: it was open.
    if (!wasOpen && state !== 'connecting' && state !== 'failed') events.push({ kind: openingOf(socket), socket });
    if (bytesSent > before.sent) events.push({ kind: 'sent', socket, bytes: bytesSent - before.sent });
    if (bytesReceived > before.received) {
      events.push({ kind: 'received', socket, bytes: bytesReceived - before.received });
    }
    if (state !== before.state) {
      if (state === 'half-closed-remote') events.push({ kind: 'finReceived', socket });
      if (state === 'closed' || state === 'reset' || (state === 'failed' && wasOpen))
        events.push({ kind: state, socket });
    }
    return events;
  }
}

function openingOf({ kind, parent, ...socket }: WatchedSocket): 'listening' | 'dialled' | 'accepted' {
  if (kind === 'listener') return 'listening';
  if (kind === 'connection') return parent === undefined ? 'dialled' : 'accepted';
  return 'remote' in socket && socket.remote !== undefined ? 'dialled' : 'listening';
}
