export type SocketKind = 'listener' | 'connection' | 'datagram';

export type ListenerState = 'listening' | 'closed' | 'failed';
export type ConnectionState =
  'connecting' | 'open' | 'half-closed-local' | 'half-closed-remote' | 'closed' | 'reset' | 'failed';
export type DatagramState = 'open' | 'closed' | 'failed';
export type SocketState = ListenerState | ConnectionState | DatagramState;

/** A socket as commands and other extensions see it: a plain object, a snapshot. */
export interface SocketInfo {
  readonly id: string;
  readonly kind: SocketKind;
  readonly state: SocketState;
  /** Endpoint string with the real port; `unix:` for an unnamed Unix socket. Empty while it is not known yet. */
  readonly local: string;
  /** Endpoint string of the peer; absent where there is none, or many. */
  readonly remote?: string;
  /** What a listener does by itself. */
  readonly service?: string;
  /** The id of the listener that accepted this connection. */
  readonly parent?: string;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Milliseconds since the Unix epoch. */
  readonly openedAt: number;
  /** The capture's URI; empty where nothing was recorded. */
  readonly capture: string;
  /** Datagrams that came or went while the recorder had no room; absent for streams, which wait instead. */
  readonly datagramsNotRecorded?: number;
  readonly error?: { readonly code: string; readonly message: string };
}

/** States that a socket never leaves. */
export function isEnded(state: SocketState): boolean {
  return state === 'closed' || state === 'reset' || state === 'failed';
}
