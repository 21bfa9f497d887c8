import type { RelaySide } from '../impairment/draw';

/** How a source ends what it sends. */
export type SourceEnd = 'fin' | 'rst';

/** Takes what passes in one direction of one flow: an interceptor, or behind the last of them the impairments. */
export interface Onward {
  /** @param bytes A piece of a stream, cut anywhere, or one whole datagram; nobody changes them any more. */
  bytes(bytes: Uint8Array): void;
  /** Of a stream: no bytes come behind it. A reset may still come behind a FIN. */
  end(kind: SourceEnd): void;
}

/**
 * Stands in one direction of one flow, before the impairments, and hands on what comes: as it is or changed, at once or later, or not
 * at all. A FIN goes on behind what it keeps. With a reset it notes what it keeps, and lets the reset pass.
 */
export interface Interceptor extends Onward {
  /** Bytes that it keeps; of a stream the relay stops reading where they are many. */
  readonly heldBytes: number;
  /** It is taken away: hands on all that it keeps, a FIN too, and keeps nothing from then on. */
  release(): void;
  /** Whoever would get it has gone: notes what it keeps, with its bytes, and keeps nothing from then on. */
  abandon(): void;
}

/** The direction in which an interceptor stands. */
export interface InterceptedWay {
  readonly kind: 'stream' | 'datagrams';
  /** The number of the flow within its relay, from 1. */
  readonly flow: number;
  readonly from: RelaySide;
  /** The client, as people read it. */
  readonly peer: string;
  /** The id of the socket at which it arrives. */
  readonly socket: string;
  /** In which conversation of the capture it is recorded as received; undefined where nothing is recorded. */
  readonly conversation: () => number | undefined;
  /** Milliseconds, which never go back. */
  readonly clock: () => number;
  /** Records something about what passes. */
  note(text: string): void;
  /** To be called when an interceptor has come to keep less by itself, so that the relay may read on. */
  readOn(): void;
}

/** Makes the interceptor of one direction of one flow; undefined where there is nothing to intercept. */
export type Intercept = (way: InterceptedWay, onward: Onward) => Interceptor | undefined;

/** What intercepts, in the order in which it does: what rules have made of the bytes is what a break looks at. */
export const INTERCEPTION_STAGES = ['rules', 'breaks'] as const;

export type InterceptionStage = (typeof INTERCEPTION_STAGES)[number];
