import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { BYTES_PER_ROW } from '../protocol';
import type { Translate } from '../strings';
import { headingOf } from '../view/chunk';
import type { Conversation } from '../view/conversation';
import { offsetDigits } from '../view/format';
import { actionOf, type KeyAction } from '../view/keys';
import { caretAt, moved, movedInStream, nearestBytes } from '../view/motion';
import { PointerSelection } from '../view/pointerSelection';
import type { LoadedRow } from '../view/rowCache';
import { Scroller } from '../view/scroller';
import { COLUMN_COUNT, hexRow, selectedColumns, type RowContext } from './hexRow';
import { hexViewStyles } from './hexView.styles';
import { adoptStyles, ConversationWatcher, PageElement } from './pageElement';

/** Rows fetched above and below the view, so that a small move finds them there. */
const ROWS_AHEAD = 32;
/** Key presses kept while rows for an earlier one are on their way; more of a held key are dropped. */
const MAX_QUEUED_KEYS = 16;

adoptStyles(hexViewStyles);

/** The rows of a conversation: an ARIA grid of which only what is in view exists. */
@customElement('sockscope-hex-view')
export class HexView extends PageElement {
  @property({ attribute: false }) conversation!: Conversation;
  @property({ attribute: false }) wording!: Translate;
  /** Called when the user scrolled, or began or ceased to follow the end. */
  @property({ attribute: false }) onScrolled!: () => void;
  @property({ attribute: false }) onCopy!: () => void;
  /** Called when something that was asked for could not be done. */
  @property({ attribute: false }) onProblem!: (error: unknown) => void;

  @query('.scroller') private readonly container!: HTMLElement;
  @query('.content') private readonly content!: HTMLElement;
  @query('.columns') private readonly columns!: HTMLElement;
  @query('.view') private readonly view!: HTMLElement;
  @query('.rows') private readonly rowsElement!: HTMLElement;

