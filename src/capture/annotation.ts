import type { Direction } from '../base/direction';
import type { LifecycleEvent, LifecycleKind, RecordingOrigin } from '../engine/recording';
import type { SocketAddress } from '../engine/address/socketAddress';
import type { ConversationState } from './conversation';

/** Longest text of an annotation or a detail, in UTF-16 units: longer ones are cut. */
export const MAX_TEXT = 500;

/** The version of what annotations say, the first thing in each. */
export const VERSION = 1;

/**
 * What a capture says besides packets. Each is a packet of the experimental IP protocol, which Wireshark shows and counts
 * as nothing else: JSON as its payload for programs, a comment for people.
 */
export type Annotation =
  | {
      readonly kind: 'capture';
      readonly title: string;
      readonly origin?: RecordingOrigin;
      /** Which process records it: see `processIdentity`. */
      readonly process?: string;
    }
  /** The last one: nothing was recorded later, and nothing is missing. */
  | ({ readonly kind: 'end' } & CaptureEnd)
  /** A connection begins; its packets have the addresses and ports of this one's header and `ports`. */
  | {
      readonly kind: 'stream';
      readonly conversation: number;
      readonly local: SocketAddress;
      readonly remote: SocketAddress;
      /** In the TCP headers. */
      readonly localPort: number;
      readonly remotePort: number;
      readonly initiator: Direction;
      /** What was said inside TLS; absent: the addresses tell. */
      readonly scheme?: 'tls';
      /** When it goes on from another capture. */
      readonly state?: ConversationState;
    }
  /** A datagram socket begins. */
  | {
      readonly kind: 'datagrams';
      readonly conversation: number;
      readonly local: SocketAddress;
      readonly state?: ConversationState;
    }
  /** The peer of the next datagrams with these addresses and ports is written this way: headers have no zone. */
  | {
      readonly kind: 'peer';
      readonly conversation: number;
      readonly address: string;
      readonly port: number;
    }
  | {
      readonly kind: 'event';
      readonly conversation: number;
      readonly event: LifecycleKind;
      readonly direction: Direction;
      readonly detail?: string;
    }
  | { readonly kind: 'note'; readonly text: string };

/** What a capture says of itself at its end. */
export interface CaptureEnd {
  readonly conversations: number;
  /** Bytes of all conversations. */
  readonly received: number;
  readonly sent: number;
  /** Greater than that of every capture of the folder that ended earlier, whatever the clock said. Absent where nobody counts. */
  readonly number?: number;
}

const encoder = new TextEncoder();

export function encodeAnnotation(annotation: Annotation): Uint8Array {
  return encoder.encode(JSON.stringify({ sockscope: VERSION, ...annotation }));
}

/** Cuts a text to {@link MAX_TEXT}. */
export function cutText(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`;
}

/** An event's detail as it is recorded: an empty one is none. */
export function detailOf(event: LifecycleEvent): string | undefined {
  return event.detail === undefined || event.detail === '' ? undefined : cutText(event.detail);
}

/** The comment that Wireshark shows; undefined for a connection over plain TCP, since the packets that follow say as much. */
export function describeAnnotation(annotation: Annotation): string | undefined {
  switch (annotation.kind) {
    case 'capture':
      return `Sockscope capture of ${annotation.title}`;
    case 'stream': {
      const { local, remote, initiator } = annotation;
      const isTls = annotation.scheme === 'tls';
      if (local.family === 'ip' && remote.family === 'ip' && !isTls) return undefined;
      const arrow = initiator === 'sent' ? '→' : '←';
      const what = isTls ? 'Inside TLS, connection' : 'Connection';
      return `${what} ${annotation.conversation}: ${describeEnd(local)} ${arrow} ${describeEnd(remote)}`;
    }
    case 'datagrams':
      return `Datagram socket ${annotation.conversation}: ${describeEnd(annotation.local)}`;
    case 'peer':
      return `Datagram socket ${annotation.conversation}: peer ${annotation.address}, port ${annotation.port}`;
    case 'event': {
      const side = annotation.direction === 'sent' ? 'this side' : 'peer';
      const detail = annotation.detail === undefined ? '' : `: ${annotation.detail}`;
      return `Conversation ${annotation.conversation}: ${annotation.event} (${side})${detail}`;
    }
    case 'note':
      return annotation.text;
    case 'end':
      return 'End of the capture';
  }
}

function describeEnd(end: SocketAddress): string {
  if (end.family !== 'ip') return end.path === '' ? `${end.family} (unnamed)` : `${end.family}:${end.path}`;
  return end.address.includes(':') ? `[${end.address}]:${end.port}` : `${end.address}:${end.port}`;
}
