import { MAX_DIAL_ATTEMPTS } from '../limits';
import { addressBytes, type Endpoint } from '../address/endpoint';
import { codeOf } from '../platform/systemError';

/**
 * What became of one address of a name that was dialled. `abandoned`: it had not answered when another one had, or when dialling
 * ended; `untried`: one before it had answered in time.
 */
export interface DialAttempt {
  /** Numeric. */
  readonly address: string;
  readonly outcome: 'connected' | 'failed' | 'abandoned' | 'untried';
  /** The system's, of one that failed. */
  readonly code?: string;
  /** Milliseconds from the first attempt to this one; absent where it was not tried. */
  readonly after?: number;
  /** Milliseconds from there to its outcome. */
  readonly took?: number;
}

/** An attempt that goes on. */
interface OpenAttempt {
  readonly address: string;
  readonly begun: number;
  ended?: { readonly outcome: 'connected' | 'failed'; readonly code?: string; readonly at: number };
}

/** Keeps what becomes of the addresses of one name, in the order in which they are tried: RFC 8305. */
export class DialAttempts {
  /** The name that was dialled; a numeric address needs no choice. */
  readonly host: string;
  readonly #now: () => number;
  readonly #begun: OpenAttempt[] = [];
  #addresses: readonly string[] = [];
  #endedAt: number | undefined;

  constructor(host: string, now: () => number = () => performance.now()) {
    this.host = host;
    this.#now = now;
  }

  /** @param addresses In the order in which they will be tried. */
  resolved(addresses: readonly string[]): void {
    this.#addresses = addresses;
  }

  /** Returns what is to be told once of its outcome: an error, or nothing where it is connected. */
  begin(address: string): (error?: unknown) => void {
    const attempt: OpenAttempt = { address, begun: this.#now() };
    this.#begun.push(attempt);
    return (error) => {
      const at = this.#now();
      attempt.ended ??=
        error === undefined ? { outcome: 'connected', at } : { outcome: 'failed', code: codeOf(error), at };
    };
  }

  /** Whatever has no outcome by now gets none. */
  end(): void {
    this.#endedAt ??= this.#now();
  }

  /** The first ones, where there are very many. */
  list(): readonly DialAttempt[] {
    const first = this.#begun[0]?.begun ?? 0;
    const tried = this.#begun.map(({ address, begun, ended }): DialAttempt => {
      const { outcome = 'abandoned', code, at = this.#endedAt ?? this.#now() } = ended ?? {};
      const times = { after: Math.round(begun - first), took: Math.round(at - begun) };
      return { address, outcome, ...(code === undefined ? {} : { code }), ...times };
    });
    const untried = this.#addresses.slice(tried.length).map((address) => ({ address, outcome: 'untried' as const }));
    return [...tried, ...untried].slice(0, MAX_DIAL_ATTEMPTS);
  }
}

/** Of an endpoint with a name, which may have several addresses. */
export function attemptsAt(endpoint: Endpoint): DialAttempts | undefined {
  return 'path' in endpoint || addressBytes(endpoint.host) ? undefined : new DialAttempts(endpoint.host);
}

/** What became of the addresses of a name, for people and programs; undefined where none is known. */
export function toldAttempts(attempts: DialAttempts | undefined): ToldAttempts | undefined {
  const list = attempts?.list() ?? [];
  return attempts && list.length > 0 ? { host: attempts.host, list } : undefined;
}

export interface ToldAttempts {
  readonly host: string;
  readonly list: readonly DialAttempt[];
}

/** For the record, in which no packet tells of it: undefined where there was nothing to choose. */
export function noteAttempts(attempts: readonly DialAttempt[]): string | undefined {
  if (attempts.length < 2) return undefined;
  return attempts
    .slice(0, MAX_NOTED)
    .map(({ address, outcome, code, after = 0, took = 0 }) => {
      if (outcome === 'untried') return `${address} not tried`;
      const what = outcome === 'failed' ? (code ?? 'failed') : outcome;
      return `${address} tried at ${after} ms, ${what} after ${took} ms`;
    })
    .join('; ');
}

/** Attempts that an event tells of: it has a few hundred characters. */
const MAX_NOTED = 5;
