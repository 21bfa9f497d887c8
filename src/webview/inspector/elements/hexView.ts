import { html, noChange, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Translate } from '../strings';
import { shownOrder, isLead } from '../view/byteOrder';
import { headingOf } from '../view/chunk';
import type { Caret } from '../view/caret';
import type { ShownConversation } from '../view/conversation';
import { SLOTS, type Finder } from '../view/finder';
import { fittingWidth, hexWidth, ROW_PARTS } from '../view/fitting';
import { offsetDigits } from '../view/format';
import { actionOf, type KeyAction } from '../view/keys';
import { nextChunkStart, nextLandmark } from '../view/landmarks';
import { caretAt, moved, movedInStream, nearestBytes, type Motion } from '../view/motion';
import { PointerSelection } from '../view/pointerSelection';
import type { LoadedRow } from '../view/rowCache';
import { Scroller } from '../view/scroller';
import type { ViewSettings } from '../view/viewSettings';
import { selectedColumns } from './bytesRow';
import { foundMarks } from './foundMarks';
import { hexRow } from './hexRow';
import { OTHER_COLUMNS, type RowContext, type RowSurroundings } from './rowContext';
import { hexViewStyles } from './hexView.styles';
import { adoptStyles, ChangeWatcher, PageElement } from '../../shared/pageElement';

/** Rows fetched above and below the view, so that a small move finds them there. */
const ROWS_AHEAD = 32;
/** Key presses kept while rows for an earlier one are on their way; more of a held key are dropped. */
const MAX_QUEUED_KEYS = 16;

const NO_BYTES = new Uint8Array();
/** What has the keyboard, and is the grid's stop for Tab; what a slot showed before, unseen until its row is here, is not. */
const CURRENT = '.slot:not(.pending) :is(.byte.caret, .whole.visited)';
/** Digits by which the width of one is measured. */
const PROBE_DIGITS = 100;

adoptStyles(hexViewStyles);

/** The rows of a conversation: an ARIA grid of which only what is in view exists. */
@customElement('sockscope-hex-view')
export class HexView extends PageElement {
  @property({ attribute: false }) conversation!: ShownConversation;
  @property({ attribute: false }) wording!: Translate;
  @property({ attribute: false }) settings!: ViewSettings;
  /** What was looked for. */
  @property({ attribute: false }) finder!: Finder;
  /** Called when the user scrolled, or began or ceased to follow the end. */
  @property({ attribute: false }) onScrolled!: () => void;
  @property({ attribute: false }) onCopy!: () => void;
  /** Called with the number of bytes of which a row fits, at first and whenever that changed. */
  @property({ attribute: false }) onFit!: (bytesPerRow: number) => void;
  /** Called when something that was asked for could not be done. */
  @property({ attribute: false }) onProblem!: (error: unknown) => void;

  @query('.scroller') private readonly container!: HTMLElement;
  @query('.content') private readonly content!: HTMLElement;
  @query('.digits') private readonly digits!: HTMLElement;
  @query('.columns') private readonly columns!: HTMLElement;
  @query('.view') private readonly view!: HTMLElement;
  @query('.rows') private readonly rowsElement!: HTMLElement;

