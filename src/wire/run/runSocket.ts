/** The sockets of a running section: the engine's, with what waits to be expected on them. */
import type { Connection } from '../../engine/connection';
import type { DatagramSocket } from '../../engine/datagramSocket';
import type { Listener } from '../../engine/listener';
import { MAX_RECEIVE_NEXT } from '../../engine/limits';
import { isEnded } from '../../engine/socketInfo';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import { DatagramAnswerer, RuleSet, StreamAnswerer, type AnsweringOptions, type Unanswered } from './answering';
import { DatagramInbox, StreamInbox } from './inbox';
import type { RelaySocket } from './relaySocket';
import { RecvMatcher, type Matcher } from './matcher';

/** What the last step that received something took. */
export interface Taken {
  /** Counted from 0. */
  readonly line: number;
  /** Bytes. */
  readonly length: number;
}

export class StreamSocket {
  readonly kind = 'stream';
  lastTaken: Taken | undefined;
  readonly socket: Connection;
  readonly inbox: StreamInbox;
  /** Who wants receiving to rest. */
  readonly #holders = new Set<unknown>();
  #answerer: StreamAnswerer | undefined;
  #sawEnd = false;
  #isDiscarded = false;
  /** A step of the section has taken it. */
  isTaken = false;
  /** Nothing is read but what a step waits for. */
  #isStepwise: boolean;
  #isPaused = false;
  /** Takes back what was asked for. */
  #asking: AbortController | undefined;

