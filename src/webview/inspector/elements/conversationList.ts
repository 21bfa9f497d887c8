import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { DIRECTION_SIGNS } from '../../../base/direction';
import type { ConversationSummary } from '../protocol';
import type { StringKey } from '../strings';
import { CONVERSATION_ORDERS, orderedConversations, type ConversationOrder } from '../view/conversationOrder';
import { byteCount, conversationLabel, withoutScheme } from '../view/format';
import type { SidedWording } from '../view/sides';
import { conversationListStyles } from './conversationList.styles';
import { adoptStyles, PageElement } from '../../shared/pageElement';

/** Height of an entry in CSS pixels; the style sheet has it too. */
const ENTRY_HEIGHT = 44;
/** Entries drawn above and below the view. */
const ENTRIES_AHEAD = 6;

const ORDER_NAMES: Readonly<Record<ConversationOrder, StringKey>> = {
  newest: 'orderNewest',
  oldest: 'orderOldest',
  name: 'orderName',
  bytes: 'orderBytes',
};

adoptStyles(conversationListStyles);

/** The capture's conversations: a list box with a search, of which only what is in view exists. */
@customElement('sockscope-conversation-list')
export class ConversationList extends PageElement {
  @property({ attribute: false }) sided!: SidedWording;
  @property({ attribute: false }) list: readonly ConversationSummary[] = [];
  @property({ attribute: false }) omitted = 0;
  @property({ attribute: false }) shown: number | undefined;
  @property({ attribute: false }) onPick!: (conversation: number) => void;

