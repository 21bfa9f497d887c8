import type { Direction } from '../../bytes/direction';
import type { FindQuery } from '../../bytes/find/query';
import type { FoundMatch } from '../protocol';
import type { Conversation } from './conversation';
import { mergeMatches } from './foundMarks';
import type { HostLink } from './hostLink';

export interface FindState {
  readonly matches: readonly FoundMatch[];
  /** Of the bytes to search, 0 to 1. */
  readonly progress: number;
  /** `stopped`: the user cancelled it. */
  readonly state: 'idle' | 'searching' | 'done' | 'stopped' | 'failed';
  /** There may be more matches than are known. */
  readonly capped: boolean;
  readonly failure: string;
}

const IDLE: FindState = { matches: [], progress: 0, state: 'idle', capped: false, failure: '' };

/** One search at a time: asks the extension to go on until it is done, or another one has begun. */
export class Finder {
  readonly #link: HostLink;
  readonly #onChange: () => void;
  #state = IDLE;
  /** Counts the searches: one that is not the last any more says nothing. */
  #run = 0;

  constructor(link: HostLink, onChange: () => void) {
    this.#link = link;
    this.#onChange = onChange;
  }

  get state(): FindState {
    return this.#state;
  }

  clear(): void {
    this.#run++;
    this.#set(IDLE);
  }

  /** Ends the search; what was found stays. */
  stop(): void {
    this.#run++;
    if (this.#state.state === 'searching') this.#set({ ...this.#state, state: 'stopped' });
  }

  async start(conversation: Conversation, directions: readonly Direction[], query: FindQuery): Promise<void> {
    const run = ++this.#run;
    this.#set({ ...IDLE, state: 'searching' });
    try {
      const { search, bytes } = await this.#link.ask('startFind', { conversation: conversation.id, directions, query });
      while (run === this.#run) {
        const { layout } = conversation;
        const part = await this.#link.ask('continueFind', { search, layout });
        if (run !== this.#run) return;
        const matches = part.matches.length > 0 ? mergeMatches(this.#state.matches, part.matches) : this.#state.matches;
        const progress = bytes === 0 ? 1 : part.searched / bytes;
        this.#set({ ...this.#state, matches, progress, capped: part.capped, state: part.done ? 'done' : 'searching' });
        if (part.done) return;
      }
    } catch (error) {
      if (run !== this.#run) return;
      this.#set({ ...IDLE, state: 'failed', failure: error instanceof Error ? error.message : String(error) });
    }
  }

  #set(state: FindState): void {
    this.#state = state;
    this.#onChange();
  }
}
