import type { Direction } from '../../../base/direction';
import type { StreamRange } from '../../../base/streamRange';
import type { FoundMatch } from '../../../bytes/find/foundMatch';
import type { FindQuery } from '../../../bytes/find/query';
import type { InspectorLink } from '../protocol';
import { isSameLayout, type RowLayout } from '../rows';
import type { ShownConversation } from './conversation';

/** Heights of the scroll bar that are told apart. */
export const SLOTS = 500;
/** Rows that are asked for together: whoever scrolls a little asks for nothing. */
const BLOCK_ROWS = 128;

export interface FindState {
  /** Matches so far. */
  readonly count: number;
  /** Of the bytes to search, 0 to 1. */
  readonly progress: number;
  /** `stopped`: the user cancelled it. */
  readonly state: 'idle' | 'searching' | 'done' | 'stopped' | 'failed';
  /** There may be more matches than are known. */
  readonly capped: boolean;
  readonly failure: string;
  /** What was typed was taken for this; empty where that is plain. */
  readonly taken: string;
}

const IDLE: FindState = { count: 0, progress: 0, state: 'idle', capped: false, failure: '', taken: '' };

/** Where in the shown rows something was found. */
interface FoundView {
  readonly layout: RowLayout;
  readonly count: number;
  readonly rowCount: number;
  readonly from: number;
  readonly to: number;
  /** Of rows `from` to `to`: pairs of columns, the second exclusive. */
  readonly columns: readonly (readonly number[])[];
  readonly slots: readonly number[];
}

const NO_COLUMNS: readonly number[] = [];

/** Where in the first bytes of the shown messages something was found. */
interface FoundMessages {
  readonly count: number;
  /** Of what it was asked. */
  readonly key: string;
  readonly columns: ReadonlyMap<string, readonly number[]>;
}

const nameOf = ({ direction, offset }: Omit<StreamRange, 'length'>): string => `${direction} ${offset}`;
const NO_SLOTS: readonly number[] = [];

/**
 * One search at a time. The matches stay with the extension: the page asks it to go on until all is searched, and again
 * when the conversation has grown; and for what was found in the rows that it shows. Says `change` whenever anything did.
 */
export class Finder extends EventTarget {
  readonly #link: InspectorLink;
  #state = IDLE;
  /** Counts the searches: one that is not the last any more says nothing. */
  #run = 0;
  #search: number | undefined;
  #conversation: ShownConversation | undefined;
  #directions: readonly Direction[] = [];
  /** Bytes that there were to search when the extension was asked last. */
  #bytes = 0;
  #isAsking = false;
  #view: FoundView | undefined;
  #isViewing = false;
  /** The rows that are shown. */
  #wanted = { from: 0, to: 0 };
  /** The byte whose match is known, and the place of that among all: -1 when none begins there. */
  #placed = { direction: 'received' as Direction, offset: -1, count: 0, index: -1 };
  #isPlacing = false;
  #messages: FoundMessages | undefined;
  /** The first bytes of the messages that are shown. */
  #wantedMessages: readonly StreamRange[] = [];
  #isReadingMessages = false;

  constructor(link: InspectorLink) {
    super();
    this.#link = link;
  }

  get state(): FindState {
    return this.#state;
  }

  /** The place among all matches, from 0, of the one that the caret is at; -1 when it is at none. */
  get place(): number {
    const { caret } = this.#conversation ?? {};
    const { direction, offset, index } = this.#placed;
    return caret?.direction === direction && caret.offset === offset ? index : -1;
  }

  /** The parts of the scroll bar, of {@link SLOTS}, in which something was found. */
  get slots(): readonly number[] {
    return this.#isShown ? (this.#view?.slots ?? NO_SLOTS) : NO_SLOTS;
  }

