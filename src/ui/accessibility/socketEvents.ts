import type { SocketInfo, SocketState } from '../../engine/socketInfo';

/** A socket, as far as it is watched. */
export interface WatchedSocket {
  readonly id: string;
  readonly kind: SocketInfo['kind'];
  readonly state: SocketState;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** A listener accepted it: nobody dialled. */
  readonly isAccepted?: boolean;
  /** Of a relay: messages that wait in it. */
  readonly service?: { readonly relay?: { readonly held: number } } | undefined;
}

/** What happened to a socket that is worth hearing of. What cannot be opened is told by a notification. */
export type SocketEvent<S extends WatchedSocket> =
  | {
      readonly kind: 'listening' | 'dialled' | 'accepted' | 'finReceived' | 'closed' | 'reset' | 'failed' | 'held';
      readonly socket: S;
    }
  | { readonly kind: 'sent' | 'received'; readonly socket: S; readonly bytes: number };

interface Known {
  readonly state: SocketState | undefined;
  readonly received: number;
  readonly sent: number;
  readonly held: number;
}

const NEW: Known = { state: undefined, received: 0, sent: 0, held: 0 };

/** Finds out what happened to sockets since it last looked at them. */
export class SocketWatch<S extends WatchedSocket> {
  readonly #known = new Map<string, Known>();

  /** @param all Every socket that there is: others are forgotten once it is told how they ended. Absent where the list is as before. */
  look(changed: Iterable<S>, all?: Iterable<S>): SocketEvent<S>[] {
    const listed = new Set(all ?? []);
    // What is cleared already is no news, whatever it still does.
    const sockets = new Set([...changed].filter((socket) => this.#known.has(socket.id) || listed.has(socket)));
    for (const socket of listed) if (!this.#known.has(socket.id)) sockets.add(socket);
    const events = [...sockets].flatMap((socket) => this.#eventsOf(socket));
    if (all) this.#forgetOthers(listed);
    return events;
  }

  #forgetOthers(listed: ReadonlySet<S>): void {
    const ids = new Set([...listed].map(({ id }) => id));
    for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
  }

  #eventsOf(socket: S): SocketEvent<S>[] {
    const before = this.#known.get(socket.id) ?? NEW;
    const { state, bytesReceived, bytesSent } = socket;
    const held = socket.service?.relay?.held ?? 0;
    this.#known.set(socket.id, { state, received: bytesReceived, sent: bytesSent, held });
    const events: SocketEvent<S>[] = [];
    const wasOpen = before.state !== undefined && before.state !== 'connecting';
    // Who opened and ended it all between two looks is heard of as well: it was open.
    if (!wasOpen && state !== 'connecting' && state !== 'failed') events.push({ kind: openingOf(socket), socket });
    if (bytesSent > before.sent) events.push({ kind: 'sent', socket, bytes: bytesSent - before.sent });
    if (bytesReceived > before.received) {
      events.push({ kind: 'received', socket, bytes: bytesReceived - before.received });
    }
    if (held > before.held) events.push({ kind: 'held', socket });
    if (state !== before.state) {
      if (state === 'half-closed-remote') events.push({ kind: 'finReceived', socket });
      if (state === 'closed' || state === 'reset' || (state === 'failed' && wasOpen))
        events.push({ kind: state, socket });
    }
    return events;
  }
}

function openingOf({ kind, isAccepted, ...socket }: WatchedSocket): 'listening' | 'dialled' | 'accepted' {
  if (kind === 'listener') return 'listening';
  if (kind === 'connection') return isAccepted === true ? 'accepted' : 'dialled';
  return 'remote' in socket && socket.remote !== undefined ? 'dialled' : 'listening';
}
