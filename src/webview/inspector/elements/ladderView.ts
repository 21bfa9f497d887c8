import { html, nothing, svg, type PropertyValues, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { adoptStyles, PageElement } from '../../shared/pageElement';
import { MAX_LANES } from '../protocol';
import { Scroller } from '../view/scroller';
import { timeFrom } from '../view/format';
import { endName, endWord, isArrow, isReset, stepSentence, stepText, type SequenceContext } from '../view/stepText';
import type { LoadedStep, StepTable } from '../view/stepTable';
import { ladderStyles } from './ladder.styles';
import { problemNotice } from './notices';
import { BYTES_MENU } from './rowContext';

/** Rows fetched above and below the view. */
const ROWS_AHEAD = 32;
/** Pixels between two lines of peers, at least. */
const LANE_WIDTH = 150;
/** Where an arrow is within its row, in percent from above. */
const LINE = 78;

adoptStyles(ladderStyles);

/** The ladder: an ARIA grid of which only what is in view exists. The row at the keyboard is the selected one. */
@customElement('sockscope-ladder')
export class LadderView extends PageElement {
  @property({ attribute: false }) table!: StepTable;
  @property({ attribute: false }) context!: SequenceContext;
  @property({ attribute: false }) onScrolled!: () => void;
  @property({ attribute: false }) onSelect!: (step: LoadedStep) => void;
  /** Gives the keyboard to the bytes of the selected step. */
  @property({ attribute: false }) onEnter!: () => void;
  @property({ attribute: false }) onProblem!: (error: unknown) => void;

  @state() private current: number | undefined;
  @state() private laneRoom = 1;
  @query('.ladder-scroller') private readonly container!: HTMLElement;
  @query('.ladder-content') private readonly content!: HTMLElement;
  @query('.ladder-head') private readonly head!: HTMLElement;
  @query('.ladder-view') private readonly view!: HTMLElement;
  @query('.ladder-rows') private readonly rowsElement!: HTMLElement;

  readonly scroller = new Scroller(this, () => {
    this.onScrolled();
  });
  readonly #resized = new ResizeObserver(([entry]) => {
    if (entry) this.laneRoom = Math.min(MAX_LANES, Math.max(1, Math.floor(entry.contentRect.width / LANE_WIDTH)));
  });
  #hadFocus = false;
  #selecting: Promise<void> = Promise.resolve();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.table.removeEventListener('change', this.#onChange);
  }

  /** The first row of a copy that holds no more than `most`: what is chosen or in view, unless all of it fits. */
  copyFrom(most: number): number {
    const { rowCount } = this.table.rows;
    return rowCount <= most ? 0 : Math.min(rowCount - 1, Math.floor(this.scroller.top));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('table')) {
      changed.get('table')?.removeEventListener('change', this.#onChange);
      this.table.addEventListener('change', this.#onChange);
      this.current = undefined;
    }
    const { rows } = this.table;
    this.#hadFocus = this.contains(document.activeElement);
    this.scroller.setRowCount(rows.rowCount);
    const { from, to } = this.scroller.visible;
    rows.want(Math.max(0, from - ROWS_AHEAD), Math.min(rows.rowCount, to + ROWS_AHEAD));
  }

  protected override render(): TemplateResult {
    const { table, context } = this;
    const { translate } = context;
    const { rows, progress } = table;
    const { from, to } = this.scroller.visible;
    const indexes = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
    const isPinned = this.current !== undefined && (this.current < from || this.current >= to);
    if (isPinned && this.current! < rows.rowCount) indexes.push(this.current!);
    const failure = progress.failure ?? rows.failure;
    const hasStates = context.summary.scheme === 'tcp' || context.summary.scheme === 'tls';
    return html`${
        failure === undefined
          ? nothing
          : problemNotice(translate, translate('rowsFailed', failure), () => {
              rows.retry();
            })
      }
      <div
        class="ladder-scroller${hasStates ? ' with-states' : ''}${this.#lanes > 1 ? ' with-lanes' : ''}"
        role="grid"
        aria-label=${translate('ladder')}
        aria-rowcount=${rows.rowCount + 1}
        aria-colcount=${hasStates ? 4 : 2}
        tabindex=${this.current === undefined ? 0 : -1}
        data-vscode-context=${BYTES_MENU}
        @keydown=${this.#onKey}
      >
        <div class="ladder-content" role="presentation">
          ${this.#headRow(hasStates, rows.peek(to - 1)?.states)}
          <div class="ladder-view" role="presentation">
            <div class="ladder-rows" role="presentation">
              ${repeat(
                indexes,
                (index) => index,
                (index) => this.#row(index, hasStates, index < from || index >= to),
              )}
            </div>
          </div>
        </div>
      </div>`;
  }

  protected override updated(): void {
    this.scroller.attach(this.container, this.content, this.head);
    this.rowsElement.style.transform = `translateY(${-this.scroller.hiddenPixels}px)`;
    this.view.style.height = `${this.scroller.geometry.viewHeight}px`;
    if (this.#hadFocus && !document.activeElement?.matches('.ladder-row')) this.focusCurrent();
  }

  /** Settles when the step that was chosen last has been told. */
  get settled(): Promise<void> {
    return this.#selecting;
  }

  /** Gives the keyboard to the selected step, or to the ladder while there is none. */
  focusCurrent(): void {
    const row = this.querySelector<HTMLElement>('.ladder-row[tabindex="0"]') ?? this.container;
    row.focus({ preventScroll: true });
  }

  /** Marks a step as the selected one, whose bytes are selected already, and brings it into view. */
  reveal(index: number): void {
    this.current = index;
    this.scroller.reveal(index);
  }

  /** Lines besides that of this side: several for a datagram socket with all its peers. */
  get #lanes(): number {
    return Math.max(1, Math.min(this.table.progress.peerCount, this.laneRoom));
  }

  /** Where a line stands, in percent. @param lane 0 is this side. */
  #x(lane: number): number {
    return (100 * Math.min(lane, this.#lanes)) / this.#lanes;
  }

  #headRow(hasStates: boolean, states: readonly [string, string] | undefined): TemplateResult {
    const { translate, summary } = this.context;
    const { peerCount, peers } = this.table.progress;
    const lanes = this.#lanes;
    const nameOf = (lane: number): string => {
      if (lane === 0 || peerCount === 0) return endName(translate, summary, lane);
      return lane === lanes && peerCount > lanes ? translate('otherPeers') : peers[lane - 1]!;
    };
    const names = Array.from({ length: lanes + 1 }, (_, lane) => nameOf(lane));
    const stateOf = (end: 0 | 1): string => (states ? states[end] || translate('stepUnknown') : '');
    const ends = names.map((name, lane) => {
      const anchor = lane === 0 ? 'start' : lane === lanes ? 'end' : 'middle';
      return svg`<text x="${this.#x(lane)}%" y="40%" text-anchor=${anchor}>${name}</text>${
        hasStates
          ? svg`<text class="ladder-now" x="${this.#x(lane)}%" y="88%" text-anchor=${anchor}
              >${stateOf(lane === 0 ? 0 : 1)}</text>`
          : nothing
      }`;
    });
    const stateHead = (end: number) =>
      hasStates
        ? html`<span class="ladder-state" role="columnheader"
            ><span class="visually-hidden">${translate('ladderStates', endWord(translate, summary, end))}</span></span
          >`
        : nothing;
    return html`<div class="ladder-row ladder-head" role="row" aria-rowindex="1">
      <span class="ladder-time" role="columnheader">${translate('messageTime')}</span>${stateHead(0)}
      <span class="ladder-lane" role="columnheader"
        ><span class="visually-hidden">${names.join(', ')}</span
        ><svg class="ladder-drawing" aria-hidden="true">${ends}</svg></span
      >${stateHead(1)}
    </div>`;
  }

  #row(index: number, hasStates: boolean, isPinned: boolean): TemplateResult {
    const { context } = this;
    const { translate, settings, summary } = context;
    const step = this.table.rows.peek(index);
    const pinned = isPinned ? ' pinned' : '';
    if (!step) {
      return html`<div class="ladder-row pending${pinned}" role="row" aria-rowindex=${index + 2}>
        <span role="gridcell" aria-colspan=${hasStates ? 4 : 2} aria-label=${translate('loadingRow')}></span>
      </div>`;
    }
    const isCurrent = index === this.current;
    const { direction, kind, inferred, states, changed } = step;
    const sentence = stepSentence(step, context);
    const stateCell = (end: 0 | 1) =>
      hasStates
        ? html`<span class="ladder-state" role="gridcell">${changed?.[end] ? states![end] : ''}</span>`
        : nothing;
    const time = inferred ? '' : timeFrom(step.time, settings.times, summary.startedAt, translate.language);
    const since =
      settings.times === 'last' && !inferred && step.delta !== undefined ? sinceLast(step, translate) : time;
    return html`<div
      class="ladder-row ${direction} ${kind}${inferred ? ' inferred' : ''}${isCurrent ? ' current' : ''}${pinned}"
      role="row"
      aria-rowindex=${index + 2}
      aria-selected=${isCurrent}
      aria-label=${sentence}
      tabindex=${isCurrent ? 0 : -1}
      data-step=${index}
      title=${sentence}
      @contextmenu=${() => {
        this.#select(index);
      }}
      @click=${() => {
        this.#select(index);
      }}
    >
      <span class="ladder-time" role="gridcell">${since}</span>${stateCell(0)}
      <span class="ladder-lane" role="gridcell">${this.#drawing(step)}${this.#label(step)}</span>${stateCell(1)}
    </div>`;
  }

  #label(step: LoadedStep): TemplateResult {
    const { label, preview, notes } = stepText(step, this.context);
    const { peerCount } = this.table.progress;
    const lanes = this.#lanes;
    // Its line is that of several.
    const isShared = step.peer !== undefined && peerCount > lanes && (step.lane ?? 0) >= lanes;
    return html`<span class="ladder-label${isReset(step) ? ' reset' : ''}"
      ><span class="ladder-what">${label}</span>${
        isShared ? html` <span class="ladder-peer">${step.peer}</span>` : nothing
      }${preview === '' ? nothing : html` <span class="ladder-preview">${preview}</span>`}${notes.map(
        (note) => html` <span class="ladder-note">${note}</span>`,
      )}</span
    >`;
  }

  #drawing(step: LoadedStep): TemplateResult {
    const lanes = this.#lanes;
    const lines = Array.from({ length: lanes + 1 }, (_, lane) => {
      const x = `${this.#x(lane)}%`;
      return svg`<line class="ladder-line" x1=${x} x2=${x} y1="0" y2="100%"></line>`;
    });
    return html`<svg class="ladder-drawing" aria-hidden="true">
      ${lines}${isArrow(step) ? this.#arrow(step) : nothing}
    </svg>`;
  }

  #arrow(step: LoadedStep): SVGTemplateResult {
    const far = this.#x(step.lane ?? 1);
    const [from, to] = step.direction === 'sent' ? [0, far] : [far, 0];
    const side = from < to ? -1 : 1;
    const head = isReset(step)
      ? svg`<path class="ladder-cross" d="M${side * 11} -5l10 10m0 -10l-10 10" transform="translate(${side < 0 ? 0 : -10} 0)"></path>`
      : svg`<path class="ladder-tip" d="M0 0l${side * 9} -4.5v9z"></path>`;
    return svg`<line class="ladder-arrow" x1="${from}%" x2="${to}%" y1="${LINE}%" y2="${LINE}%"></line
      ><svg x="${to}%" y="${LINE}%" overflow="visible">${step.kind === 'gap' ? nothing : head}</svg>`;
  }

  readonly #onChange = () => {
    this.requestUpdate();
  };

  readonly #onKey = (event: KeyboardEvent) => {
    const isEnd = event.key === 'Home' || event.key === 'End';
    if (event.altKey || event.shiftKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (isEnd) this.#go(event, event.key);
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
    const step = await this.table.rows.row(index);
    await this.updateComplete;
    if (this.current !== index) return;
    this.focusCurrent();
    this.onSelect(step);
  }
}

function sinceLast({ delta = 0 }: LoadedStep, { language }: SequenceContext['translate']): string {
  return timeFrom(delta, 'start', 0, language);
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-ladder': LadderView;
  }
}
