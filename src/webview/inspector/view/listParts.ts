import type { ConversationSummary, ToPage } from '../protocol';

/** Puts the parts together in which the list of conversations comes. */
export class ListParts {
  #entries: ConversationSummary[] = [];

  /** The whole list with its last part; undefined before. A first part begins a new list. */
  take({ list, from, total }: Extract<ToPage, { type: 'conversations' }>): readonly ConversationSummary[] | undefined {
    if (from === 0) this.#entries = [];
    // The parts of a list whose beginning never came.
    if (from !== this.#entries.length) return undefined;
    this.#entries.push(...list);
    return this.#entries.length === total ? this.#entries : undefined;
  }
}