  @state() private search = '';
  @state() private order: ConversationOrder = 'newest';
  /** CSS pixels. */
  @state() private top = 0;
  @state() private height = 0;
  @query('.entries') private readonly entries!: HTMLElement;
  @query('.entries-content') private readonly content!: HTMLElement;
  readonly #resized = new ResizeObserver(() => {
    this.height = this.entries.clientHeight;
  });
  #hadFocus = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  protected override willUpdate(): void {
    this.#hadFocus = document.activeElement?.closest('.entries') !== null && this.contains(document.activeElement);
  }

  protected override render(): TemplateResult {
    const translate = this.sided.of(undefined);
    const found = this.#found();
    const from = Math.max(0, Math.floor(this.top / ENTRY_HEIGHT) - ENTRIES_AHEAD);
    const to = Math.min(found.length, Math.ceil((this.top + this.height) / ENTRY_HEIGHT) + ENTRIES_AHEAD);
    const drawn = found.slice(from, to).map((each, i) => ({ each, index: from + i }));
    // The shown one is the list's stop for Tab: it exists out of view too.
    const shown = found.findIndex(({ id }) => id === this.shown);
    if (shown >= 0 && (shown < from || shown >= to)) drawn.push({ each: found[shown]!, index: shown });
    return html`<div class="list-tools">
        <input
          type="search"
          spellcheck="false"
          aria-label=${translate('searchConversations')}
          placeholder=${translate('searchConversations')}
          .value=${this.search}
          @input=${(event: Event) => {
            this.search = (event.target as HTMLInputElement).value;
          }}
        />
        <span class="picker"
          ><select
            aria-label=${translate('sortConversations')}
            title=${translate('sortConversations')}
            @change=${(event: Event) => {
              this.order = CONVERSATION_ORDERS[(event.target as HTMLSelectElement).selectedIndex] ?? 'newest';
            }}
          >
            ${CONVERSATION_ORDERS.map(
              (order) =>
                html`<option .selected=${order === this.order} .textContent=${translate(ORDER_NAMES[order])}></option>`,
            )}</select
          ><span class="codicon codicon-chevron-down" aria-hidden="true"></span
        ></span>
      </div>
      <div
        class="entries"
        role="listbox"
        aria-label=${translate('conversations')}
        tabindex=${shown < 0 ? 0 : -1}
        @scroll=${this.#onScroll}
        @keydown=${this.#onKey}
      >
        <div class="entries-content" role="presentation">
          ${drawn.map(({ each, index }) => this.#entry(each, index, found.length))}
        </div>
      </div>
      ${found.length === 0 ? html`<p class="hint" role="status">${translate('noConversationFound')}</p>` : nothing}
      ${this.omitted > 0 ? html`<p class="hint">${translate('conversationsOmitted', this.omitted)}</p>` : nothing}`;
  }

  protected override firstUpdated(): void {
    this.#resized.observe(this.entries);
  }

  protected override updated(): void {
    this.content.style.height = `${this.#found().length * ENTRY_HEIGHT}px`;
    for (const entry of this.querySelectorAll<HTMLElement>('.entry')) {
      entry.style.top = `${Number(entry.dataset['index']) * ENTRY_HEIGHT}px`;
    }
    if (this.#hadFocus && !document.activeElement?.matches('.entry.shown')) this.#focusShown();
  }

  #entry(summary: ConversationSummary, index: number, count: number): TemplateResult {
    const translate = this.sided.of(summary);
    const isShown = summary.id === this.shown;
    const { scheme, remote, local, live, received, sent, whole } = summary;
    const totals = (['received', 'sent'] as const).map(
      (direction) =>
        html`<span class="total ${direction}"
          ><span class="sign" aria-hidden="true">${DIRECTION_SIGNS[direction]}</span
          ><span class="visually-hidden">${translate(direction)}</span> ${byteCount(
            translate,
            direction === 'sent' ? sent : received,
          )}</span
        >`,
    );
    return html`<div
      class="entry${isShown ? ' shown' : ''}"
      role="option"
      aria-selected=${isShown}
      aria-posinset=${index + 1}
      aria-setsize=${count}
      tabindex=${isShown ? 0 : -1}
      title=${conversationLabel(translate, summary)}
      data-conversation=${summary.id}
      data-index=${index}
      @click=${() => {
        this.onPick(summary.id);
      }}
    >
      <span class="entry-name"
        ><span class="scheme">${scheme.toUpperCase()}</span> ${withoutScheme(remote) || withoutScheme(local)}${
          whole ? html` <span class="whole">${translate('allPeers')}</span>` : nothing
        }</span
      >
      <span class="entry-facts"
        >${live ? html`<span class="live"><span class="dot"></span></span>` : nothing}<span>${summary.state}</span>${totals}</span
      >
    </div>`;
  }

  #found(): readonly ConversationSummary[] {
    return orderedConversations(this.list, this.search, this.order, this.sided.of(undefined));
  }

  #focusShown(): void {
    (this.querySelector<HTMLElement>('.entry.shown') ?? this.entries).focus({ preventScroll: true });
  }

  readonly #onScroll = () => {
    this.top = this.entries.scrollTop;
  };

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const found = this.#found();
    const current = found.findIndex(({ id }) => id === this.shown);
    const page = Math.max(1, Math.floor(this.height / ENTRY_HEIGHT) - 1);
    const targets: Readonly<Record<string, number>> = {
      ArrowUp: current - 1,
      ArrowDown: current + 1,
      PageUp: current - page,
      PageDown: current + page,
      Home: 0,
      End: found.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined || found.length === 0) return;
    event.preventDefault();
    const index = Math.min(found.length - 1, Math.max(0, target));
    const entryTop = index * ENTRY_HEIGHT;
    const highest = entryTop + ENTRY_HEIGHT - this.height;
    this.entries.scrollTop = Math.max(Math.min(this.entries.scrollTop, entryTop), highest);
    this.onPick(found[index]!.id);
  };
}

/** The pane with the capture's conversations. */
export function conversationsPane(
  sided: SidedWording,
  { list, omitted, shown, onPick }: Pick<ConversationList, 'list' | 'omitted' | 'shown' | 'onPick'>,
  separator: TemplateResult,
): TemplateResult {
  return html`<nav class="conversations" aria-label=${sided.of(undefined)('conversations')}>
    <sockscope-conversation-list
      .sided=${sided}
      .list=${list}
      .omitted=${omitted}
      .shown=${shown}
      .onPick=${onPick}
    ></sockscope-conversation-list>
    ${separator}
  </nav>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-conversation-list': ConversationList;
  }
}
