import type { SocketKind } from '../socketInfo';
import type { EndState, KernelSocketState } from './socketState';

/** Who waits for whom, as far as the kernel and the socket itself tell. `bytes` are those that the one who waits has sent. */
export type Waiting =
  /** Both ends have sent more than fits, and neither reads. */
  | { readonly kind: 'deadlock' }
  /** This end waits for the peer to read; `isSeen`: the peer's receive queue is known to be full. */
  | { readonly kind: 'blocked'; readonly bytes: number; readonly isSeen: boolean }
  /** The peer waits for this end to read. */
  | { readonly kind: 'blocksPeer'; readonly bytes: number; readonly isPaused: boolean }
  /** Bytes came, and this end has not read them. */
  | { readonly kind: 'unread'; readonly bytes: number; readonly isPaused: boolean }
  /** The peer has not read what came there. */
  | { readonly kind: 'unreadByPeer'; readonly bytes: number }
  /** Sent, and not acknowledged; `retransmits` of the segment that waits. */
  | { readonly kind: 'unacknowledged'; readonly bytes: number; readonly retransmits: number }
  /** Clients wait for `accept`; `isFull`: no more fit. */
  | { readonly kind: 'clients'; readonly count: number; readonly isFull: boolean }
  /** This end closed first, and the kernel waits for segments that may still be on their way. */
  | { readonly kind: 'timeWait'; readonly secondsLeft?: number }
  /** The same at the other end. */
  | { readonly kind: 'peerTimeWait'; readonly secondsLeft?: number }
  /** The peer has sent FIN, and waits for this end's. */
  | { readonly kind: 'closeWait' }
  /** This end has sent FIN, and waits for the peer's. */
  | { readonly kind: 'finWait' }
  | { readonly kind: 'nobody' };

export interface WaitFacts {
  readonly kind: SocketKind;
  readonly kernel: KernelSocketState;
  /** Bytes that were given to the socket and that the kernel has not taken. */
  readonly bytesWaiting: number;
  readonly isPaused: boolean;
  /** The same of the peer, where it is a socket of ours too. */
  readonly peerBytesWaiting?: number;
  /** Of a listener. */
  readonly backlog?: number;
}

/** The kernel's word that an end cannot send because its peer has no room: it asks again and again whether it has some. */
function isProbing({ timer }: EndState): boolean {
  return timer?.kind === 'zeroWindowProbe';
}

function secondsLeft({ timer }: EndState): { readonly secondsLeft?: number } {
  return timer?.kind === 'timeWait' ? { secondsLeft: Math.ceil(timer.in / 1000) } : {};
}

const AFTER_FIN_OF_PEER = new Set<EndState['state']>(['close-wait', 'last-ack', 'closing']);

/** Bytes that came and were not read, without the FIN that the kernel counts as one. */
function unread(end: EndState | undefined): number {
  const queued = end?.receiveQueue ?? 0;
  return end && AFTER_FIN_OF_PEER.has(end.state) ? Math.max(0, queued - 1) : queued;
}

export function whoWaits(facts: WaitFacts): Waiting {
  const { kind, kernel, bytesWaiting, isPaused, peerBytesWaiting = 0, backlog } = facts;
  if (kind === 'listener') {
    const count = kernel.waiting ?? 0;
    // Linux takes one client more than was asked for.
    return count === 0
      ? { kind: 'nobody' }
      : { kind: 'clients', count, isFull: backlog !== undefined && count > backlog };
  }
  const { peer, sendQueue = 0, retransmits = 0 } = kernel;
  if (kind === 'datagram') {
    return unread(kernel) > 0 ? { kind: 'unread', bytes: unread(kernel), isPaused } : { kind: 'nobody' };
  }
  if (kernel.state === 'time-wait') return { kind: 'timeWait', ...secondsLeft(kernel) };
  const peerReads = unread(peer) === 0;
  const isBlocked = sendQueue > 0 && (isProbing(kernel) || (bytesWaiting > 0 && !peerReads));
  const peerQueue = peer?.sendQueue ?? 0;
  const isPeerBlocked =
    peer !== undefined && peerQueue > 0 && unread(kernel) > 0 && (isProbing(peer) || peerBytesWaiting > 0);
  if (isBlocked && isPeerBlocked) return { kind: 'deadlock' };
  if (isBlocked) return { kind: 'blocked', bytes: sendQueue + bytesWaiting, isSeen: !peerReads };
  if (isPeerBlocked) return { kind: 'blocksPeer', bytes: peerQueue, isPaused };
  if (unread(kernel) > 0) return { kind: 'unread', bytes: unread(kernel), isPaused };
  if (!peerReads) return { kind: 'unreadByPeer', bytes: unread(peer) };
  if (sendQueue > 0) return { kind: 'unacknowledged', bytes: sendQueue, retransmits };
  return restOf(kernel, peer);
}

/** Nothing waits to be sent or read. */
function restOf({ state }: KernelSocketState, peer: EndState | undefined): Waiting {
  if (state === 'close-wait') return { kind: 'closeWait' };
  if (state === 'fin-wait-2') return { kind: 'finWait' };
  if (peer?.state === 'time-wait') return { kind: 'peerTimeWait', ...secondsLeft(peer) };
  return { kind: 'nobody' };
}
