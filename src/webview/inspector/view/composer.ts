import type { ComposedPayload, ComposerFacts, InspectorLink, PayloadOffer } from '../protocol';

/** What is being written, before it is sent. */
export interface Draft {
  readonly text: string;
  /** The id of what the user said that it is to be taken for. */
  readonly reading?: string;
  /** Who is to get it, where that has to be chosen. */
  readonly to?: string;
}

/** Most characters of a draft that is kept over a reload. */
const MAX_KEPT = 100_000;
/** Conversations whose drafts are kept while others are shown. */
const MAX_DRAFTS = 50;
/** A line end alone is worth sending. */
const LINE_READINGS: readonly string[] = ['textCrlf', 'textLf'];

const EMPTY: Draft = { text: '' };

/** Takes back a draft that was kept; undefined when that was another version's. */
export function asDraft(value: unknown): Draft | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { text, reading, to } = value as Readonly<Record<keyof Draft, unknown>>;
  if (typeof text !== 'string' || text.length > MAX_KEPT) return undefined;
  return {
    text,
    ...(typeof reading === 'string' ? { reading } : {}),
    ...(typeof to === 'string' && to.length <= MAX_KEPT ? { to } : {}),
  };
}

/** Writes to the peer of the shown conversation: what is written, what it can be taken for, what was sent. Says `change`. */
export class Composer extends EventTarget {
  readonly #link: InspectorLink;
  #facts: ComposerFacts | undefined;
  readonly #drafts = new Map<number, Draft>();
  #offers: readonly PayloadOffer[] = [];
  /** Names what the offers were made of. */
  #read = '';
  /** Counts what was said of the receiver: what it sent last says what a text is taken for. */
  #version = 0;
  #isReading = false;
  /** The place in the history, from 0, the newest; -1 is the draft. */
  #place = -1;
  /** What was being written before the history was looked at. */
  #own = EMPTY;
  /** What could not be sent, and is not in the history of the socket. */
  #unsent: readonly ComposedPayload[] = [];
  #problem = '';
  #said = '';
  #sending = Promise.resolve();

  constructor(link: InspectorLink) {
    super();
    this.#link = link;
  }

  /** Of a conversation; undefined where nothing can be written. */
  factsOf(conversation: number): ComposerFacts | undefined {
    return this.#facts?.conversation === conversation ? this.#facts : undefined;
  }

