import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { DIRECTION_SIGNS } from '../../../base/direction';
import type { StreamRange } from '../../../base/streamRange';
import type { Translate } from '../strings';
import type { Finder } from '../view/finder';
import { byteCount, chunkTimes } from '../view/format';
import type { LoadedMessage, MessageTable } from '../view/messageTable';
import { Scroller } from '../view/scroller';
import { textColumn, type Glyph } from '../view/textColumn';
import type { ViewSettings } from '../view/viewSettings';
import { BYTES_MENU } from './rowContext';
import { messagesViewStyles } from './messagesView.styles';
import { problemNotice } from './notices';
import { adoptStyles, ChangeWatcher, PageElement } from '../../shared/pageElement';

/** Rows fetched above and below the view. */
const ROWS_AHEAD = 32;
const NO_BYTES = new Uint8Array();
/** The columns, by their keys in the table of sentences. */
const COLUMNS = [
  'messageNumber',
  'messageTime',
  'messageDelta',
  'messageDirection',
  'messageLength',
  'messagePreview',
] as const;

adoptStyles(messagesViewStyles);

/** The table of messages: an ARIA grid of which only what is in view exists. The row at the keyboard is the selected one. */
@customElement('sockscope-messages')
export class MessagesView extends PageElement {
  @property({ attribute: false }) table!: MessageTable;
  @property({ attribute: false }) wording!: Translate;
  @property({ attribute: false }) settings!: ViewSettings;
  @property({ attribute: false }) finder!: Finder;
  /** When the conversation began, in milliseconds since the Unix epoch. */
  @property({ attribute: false }) startedAt = 0;
  @property({ attribute: false }) onScrolled!: () => void;
  @property({ attribute: false }) onSelect!: (message: LoadedMessage) => void;
  /** Gives the keyboard to the bytes of the selected message. */
  @property({ attribute: false }) onEnter!: () => void;
  /** Copies the selected message. */
  @property({ attribute: false }) onCopy!: () => void;
  @property({ attribute: false }) onProblem!: (error: unknown) => void;

  @state() private current: number | undefined;
  @query('.message-scroller') private readonly container!: HTMLElement;
  @query('.message-content') private readonly content!: HTMLElement;
  @query('.message-columns') private readonly columns!: HTMLElement;
  @query('.message-view') private readonly view!: HTMLElement;
  @query('.message-rows') private readonly rowsElement!: HTMLElement;

  readonly scroller = new Scroller(this, () => {
    this.onScrolled();
  });
  readonly #findings = new ChangeWatcher(this);
  #hadFocus = false;
  #selecting: Promise<void> = Promise.resolve();
  #shownRows: object | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.table.removeEventListener('change', this.#onChange);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('table')) {
      changed.get('table')?.removeEventListener('change', this.#onChange);
      this.table.addEventListener('change', this.#onChange);
    }
    const { rows } = this.table;
    if (this.#shownRows !== rows) {
      // Another list: what was selected in the one before is not in this one's rows.
      if (this.#shownRows !== undefined) this.current = undefined;
      this.#shownRows = rows;
    }
    this.#hadFocus = this.contains(document.activeElement);
    this.scroller.setRowCount(rows.rowCount);
    const { from, to } = this.scroller.visible;
    rows.want(Math.max(0, from - ROWS_AHEAD), Math.min(rows.rowCount, to + ROWS_AHEAD));
    this.#findings.watch(this.finder);
    const shown = Array.from({ length: Math.max(0, to - from) }, (_, row) => rows.peek(from + row));
    this.finder.wantMessages(
      shown.flatMap((message) => (message && message.bytes.length > 0 ? [previewOf(message)] : [])),
    );
  }

  protected override render(): TemplateResult {
    const { wording: translate, table } = this;
    const { rows } = table;
    const { from, to } = this.scroller.visible;
    const indexes = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
    const isPinned = this.current !== undefined && (this.current < from || this.current >= to);
    if (isPinned && this.current! < rows.rowCount) indexes.push(this.current!);
    const failure = table.progress.failure ?? rows.failure;
    return html`${
        failure === undefined
          ? nothing
          : problemNotice(translate, translate('rowsFailed', failure), () => {
              rows.retry();
            })
      }
      <div
        class="message-scroller"
        role="grid"
        aria-label=${translate(this.settings.view === 'talk' ? 'talkGrid' : 'messagesGrid')}
        aria-rowcount=${rows.rowCount + 1}
        aria-colcount=${COLUMNS.length}
        tabindex=${this.current === undefined ? 0 : -1}
        data-vscode-context=${BYTES_MENU}
        @keydown=${this.#onKey}
      >
        <div class="message-content" role="presentation">
          <div class="message-row message-columns" role="row" aria-rowindex="1">
            ${COLUMNS.map(
              (key, column) =>
                html`<span class=${key} role="columnheader" aria-colindex=${column + 1}>${translate(key)}</span>`,
            )}
            ${
              this.settings.view === 'talk'
                ? (['received', 'sent'] as const).map(
                    (direction) =>
                      html`<span class="talk-side ${direction}" aria-hidden="true"
                        >${DIRECTION_SIGNS[direction]} ${translate(direction)}</span
                      >`,
                  )
                : nothing
            }
          </div>
          <div class="message-view" role="presentation">
            <div class="message-rows" role="presentation">
              ${repeat(
                indexes,
                (index) => index,
                (index) => this.#row(index, index < from || index >= to),
              )}
            </div>
          </div>
        </div>
      </div>`;
  }

  protected override updated(): void {
    this.scroller.attach(this.container, this.content, this.columns);
    this.rowsElement.style.transform = `translateY(${-this.scroller.hiddenPixels}px)`;
    this.view.style.height = `${this.scroller.geometry.viewHeight}px`;
    if (this.#hadFocus && !document.activeElement?.matches('.message-row')) this.focusCurrent();
  }

  /** Settles when the row that was chosen last has been told. */
  get settled(): Promise<void> {
    return this.#selecting;
  }

  /** Gives the keyboard to the selected message, or to the table while there is none. */
  focusCurrent(): void {
    const row = this.querySelector<HTMLElement>('.message-row[tabindex="0"]') ?? this.container;
    row.focus({ preventScroll: true });
  }

  /** Marks a message as the selected one, whose bytes are selected already, and brings it into view. */
  reveal(index: number): void {
    this.current = index;
    this.scroller.reveal(index);
  }

  #row(index: number, isPinned: boolean): TemplateResult {
    const { wording: translate } = this;
    const message = this.table.rows.peek(index);
    const isCurrent = index === this.current;
    const pinned = isPinned ? ' pinned' : '';
    if (!message) {
      return html`<div class="message-row pending${pinned}" role="row" aria-rowindex=${index + 2}>
        <span role="gridcell" aria-colspan=${COLUMNS.length} aria-label=${translate('loadingRow')}></span>
      </div>`;
    }
    return html`<div
      class="message-row ${message.direction}${isCurrent ? ' current' : ''}${pinned}"
      role="row"
      aria-rowindex=${index + 2}
      aria-selected=${isCurrent}
      tabindex=${isCurrent ? 0 : -1}
      data-message=${message.number}
      title=${chunkTimes(message, this.settings.times, this.startedAt, this.wording.language).time}
      @contextmenu=${() => {
        this.#select(index);
      }}
      @click=${() => {
        this.#select(index);
      }}
    >
      ${this.#cells(message).map(
        (cell, column) =>
          html`<span class=${COLUMNS[column]!} role="gridcell" aria-colindex=${column + 1}>${cell}</span>`,
      )}
    </div>`;
  }

  #cells(message: LoadedMessage): readonly unknown[] {
    const { wording: translate, settings } = this;
    const { direction, bytes, length, incomplete, open, peer } = message;
    const { time, delta } = chunkTimes(message, settings.times, this.startedAt, translate.language);
    const text = foundParts(
      textColumn(settings.text, bytes, NO_BYTES, NO_BYTES),
      this.finder.columnsOfMessage(message),
    );
    const state = open ? translate('unfinished') : incomplete ? translate('incomplete') : undefined;
    const from = peer && translate(direction === 'sent' ? 'toPeer' : 'fromPeer', peer);
    const sign = html`<span class="sign" aria-hidden="true">${DIRECTION_SIGNS[direction]}</span>`;
    const name = html`<span class="name">${translate(direction)}</span>`;
    const preview = html`<span class="preview-text">${text}${length > bytes.length ? '…' : ''}</span>`;
    // White space counts in a row: what stands between parts is said here.
    return [
      message.number.toLocaleString(translate.language),
      time,
      delta,
      html`${sign} ${name}`,
      html`<span class="label">${byteCount(translate, length)}</span
        ><span class="short" aria-hidden="true">${length.toLocaleString(translate.language)}</span>`,
      html`${note('unfinished', state)}${note('peer', from)}${preview}`,
    ];
  }

