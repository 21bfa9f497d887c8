import { SockscopeError } from '../base/error';
import { MAX_BYTES_WAITING, MAX_SEND_PIECE, MAX_SENDS_WAITING } from './limits';

interface WaitingSend {
  bytes: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  next: WaitingSend | undefined;
}

/** A send that can be taken back in part. */
export interface Sending {
  readonly done: Promise<void>;
  /** @returns How many of its bytes were taken, and how many are on their way and cannot be taken back. */
  readonly withdraw: () => { readonly taken: number; readonly inFlight: number };
}

/**
 * Hands one piece to the kernel and calls back, never before it returns. `until`: what the next piece has to wait for,
 * such as room in the record; it must not reject.
 */
export type WritePiece = (piece: Uint8Array, taken: (error?: Error, until?: Promise<void>) => void) => void;

/**
 * The sends of one connection, in order, one piece in flight. What waits is capped: while {@link MAX_BYTES_WAITING} or
 * {@link MAX_SENDS_WAITING} is exceeded, nothing more is taken. The send that exceeds the cap may have any size, since
 * its bytes are in memory already.
 */
export class SendQueue {
  readonly #write: WritePiece;
  /** Of the first send, bytes of the piece that is on its way; 0 between two pieces. */
  #inFlight = 0;
  /** The send whose pieces are on their way, and those behind it: a linked list, so that taking the first costs nothing. */
  #first: WaitingSend | undefined;
  #last: WaitingSend | undefined;
  #sends = 0;
  #bytes = 0;
  /** Of the first send's bytes, those that the kernel has taken. */
  #taken = 0;
  #running = false;
  #idle: (() => void)[] | undefined;
  #refusal: (() => Error) | undefined;

  constructor(write: WritePiece) {
    this.#write = write;
  }

  /** Bytes that the kernel has not taken yet. */
  get bytesWaiting(): number {
    return this.#bytes;
  }

  /** Sends that the kernel has not taken wholly yet. */
  get sendsWaiting(): number {
    return this.#sends;
  }

  /** The send whose turn it is: its bytes, those that were taken, and those of the piece on its way; undefined when nothing waits. */
  get current(): { readonly length: number; readonly taken: number; readonly inFlight: number } | undefined {
    const send = this.#first;
    return send && { length: send.bytes.length, taken: this.#taken, inFlight: this.#inFlight };
  }

  /**
   * Settles when the kernel has taken all of `bytes`, which must not be changed until then.
   *
   * @param room `any`: whatever waits, since the caller makes sure that it does not become ever more.
   * @throws SockscopeError `SEND_QUEUE_FULL` while more than the caps allow is waiting.
   */
  push(bytes: Uint8Array, room: 'capped' | 'any' = 'capped'): Promise<void> {
    return this.begin(bytes, room).done;
  }

  /** As {@link push}, for who may want to take it back. */
  begin(bytes: Uint8Array, room: 'capped' | 'any' = 'capped'): Sending {
    let send: WaitingSend | undefined;
    const done = this.#push(bytes, room, (pushed) => {
      send = pushed;
    });
    return { done, withdraw: () => (send ? this.#withdraw(send) : { taken: 0, inFlight: 0 }) };
  }

  #push(bytes: Uint8Array, room: 'capped' | 'any', pushed: (send: WaitingSend) => void): Promise<void> {
    if (this.#refusal) return Promise.reject(this.#refusal());
    if (bytes.length === 0) return Promise.resolve();
    const isFull = this.#bytes > MAX_BYTES_WAITING || this.#sends >= MAX_SENDS_WAITING;
    if (isFull && room === 'capped') {
      return Promise.reject(
        new SockscopeError(
          'SEND_QUEUE_FULL',
          'The peer does not read: {0, plural, one {# byte is} other {# bytes are}} waiting to be sent, so nothing more is taken. Wait until the peer reads, or close the socket.',
          [this.#bytes],
        ),
      );
    }
    return new Promise<void>((resolve, reject) => {
      const send: WaitingSend = { bytes, resolve, reject, next: undefined };
      pushed(send);
      if (this.#last) this.#last.next = send;
      else this.#first = send;
      this.#last = send;
      this.#sends++;
      this.#bytes += bytes.length;
      if (this.#running) return;
      this.#running = true;
      this.#writeNext();
    });
  }

  /** Settles when nothing waits any more, sent or failed. */
  idle(): Promise<void> {
    if (!this.#running) return Promise.resolve();
    return new Promise((resolve) => (this.#idle ??= []).push(resolve));
  }

  /** Refuses what waits and what comes later, for a reason that is asked for only when there is something to refuse. */
  fail(reason: () => Error): void {
    if (this.#refusal) return;
    this.#refusal = reason;
    for (let send = this.#first; send; send = send.next) send.reject(reason());
    this.#first = undefined;
    this.#last = undefined;
    this.#sends = 0;
    this.#bytes = 0;
    this.#settleIdle();
  }

  /** Of the first send, the piece on its way stays; of another one nothing does. */
  #withdraw(send: WaitingSend): { taken: number; inFlight: number } {
    let before: WaitingSend | undefined;
    let found = this.#first;
    while (found && found !== send) [before, found] = [found, found.next];
    // It is over.
    if (!found) return { taken: send.bytes.length, inFlight: 0 };
    const isFirst = !before;
    const stays = isFirst ? this.#taken + this.#inFlight : 0;
    this.#bytes -= send.bytes.length - stays;
    send.bytes = send.bytes.subarray(0, stays);
    if (!isFirst || this.#inFlight === 0) {
      // Between two pieces it is the next one's turn as soon as the record has room.
      if (before) before.next = send.next;
      else this.#first = send.next;
      if (this.#last === send) this.#last = before;
      this.#sends--;
      if (isFirst) this.#taken = 0;
      send.resolve();
    }
    return { taken: isFirst ? stays - this.#inFlight : 0, inFlight: isFirst ? this.#inFlight : 0 };
  }

  #writeNext(): void {
    const send = this.#first;
    if (!send) {
      this.#settleIdle();
      return;
    }
    const { bytes } = send;
    // What is withdrawn later ends behind this piece.
    const piece = bytes.length <= MAX_SEND_PIECE ? bytes : bytes.subarray(this.#taken, this.#taken + MAX_SEND_PIECE);
    this.#inFlight = piece.length;
    this.#write(piece, (error, until) => {
      this.#inFlight = 0;
      this.#onTaken(send, piece.length, error, until);
    });
  }

  #onTaken(send: WaitingSend, length: number, error: Error | undefined, until: Promise<void> | undefined): void {
    // After a failure everything has been refused already.
    if (this.#refusal) return;
    if (error) {
      this.fail(() => error);
      return;
    }
    this.#bytes -= length;
    this.#taken += length;
    if (this.#taken === send.bytes.length) {
      this.#taken = 0;
      this.#sends--;
      this.#first = send.next;
      if (!send.next) this.#last = undefined;
      send.resolve();
    }
    if (until) {
      void until.then(() => {
        this.#writeNext();
      });
    } else {
      this.#writeNext();
    }
  }

  #settleIdle(): void {
    this.#running = false;
    const idle = this.#idle;
    this.#idle = undefined;
    for (const settled of idle ?? []) settled();
  }
}