  /** @param isStepwise Nothing may be read ahead: the connection was opened paused. */
  constructor(connection: Connection, isStepwise = false) {
    this.socket = connection;
    this.#isStepwise = isStepwise;
    this.inbox = new StreamInbox(
      (held) => {
        this.#hold(this, held);
      },
      (wanted, matcher) => {
        this.#asking?.abort();
        this.#asking = undefined;
        if (wanted !== undefined && this.#isStepwise) this.#receiveNext(wanted, matcher);
      },
    );
    connection.onReceive((bytes) => {
      this.inbox.push(bytes);
      this.#answerer?.push(bytes);
    });
    // It was opened paused for nothing: what needs single reads says so.
    if (!connection.canReceiveNext) this.readAhead();
  }

  /** Reads as ever, from now on. */
  readAhead(): void {
    if (!this.#isStepwise) return;
    this.#isStepwise = false;
    if (!this.#isPaused) this.socket.release('user');
  }

  pause(): void {
    this.#isPaused = true;
    this.socket.hold('user');
  }

  resume(): void {
    this.#isPaused = false;
    if (!this.#isStepwise) this.socket.release('user');
  }

  /** How it ends, the connection tells by itself. */
  #receiveNext(wanted: number, matcher: Matcher): void {
    if (this.#isPaused && !(matcher instanceof RecvMatcher)) return;
    const asking = new AbortController();
    this.#asking = asking;
    this.socket.receiveNext(Math.min(wanted, MAX_RECEIVE_NEXT), asking.signal).catch(() => undefined);
  }

  answerBy(rules: RuleSet): void {
    if (this.#answerer !== undefined) return;
    const answerer: StreamAnswerer = new StreamAnswerer(
      this.socket,
      rules,
      (held) => {
        this.#hold(rules, held);
      },
      () => !this.isTaken,
    );
    this.#answerer = answerer;
    if (this.#sawEnd) answerer.end();
  }

  /** The engine says that something about the connection changed. */
  changed(): void {
    const { state, endedBy } = this.socket;
    if (this.#sawEnd || (state !== 'half-closed-remote' && !isEnded(state))) return;
    this.#sawEnd = true;
    const isReset = (state === 'reset' && endedBy === 'received') || state === 'failed';
    this.inbox.end(isReset ? 'reset' : 'eof');
    this.#answerer?.end();
  }

  /** Nobody expects anything any more. Rules go on. */
  discard(): void {
    this.#isDiscarded = true;
    this.inbox.discard();
    // What a step has taken stays as it is, for whoever plays on with it.
    if (!this.isTaken) this.readAhead();
  }

  /** Nothing more will ever be done with it: neither by a step nor by a rule. */
  get isSpent(): boolean {
    return this.#isDiscarded && isEnded(this.socket.state);
  }

  stopAnswering(): void {
    this.#answerer?.stop();
  }

  /** What its listener's rules did not answer; undefined where there are none. */
  get unanswered(): Unanswered | undefined {
    return this.#answerer?.unanswered;
  }

  #hold(holder: unknown, held: boolean): void {
    const before = this.#holders.size;
    if (held) this.#holders.add(holder);
    else this.#holders.delete(holder);
    if (before === 0 && this.#holders.size > 0) this.socket.hold('reader');
    else if (before > 0 && this.#holders.size === 0) this.socket.release('reader');
  }
}

export class DatagramRunSocket {
  readonly kind = 'datagram';
  lastTaken: Taken | undefined;
  readonly socket: DatagramSocket;
  readonly inbox = new DatagramInbox();
  /** Who sent the datagram that was expected last. */
  peer: IpSocketAddress | undefined;
  readonly #rules: RuleSet;
  readonly #answerer: DatagramAnswerer;
  #error: Error | undefined;

  constructor(socket: DatagramSocket, options: AnsweringOptions) {
    this.socket = socket;
    this.#error = socket.error;
    this.#rules = new RuleSet(options);
    this.#answerer = new DatagramAnswerer(socket, this.#rules);
    socket.onReceive((bytes, peer) => {
      const offset = socket.bytesReceived - bytes.length;
      this.inbox.push({ bytes, peer, offset });
      if (this.#rules.rules.length > 0) this.#answerer.push(bytes, peer, offset);
    });
  }

  get rules(): RuleSet {
    return this.#rules;
  }

  get unanswered(): Unanswered {
    return this.#answerer.unanswered;
  }

  changed(): void {
    const { error } = this.socket;
    if (error === undefined || error === this.#error) return;
    this.#error = error;
    this.inbox.fail(error);
  }

  discard(): void {
    this.inbox.discard();
  }
}

export class ListenerSocket {
  readonly kind = 'listener';
  readonly socket: Listener;
  readonly rules: RuleSet;
  /** Connections that no step has accepted. */
  #queue: StreamSocket[] = [];
  #waiting: ((connection: StreamSocket) => void) | undefined;
  /** How many `accept` steps are still to come. */
  #acceptsLeft: number;
  /** Its connections come in paused. */
  readonly isStepwise: boolean;

  constructor(listener: Listener, accepts: number, isStepwise: boolean, options: AnsweringOptions) {
    this.socket = listener;
    this.#acceptsLeft = accepts;
    this.isStepwise = isStepwise;
    this.rules = new RuleSet(options);
  }

  /** A connection came in. */
  add(connection: StreamSocket): void {
    if (this.rules.rules.length > 0) connection.answerBy(this.rules);
    if (this.#waiting !== undefined) this.#waiting(connection);
    else if (this.#acceptsLeft > this.#queue.length) this.#queue.push(connection);
    else connection.discard();
  }

  /** The next connection: at once when one waits. `onNext` is told of the next one otherwise. */
  next(onNext: (connection: StreamSocket) => void): StreamSocket | undefined {
    this.#acceptsLeft--;
    const first = this.#queue.shift();
    if (first === undefined) this.#waiting = onNext;
    return first;
  }

  stopWaiting(): void {
    this.#waiting = undefined;
  }

  /** No step accepts any more: no connection is kept for one. Rules go on. */
  discard(): void {
    this.stopWaiting();
    this.#acceptsLeft = 0;
    this.#queue = [];
  }
}

export type RunSocket = StreamSocket | DatagramRunSocket | ListenerSocket | RelaySocket;
