import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { StreamRange } from '../../../base/streamRange';
import { PageElement } from '../../shared/pageElement';
import { MAX_ROWS, type InspectorLink, type ToPage } from '../protocol';
import type { Translate } from '../strings';
import type { ShownConversation } from '../view/conversation';
import type { Scroller } from '../view/scroller';
import { MAX_MERMAID_STEPS, mermaidOf } from '../view/sequenceMermaid';
import { MAX_SVG_STEPS, svgOf } from '../view/sequenceSvg';
import type { SequencePart } from '../view/sequencePart';
import { StepTable, type LoadedStep } from '../view/stepTable';
import { SEQUENCE_NUMBERS, type ViewSettings } from '../view/viewSettings';
import './ladderView';
import type { LadderView } from './ladderView';

/** *Sequence*: a bar and the ladder below it. */
@customElement('sockscope-ladder-pane')
export class LadderPane extends PageElement {
  @property({ attribute: false }) conversation!: ShownConversation;
  @property({ attribute: false }) link!: InspectorLink;
  @property({ attribute: false }) wording!: Translate;
  @property({ attribute: false }) settings!: ViewSettings;
  @property({ attribute: false }) onChange!: (change: Partial<ViewSettings>) => void;
  @property({ attribute: false }) onScrolled!: () => void;
  @property({ attribute: false }) onSelect!: (step: LoadedStep) => void;
  @property({ attribute: false }) onEnter!: () => void;
  @property({ attribute: false }) onSay!: (sentence: string) => void;
  @property({ attribute: false }) onProblem!: (error: unknown) => void;

  @query('sockscope-ladder') private readonly ladder!: LadderView | null;
  #table: StepTable | undefined;
  /** What the ladder is laid out of. */
  #listed: number | undefined;
  /** Bytes whose step is to be brought into view once it is there. */
  #wanted: StreamRange | undefined;

  /** That of the ladder; undefined before it is there. */
  get scroller(): Scroller | undefined {
    return this.ladder?.scroller;
  }

  /** Settles when the step that was chosen last has been told. */
  get settled(): Promise<void> | undefined {
    return this.ladder?.settled;
  }

  /** Gives the keyboard to the selected step, or to the ladder. */
  focusCurrent(): void {
    this.ladder?.focusCurrent();
  }

  receive(message: Extract<ToPage, { type: 'messages' | 'sequence' }>): void {
    if (message.type === 'sequence') this.#table?.receive(message);
  }

  /** Marks the step that carries a byte, and brings it into view. */
  async reveal({ direction, offset }: StreamRange): Promise<void> {
    const row = (await this.#table?.rowOf(direction, offset)) ?? -1;
    if (row >= 0) this.ladder?.reveal(row);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listed = undefined;
    this.link.send({ type: 'leaveSteps' });
  }

  protected override willUpdate(): void {
    const { id, range } = this.conversation;
    if (this.#listed === id) return;
    this.#listed = id;
    this.#wanted = range;
    this.#table?.removeEventListener('change', this.#onTable);
    this.#table = new StepTable(this.link);
    this.#table.addEventListener('change', this.#onTable);
    this.#table.begin(id).catch(this.onProblem);
  }

  protected override render(): TemplateResult {
    const { wording: translate, settings } = this;
    const table = this.#table!;
    const { summary } = this.conversation;
    const { count, done, packets } = table.progress;
    return html`<div class="message-form ladder-bar" role="group" aria-label=${translate('ladderBar')}>
        ${this.#action('copy', 'copyMermaid', 'copyMermaidHint', count, this.#copyMermaid)}
        ${this.#action('save', 'saveSvg', 'saveSvgHint', count, this.#saveSvg)} ${packets ? this.#numbers() : nothing}
        ${packets || summary.client !== undefined || summary.scheme === 'udp' ? nothing : this.#legend()}
        <span class="outcome"><span class="note" role="status">${this.#outcome()}</span></span>
      </div>
      <sockscope-ladder
        .table=${table}
        .context=${{ translate, settings, summary }}
        .onScrolled=${this.onScrolled}
        .onSelect=${this.onSelect}
        .onEnter=${this.onEnter}
        .onProblem=${this.onProblem}
      ></sockscope-ladder>
      ${done && count === 0 ? html`<p class="empty over ladder-empty">${translate('noSteps')}</p>` : nothing}`;
  }

  #action(
    icon: string,
    label: 'copyMermaid' | 'saveSvg',
    hint: 'copyMermaidHint' | 'saveSvgHint',
    count: number,
    act: () => Promise<void>,
  ): TemplateResult {
    return html`<button
      type="button"
      class="action"
      title=${this.wording(hint)}
      ?disabled=${count === 0}
      @click=${() => {
        act().catch(this.#onCopyProblem);
      }}
    >
      <span class="codicon codicon-${icon}" aria-hidden="true"></span> ${this.wording(label)}
    </button>`;
  }

  #numbers(): TemplateResult {
    const { wording: translate, settings } = this;
    return html`<span class="picker"
      ><select
        aria-label=${translate('sequenceNumbers')}
        data-field="sequenceNumbers"
        @change=${(event: Event) => {
          const sequenceNumbers = SEQUENCE_NUMBERS[(event.target as HTMLSelectElement).selectedIndex];
          if (sequenceNumbers) this.onChange({ sequenceNumbers });
        }}
      >
        ${SEQUENCE_NUMBERS.map(
          (each) =>
            html`<option
              .selected=${settings.sequenceNumbers === each}
              .textContent=${translate(each === 'relative' ? 'numbersRelative' : 'numbersCaptured')}
            ></option>`,
        )}</select
      ><span class="codicon codicon-chevron-down" aria-hidden="true"></span
    ></span>`;
  }