  readonly #onChange = () => {
    this.requestUpdate();
  };

  readonly #onKey = (event: KeyboardEvent) => {
    const isEnd = event.key === 'Home' || event.key === 'End';
    if (event.altKey || event.shiftKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (isEnd) this.#go(event, event.key);
      else if (event.key.toLowerCase() === 'c' && this.current !== undefined) {
        event.preventDefault();
        this.onCopy();
      }
    } else if (event.key === 'Enter' && this.current !== undefined) {
      event.preventDefault();
      this.onEnter();
    } else this.#go(event, event.key);
  };

  #go(event: KeyboardEvent, key: string): void {
    const last = this.table.rows.rowCount - 1;
    const page = Math.max(1, this.scroller.pageRows - 1);
    const from = this.current ?? Math.ceil(this.scroller.top) - 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowUp: from - 1,
      ArrowDown: from + 1,
      PageUp: from - page,
      PageDown: from + page,
      Home: 0,
      End: last,
    };
    const target = targets[key];
    if (target === undefined || last < 0) return;
    event.preventDefault();
    const index = Math.min(last, Math.max(0, target));
    this.scroller.reveal(index);
    this.#select(index);
  }

  #select(index: number): void {
    this.#selecting = this.#selectRow(index).catch(this.onProblem);
  }

  async #selectRow(index: number): Promise<void> {
    this.current = index;
    const message = await this.table.rows.row(index);
    await this.updateComplete;
    if (this.current !== index) return;
    this.focusCurrent();
    this.onSelect(message);
  }
}

/** The bytes that a row shows. */
function previewOf({ direction, offset, bytes }: LoadedMessage): StreamRange {
  return { direction, offset, length: bytes.length };
}

/** @param found Pairs: where parts that were found begin, and where they have ended. */
function foundParts(glyphs: readonly Glyph[], found: readonly number[]): readonly unknown[] {
  const textOf = (from: number, to?: number): string =>
    glyphs
      .slice(from, to)
      .map(({ text }) => text)
      .join('');
  const parts: unknown[] = [];
  let end = 0;
  for (let i = 0; i < found.length; i += 2) {
    parts.push(
      textOf(end, found[i]),
      html`<span class="found">${textOf(Math.max(end, found[i]!), found[i + 1])}</span>`,
    );
    end = Math.max(end, found[i + 1]!);
  }
  return [...parts, textOf(end)];
}

function note(look: string, text: string | undefined): unknown {
  return text === undefined ? nothing : [html`<span class=${look}>${text}</span>`, ' '];
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-messages': MessagesView;
  }
}
