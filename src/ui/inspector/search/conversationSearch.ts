import type { Direction } from '../../../bytes/direction';
import { SockscopeError } from '../../../bytes/error';
import { patternsOf, type FindQuery } from '../../../bytes/find/query';
import type { ChunkLog } from '../../../capture/chunkLog';
import { FoundMatches, MAX_MATCHES } from '../../../capture/search/foundMatches';
import { PatternMatcher } from '../../../capture/search/patternMatcher';
import type { StreamMatcher } from '../../../capture/search/streamMatcher';
import { StreamSearch } from '../../../capture/search/streamSearch';
import type { Requests } from '../../../webview/protocol';
import type { ConversationView } from '../conversationViews';
import { RegexMatcher } from './regexMatcher';

/** Milliseconds that one step takes. */
const STEP_TIME = 100;

function matcherOf(query: FindQuery): StreamMatcher {
  const { kind } = query;
  if (kind === 'regex') return new RegexMatcher(query.text, query.matchCase);
  return new PatternMatcher(patternsOf({ ...query, kind }));
}

function endOfChunk(log: ChunkLog, direction: Direction, offset: number): number {
  const chunk = log.atOffset(direction, offset);
  return log.offset(chunk) + log.byteLength(chunk);
}

export type SearchedConversation = Pick<ConversationView, 'capture' | 'conversation' | 'log' | 'grows'>;

interface SearchedDirection {
  readonly direction: Direction;
  readonly search: StreamSearch;
}

/** A search through one or both streams of a conversation, and on through what comes later. In UDP, each datagram is searched by itself. */
export class ConversationSearch {
  readonly found: FoundMatches;
  readonly #view: SearchedConversation;
  readonly #streams: readonly SearchedDirection[];
  #step: Promise<void> = Promise.resolve();

  /** @throws SockscopeError or TextError when the query means nothing. */
  constructor(
    readonly id: number,
    view: SearchedConversation,
    directions: readonly Direction[],
    query: FindQuery,
  ) {
    this.#view = view;
    const { capture, log } = view;
    const isUdp = view.conversation.transport === 'udp';
    this.found = new FoundMatches(log);
    this.#streams = directions.map((direction) => {
      const stream = {
        get length() {
          return log.bytes(direction);
        },
        get grows() {
          return view.grows;
        },
        ...(isUdp ? { datagramEnd: (offset: number) => endOfChunk(log, direction, offset) } : {}),
        pieces: (start: number, end: number) => capture.readPieces(log, direction, start, end),
      };
      return { direction, search: new StreamSearch(stream, matcherOf(query)) };
    });
  }

  /** Goes on for a moment; one call at a time does. */
  async continue(): Promise<Requests['continueFind']['answer']> {
    this.#step = this.#step.catch(() => undefined).then(() => this.#goOn());
    await this.#step;
    const { log } = this.#view;
    const count = this.found.count;
    return {
      count,
      searched: this.#streams.reduce((sum, { search }) => sum + search.searched, 0),
      bytes: this.#streams.reduce((sum, { direction }) => sum + log.bytes(direction), 0),
      done: this.#isCapped || this.#streams.every(({ search }) => search.isIdle),
      capped: this.#isCapped,
    };
  }

  /** Nobody asks to go on: what is being read is given up, what was found stays. */
  async rest(): Promise<void> {
    await this.#step.catch(() => undefined);
    await Promise.all(this.#streams.map(({ search }) => search.rest()));
  }

  get #isCapped(): boolean {
    return this.found.count >= MAX_MATCHES;
  }

  async #goOn(): Promise<void> {
    const next = this.#streams.find(({ search }) => !search.isIdle);
    if (!next || this.#isCapped) return;
    await next.search.step(STEP_TIME, (offset, length) => this.found.push(next.direction, offset, length));
  }
}

/** The search of one page: a new one ends the one before. */
export class PageSearch {
  #current: ConversationSearch | undefined;
  #lastId = 0;

  begin(view: ConversationView, directions: readonly Direction[], query: FindQuery): ConversationSearch {
    this.end();
    return (this.#current = new ConversationSearch(++this.#lastId, view, directions, query));
  }

  /** Stops reading; what was found stays. */
  rest(): void {
    void this.#current?.rest();
  }

  /** Forgets what was found. */
  end(): void {
    this.rest();
    this.#current = undefined;
  }

  /**
   * The search with this id.
   *
   * @throws SockscopeError `SEARCH_ENDED` when another one has begun meanwhile.
   */
  get(id: number): ConversationSearch {
    if (this.#current?.id === id) return this.#current;
    throw new SockscopeError('SEARCH_ENDED', 'Another search has begun meanwhile.');
  }
}
