/** Keeps sockets that answer datagrams by themselves from answering each other without end: RFC 862 does not mention it. */
import { SockscopeError } from '../../base/error';
import { nameOfPort } from '../../bytes/ports';
import { formatHostPort } from '../address/endpoint';
import { MAX_ANSWERS_PER_SECOND, MAX_MIRRORED_ANSWERS, MAX_OWN_ANSWERS, MAX_UNPAUSED_ANSWERS } from '../limits';
import { isReachedAt } from '../address/sameAddress';
import type { IpSocketAddress } from '../address/socketAddress';

/** A service answers whatever comes; a rule only what somebody wrote down. */
export type AnsweredBy = 'service' | 'rule';

/** A datagram socket of this process that answers by itself. */
export interface Answerer {
  readonly local: IpSocketAddress | undefined;
  /** Whether `::` takes IPv6 alone there. */
  readonly v6only: boolean;
  readonly answersBy: AnsweredBy | undefined;
  /** Whether the last datagram that it sent there was such an answer. */
  hasAnsweredLast(peer: IpSocketAddress): boolean;
}

/** All of them. */
export class OwnAnswerers {
  readonly #all = new Set<Answerer>();

  add(answerer: Answerer): void {
    this.#all.add(answerer);
  }

  delete(answerer: Answerer): void {
    this.#all.delete(answerer);
  }

  /** The one that gets what is sent to `peer`. */
  at({ address, port }: IpSocketAddress): Answerer | undefined {
    for (const answerer of this.#all) {
      const { local, v6only } = answerer;
      if (local?.port === port && isReachedAt(local.address, address, v6only)) return answerer;
    }
    return undefined;
  }
}

/** echo, daytime, qotd, chargen and time: servers there answer by themselves, so that answering one may never end. */
const ANSWERING_PORTS: ReadonlySet<number> = new Set([7, 13, 17, 19, 37]);

/** What a socket has answered to one peer by itself. */
export class PeerAnswers {
  /** When the second began that is counted; of the guard's clock, in milliseconds. */
  second = -Infinity;
  /** Answers in that second. */
  count = 0;
  /** Answers to an answerer of this process since somebody last said something of his own. */
  inARow = 0;
  /** Whether the last datagram that was sent there was an answer. */
  wasLast = false;
  /** A digest of the last answer. */
  last: number | undefined;
  /** How many answers in a row came back as they were. */
  mirrored = 0;
  /** When the last answer was given, of the guard's clock. */
  lastAt = -Infinity;
  /** Answers since the last pause of a second. */
  unpaused = 0;
}

/** What a socket knows of one peer. */
export interface AnsweredPeer {
  readonly endpoint: IpSocketAddress;
  readonly answers: PeerAnswers;
}

/** Decides for one socket which datagrams get an answer. */
export class AnswerGuard {
  readonly #own: OwnAnswerers;
  readonly #now: () => number;

  /** @param now Milliseconds of a clock that never goes back. */
  constructor(own: OwnAnswerers, now: () => number = () => performance.now()) {
    this.#own = own;
    this.#now = now;
  }

  /**
   * Why `received` of `peer` must not be answered to by `self`; undefined when it may, which counts as an answer.
   */
  refusal(received: Uint8Array, peer: AnsweredPeer, self: Answerer, by: AnsweredBy): SockscopeError | undefined {
    const { endpoint, answers } = peer;
    const subject = `udp://${formatHostPort(endpoint.address, endpoint.port)}`;
    if (ANSWERING_PORTS.has(endpoint.port)) {
      return new SockscopeError(
        'ANSWERING_PORT',
        'A datagram from {0} was not answered: servers at port {1} ({2}) answer by themselves, and the two would answer each other without end. Send from another port.',
        [subject, endpoint.port, nameOfPort(endpoint.port, 'udp') ?? ''],
      );
    }
    return this.#chain(endpoint, answers, self, by, subject) ?? this.#mirror(received, answers, subject) ?? this.#unpaused(answers, subject) ?? this.#rate(answers, subject); // prettier-ignore
  }