  readonly scroller = new Scroller(this, () => {
    this.onScrolled();
  });
  readonly #watcher = new ConversationWatcher(this);
  #pointer: PointerSelection | undefined;
  /** The caret's row, kept in the document when it is out of view: it has the keyboard focus. */
  #caretRow: { readonly index: number; readonly row: LoadedRow } | undefined;
  #hadFocus = false;
  #keys: Promise<void> = Promise.resolve();
  #queuedKeys = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pointer?.dispose();
    this.#pointer = undefined;
  }

  /** Gives the keyboard to the caret, or to the grid while there is no caret. */
  focusCaret(): void {
    const cell = this.querySelector<HTMLElement>('.byte.caret') ?? this.querySelector<HTMLElement>('[role="grid"]');
    cell?.focus({ preventScroll: true });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('conversation')) {
      this.#watcher.watch(this.conversation);
      this.#caretRow = undefined;
    }
    this.#hadFocus = this.contains(document.activeElement);
    this.scroller.setRowCount(this.conversation.rowCount);
    const { from, to } = this.scroller.visible;
    const { rows, caret } = this.conversation;
    rows.want(Math.max(0, from - ROWS_AHEAD), Math.min(rows.rowCount, to + ROWS_AHEAD));
    if (this.#caretRow?.index !== caret?.row) this.#caretRow = undefined;
    const caretRow = caret && rows.peek(caret.row);
    if (caretRow) this.#caretRow = { index: caret.row, row: caretRow };
  }

  protected override render(): TemplateResult {
    const { conversation, wording: translate } = this;
    const { from, to } = this.scroller.visible;
    const indexes = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
    const pinned = this.#caretRow?.index;
    if (pinned !== undefined && pinned < from) indexes.unshift(pinned);
    if (pinned !== undefined && pinned >= to) indexes.push(pinned);
    const longest = Math.max(conversation.streamLength('sent'), conversation.streamLength('received'));
    const context: RowContext = {
      translate,
      offsetDigits: offsetDigits(longest),
      caret: conversation.caret,
      selection: conversation.selection,
    };
    return html`<div
      class="scroller"
      role="grid"
      aria-label=${translate('bytesGrid')}
      aria-multiselectable="true"
      aria-rowcount=${conversation.rowCount + 1}
      aria-colcount=${COLUMN_COUNT}
      tabindex=${conversation.caret ? -1 : 0}
      @keydown=${this.#onKey}
    >
      <div class="content" role="presentation">
        ${this.#columnHeaders(context)}
        <div class="view" role="presentation" @dblclick=${this.#onDoubleClick}>
          <div class="rows" role="presentation">
            ${repeat(
              indexes,
              (index) => index,
              (index) => this.#row(index, index < from || index >= to, context),
            )}
          </div>
        </div>
      </div>
    </div>`;
  }

  protected override updated(): void {
    this.scroller.attach(this.container, this.content, this.columns);
    this.#pointer ??= new PointerSelection(this.view, this.scroller, () => this.conversation);
    this.rowsElement.style.transform = `translateY(${-this.scroller.hiddenPixels}px)`;
    this.view.style.height = `${this.scroller.geometry.viewHeight}px`;
    if (this.#hadFocus && !document.activeElement?.matches('.byte.caret')) this.focusCaret();
  }

  #row(index: number, isPinned: boolean, context: RowContext): unknown {
    const row = this.conversation.rows.peek(index) ?? (isPinned ? this.#caretRow?.row : undefined);
    const caret = context.caret?.row === index ? context.caret.offset : undefined;
    const selected = row?.kind === 'bytes' ? selectedColumns(row, context.selection) : undefined;
    return html`<div class=${isPinned ? 'slot pinned' : 'slot'} role="presentation" data-row=${index}>
      ${guard([row, caret, selected?.from, selected?.to, context.offsetDigits, context.translate], () =>
        hexRow(index, row, context),
      )}
    </div>`;
  }

  #columnHeaders({ translate, offsetDigits: digits, caret }: RowContext): TemplateResult {
    const current = caret && this.#caretRow?.row.kind === 'bytes' ? caret.offset - this.#caretRow.row.offset : -1;
    return html`<div class="row columns" role="row" aria-rowindex="1">
      <span class="offset" role="columnheader" aria-colindex="1">${translate('offset').padEnd(digits)}</span
      ><span class="hex" role="presentation"
        >${Array.from(
          { length: BYTES_PER_ROW },
          (_, column) =>
            html`<span
              class="byte${column === current ? ' current' : ''}"
              role="columnheader"
              aria-colindex=${column + 2}
              >${column.toString(16).padStart(2, '0')}</span
            >`,
        )}</span
      ><span class="text" role="columnheader" aria-colindex=${COLUMN_COUNT}>${translate('text')}</span>
    </div>`;
  }

  readonly #onKey = (event: KeyboardEvent) => {
    const action = actionOf(event);
    if (!action) return;
    event.preventDefault();
    if (this.#queuedKeys >= MAX_QUEUED_KEYS) return;
    this.#queuedKeys++;
    this.#keys = this.#keys
      .then(() => this.#act(action))
      .catch(this.onProblem)
      .finally(() => {
        this.#queuedKeys--;
      });
  };

  async #act(action: KeyAction): Promise<void> {
    const { conversation } = this;
    switch (action.kind) {
      case 'copy':
        this.onCopy();
        return;
      case 'clear':
        conversation.clearSelection();
        return;
      case 'selectAll':
        await this.#selectMore();
        return;
      case 'move':
        await this.#move(action);
    }
  }

  async #move({ motion, extend }: Extract<KeyAction, { kind: 'move' }>): Promise<void> {
    const { conversation } = this;
    const { caret } = conversation;
    if (!caret) {
      await this.#enter();
      return;
    }
    const move = extend ? movedInStream : moved;
    const target = await move(conversation, caret, motion, this.scroller.pageRows);
    if (target && extend) conversation.extendTo(target);
    else if (target) conversation.place(target);
    else if (!extend) conversation.clearSelection();
    if (conversation.caret) this.scroller.reveal(conversation.caret.row);
  }

  /** The first key puts the caret on the first byte in view. */
  async #enter(): Promise<void> {
    const { conversation } = this;
    const top = Math.ceil(this.scroller.top);
    const place = (await nearestBytes(conversation, top, 1)) ?? (await nearestBytes(conversation, top, -1));
    if (!place) return;
    conversation.place(caretAt(place.index, place.row, 0));
    this.scroller.reveal(place.index);
  }

  /** Selects the caret's chunk; when that is selected already, all of its direction's stream. */
  async #selectMore(): Promise<void> {
    const { conversation } = this;
    if (!conversation.caret) await this.#enter();
    const { caret, range } = conversation;
    if (!caret || !range) return;
    const chunk = await headingOf(conversation, caret.row);
    const isChunkSelected = range.offset === chunk.offset && range.length === chunk.length;
    const { direction } = caret;
    await conversation.select(
      isChunkSelected
        ? { direction, offset: 0, length: conversation.streamLength(direction) }
        : { direction, offset: chunk.offset, length: chunk.length },
    );
  }

  readonly #onDoubleClick = (event: MouseEvent) => {
    const index = this.#pointer?.rowIndexAt(event.clientY);
    if (index === undefined || index < 0) return;
    this.#selectChunk(index).catch(this.onProblem);
  };

  async #selectChunk(index: number): Promise<void> {
    const row = await this.conversation.row(index);
    if (row.kind === 'event') return;
    await this.conversation.select(await headingOf(this.conversation, index));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-hex-view': HexView;
  }
}
