/**
 * Matches what comes in, piece by piece. Except for `any`, the verdict is the same however the stream is cut into pieces:
 * each takes the bytes one after another.
 */
import { DelimiterSearch } from '../../bytes/find/delimiterSearch';
import { READ_BYTES } from '../../engine/transport/receiveBuffers';
import type { BytePattern } from '../../bytes/regex/bytePattern';
import type { RegexMachine, RegexMatch } from '../../bytes/regex/machine';

/** How nothing more can come. */
export type StreamEnd = 'eof' | 'reset' | 'datagram';

export type Verdict =
  | { readonly kind: 'more' }
  /** `length`: how many bytes belong to it, those before the match included. */
  | { readonly kind: 'matched'; readonly length: number; readonly match?: RegexMatch }
  /** `at`: the first byte that does not fit. */
  | { readonly kind: 'failed'; readonly at: number; readonly reason: FailureReason };

export type FailureReason = 'different' | 'missing' | 'bytes' | 'ended' | 'notEnded' | 'noMatch' | 'tooMuchWork';

export interface Matcher {
  /** How many bytes one read may bring so that nothing is read ahead, at least 1. */
  readonly wants: number;
  feed(bytes: Uint8Array): Verdict;
  /** Nothing more comes. */
  end(how: StreamEnd): Verdict;
  /** The time is over. */
  timeOut(): Verdict;
}

export const MORE: Verdict = { kind: 'more' };

const failed = (at: number, reason: FailureReason): Verdict => ({ kind: 'failed', at, reason });

/** Exactly these bytes. */
export class BytesMatcher implements Matcher {
  readonly #pattern: BytePattern;
  #at = 0;
  /** The first hole that has not been passed. */
  #hole = 0;

  constructor(pattern: BytePattern) {
    this.#pattern = pattern;
  }

