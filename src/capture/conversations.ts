import type { Direction } from '../base/direction';
import type { SocketAddress } from '../engine/address/socketAddress';
import type { Scheme } from '../engine/address/schemes';
import type { Conversation, ConversationState } from './conversation';
import type { PeerTable } from './peerTable';

/** What a list says of a conversation; nothing has to be unpacked for it. */
export interface ConversationOverview {
  /** Its place in the list, from 0. */
  readonly id: number;
  readonly scheme: Scheme;
  readonly local: SocketAddress;
  readonly remote: SocketAddress | undefined;
  readonly initiator: Direction;
  readonly state: ConversationState;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly chunks: number;
  /** Bytes per direction, those of gaps included. */
  readonly received: number;
  readonly sent: number;
  readonly peers: PeerTable | undefined;
}

/**
 * The conversations of a capture, in the order in which they began. There may be half a million: whoever walks through them all
 * gives others their turn in between, and asks for {@link overview} where that is enough.
 */
export interface Conversations extends Iterable<Conversation> {
  readonly length: number;
  /** @param index From 0; a negative one counts from the end. */
  at(index: number): Conversation | undefined;
  overview(index: number): ConversationOverview | undefined;
  /** Bytes of all conversations, in O(1). */
  bytes(direction: Direction): number;
}

export function overviewOf(conversation: Conversation): ConversationOverview {
  const { id, scheme, local, remote, initiator, state, startedAt, peers, log } = conversation;
  const [received, sent] = [log.bytes('received'), log.bytes('sent')];
  return { id, scheme, local, remote, initiator, state, startedAt, chunks: log.length, received, sent, peers };
}