  readonly scroller = new Scroller(this, () => {
    this.onScrolled();
  });
  readonly #watcher = new ChangeWatcher(this);
  readonly #foundWatcher = new ChangeWatcher(this);
  #pointer: PointerSelection | undefined;
  /** The caret's row, or that of a heading or event that has the keyboard, kept in the document when it is out of view: it has the keyboard focus. */
  #caretRow: { readonly index: number; readonly row: LoadedRow } | undefined;
  /** The caret that was brought into view sideways. */
  #revealed: Caret | undefined;
  #fitting = 0;
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
    const cell = this.querySelector<HTMLElement>(CURRENT) ?? this.querySelector<HTMLElement>('[role="grid"]');
    cell?.focus({ preventScroll: true });
  }

  /** Settles when what was asked for by keys has been done. */
  get settled(): Promise<void> {
    return this.#keys;
  }

  /** As the key does that selects all. */
  selectAll(): void {
    this.#queue({ kind: 'selectAll' });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('conversation')) {
      this.#watcher.watch(this.conversation);
      this.#caretRow = undefined;
    }
    if (changed.has('finder')) this.#foundWatcher.watch(this.finder);
    this.#hadFocus = this.contains(document.activeElement);
    this.scroller.setRowCount(this.conversation.rowCount);
    const { from, to } = this.scroller.visible;
    const { rows, caret, landmark } = this.conversation;
    const ahead = [Math.max(0, from - ROWS_AHEAD), Math.min(rows.rowCount, to + ROWS_AHEAD)] as const;
    rows.want(...ahead);
    this.finder.want(...ahead);
    const index = landmark ?? caret?.row;
    if (this.#caretRow?.index !== index) this.#caretRow = undefined;
    const row = index === undefined ? undefined : rows.peek(index);
    if (index !== undefined && row) this.#caretRow = { index, row };
  }

  protected override render(): TemplateResult {
    const { conversation, wording: translate } = this;
    const { rows } = conversation;
    const { from, to } = this.scroller.visible;
    const indexes = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
    const pinned = this.#caretRow?.index;
    if (pinned !== undefined && pinned < from) indexes.unshift(pinned);
    if (pinned !== undefined && pinned >= to) indexes.push(pinned);
    const longest = Math.max(conversation.streamLength('sent'), conversation.streamLength('received'));
    const isComplete = indexes.every((index) => rows.peek(index) !== undefined || index === pinned);
    const slotKey = this.#slotKeys();
    const context: RowContext = {
      translate,
      offsetDigits: offsetDigits(longest),
      bytesPerRow: conversation.layout.bytesPerRow,
      settings: this.settings,
      startedAt: conversation.summary.startedAt,
      caret: conversation.landmark === undefined ? conversation.caret : undefined,
      landmark: conversation.landmark,
      selection: conversation.selection,
    };
    return html`<div
        class="scroller"
        role="grid"
        aria-label=${translate('bytesGrid')}
        aria-multiselectable="true"
        aria-busy=${!isComplete}
        aria-rowcount=${conversation.rowCount + 1}
        aria-colcount=${conversation.layout.bytesPerRow + OTHER_COLUMNS}
        tabindex=${conversation.caret || conversation.landmark !== undefined ? -1 : 0}
        @keydown=${this.#onKey}
      >
        <span class="digits" aria-hidden="true">${'0'.repeat(PROBE_DIGITS)}</span>
        <div class="content" role="presentation">
          ${this.#columnHeaders(context)}
          <div class="view" role="presentation" @dblclick=${this.#onDoubleClick}>
            <div class="rows" role="presentation">
              ${repeat(indexes, slotKey, (index) => this.#row(index, index < from || index >= to, context))}
            </div>
          </div>
        </div>
      </div>
      ${guard([this.finder.slots], () => foundMarks(this.finder.slots, SLOTS))}`;
  }

  protected override updated(): void {
    this.scroller.attach(this.container, this.content, this.columns);
    this.#pointer ??= new PointerSelection(this.view, this.scroller, {
      conversation: () => this.conversation,
      drawn: () => this.updateComplete,
    });
    this.rowsElement.style.transform = `translateY(${-this.scroller.hiddenPixels}px)`;
    this.#applyWidths();
    this.view.style.height = `${this.scroller.geometry.viewHeight}px`;
    if (this.#hadFocus && !document.activeElement?.matches(CURRENT)) this.focusCaret();
    this.#revealColumn();
  }

  /** Brings the caret into view where rows are wider than that; the scroller knows of rows alone. */
  #revealColumn(): void {
    const { caret } = this.conversation;
    if (caret === this.#revealed) return;
    const cell = this.querySelector('.slot:not(.pending) .byte.caret');
    if (!cell) return;
    this.#revealed = caret;
    const { container } = this;
    if (container.scrollWidth <= container.clientWidth) return;
    const box = container.getBoundingClientRect();
    const { left, right, width } = cell.getBoundingClientRect();
    const beyond = Math.max(0, right + width - (box.left + container.clientWidth));
    const before = Math.max(0, box.left - (left - width));
    container.scrollLeft += beyond - before;
  }

  /** The style sheet cannot count bytes; the page's security policy allows styles that a script sets. */
  #applyWidths(): void {
    const { group, groupOrder } = this.settings;
    const { bytesPerRow } = this.conversation.layout;
    this.style.setProperty('--byte-width', `${group === 1 ? ROW_PARTS.byte : ROW_PARTS.groupedByte}ch`);
    this.style.setProperty('--hex-width', `${hexWidth(bytesPerRow, group)}ch`);
    this.style.setProperty('--text-width', `${bytesPerRow}ch`);
    this.classList.toggle('reversed', group > 1 && groupOrder === 'le');
    const digit = this.digits.getBoundingClientRect().width / PROBE_DIGITS;
    if (digit === 0) return;
    const room = Math.floor(this.container.clientWidth / digit);
    const longest = Math.max(this.conversation.streamLength('sent'), this.conversation.streamLength('received'));
    const fitting = fittingWidth(room, group, offsetDigits(longest));
    if (fitting === this.#fitting) return;
    this.#fitting = fitting;
    this.onFit(fitting);
  }

  #row(index: number, isPinned: boolean, context: RowContext): unknown {
    const row = this.conversation.rows.peek(index) ?? (isPinned ? this.#caretRow?.row : undefined);
    const caret = context.caret?.row === index ? context.caret.offset : undefined;
    const selected = row?.kind === 'bytes' ? selectedColumns(row, context.selection) : undefined;
    const { before, after } = this.#neighbours(index, row);
    const { settings, offsetDigits: digits, translate } = context;
    const found = this.finder.columnsOf(index);
    const isVisited = context.landmark === index;
    const looks = [
      row,
      caret,
      isVisited,
      found.join(),
      selected?.from,
      selected?.to,
      before,
      after,
      settings,
      digits,
      translate,
    ];
    const look = isPinned ? 'slot pinned' : row ? 'slot' : 'slot pending';
    // What a slot showed before stays in it, unseen, until its row is here: the row then takes its elements over.
    const content = row ? guard(looks, () => hexRow(index, row, { before, after, found }, context)) : noChange;
    return html`<div class=${look} role="presentation" data-row=${index}>${content}</div>`;
  }

  /**
   * Names the slots: as many as rows fit into the view, used in turn, so that a jump makes no element and a step moves one.
   * A row that is kept out of view has one of its own.
   */
  #slotKeys(): (row: number) => string {
    const { rowHeight, viewHeight } = this.scroller.geometry;
    const { from, to } = this.scroller.visible;
    const count = Math.ceil(viewHeight / rowHeight) + 1;
    const { layout, id } = this.conversation;
    const rows = `${id} ${layout.view} ${layout.bytesPerRow}`;
    return (row) => `${rows} ${row < from || row >= to ? 'pinned' : row % count}`;
  }

  /** The bytes beside a row, where its own are not all that its text depends on. */
  #neighbours(index: number, row: LoadedRow | undefined): Pick<RowSurroundings, 'before' | 'after'> {
    if (row?.kind !== 'bytes') return { before: NO_BYTES, after: NO_BYTES };
    const { rows } = this.conversation;
    const above = rows.peek(index - 1);
    const below = rows.peek(index + 1);
    const isBefore =
      above?.kind === 'bytes' && above.direction === row.direction && above.offset + above.length === row.offset;
    const isAfter =
      below?.kind === 'bytes' && below.direction === row.direction && row.offset + row.length === below.offset;
    return {
      before: isBefore ? above.bytes : NO_BYTES,
      after: isAfter ? below.bytes : NO_BYTES,
    };
  }

  #columnHeaders({ translate, offsetDigits: digits, caret, bytesPerRow, settings }: RowContext): TemplateResult {
    const current = caret && this.#caretRow?.row.kind === 'bytes' ? caret.offset - this.#caretRow.row.offset : -1;
    const { group, groupOrder } = settings;
    return html`<div class="row columns" role="row" aria-rowindex="1">
      <span class="offset" role="columnheader" aria-colindex="1">${translate('offset').padEnd(digits)}</span
      ><span class="hex" role="presentation"
        >${shownOrder(bytesPerRow, group, groupOrder).map(
          (column = 0, slot) =>
            html`<span
              class="byte${isLead(slot, group) ? ' lead' : ''}${column === current ? ' current' : ''}"
              role="columnheader"
              aria-colindex=${slot + 2}
              >${column.toString(16).padStart(2, '0')}</span
            >`,
        )}</span
      ><span class="text" role="columnheader" aria-colindex=${bytesPerRow + OTHER_COLUMNS}>${translate('text')}</span>
    </div>`;
  }

  readonly #onKey = (event: KeyboardEvent) => {
    const action = actionOf(event);
    if (!action) return;
    event.preventDefault();
    this.#queue(action);
  };

  #queue(action: KeyAction): void {
    if (this.#queuedKeys >= MAX_QUEUED_KEYS) return;
    this.#queuedKeys++;
    this.#keys = this.#keys
      .then(() => this.#act(action))
      .catch(this.onProblem)
      .finally(() => {
        this.#queuedKeys--;
      });
  }

  async #act(action: KeyAction): Promise<void> {
    const { conversation } = this;
    switch (action.kind) {
      case 'copy':
        this.onCopy();
        return;
      case 'clear':
        if (conversation.landmark === undefined) conversation.clearSelection();
        else this.#leaveLandmark();
        return;
      case 'landmark':
        await this.#goToLandmark(action.step);
        return;
      case 'selectChunk':
        if (conversation.landmark !== undefined) await this.#selectChunk(conversation.landmark);
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
    const { caret, landmark } = conversation;
    if (landmark !== undefined && !extend && (await this.#moveFrom(landmark, motion))) return;
    if (!caret) {
      await this.#enter();
      return;
    }
    const move = extend ? movedInStream : moved;
    const target = await move(conversation, caret, motion, this.scroller.pageRows);
    // Whoever clicked while the row was on its way is there already.
    if (conversation.caret !== caret) return;
    if (target && extend) conversation.extendTo(target);
    else if (target) conversation.place(target);
    else if (!extend) conversation.clearSelection();
    this.scroller.reveal(conversation.caret.row);
  }

  /** To the next heading or event, or in a stream to where the next chunk begins. */
  async #goToLandmark(step: 1 | -1): Promise<void> {
    const { conversation } = this;
    const { caret, landmark, layout } = conversation;
    if (layout.view !== 'exchange') {
      if (!caret) {
        await this.#enter();
        return;
      }
      const target = await nextChunkStart(conversation, caret, step);
      if (target && conversation.caret === caret) conversation.place(target);
    } else {
      const from = landmark ?? caret?.row ?? (step === 1 ? Math.ceil(this.scroller.top) - 1 : conversation.rowCount);
      const target = await nextLandmark(conversation, from, step);
      // Whoever clicked while the row was on its way is there already.
      if (target === undefined || conversation.caret !== caret) return;
      conversation.visit(target);
    }
    const row = conversation.landmark ?? conversation.caret?.row;
    if (row !== undefined) this.scroller.reveal(row);
  }

  /** From a heading or an event the arrow keys go to the bytes beside it: false where a key means something else, or nothing is there. */
  async #moveFrom(landmark: number, motion: Motion): Promise<boolean> {
    const { conversation } = this;
    const isBack = motion === 'up' || motion === 'left';
    if (!isBack && motion !== 'down' && motion !== 'right') return false;
    const place = await nearestBytes(conversation, landmark + (isBack ? -1 : 1), isBack ? -1 : 1);
    if (place) {
      conversation.place(caretAt(place.index, place.row, motion === 'left' ? place.row.length - 1 : 0));
      this.scroller.reveal(place.index);
    }
    return true;
  }

  /** Back to the caret. */
  #leaveLandmark(): void {
    const { conversation } = this;
    conversation.visit(undefined);
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
    const chunk = await headingOf(conversation, caret.row, caret.offset);
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
    if (row.kind === 'event' || (row.kind === 'heading' && row.length === 0)) return;
    // The press before has put the caret on the byte.
    const { caret } = this.conversation;
    const offset = caret?.row === index ? caret.offset : undefined;
    await this.conversation.select(await headingOf(this.conversation, index, offset));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-hex-view': HexView;
  }
}