  #chain(
    endpoint: IpSocketAddress,
    answers: PeerAnswers,
    self: Answerer,
    by: AnsweredBy,
    subject: string,
  ): SockscopeError | undefined {
    const own = this.#own.at(endpoint);
    if (!own) return undefined;
    if (by === 'service' && own.answersBy === 'service') {
      return new SockscopeError(
        'ENDLESS_ANSWERS',
        'A datagram from {0} was not answered: Sockscope answers there by itself too, and the two would answer each other without end. Send from a socket whose service is manual.',
        [subject],
      );
    }
    if (self.local && !own.hasAnsweredLast(self.local)) answers.inARow = 0;
    if (answers.inARow++ < MAX_OWN_ANSWERS) return undefined;
    return new SockscopeError(
      'ENDLESS_ANSWERS',
      'A datagram from {0} was not answered: Sockscope answers there by itself too, and the two have answered each other {1} times in a row. Make one of them say something that the other does not answer.',
      [subject, MAX_OWN_ANSWERS],
    );
  }

  /** Another program's echo cannot be asked, but it can be seen: everything comes back. */
  #mirror(received: Uint8Array, answers: PeerAnswers, subject: string): SockscopeError | undefined {
    answers.mirrored = answers.last === digest(received) ? answers.mirrored + 1 : 0;
    if (answers.mirrored <= MAX_MIRRORED_ANSWERS) return undefined;
    // One that is left out ends it, if it was one; somebody who only asks the same again and again misses one.
    answers.mirrored = 0;
    return new SockscopeError(
      'ENDLESS_ANSWERS',
      'A datagram from {0} was not answered: each of the last {1} answers came back as it was, so somebody answers there by itself too, and the two would answer each other without end.',
      [subject, MAX_MIRRORED_ANSWERS],
    );
  }

  /**
   * Another program may answer with something new each time, such as characters or the time: that it never ends is all that can
   * be seen.
   */
  #unpaused(answers: PeerAnswers, subject: string): SockscopeError | undefined {
    const now = this.#now();
    if (now - answers.lastAt >= 1000) answers.unpaused = 0;
    answers.lastAt = now;
    if (answers.unpaused++ < MAX_UNPAUSED_ANSWERS) return undefined;
    // One that is left out ends it; somebody who asks that often misses one.
    answers.unpaused = 0;
    return new SockscopeError(
      'ENDLESS_ANSWERS',
      'A datagram from {0} was not answered: the last {1} were, without a pause of a second, so somebody may answer there by itself too, and the two would answer each other without end.',
      [subject, MAX_UNPAUSED_ANSWERS],
    );
  }

  #rate(answers: PeerAnswers, subject: string): SockscopeError | undefined {
    const now = this.#now();
    if (now - answers.second >= 1000) {
      answers.second = now;
      answers.count = 0;
    }
    if (answers.count++ < MAX_ANSWERS_PER_SECOND) return undefined;
    return new SockscopeError(
      'TOO_MANY_ANSWERS',
      'A datagram from {0} was not answered: one peer gets at most {1} answers a second.',
      [subject, MAX_ANSWERS_PER_SECOND],
    );
  }
}

/** Notes what was sent to a peer, by itself or because somebody wanted to. */
export function noteSent(answers: PeerAnswers, bytes: Uint8Array, isAnswer: boolean): void {
  answers.wasLast = isAnswer;
  if (isAnswer) answers.last = digest(bytes);
}

/** Bytes at each end that are looked at. */
const DIGESTED = 32;

/** FNV-1a over the length and both ends: enough to see that the same comes back, and as cheap for 64 KiB as for 64 bytes. */
function digest(bytes: Uint8Array): number {
  let hash = 0x811c9dc5 ^ bytes.length;
  const tail = Math.max(DIGESTED, bytes.length - DIGESTED);
  for (let i = 0; i < bytes.length; i = i + 1 === DIGESTED ? tail : i + 1)
    hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash;
}
