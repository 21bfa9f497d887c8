import type { IpSocketAddress } from '../../engine/address/socketAddress';
import { matchDatagram, type Matcher, type Verdict } from './matcher';
import { copyOf, StreamBuffer } from './streamBuffer';
import { withTimeLimit, type TimeLimit } from './timeLimit';
import type { Cause } from './failure';

/** Received bytes that wait for a step are at most so many (64 MiB); above that the socket is put on hold. */
export const MAX_UNREAD = 67_108_864;

/** What a datagram that waits counts for besides its bytes: the objects that hold it and its sender take about as much. */
export const DATAGRAM_COST = 2048;

const NO_BYTES = new Uint8Array(0);

/** What became of an expectation. */
export interface MatchOutcome {
  readonly verdict: Exclude<Verdict, { readonly kind: 'more' }>;
  readonly cause: Cause;
  /** Where the bytes that were looked at begin, from the start of all that was received. */
  readonly offset: number;
  /** How many bytes there were to look at. */
  readonly arrived: number;
  /** A copy of some of them, counted from the first one. */
  readonly copy: (start: number, end: number) => Uint8Array;
  /** Who sent the datagram. */
  readonly peer?: IpSocketAddress;
}

/** Asks for so many bytes at most, where nothing may be read ahead; undefined: no more for now. */
type Ask = (wanted: number | undefined, matcher: Matcher) => void;

interface Waiting {
  readonly matcher: Matcher;
  readonly settle: (outcome: MatchOutcome) => void;
}

/** What a connection received and no step has taken yet. */
export class StreamInbox {
  readonly #buffer = new StreamBuffer();
  /** Told to stop receiving while too much waits. */
  readonly #hold: (held: boolean) => void;
  readonly #ask: Ask;
  #waiting: Waiting | undefined;
  #ended: 'eof' | 'reset' | undefined;
  #discarding = false;

  constructor(hold: (held: boolean) => void, ask: Ask = () => undefined) {
    this.#hold = hold;
    this.#ask = ask;
  }

