import type { Direction } from '../../../bytes/direction';
import { patternsOf, type FindQuery } from '../../../bytes/find/query';
import { PatternMatcher } from '../../../capture/search/patternMatcher';
import type { StreamMatcher } from '../../../capture/search/streamMatcher';
import { StreamSearch } from '../../../capture/search/streamSearch';
import type { FoundMatch, Layout } from '../../../webview/protocol';
import type { ConversationView } from '../conversationViews';
import { RegexMatcher } from './regexMatcher';

/** Most matches of one search. */
export const MAX_MATCHES = 10_000;
/** Milliseconds that one step takes. */
const STEP_TIME = 100;

function matcherOf(query: FindQuery): StreamMatcher {
  const { kind } = query;
  if (kind === 'regex') return new RegexMatcher(query.text, query.matchCase);
  return new PatternMatcher(patternsOf({ ...query, kind }));
}

/** A search through one or both streams of a conversation, as long as they are when it begins. */
export class ConversationSearch {
  readonly #view: ConversationView;
  readonly #streams: { readonly direction: Direction; readonly search: StreamSearch }[];
  readonly bytes: number;
  #found = 0;

  /** @throws SockscopeError or TextError when the query means nothing. */
  constructor(
    readonly id: number,
    view: ConversationView,
    directions: readonly Direction[],
    query: FindQuery,
  ) {
    this.#view = view;
    const { capture, log } = view;
    this.bytes = directions.reduce((sum, direction) => sum + log.bytes(direction), 0);
    this.#streams = directions.map((direction) => {
      const read = (offset: number, length: number) => capture.readBytes(log, direction, offset, length);
      return { direction, search: new StreamSearch(read, log.bytes(direction), matcherOf(query)) };
    });
  }

  /** Goes on for a moment. Each match comes with its row in the layout, or -1 where that does not show it. */
  async continue(layout: Layout): Promise<{ matches: FoundMatch[]; searched: number; done: boolean; capped: boolean }> {
    const matches: FoundMatch[] = [];
    const stream = this.#streams.find(({ search }) => !search.isOver);
    if (stream && this.#found < MAX_MATCHES) {
      const found = await stream.search.step(STEP_TIME, MAX_MATCHES - this.#found);
      this.#found += found.length;
      for (const match of found) matches.push(this.#place(stream.direction, match.offset, match.length, layout));
    }
    const capped = this.#found >= MAX_MATCHES;
    return {
      matches,
      searched: this.#streams.reduce((sum, { search }) => sum + search.searched, 0),
      done: capped || this.#streams.every(({ search }) => search.isOver),
      capped,
    };
  }

  #place(direction: Direction, offset: number, length: number, layout: Layout): FoundMatch {
    const { log } = this.#view;
    const isShown = layout.view === 'exchange' || layout.view === direction;
    const row = isShown ? this.#view.rowsOf(layout).rowOf(direction, offset) : -1;
    return { direction, offset, length, chunk: log.atOffset(direction, offset) + 1, row };
  }
}

/** The search of one page: a new one ends the one before. */
export class PageSearch {
  #current: ConversationSearch | undefined;
  #lastId = 0;

  begin(view: ConversationView, directions: readonly Direction[], query: FindQuery): ConversationSearch {
    this.#current = undefined;
    return (this.#current = new ConversationSearch(++this.#lastId, view, directions, query));
  }

  /** Undefined when another one has begun meanwhile. */
  find(id: number): ConversationSearch | undefined {
    return this.#current?.id === id ? this.#current : undefined;
  }
}