  #legend(): TemplateResult {
    const { wording: translate } = this;
    const line = (name: string) =>
      html`<svg aria-hidden="true"><line class=${name} x1="0" x2="26" y1="5" y2="5"></line></svg>`;
    return html`<ul class="ladder-legend" aria-label=${translate('legend')}>
      <li>${line('recorded')}${translate('legendRecorded')}</li>
      <li>${line('inferred')}${translate('legendInferred')}</li>
    </ul>`;
  }

  #outcome(): string {
    const { wording: translate } = this;
    const { count, done, full, progress } = this.#table!.progress;
    if (full) return translate('stepsFull', count);
    const steps = translate('steps', count);
    return done ? steps : translate('stepsListing', steps, Math.floor(progress * 100));
  }

  readonly #onTable = () => {
    this.requestUpdate();
    const wanted = this.#wanted;
    const table = this.#table!;
    if (!wanted || !table.progress.done) return;
    this.#wanted = undefined;
    this.updateComplete.then(() => this.reveal(wanted)).catch(this.onProblem);
  };

  readonly #copyMermaid = async (): Promise<void> => {
    const part = await this.#part(MAX_MERMAID_STEPS);
    this.link.send({ type: 'copy', text: mermaidOf(part) });
    const { from, steps, total } = part;
    const { wording: translate } = this;
    this.onSay(
      steps.length === total
        ? translate('copiedMermaid', total)
        : translate('copiedMermaidPart', from + 1, from + steps.length, total, MAX_MERMAID_STEPS),
    );
  };

  readonly #saveSvg = async (): Promise<void> => {
    const part = await this.#part(MAX_SVG_STEPS);
    const { file } = await this.link.ask('saveDrawing', { svg: svgOf(part) });
    if (file === '') return;
    const { from, steps, total } = part;
    const { wording: translate } = this;
    this.onSay(
      steps.length === total
        ? translate('savedSvg', total, file)
        : translate('savedSvgPart', from + 1, from + steps.length, total, file, MAX_SVG_STEPS),
    );
  };

  /** The steps of a copy: all of them, or as many as it holds from the first one in view on. */
  async #part(most: number): Promise<SequencePart> {
    const table = this.#table!;
    const total = table.rows.rowCount;
    const from = this.ladder?.copyFrom(most) ?? 0;
    const end = Math.min(total, from + most);
    const steps: LoadedStep[] = [];
    for (let at = from; at < end; at += MAX_ROWS) {
      steps.push(...(await table.read(at, Math.min(end, at + MAX_ROWS))));
    }
    const { wording: translate, settings } = this;
    const { peers } = table.progress;
    return { from, total, steps, peers, context: { translate, settings, summary: this.conversation.summary } };
  }

  readonly #onCopyProblem = (error: unknown) => {
    this.onSay(this.wording('drawingFailed', error instanceof Error ? error.message : String(error)));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-ladder-pane': LadderPane;
  }
}
