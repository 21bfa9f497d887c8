import type { ServingMode } from './accepting/servingMode';
import type { TlsFacts } from './tls/tlsFacts';
import type { DialAttempt } from './transport/dialAttempts';

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
  /** Endpoint string with the real port; `unix:` for an unnamed Unix socket, `pipe:` for whoever dialled a named pipe. Empty while it is not known yet. */
  readonly local: string;
  /** Endpoint string of the peer; absent where there is none, or many, or where the system no longer knew it. */
  readonly remote?: string;
  /** What a listener does by itself. */
  readonly service?: string;
  /** Of a relay: where it dials. */
  readonly target?: string;
  /** Of a relay: what all that it does by chance follows from. */
  readonly seed?: number;
  /** Of a relay: datagrams that it dropped and doubled, bytes that it changed, and connections that it refused, as it was told to. */
  readonly relayed?: {
    readonly dropped: number;
    readonly duplicated: number;
    readonly changed: number;
    readonly refused: number;
  };
  /** Of a relay: messages that wait for what becomes of them. */
  readonly held?: number;
  /** Of a relay that holds messages: from which side, where not from both, and with which pattern, as it was written. */
  readonly breaks?: { readonly from?: 'client' | 'server'; readonly pattern?: string };
  /** The id of the listener that accepted this connection, or of the relay that dialled it. */
  readonly parent?: string;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Milliseconds since the Unix epoch. */
  readonly openedAt: number;
  /** The capture's URI; empty where nothing was recorded. */
  readonly capture: string;
  /** Datagrams that came or went while the recorder had no room; absent for streams, which wait instead. */
  readonly datagramsNotRecorded?: number;
  /** Datagrams that the system dropped before they were read here; absent for streams, and where the system does not tell: elsewhere than on Linux. */
  readonly datagramsDropped?: number;
  /** Datagrams that a service or a rule did not answer, since it looked like going on for ever; absent for streams. */
  readonly datagramsNotAnswered?: number;
  /** Connections that came while a limit was reached, that of connections or that of open files; absent unless it is a listener. */
  readonly connectionsRefused?: number;
  /** How a listener of streams serves several clients; absent of one that accepts and serves as listeners do. */
  readonly mode?: ServingMode;
  /** Whether a listener of streams accepts by itself; else clients wait in the kernel. Absent where `mode` is. */
  readonly accepting?: boolean;
  /** Clients that wait in the kernel for a listener that accepts one at a time, as of the last look; absent where the system does not tell. */
  readonly waiting?: number;
  /** Multicast groups that it has joined, each with its interface; absent for streams. */
  readonly groups?: readonly { readonly group: string; readonly interface: string }[];
  /** What became of the addresses of a name that was dialled, in the order in which they were tried (RFC 8305); absent where a numeric address was, or a path. */
  readonly attempts?: readonly DialAttempt[];
  /** What was agreed upon where a connection speaks TLS. */
  readonly tls?: TlsFacts;
  readonly error?: { readonly code: string; readonly message: string };
  /** What the system does not tell of a connection's end, so that its record may be wrong there. */
  readonly doubt?: { readonly code: string; readonly message: string };
}

/** States that a socket never leaves. */
export function isEnded(state: SocketState): boolean {
  return state === 'closed' || state === 'reset' || state === 'failed';
}