  push(chunk: Uint8Array): void {
    if (this.#discarding) return;
    this.#buffer.push(chunk);
    const isFull = this.#buffer.length > MAX_UNREAD;
    if (isFull) this.#hold(true);
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const verdict = waiting.matcher.feed(chunk);
    if (verdict.kind !== 'more') this.#settle(waiting, verdict, 'bytes');
    else if (isFull) this.#settle(waiting, waiting.matcher.timeOut(), 'full');
    else this.#ask(waiting.matcher.wants, waiting.matcher);
  }

  end(how: 'eof' | 'reset'): void {
    if (this.#ended !== undefined) return;
    this.#ended = how;
    const waiting = this.#waiting;
    if (waiting !== undefined) this.#settle(waiting, waiting.matcher.end(how), how);
  }

  /** Keeps nothing from now on. */
  discard(): void {
    this.#discarding = true;
    this.#buffer.clear();
    this.#hold(false);
  }

  /** Takes what the matcher matches. Rejects with the reason of the signal. */
  receive(matcher: Matcher, timeLimit: TimeLimit): Promise<MatchOutcome> {
    // No bytes at all may be enough.
    let verdict = matcher.feed(NO_BYTES);
    for (const piece of this.#buffer.pieces()) {
      if (verdict.kind !== 'more') break;
      verdict = matcher.feed(piece);
    }
    if (verdict.kind !== 'more') return Promise.resolve(this.#finish(verdict, 'bytes'));
    if (this.#ended !== undefined) {
      return Promise.resolve(this.#finish(decided(matcher.end(this.#ended)), this.#ended));
    }
    return withTimeLimit<MatchOutcome>(
      timeLimit,
      (settle) => {
        this.#waiting = { matcher, settle };
        this.#ask(matcher.wants, matcher);
        return () => {
          this.#waiting = undefined;
          this.#ask(undefined, matcher);
        };
      },
      () => this.#finish(decided(matcher.timeOut()), 'timeout'),
    );
  }

  #settle(waiting: Waiting, verdict: Verdict, cause: Cause): void {
    waiting.settle(this.#finish(decided(verdict), cause));
  }

  #finish(verdict: MatchOutcome['verdict'], cause: Cause): MatchOutcome {
    const { offset, length: arrived } = this.#buffer;
    if (verdict.kind === 'failed') {
      return { verdict, cause, offset, arrived, copy: (start, end) => this.#buffer.copy(start, end) };
    }
    const matched = this.#buffer.first(verdict.length);
    this.#buffer.take(verdict.length);
    if (this.#buffer.length <= MAX_UNREAD) this.#hold(false);
    return { verdict, cause, offset, arrived, copy: (start, end) => copyOf(matched, start, end) };
  }
}

function decided(verdict: Verdict): MatchOutcome['verdict'] {
  if (verdict.kind === 'more') throw new Error('A matcher must decide when nothing more comes.');
  return verdict;
}

interface Datagram {
  readonly bytes: Uint8Array;
  readonly peer: IpSocketAddress;
  readonly offset: number;
}

/**
 * Datagrams that no step has taken yet. Above `MAX_UNREAD` bytes, each datagram counted with `DATAGRAM_COST`, further ones are
 * dropped, as the system does.
 */
export class DatagramInbox {
  /** Undefined where one has been taken. */
  #queue: (Datagram | undefined)[] = [];
  #head = 0;
  #bytes = 0;
  #dropped = 0;
  #discarding = false;
  #waiting: ((datagram: Datagram) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;
  /** What the system reported while nobody waited: the next one who has nothing to take learns of it. */
  #error: Error | undefined;

  /** Datagrams that found no room. */
  get dropped(): number {
    return this.#dropped;
  }

  push(datagram: Datagram): void {
    const cost = costOf(datagram);
    if (this.#waiting !== undefined) {
      this.#waiting(datagram);
    } else if (this.#discarding) {
      return;
    } else if (this.#bytes + cost <= MAX_UNREAD) {
      this.#queue.push(datagram);
      this.#bytes += cost;
    } else {
      this.#dropped++;
    }
  }

  /** The system reported an error on the socket: whoever waits learns of it, or who waits next. */
  fail(error: Error): void {
    if (this.#fail === undefined) this.#error = error;
    else this.#fail(error);
  }

  /** Keeps nothing from now on. */
  discard(): void {
    this.#discarding = true;
    this.#queue = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  /** Takes the next datagram, which matches wholly or not. Rejects with the reason of the signal, or the socket's error. */
  receive(matcher: Matcher, timeLimit: TimeLimit): Promise<MatchOutcome> {
    const next = this.#queue[this.#head];
    if (next !== undefined) {
      this.#queue[this.#head++] = undefined;
      this.#bytes -= costOf(next);
      if (this.#head > 32 && this.#head * 2 > this.#queue.length) {
        this.#queue = this.#queue.slice(this.#head);
        this.#head = 0;
      }
      return Promise.resolve(outcomeOf(matcher, next));
    }
    const error = this.#error;
    if (error !== undefined) {
      this.#error = undefined;
      return Promise.reject(error);
    }
    return withTimeLimit<MatchOutcome>(
      timeLimit,
      (settle, fail) => {
        this.#waiting = (datagram) => {
          settle(outcomeOf(matcher, datagram));
        };
        this.#fail = fail;
        return () => {
          this.#waiting = undefined;
          this.#fail = undefined;
        };
      },
      () => ({
        verdict: decided(matcher.timeOut()),
        cause: 'timeout',
        offset: 0,
        arrived: 0,
        copy: () => new Uint8Array(0),
      }),
    );
  }
}

const costOf = ({ bytes }: Datagram): number => bytes.length + DATAGRAM_COST;

function outcomeOf(matcher: Matcher, { bytes, peer, offset }: Datagram): MatchOutcome {
  return {
    verdict: decided(matchDatagram(matcher, bytes)),
    cause: 'datagram',
    offset,
    arrived: bytes.length,
    copy: (start, end) => bytes.slice(start, end),
    peer,
  };
}
