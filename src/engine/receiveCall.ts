/** `recv`, one call at a time. */
import { SockscopeError } from '../base/error';
import type { Scheme } from './address/schemes';
import { MAX_RECEIVE_CALLS, MAX_RECEIVE_NEXT } from './limits';

/** A call that returned. */
export interface ReceiveCall {
  /** Bytes that it had room for. */
  readonly asked: number;
  /** Bytes that it returned; 0 when the peer has sent FIN. */
  readonly got: number;
  /** Bytes that waited in the kernel a moment after it; absent where the system does not tell. */
  readonly left?: number;
  /** Where its first byte lies in the stream of received bytes. */
  readonly offset?: number;
}

/** A call that waits for something to come. */
interface WaitingCall {
  readonly asked: number;
  readonly returned: (got: number) => void;
  readonly failed: (error: Error) => void;
}

/** The calls of one connection: one at most waits, and the last that returned are remembered. */
export class ReceiveCalls {
  #waiting: WaitingCall | undefined;
  #returned: readonly ReceiveCall[] = [];

  /** The last that returned, the oldest first. */
  get returned(): readonly ReceiveCall[] {
    return this.#returned;
  }

  /** The bytes that the call asks for which waits. */
  get waitsFor(): number | undefined {
    return this.#waiting?.asked;
  }

  /** @throws SockscopeError `RECEIVE_WAITING` */
  requireNoneWaits(): void {
    if (!this.#waiting) return;
    const template =
      'A recv() of {0, plural, one {# byte} other {# bytes}} waits on this connection already: let it return, or resume receiving.';
    throw new SockscopeError('RECEIVE_WAITING', template, [this.#waiting.asked]);
  }

  /**
   * Begins to wait; settles at {@link bring} or {@link fail}.
   *
   * @param signal Takes the call back: `onTakenBack` is called, and this rejects with the signal's reason.
   */
  wait(asked: number, signal: AbortSignal | undefined, onTakenBack: () => void): Promise<number> {
    return new Promise((resolve, reject) => {
      const takeBack = (): void => {
        onTakenBack();
        this.fail(signal?.reason as Error);
      };
      const done = (): void => {
        this.#waiting = undefined;
        signal?.removeEventListener('abort', takeBack);
      };
      signal?.addEventListener('abort', takeBack, { once: true });
      this.#waiting = {
        asked,
        returned: (got) => {
          done();
          resolve(got);
        },
        failed: (error) => {
          done();
          reject(error);
        },
      };
    });
  }

  /** The call that waits, if one does, returns. */
  bring(got: number): void {
    this.#waiting?.returned(got);
  }

  /** The call that waits, if one does, fails. */
  fail(error: Error): void {
    this.#waiting?.failed(error);
  }

  remember(call: ReceiveCall): void {
    this.#returned = [...this.#returned, call].slice(-MAX_RECEIVE_CALLS);
  }
}

export function isReceiveLength(length: number): boolean {
  return Number.isInteger(length) && length >= 1 && length <= MAX_RECEIVE_NEXT;
}

/** @throws SockscopeError `BAD_LENGTH` */
export function requireReceiveLength(length: number): void {
  if (isReceiveLength(length)) return;
  const template = 'recv() takes a whole number of bytes from 1 to {1}, not {0}.';
  throw new SockscopeError('BAD_LENGTH', template, [length, MAX_RECEIVE_NEXT]);
}

/** Receiving goes on, so that nobody knows what a single call would have returned. */
export function takenBack(): SockscopeError {
  return new SockscopeError('RECEIVE_TAKEN_BACK', 'Receiving was resumed before recv() returned: it was taken back.');
}

/** @returns `RECEIVE_UNBOUNDED`, with the reason. */
export function unboundedReads(scheme: Scheme): SockscopeError {
  if (scheme === 'tls') {
    return new SockscopeError(
      'RECEIVE_UNBOUNDED',
      'One recv() below TLS gives encrypted records, which hold no byte for you until they are whole: look at single calls on TCP or on a Unix socket.',
    );
  }
  if (scheme === 'udp') {
    return new SockscopeError(
      'RECEIVE_UNBOUNDED',
      'Single calls of recv() are not possible on UDP here: Node.js reads every datagram whole, as soon as it comes. In a program recvfrom() with too little room cuts it, and the rest is lost.',
    );
  }
  return new SockscopeError(
    'RECEIVE_UNBOUNDED',
    'Single calls of recv() are not possible here: the connection belongs to a service that reads by itself, or this Node.js has no way to them. Listen with the service manual, or dial.',
  );
}
