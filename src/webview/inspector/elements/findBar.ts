import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Direction } from '../../../base/direction';
import {
  FIND_ENCODINGS,
  FIND_KINDS,
  NUMBER_ORDERS,
  NUMBER_TYPES,
  type FindEncoding,
  type FindQuery,
} from '../../../bytes/find/query';
import { Sequencer } from '../../../base/sequencer';
import type { StreamRange } from '../../../base/streamRange';
import type { StringKey, Translate } from '../strings';
import type { ShownConversation } from '../view/conversation';
import type { Finder } from '../view/finder';
import type { ViewKind } from '../view/viewSettings';
import { findBarStyles } from './findBar.styles';
import { pasteDump } from './pasteDump';
import { adoptStyles, ChangeWatcher, PageElement } from '../../shared/pageElement';
import { isMac } from '../../shared/platform';

/** Milliseconds without a key press before what is typed is looked for. */
const TYPING_TIME = 250;

/** `shown`: what the view shows. */
const DIRECTIONS = ['shown', 'both', 'received', 'sent'] as const;
/** Key presses kept while an earlier one still looks for its match; more of a held key are dropped. */
const MAX_QUEUED_STEPS = 16;
const ENCODING_NAMES: Readonly<Record<FindEncoding, string>> = {
  utf8: 'UTF-8',
  latin1: 'Latin-1',
  utf16le: 'UTF-16 LE',
  utf16be: 'UTF-16 BE',
};
const BEGIN: FindQuery = {
  kind: 'text',
  text: '',
  matchCase: false,
  encoding: 'utf8',
  numberType: 'any',
  order: 'either',
};

adoptStyles(findBarStyles);

/** Finds bytes in the shown conversation. It opens by itself: Ctrl+F, or F3. */
@customElement('sockscope-find-bar')
export class FindBar extends PageElement {
  @property({ attribute: false }) conversation!: ShownConversation;
  @property({ attribute: false }) view!: ViewKind;
  @property({ attribute: false }) finder!: Finder;
  @property({ attribute: false }) wording!: Translate;
  /** Selects a match; settles when that is done. */
  @property({ attribute: false }) onGo!: (range: StreamRange) => Promise<void>;
  @property({ attribute: false }) onProblem!: (error: unknown) => void;
  /** Called when the keyboard is to go back to the bytes. */
  @property({ attribute: false }) onLeave!: () => void;