  /** Pairs of columns of a row that were found, the second exclusive, as far as that is known. */
  columnsOf(row: number): readonly number[] {
    return (this.#isShown ? this.#view?.columns[row - this.#view.from] : undefined) ?? NO_COLUMNS;
  }

  /** Tells which rows are shown, `to` exclusive. */
  want(from: number, to: number): void {
    this.#wanted = { from: from - (from % BLOCK_ROWS), to: Math.ceil(to / BLOCK_ROWS) * BLOCK_ROWS };
    this.#look();
  }

  /** Pairs of the first bytes of a message that were found, the second exclusive, as far as that is known. */
  columnsOfMessage(message: StreamRange): readonly number[] {
    return this.#messages?.columns.get(nameOf(message)) ?? NO_COLUMNS;
  }

  /** Tells which messages are shown: their first bytes. */
  wantMessages(ranges: readonly StreamRange[]): void {
    this.#wantedMessages = ranges;
    this.#lookAtMessages();
  }

  /** Forgets what was found. */
  clear(): void {
    if (this.#state === IDLE) return;
    this.#begin(undefined);
    this.#link.send({ type: 'stopFind', forget: true });
    this.#set(IDLE);
  }

  /** Ends the search; what was found stays. */
  stop(): void {
    if (this.#state.state !== 'searching') return;
    this.#run++;
    this.#isAsking = false;
    this.#link.send({ type: 'stopFind', forget: false });
    this.#set({ ...this.#state, state: 'stopped' });
  }

  async start(conversation: ShownConversation, directions: readonly Direction[], query: FindQuery): Promise<void> {
    const run = this.#begin(conversation);
    this.#directions = directions;
    this.#set({ ...IDLE, state: 'searching' });
    try {
      const { search, taken = '' } = await this.#link.ask('startFind', {
        conversation: conversation.id,
        directions,
        query,
      });
      if (run !== this.#run) return;
      this.#search = search;
      if (taken !== '') this.#set({ ...this.#state, taken });
      await this.#goOn();
    } catch (error) {
      this.#fail(run, error);
    }
  }

  /** The same conversation is shown in other rows from now on. */
  follow(conversation: ShownConversation): void {
    this.#watch(conversation);
    this.#look();
  }

  /** The match to go to from the caret; undefined when there is none, or another search has begun. Rejects as asking does. */
  async next(forward: boolean): Promise<FoundMatch | undefined> {
    const search = this.#search;
    if (search === undefined) return undefined;
    const { caret } = this.#conversation ?? {};
    const from = caret && { direction: caret.direction, offset: caret.offset };
    const { match } = await this.#link.ask('nextFound', { search, forward, ...(from ? { from } : {}) });
    return search === this.#search ? match : undefined;
  }

  get #isShown(): boolean {
    return (
      this.#view !== undefined &&
      this.#conversation !== undefined &&
      isSameLayout(this.#view.layout, this.#conversation.layout)
    );
  }

  #begin(conversation: ShownConversation | undefined): number {
    this.#search = undefined;
    this.#view = undefined;
    this.#isAsking = false;
    this.#isViewing = false;
    this.#isPlacing = false;
    this.#messages = undefined;
    this.#isReadingMessages = false;
    this.#placed = { ...this.#placed, offset: -1, index: -1 };
    this.#watch(conversation);
    return ++this.#run;
  }

  #watch(conversation: ShownConversation | undefined): void {
    this.#conversation?.removeEventListener('change', this.#onConversation);
    this.#conversation = conversation;
    conversation?.addEventListener('change', this.#onConversation);
  }

  readonly #onConversation = () => {
    this.#look();
    this.#locate();
    const conversation = this.#conversation;
    const bytes = this.#directions.reduce((sum, each) => sum + (conversation?.streamLength(each) ?? 0), 0);
    if (this.#state.state !== 'done' || bytes <= this.#bytes) return;
    const run = this.#run;
    this.#goOn().catch((error: unknown) => {
      this.#fail(run, error);
    });
  };

  /** Asks until all is searched that there is by now. */
  async #goOn(): Promise<void> {
    const [search, run] = [this.#search, this.#run];
    if (this.#isAsking || search === undefined || this.#state.capped) return;
    this.#isAsking = true;
    for (;;) {
      const part = await this.#link.ask('continueFind', { search });
      if (run !== this.#run) return;
      const { count, searched, bytes, done, capped } = part;
      this.#bytes = bytes;
      if (done) this.#isAsking = false;
      const progress = bytes === 0 ? 1 : searched / bytes;
      const isNews = count !== this.#state.count || this.#state.state !== 'done';
      const { taken } = this.#state;
      if (isNews) this.#set({ ...IDLE, taken, count, progress, capped, state: done ? 'done' : 'searching' });
      if (done) return;
    }
  }

  /** Fetches what was found in the rows that are shown, unless that is known. */
  #look(): void {
    const search = this.#search;
    const conversation = this.#conversation;
    if (this.#isViewing || search === undefined || !conversation) return;
    const { id, layout, rowCount } = conversation;
    const { from, to } = this.#wanted;
    const { count } = this.#state;
    const view = this.#view;
    const isKnown = view !== undefined && isSameLayout(view.layout, layout) && view.count === count;
    if (isKnown && view.rowCount === rowCount && view.from === from && view.to === to) return;
    this.#isViewing = true;
    const where = { search, conversation: id, layout };
    const slots =
      isKnown && view.rowCount === rowCount
        ? { slots: view.slots }
        : this.#link.ask('markFound', { ...where, rowCount, slots: SLOTS });
    Promise.all([this.#link.ask('readFound', { ...where, from, to }), slots])
      .then(([found, marks]) => {
        if (search !== this.#search) return;
        this.#isViewing = false;
        this.#view = { layout, count, rowCount, from, to, columns: found.columns, slots: marks.slots };
        this.#changed();
      })
      .catch((error: unknown) => {
        if (search === this.#search) this.#fail(this.#run, error);
      });
  }

  /** Fetches what was found in the messages that are shown, unless that is known. */
  #lookAtMessages(): void {
    const search = this.#search;
    const ranges = this.#wantedMessages;
    if (this.#isReadingMessages || search === undefined || ranges.length === 0) return;
    const { count } = this.#state;
    const key = ranges.map((range) => `${nameOf(range)} ${range.length}`).join();
    if (this.#messages?.key === key && this.#messages.count === count) return;
    this.#isReadingMessages = true;
    this.#link
      .ask('foundIn', { search, ranges })
      .then(({ columns }) => {
        if (search !== this.#search) return;
        this.#isReadingMessages = false;
        const pairs = ranges.map((range, index) => [nameOf(range), columns[index] ?? NO_COLUMNS] as const);
        this.#messages = { count, key, columns: new Map(pairs) };
        this.#changed();
      })
      .catch((error: unknown) => {
        if (search === this.#search) this.#fail(this.#run, error);
      });
  }

  /** Asks for the place of the match at the caret, unless that is known. */
  #locate(): void {
    const search = this.#search;
    const { caret } = this.#conversation ?? {};
    const { count } = this.#state;
    if (this.#isPlacing || search === undefined || !caret || count === 0) return;
    const { direction, offset } = caret;
    const placed = this.#placed;
    if (placed.direction === direction && placed.offset === offset && placed.count === count) return;
    this.#isPlacing = true;
    this.#link
      .ask('placeFound', { search, direction, offset })
      .then(({ index }) => {
        if (search !== this.#search) return;
        this.#isPlacing = false;
        this.#placed = { direction, offset, count, index };
        this.#changed();
      })
      .catch((error: unknown) => {
        if (search === this.#search) this.#fail(this.#run, error);
      });
  }

  #fail(run: number, error: unknown): void {
    if (run !== this.#run) return;
    this.#begin(this.#conversation);
    this.#set({ ...IDLE, state: 'failed', failure: error instanceof Error ? error.message : String(error) });
  }

  #set(state: FindState): void {
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    this.#look();
    this.#lookAtMessages();
    this.#locate();
    this.dispatchEvent(new Event('change'));
  }
}
