import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Direction } from '../../bytes/direction';
import {
  FIND_ENCODINGS,
  FIND_KINDS,
  NUMBER_ORDERS,
  NUMBER_TYPES,
  type FindEncoding,
  type FindQuery,
} from '../../bytes/find/query';
import type { StringKey, Translate } from '../strings';
import type { ByteRange } from '../view/caret';
import type { Conversation } from '../view/conversation';
import { Finder } from '../view/finder';
import { FoundMarks, nextMatch, NOTHING_FOUND } from '../view/foundMarks';
import type { HostLink } from '../view/hostLink';
import { findBarStyles } from './findBar.styles';
import { adoptStyles, ConversationWatcher, PageElement } from './pageElement';

/** Milliseconds without a key press before what is typed is looked for. */
const TYPING_TIME = 250;

const DIRECTIONS = ['both', 'received', 'sent'] as const;
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
  @property({ attribute: false }) conversation!: Conversation;
  @property({ attribute: false }) link!: HostLink;
  @property({ attribute: false }) wording!: Translate;
  @property({ attribute: false }) onFound!: (marks: FoundMarks) => void;
  @property({ attribute: false }) onGo!: (range: ByteRange) => void;
  /** Called when the keyboard is to go back to the bytes. */
  @property({ attribute: false }) onLeave!: () => void;

  @state() private open = false;
  @state() private query = BEGIN;
  @state() private direction: (typeof DIRECTIONS)[number] = 'both';
  @query('input') private readonly input!: HTMLInputElement | null;
  readonly #watcher = new ConversationWatcher(this);
  #finder: Finder | undefined;
  #timer = 0;
  /** Whoever pressed Enter before anything was found goes to the first match that comes: forward or back. */
  #wanted: boolean | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#onPageKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#onPageKey);
    window.clearTimeout(this.#timer);
    this.#finder?.clear();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('conversation')) return;
    this.#watcher.watch(this.conversation);
    // Another conversation, or the same one in other rows: where the matches are is another question.
    if (this.open) this.#search();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    const { wording: translate, query: current } = this;
    const failure = this.#finder?.state.failure ?? '';
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
          this.#finder?.state.state === 'searching'
            ? this.#button('stop-circle', 'findCancel', () => {
                this.#finder?.stop();
              })
            : nothing
        }
      </div>
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
    return html`<select
      aria-label=${name}
      title=${name}
      @change=${(event: Event) => {
        onChange((event.target as HTMLSelectElement).value as T);
      }}
    >
      ${values.map(
        (value) =>
          html`<option value=${value} .selected=${value === chosen} .textContent=${this.#nameOf(value)}></option>`,
      )}
    </select>`;
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
    const found = this.#finder?.state;
    if (!found || found.state === 'idle') return '';
    if (found.state === 'failed') return found.failure;
    const count = found.matches.length.toLocaleString();
    const percent = Math.floor(100 * found.progress);
    if (found.state === 'searching') return translate('findProgress', percent, count);
    if (found.state === 'stopped') return translate('findStopped', percent, count);
    if (found.matches.length === 0) return translate('findNone');
    const { caret } = this.conversation;
    const at = found.matches.findIndex(
      ({ direction, offset }) => direction === caret?.direction && offset === caret.offset,
    );
    if (found.capped) return translate('findCapped', at + 1, count);
    return at < 0 ? translate('findTotal', count) : translate('findCount', at + 1, count);
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
    this.#finder ??= new Finder(this.link, () => {
      this.requestUpdate();
      const { matches, state: progress } = this.#finder!.state;
      this.onFound(matches.length === 0 ? NOTHING_FOUND : new FoundMarks(matches));
      const forward = this.#wanted;
      if (forward !== undefined && matches.length > 0) this.#go(forward);
      if (progress !== 'searching') this.#wanted = undefined;
    });
    if (this.query.text === '') {
      this.#finder.clear();
      return;
    }
    const directions: readonly Direction[] = this.direction === 'both' ? ['received', 'sent'] : [this.direction];
    void this.#finder.start(this.conversation, directions, this.query);
  }

  #go(forward: boolean): void {
    // What was typed a moment ago has not been looked for yet.
    if (this.#timer !== 0) this.#search();
    const { matches = [], state: progress = 'idle' } = this.#finder?.state ?? {};
    this.#wanted = matches.length === 0 && progress === 'searching' ? forward : undefined;
    const match = matches[nextMatch(matches, this.conversation.caret, forward)];
    if (match) this.onGo(match);
  }

  #close(): void {
    this.open = false;
    this.#finder?.clear();
    this.onLeave();
  }

  async #show(): Promise<void> {
    if (!this.open) {
      this.open = true;
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

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-find-bar': FindBar;
  }
}
