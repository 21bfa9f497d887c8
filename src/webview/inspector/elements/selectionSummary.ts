import { html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ByteCounts } from '../../../bytes/digest/byteCounts';
import { DIGEST_ROWS } from '../../../bytes/digest/digestRows';
import { toHex } from '../../../bytes/hex';
import type { StreamRange } from '../../../base/streamRange';
import type { Translate } from '../strings';
import type { ShownConversation } from '../view/conversation';
import { byteCount } from '../view/format';
import { LONGEST_SUMMARY, summarize, type Summary } from '../view/summarize';
import { moveInTable } from '../view/tableKeys';
import { adoptStyles, PageElement } from '../../shared/pageElement';
import { selectionSummaryStyles } from './selectionSummary.styles';

/** A selection must have stayed the same for so long, in milliseconds, before it is read: none that is being drawn is. */
const SETTLE_TIME = 120;
/** Values that the histogram's sentence names. */
const NAMED_VALUES = 3;
const CHART_HEIGHT = 40;

adoptStyles(selectionSummaryStyles);

/** Length, checksums, hashes and the distribution of bytes of a selection. */
@customElement('sockscope-selection-summary')
export class SelectionSummary extends PageElement {
  @property({ attribute: false }) conversation!: ShownConversation;
  @property({ attribute: false }) wording!: Translate;
  @property({ attribute: false }) range!: StreamRange;
  @property({ attribute: false }) onCopyValue!: (value: string) => void;

  @state() private summary: Summary | undefined;
  @state() private failure: string | undefined;
  /** Bytes done so far. */
  @state() private done = 0;
  #work = new AbortController();
  #timer = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('conversation') && !this.#isOtherRange(changed.get('range'))) return;
    this.#stop();
    this.summary = undefined;
    this.failure = undefined;
    this.done = 0;
    if (this.range.length > LONGEST_SUMMARY) return;
    const { signal } = this.#work;
    this.#timer = window.setTimeout(() => void this.#compute(signal), SETTLE_TIME);
  }

  protected override render(): TemplateResult {
    const { wording: translate, range } = this;
    return html`<section class="selection-summary" aria-labelledby="selection-summary-title">
      <h2 id="selection-summary-title">${translate('selectionSummary')}</h2>
      ${this.#state(range)} ${this.summary ? this.#table(this.summary) : nothing}
    </section>`;
  }

  #isOtherRange(before: StreamRange | undefined): boolean {
    const { direction, offset, length } = this.range;
    return before === undefined
      ? this.summary === undefined && this.#timer === 0
      : before.direction !== direction || before.offset !== offset || before.length !== length;
  }

  #stop(): void {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    this.#work.abort();
    this.#work = new AbortController();
  }

  async #compute(signal: AbortSignal): Promise<void> {
    try {
      const { conversation } = this;
      const onProgress = (done: number) => (this.done = done);
      const summary = await summarize((part) => conversation.read(part), this.range, signal, onProgress);
      if (!signal.aborted) this.summary = summary;
    } catch (error) {
      if (!signal.aborted) this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  #state({ length }: StreamRange): TemplateResult | typeof nothing {
    const { wording: translate } = this;
    if (length > LONGEST_SUMMARY) {
      const most = byteCount(translate, LONGEST_SUMMARY);
      return html`<p class="hint">${translate('summaryTooLong', byteCount(translate, length), most)}</p>`;
    }
    if (this.failure !== undefined) return html`<p class="hint">${translate('bytesFailed', this.failure)}</p>`;
    if (this.summary) return nothing;
    return html`<p class="hint">${translate('summarizing', Math.floor((100 * this.done) / length))}</p>`;
  }

  #table({ digests, counts }: Summary): TemplateResult {
    const { wording: translate } = this;
    const length = byteCount(translate, counts.total);
    const entropy = translate('entropyValue', counts.entropy.toFixed(3));
    return html`<table class="types" aria-labelledby="selection-summary-title" @keydown=${moveInTable}>
        <tbody>
          ${this.#row('length', translate('length'), String(counts.total), length, true)}
          ${DIGEST_ROWS.map(({ id, name }) => this.#row(id, name, digests.get(id) ?? ''))}
          ${this.#row('entropy', translate('entropy'), entropy)}
        </tbody>
      </table>
      ${this.#histogram(counts)}`;
  }

  #row(id: string, name: string, value: string, shown = value, isFirst = false): TemplateResult {
    const button = html`<button
      type="button"
      class="value"
      tabindex=${isFirst ? 0 : -1}
      data-column="value"
      title=${this.wording('copyValue', value)}
      @click=${() => {
        this.onCopyValue(value);
      }}
      .textContent=${shown}
    ></button>`;
    return html`<tr data-id=${id}>
      <th scope="row">${name}</th>
      <td data-type=${id}>${button}</td>
    </tr>`;
  }

  /** A column for each byte value, 00 at the left; a screen reader gets the most frequent ones in words. */
  #histogram(counts: ByteCounts): TemplateResult {
    const { wording: translate } = this;
    const most = Math.max(...counts.counts);
    const columns = Array.from(counts.counts, (count, byte) => {
      // Whatever occurs at all is seen.
      const height = count === 0 ? 0 : Math.max(1, (CHART_HEIGHT * count) / most);
      return count === 0 ? '' : `M${byte} ${CHART_HEIGHT}v${-height}h1v${height}z`;
    });
    const named = counts
      .mostFrequent(NAMED_VALUES)
      .map(({ byte, share }) => translate('byteShare', toHex(Uint8Array.of(byte)), (100 * share).toFixed(1)));
    const sentence = translate('histogramSentence', counts.distinct, named.join(', '));
    return html`<figure class="histogram">
      <svg
        viewBox="0 0 256 ${CHART_HEIGHT}"
        preserveAspectRatio="none"
        role="img"
        aria-label=${`${translate('histogram')}. ${sentence}`}
      >
        ${svg`<path d=${columns.join('')}></path>`}
      </svg>
      <figcaption aria-hidden="true"><span>00</span><span>${sentence}</span><span>ff</span></figcaption>
    </figure>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-selection-summary': SelectionSummary;
  }
}