  @state() private open = false;
  @state() private query = BEGIN;
  @state() private direction: (typeof DIRECTIONS)[number] = 'shown';
  @query('input') private readonly input!: HTMLInputElement | null;
  readonly #watcher = new ChangeWatcher(this);
  /** What is looked for, and where: what does not change it needs no other search. */
  #searched = '';
  #timer = 0;
  readonly #steps = new Sequencer();
  #queuedSteps = 0;
  /** Whoever pressed Enter before anything was found goes to the first match that comes: forward or back. */
  #wanted: boolean | undefined;
  /** What had the keyboard before. */
  #openedFrom: HTMLElement | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#onPageKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#onPageKey);
    window.clearTimeout(this.#timer);
    this.finder.removeEventListener('change', this.#onFinder);
    this.finder.clear();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('finder')) this.finder.addEventListener('change', this.#onFinder);
    this.#watcher.watch(this.conversation);
    if (!this.open || !(changed.has('conversation') || changed.has('view'))) return;
    if (this.#searched === this.#nameOfSearch()) this.finder.follow(this.conversation);
    else this.#search();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    const { wording: translate, query: current } = this;
    const { failure, state: progress, taken } = this.finder.state;
    return html`<search class="find-bar" aria-label=${translate('find')} @keydown=${this.#onKey}>
      <div class="find-row">
        <input
          type="text"
          spellcheck="false"
          placeholder=${translate('findPlaceholder')}
          aria-label=${translate('find')}
          aria-invalid=${failure !== ''}
          aria-describedby="find-result"
          .value=${current.text}
          @input=${this.#onType}
          @paste=${(event: ClipboardEvent) => {
            if (current.kind === 'hex') pasteDump(event);
          }}
        />
        ${this.#button('arrow-up', 'findPrevious', () => {
          this.#go(false);
        })}
        ${this.#button('arrow-down', 'findNext', () => {
          this.#go(true);
        })}
        ${this.#button('close', 'findClose', () => {
          this.#close();
        })}
      </div>
      <div class="find-row">
        ${this.#select('findKind', FIND_KINDS, current.kind, (kind) => ({ kind }))} ${this.#choices(current)}
        ${this.#directions()}
        <span class="find-result" id="find-result" role="status">${this.#result()}</span>
        ${
          progress === 'searching'
            ? this.#button('stop-circle', 'findCancel', () => {
                this.finder.stop();
              })
            : nothing
        }
      </div>
      ${taken === '' ? nothing : html`<div class="find-taken" role="status">${translate('findTaken', taken)}</div>`}
    </search>`;
  }

  /** What there is to choose for the kind of what is typed. */
  #choices({ kind, matchCase, encoding, numberType, order }: FindQuery): TemplateResult | typeof nothing {
    if (kind === 'hex') return nothing;
    if (kind === 'number') {
      return html`${this.#select('findNumberType', NUMBER_TYPES, numberType, (chosen) => ({ numberType: chosen }))}
      ${this.#select('findOrder', NUMBER_ORDERS, order, (chosen) => ({ order: chosen }))}`;
    }
    const caseBox = html`<label class="find-case">
      <input
        type="checkbox"
        .checked=${matchCase}
        @change=${(event: Event) => {
          this.#change({ matchCase: (event.target as HTMLInputElement).checked });
        }}
      />${this.wording('findMatchCase')}
    </label>`;
    if (kind === 'regex') return caseBox;
    return html`${caseBox} ${this.#select('findEncoding', FIND_ENCODINGS, encoding, (chosen) => ({ encoding: chosen }))}`;
  }

  #select<T extends string>(
    label: StringKey,
    values: readonly T[],
    chosen: T,
    change: (value: T) => Partial<FindQuery>,
  ): TemplateResult {
    return this.#dropDown(label, values, chosen, (value) => {
      this.#change(change(value));
    });
  }

  #directions(): TemplateResult {
    return this.#dropDown('findDirection', DIRECTIONS, this.direction, (direction) => {
      this.direction = direction;
      this.#search();
    });
  }

  #dropDown<T extends string>(
    label: StringKey,
    values: readonly T[],
    chosen: T,
    onChange: (value: T) => void,
  ): TemplateResult {
    const name = this.wording(label);
    return html`<span class="picker"
      ><select
        aria-label=${name}
        title=${name}
        @change=${(event: Event) => {
          onChange((event.target as HTMLSelectElement).value as T);
        }}
      >
        ${values.map(
          (value) =>
            html`<option value=${value} .selected=${value === chosen} .textContent=${this.#nameOf(value)}></option>`,
        )}</select
      ><span class="codicon codicon-chevron-down" aria-hidden="true"></span
    ></span>`;
  }

  /** Types and encodings have names that no language translates. */
  #nameOf(value: string): string {
    if (value in ENCODING_NAMES) return ENCODING_NAMES[value as FindEncoding];
    if (value === 'received' || value === 'sent') return this.wording(value);
    return /\d$/.test(value) ? value : this.wording(`find.${value}` as StringKey);
  }

  #button(icon: string, label: StringKey, onClick: () => void): TemplateResult {
    const name = this.wording(label);
    return html`<button type="button" class="find-button" title=${name} aria-label=${name} @click=${onClick}>
      <span class="codicon codicon-${icon}" aria-hidden="true"></span>
    </button>`;
  }

  #result(): string {
    const { wording: translate } = this;
    const found = this.finder.state;
    if (found.state === 'idle') return '';
    if (found.state === 'failed') return found.failure;
    const count = found.count.toLocaleString() + (found.capped ? '+' : '');
    const percent = Math.floor(100 * found.progress);
    if (found.state === 'searching') return translate('findProgress', percent, count);
    if (found.state === 'stopped') return translate('findStopped', percent, count);
    if (found.count === 0) return translate('findNone');
    const place = this.finder.place;
    return place < 0 ? translate('findTotal', count) : translate('findCount', (place + 1).toLocaleString(), count);
  }

  #change(change: Partial<FindQuery>): void {
    this.query = { ...this.query, ...change };
    this.#search();
  }

  readonly #onType = (event: Event) => {
    this.query = { ...this.query, text: (event.target as HTMLInputElement).value };
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.#search();
    }, TYPING_TIME);
  };

  #search(): void {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.query.text === '') {
      this.#forget();
      return;
    }
    this.#searched = this.#nameOfSearch();
    void this.finder.start(this.conversation, this.#directionsToSearch(), this.query);
  }

  #forget(): void {
    this.#searched = '';
    this.#wanted = undefined;
    this.finder.clear();
  }

  #directionsToSearch(): readonly Direction[] {
    if (this.direction === 'received' || this.direction === 'sent') return [this.direction];
    const isStream = this.view === 'received' || this.view === 'sent';
    return this.direction === 'shown' && isStream ? [this.view as Direction] : ['received', 'sent'];
  }

  #nameOfSearch(): string {
    return JSON.stringify([this.conversation.id, this.#directionsToSearch(), this.query]);
  }

  readonly #onFinder = () => {
    this.requestUpdate();
    const { count, state: progress } = this.finder.state;
    const forward = this.#wanted;
    if (progress !== 'searching' || count > 0) this.#wanted = undefined;
    if (forward !== undefined && count > 0) this.#go(forward);
  };

  #go(forward: boolean): void {
    // What was typed a moment ago has not been looked for yet.
    if (this.#timer !== 0) this.#search();
    const { count, state: progress } = this.finder.state;
    if (count === 0) {
      this.#wanted = progress === 'searching' ? forward : undefined;
      return;
    }
    if (this.#queuedSteps >= MAX_QUEUED_STEPS) return;
    this.#queuedSteps++;
    void this.#steps.run(async () => {
      try {
        await this.#step(forward);
      } finally {
        this.#queuedSteps--;
      }
    });
  }

  async #step(forward: boolean): Promise<void> {
    try {
      const match = await this.finder.next(forward);
      if (match) await this.onGo(match);
    } catch (error) {
      this.onProblem(error);
    }
  }

  #close(): void {
    this.open = false;
    this.#forget();
    const from = this.#openedFrom;
    this.#openedFrom = undefined;
    if (from?.isConnected) from.focus({ preventScroll: true });
    else this.onLeave();
  }

  async #show(): Promise<void> {
    if (!this.open) {
      this.open = true;
      const { activeElement } = document;
      // A byte may be another one when the search is over: the caret has the keyboard then.
      const isPlace = activeElement instanceof HTMLElement && !activeElement.matches('body, .byte');
      this.#openedFrom = isPlace ? activeElement : undefined;
      if (this.query.text !== '') this.#search();
    }
    await this.updateComplete;
    this.input?.select();
    this.input?.focus();
  }

  readonly #onKey = (event: KeyboardEvent) => {
    const isInput = event.target === this.input;
    if (event.key === 'Escape') this.#close();
    else if (event.key === 'Enter' && isInput) this.#go(!event.shiftKey);
    else if (isToggle(event, 'KeyC') && this.query.kind !== 'hex' && this.query.kind !== 'number') {
      this.#change({ matchCase: !this.query.matchCase });
    } else if (isToggle(event, 'KeyR')) this.#change({ kind: this.query.kind === 'regex' ? 'text' : 'regex' });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  readonly #onPageKey = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
    const isFind = key.toLowerCase() === 'f' && (ctrlKey || metaKey) && !shiftKey && !altKey;
    if (isFind || (key === 'F3' && !this.open)) void this.#show();
    else if (key === 'F3') this.#go(!shiftKey);
    else return;
    event.preventDefault();
  };
}

/** The editor's own keys for what a search minds: Alt and a letter, on a Mac Option and Command, as Option alone types letters. */
function isToggle({ altKey, metaKey, ctrlKey, code }: KeyboardEvent, letter: string): boolean {
  return altKey && metaKey === isMac(navigator.userAgent) && !ctrlKey && code === letter;
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-find-bar': FindBar;
  }
}
