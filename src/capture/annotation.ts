import type { Direction } from '../bytes/direction';
import type { LifecycleEvent, LifecycleKind, SocketEndpoint } from '../engine/tap';
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
  | { readonly kind: 'capture'; readonly title: string }
  /** A connection begins; its packets have the addresses and ports of this one's header and `ports`. */
  | {
      readonly kind: 'stream';
      readonly conversation: number;
      readonly local: SocketEndpoint;
      readonly remote: SocketEndpoint;
      /** In the TCP headers. */
      readonly localPort: number;
      readonly remotePort: number;
      readonly initiator: Direction;
      /** When it goes on from another capture. */
      readonly state?: ConversationState;
    }
  /** A datagram socket begins. */
  | {
      readonly kind: 'datagrams';
      readonly conversation: number;
      readonly local: SocketEndpoint;
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

/** The comment that Wireshark shows; undefined for a connection over IP, since the packets that follow say as much. */
export function describeAnnotation(annotation: Annotation): string | undefined {
  switch (annotation.kind) {
    case 'capture':
      return `Sockscope capture of ${annotation.title}`;
    case 'stream': {
      const { local, remote, initiator } = annotation;
      if (local.family === 'ip' && remote.family === 'ip') return undefined;
      const arrow = initiator === 'sent' ? '→' : '←';
      return `Connection ${annotation.conversation}: ${describeEnd(local)} ${arrow} ${describeEnd(remote)}`;
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
  }
}

function describeEnd(end: SocketEndpoint): string {
  if (end.family === 'unix') return end.path === '' ? 'unix (unnamed)' : `unix:${end.path}`;
  return end.address.includes(':') ? `[${end.address}]:${end.port}` : `${end.address}:${end.port}`;
}
