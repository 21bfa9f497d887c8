import type { Direction } from '../../../base/direction';
import { SockscopeError } from '../../../base/error';
import type { FindQuery } from '../../../bytes/find/query';
import { Sequencer } from '../../../base/sequencer';
import { FoundMatches, MAX_MATCHES } from '../../../capture/search/foundMatches';
import { searchOf, type SearchedConversation } from '../../../capture/search/searchOf';
import type { StreamSearch } from '../../../capture/search/streamSearch';
import type { Requests } from '../../../webview/inspector/protocol';

/** Milliseconds that one step takes. */
const STEP_TIME = 100;

interface SearchedDirection {
  readonly direction: Direction;
  readonly search: StreamSearch;
}

/** A search through one or both streams of a conversation, and on through what comes later. In UDP, each datagram is searched by itself. */
export class ConversationSearch {
  readonly found: FoundMatches;
  readonly #view: SearchedConversation;
  readonly #streams: readonly SearchedDirection[];
  readonly #steps = new Sequencer();

  /** @throws SockscopeError or TextError when the query means nothing. */
  constructor(
    readonly id: number,
    view: SearchedConversation,
    directions: readonly Direction[],
    query: FindQuery,
  ) {
    this.#view = view;
    this.found = new FoundMatches(view.log);
    this.#streams = directions.map((direction) => ({ direction, search: searchOf(view, direction, query) }));
  }

  /** Goes on for a moment; one call at a time does. */
  async continue(): Promise<Requests['continueFind']['result']> {
    await this.#steps.run(() => this.#goOn());
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
    await this.#steps.run(() => Promise.all(this.#streams.map(({ search }) => search.rest())));
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

  begin(view: SearchedConversation, directions: readonly Direction[], query: FindQuery): ConversationSearch {
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