  get draft(): Draft {
    return (this.#facts && this.#drafts.get(this.#facts.conversation)) ?? EMPTY;
  }

  /** What is to be kept of the draft; undefined when there is none. */
  get keptDraft(): Draft | undefined {
    const { draft } = this;
    return draft === EMPTY || draft.text.length > MAX_KEPT ? undefined : draft;
  }

  /** What the text can be taken for, the one that is sent first. */
  get offers(): readonly PayloadOffer[] {
    return this.#offers;
  }

  /** Why the last one was not sent; empty once something else is written. */
  get problem(): string {
    return this.#problem;
  }

  /** What was sent last, for people. */
  get said(): string {
    return this.#said;
  }

  take(facts: ComposerFacts): void {
    if (facts.conversation !== this.#facts?.conversation) {
      this.#forget();
      this.#unsent = [];
    }
    this.#facts = facts;
    this.#version++;
    // With a single peer there is no choice; which one that is stands in the field.
    const [only, second] = facts.peers ?? [];
    if (only !== undefined && second === undefined && this.draft.to === undefined) this.#set({ to: only });
    this.#update();
    this.#changed();
  }

  /** Goes on with what was written before a reload. */
  restore(conversation: number, draft: Draft): void {
    this.#drafts.set(conversation, draft);
  }

  type(text: string): void {
    this.#problem = '';
    this.#set({ text });
  }

  choose(reading: string): void {
    this.#problem = '';
    this.#set({ reading });
  }

  address(to: string): void {
    this.#problem = '';
    this.#set({ to });
  }

  /** Brings back what was sent before, or what after that: whether there is any. */
  recall(step: 1 | -1): boolean {
    const history = [...this.#unsent, ...(this.#facts?.history ?? [])];
    const place = this.#place + step;
    if (place < -1 || place >= history.length) return false;
    if (this.#place < 0) this.#own = this.draft;
    this.#place = place;
    this.#problem = '';
    const { text, reading } = history[place] ?? this.#own;
    this.#write({ ...this.#addressed(), text, ...(reading === undefined ? {} : { reading }) });
    return true;
  }

  /** Sends what is written. It leaves the field at once, and comes back when it cannot be sent. */
  send(): void {
    const facts = this.#facts;
    const { draft } = this;
    const [offer] = this.#offers;
    const isRead = this.#read === this.#nameOf(draft);
    const isLine = isRead && offer !== undefined && LINE_READINGS.includes(offer.id);
    if (facts?.refusal !== '' || (draft.text === '' && !isLine)) return;
    if (isRead && offer?.mistaken) {
      this.#fail(offer.sentence);
      return;
    }
    const { conversation } = facts;
    // What was seen is sent, even where the last one sent is to be taken for something else meanwhile.
    const reading = draft.reading ?? (isRead ? offer?.id : undefined);
    const params = { conversation, ...draft, ...(reading === undefined ? {} : { reading }) };
    this.#forget();
    this.#write(this.#addressed());
    // One after the other, in the order in which they were written.
    this.#sending = this.#sending
      .then(() => this.#link.ask('sendPayload', params))
      .then(
        ({ sentence }) => {
          this.#said = sentence;
          this.#changed();
        },
        (error: unknown) => {
          this.#comeBack(conversation, draft, error instanceof Error ? error.message : String(error));
        },
      );
  }

  #comeBack(conversation: number, draft: Draft, problem: string): void {
    const now = this.#drafts.get(conversation);
    if ((now?.text ?? '') === '') this.#drafts.set(conversation, draft);
    else if (conversation === this.#facts?.conversation) {
      this.#unsent = [{ text: draft.text, reading: draft.reading ?? '' }, ...this.#unsent];
    }
    if (conversation !== this.#facts?.conversation) return;
    this.#update();
    this.#fail(problem);
  }

  #fail(problem: string): void {
    this.#problem = problem;
    this.#said = '';
    this.#changed();
  }

  /** Begins anew. */
  #forget(): void {
    this.#place = -1;
    this.#problem = '';
    this.#own = EMPTY;
  }

  /** The draft's receiver alone. */
  #addressed(): Draft {
    const { to } = this.draft;
    return to === undefined ? EMPTY : { text: '', to };
  }

  #set(change: Partial<Draft>): void {
    this.#write({ ...this.draft, ...change });
  }

  #write(draft: Draft): void {
    if (!this.#facts) return;
    const { conversation } = this.#facts;
    this.#drafts.delete(conversation);
    this.#drafts.set(conversation, draft);
    const [oldest] = this.#drafts.keys();
    if (this.#drafts.size > MAX_DRAFTS && oldest !== undefined) this.#drafts.delete(oldest);
    this.#update();
    this.#changed();
  }

  /** Asks what the text can be taken for, if that is not known; once at a time. */
  #update(): void {
    const facts = this.#facts;
    const { draft } = this;
    if (facts?.refusal !== '' || this.#isReading || this.#read === this.#nameOf(draft)) return;
    this.#isReading = true;
    const { conversation } = facts;
    const { text, reading } = draft;
    const name = this.#nameOf(draft);
    this.#link
      .ask('readPayload', { conversation, text, ...(reading === undefined ? {} : { reading }) })
      .then(
        ({ offers }) => {
          this.#offers = offers;
        },
        (error: unknown) => {
          this.#offers = [];
          this.#problem = error instanceof Error ? error.message : String(error);
        },
      )
      .finally(() => {
        this.#isReading = false;
        this.#read = name;
        this.#changed();
        this.#update();
      });
  }

  #nameOf({ text, reading = '' }: Draft): string {
    return `${this.#version} ${reading} ${text}`;
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
