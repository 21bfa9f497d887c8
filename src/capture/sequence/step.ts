import type { Direction } from '../../base/direction';
import type { ConversationEvent } from '../conversation';
import type { TcpEndStates } from './tcpEnds';

/** What is to be said of a packet besides what its header says. */
export const MARK = {
  /** Its bytes, or its SYN or FIN, were in the capture before, or were lost on their way and come again. */
  retransmission: 1,
  /** It was sent before what came ahead of it. */
  outOfOrder: 2,
  /** What comes right before it in the stream is not in the capture yet. */
  gapBefore: 4,
  /** Its sender has room for nothing more. */
  zeroWindow: 8,
  /** Nothing but the sender's room is new. */
  windowUpdate: 16,
  /** It fills up the receiver's room. */
  windowFull: 32,
  /** It acknowledges again what was acknowledged before. */
  duplicateAck: 64,
  /** It asks whether the other end is still there. */
  keepAlive: 128,
  /** Not all of its bytes were captured. */
  cutShort: 256,
} as const;
export type Mark = keyof typeof MARK;
export const MARKS = Object.keys(MARK) as readonly Mark[];

/** What a packet of another program's capture had in its header (RFC 9293, 3.1). */
export interface TcpFacts {
  /** All twelve bits. */
  readonly flags: number;
  readonly sequence: number;
  /** Means nothing without the flag ACK. */
  readonly acknowledgement: number;
  /** In bytes, as both ends agreed on its scale in their SYNs (RFC 7323); as it stands where these were not captured. */
  readonly window: number;
  /** What the sequence numbers of sender and receiver count from, as far as both are known. */
  readonly base: number;
  readonly otherBase: number;
  /** See {@link MARK}. */
  readonly marks: number;
}

/**
 * - `data`: what one `send()` or `recv()` carried, or one datagram
 * - `gap`: bytes that are known to be missing
 * - `packet`: a packet as it was captured, or one that the kernel must have sent (`inferred`)
 * - `handshake`: that of TLS, of which nothing was recorded
 * - `event`: what happened to the socket
 */
export type StepKind = 'data' | 'gap' | 'packet' | 'handshake' | 'event';

/** What stands in one row of a sequence: an arrow from one end to the other, or what happened at one of them. */
export interface SequenceStep {
  readonly kind: StepKind;
  /** Of an arrow: `sent` goes from this side to the other. */
  readonly direction: Direction;
  /** Nanoseconds since the capture's start; of what is inferred, that of what tells of it. */
  readonly time: number;
  /** Where its bytes are in their direction's stream; none of what carries no bytes, or none that the stream has. */
  readonly offset: number;
  readonly length: number;
  /** Nothing of it was recorded: it follows from what was. */
  readonly inferred: boolean;
  /** `recv()` goes on in the stream where the one before it ended: nothing but the reading cut there. */
  readonly continues: boolean;
  /** Flags of a packet, in as far as it is one. */
  readonly flags: number;
  readonly tcp?: TcpFacts;
  readonly event?: ConversationEvent;
  /** A datagram's peer: see `PeerTable`. */
  readonly peer: number;
  /** Of this side and of the other, once it has happened; absent where there are none. */
  readonly states?: TcpEndStates;
}

/** A conversation as steps in the order of time. As it grows, no step changes its number. */
export interface SequenceSteps {
  readonly count: number;
  /** @param row From 0 to {@link count} - 1. */
  at(row: number): SequenceStep;
  /** The step that carries a byte; -1 when none does. */
  rowOf(direction: Direction, offset: number): number;
}