  get wants(): number {
    return Math.max(1, this.#pattern.bytes.length - this.#at);
  }

  feed(piece: Uint8Array): Verdict {
    const { bytes, holes } = this.#pattern;
    for (let i = 0; i < piece.length && this.#at < bytes.length; i++) {
      const hole = holes[this.#hole];
      const isHole = hole !== undefined && this.#at >= hole.offset;
      if (!isHole && piece[i] !== bytes[this.#at]) return failed(this.#at, 'different');
      this.#at++;
      if (isHole && this.#at === hole.offset + hole.type.bytes) this.#hole++;
    }
    return this.#at === bytes.length ? { kind: 'matched', length: this.#at } : MORE;
  }

  end(): Verdict {
    return this.#at === this.#pattern.bytes.length
      ? { kind: 'matched', length: this.#at }
      : failed(this.#at, 'missing');
  }

  timeOut(): Verdict {
    return this.end();
  }
}

/** Up to and with the first occurrence of the delimiter. */
export class UntilMatcher implements Matcher {
  readonly wants = 1;
  readonly #search: DelimiterSearch;
  #position = 0;

  constructor(delimiter: Uint8Array) {
    this.#search = new DelimiterSearch(delimiter);
  }

  feed(piece: Uint8Array): Verdict {
    const end = this.#search.take(piece);
    if (end >= 0) return { kind: 'matched', length: this.#position + end };
    this.#position += piece.length;
    return MORE;
  }

  end(): Verdict {
    return failed(this.#position, 'missing');
  }

  timeOut(): Verdict {
    return this.end();
  }
}

/** So many bytes. */
export class CountMatcher implements Matcher {
  readonly #count: number;
  #seen = 0;

  constructor(count: number) {
    this.#count = count;
  }

  get wants(): number {
    return Math.max(1, this.#count - this.#seen);
  }

  feed(piece: Uint8Array): Verdict {
    this.#seen += piece.length;
    return this.#seen >= this.#count ? { kind: 'matched', length: this.#count } : MORE;
  }

  end(): Verdict {
    return this.#seen >= this.#count ? { kind: 'matched', length: this.#count } : failed(this.#seen, 'missing');
  }

  timeOut(): Verdict {
    return this.end();
  }
}

/** Whatever one chunk holds. */
export class AnyMatcher implements Matcher {
  readonly wants = READ_BYTES;

  feed(piece: Uint8Array): Verdict {
    return piece.length > 0 ? { kind: 'matched', length: piece.length } : MORE;
  }

  /** An empty datagram is something, too. */
  end(how: StreamEnd): Verdict {
    return how === 'datagram' ? { kind: 'matched', length: 0 } : failed(0, 'missing');
  }

  timeOut(): Verdict {
    return failed(0, 'missing');
  }
}

/** What one call of `recv` returns: at most so many bytes, of a datagram its first ones. */
export class RecvMatcher implements Matcher {
  readonly wants: number;

  constructor(room: number) {
    this.wants = room;
  }

  feed(piece: Uint8Array): Verdict {
    return piece.length > 0 ? { kind: 'matched', length: Math.min(piece.length, this.wants) } : MORE;
  }

  /** An empty datagram is something, too. */
  end(how: StreamEnd): Verdict {
    return how === 'datagram' ? { kind: 'matched', length: 0 } : failed(0, 'missing');
  }

  timeOut(): Verdict {
    return failed(0, 'missing');
  }
}

/** The first match of a regular expression, with what stands before it. */
export class RegexMatcher implements Matcher {
  readonly wants = 1;
  readonly #machine: RegexMachine;

  constructor(machine: RegexMachine) {
    this.#machine = machine;
  }

  feed(piece: Uint8Array): Verdict {
    this.#machine.feed(piece);
    return this.#verdict();
  }

  end(): Verdict {
    this.#machine.end();
    return this.#verdict();
  }

  /** A match that only further bytes could have made longer holds. */
  timeOut(): Verdict {
    const { match } = this.#machine;
    return match === undefined ? this.end() : { kind: 'matched', length: match.slots[1]!, match };
  }

  #verdict(): Verdict {
    const { state, match } = this.#machine;
    switch (state) {
      case 'searching':
        return MORE;
      case 'matched':
        return { kind: 'matched', length: match!.slots[1]!, match: match! };
      case 'none':
        return failed(0, 'noMatch');
      case 'exhausted':
        return failed(0, 'tooMuchWork');
    }
  }
}

/** The end of the stream: a clean one, or a reset. What comes before a reset and was not taken is lost with it. */
export class EndMatcher implements Matcher {
  readonly wants = 1;
  readonly #wanted: 'eof' | 'reset';
  #seen = 0;

  constructor(wanted: 'eof' | 'reset') {
    this.#wanted = wanted;
  }

  feed(piece: Uint8Array): Verdict {
    this.#seen += piece.length;
    return this.#wanted === 'eof' && this.#seen > 0 ? failed(0, 'bytes') : MORE;
  }

  end(how: StreamEnd): Verdict {
    return how === this.#wanted ? { kind: 'matched', length: this.#seen } : failed(this.#seen, 'ended');
  }

  timeOut(): Verdict {
    return failed(this.#seen, 'notEnded');
  }
}

/** Nothing but an error of the socket, of which the inbox tells; or the time is over. */
export class RefusalMatcher implements Matcher {
  readonly wants = 1;

  feed(): Verdict {
    return failed(0, 'bytes');
  }

  end(): Verdict {
    return failed(0, 'bytes');
  }

  timeOut(): Verdict {
    return failed(0, 'notEnded');
  }
}

/** Nothing, not even an end, until the time is over. */
export class SilenceMatcher implements Matcher {
  readonly wants = 1;

  feed(piece: Uint8Array): Verdict {
    return piece.length > 0 ? failed(0, 'bytes') : MORE;
  }

  end(how: StreamEnd): Verdict {
    return failed(0, how === 'datagram' ? 'bytes' : 'ended');
  }

  timeOut(): Verdict {
    return { kind: 'matched', length: 0 };
  }
}

/** Matches a whole datagram. Only a regular expression and `recv` may leave something of it. */
export function matchDatagram(matcher: Matcher, datagram: Uint8Array): Verdict {
  const fed = matcher.feed(datagram);
  const verdict = fed.kind === 'more' ? matcher.end('datagram') : fed;
  if (verdict.kind !== 'matched' || verdict.match !== undefined || verdict.length === datagram.length) return verdict;
  if (matcher instanceof RecvMatcher) return verdict;
  return failed(verdict.length, 'bytes');
}
