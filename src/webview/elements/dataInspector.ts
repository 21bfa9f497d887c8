import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { LONGEST_NUMBER, NUMBER_ROWS, type NumberRow } from '../../bytes/numbers';
import type { Translate } from '../strings';
import type { ByteRange } from '../view/caret';
import type { Conversation } from '../view/conversation';
import { byteCount } from '../view/format';
import { LONGEST_TEXT, readValue } from '../view/readValue';
import { dataInspectorStyles } from './dataInspector.styles';
import { SIGNS } from './hexRow';
import { problemNotice } from './notices';
import { adoptStyles, ConversationWatcher, PageElement } from './pageElement';

type Endian = 'be' | 'le';

/** The columns, in this order: what travels the network first. */
const ENDIANS: readonly Endian[] = ['be', 'le'];

/** What the panel shows: the bytes belong to the range, so position and values never disagree. */
interface Shown {
  readonly range: ByteRange;
  readonly bytes: Uint8Array;
}

adoptStyles(dataInspectorStyles);

/** The bytes at the caret, or at the selection's start, as numbers and text in both byte orders. */
@customElement('sockscope-data-inspector')
export class DataInspector extends PageElement {
  @property({ attribute: false }) conversation!: Conversation;
  @property({ attribute: false }) wording!: Translate;
  /** This machine's. */
  @property({ attribute: false }) byteOrder!: Endian;
  @property({ attribute: false }) onCopyValue!: (value: string) => void;

  @state() private shown: Shown | undefined;
  @state() private failure: string | undefined;
  readonly #watcher = new ConversationWatcher(this);
  /** Names what was asked for last; a reply to anything older is dropped. */
  #asked = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('conversation')) {
      this.#watcher.watch(this.conversation);
      this.#asked = '';
    }
    const { range } = this.conversation;
    if (!range) {
      this.shown = undefined;
      return;
    }
    const { direction, offset } = range;
    const wanted = Math.max(LONGEST_NUMBER, Math.min(range.length, LONGEST_TEXT));
    const length = Math.min(wanted, this.conversation.streamLength(direction) - offset);
    // The length is part of the name: where the data ended, what came since is read too.
    const name = `${direction} ${offset} ${length} ${range.length}`;
    if (name === this.#asked) return;
    this.#asked = name;
    void this.#read(name, range, length);
  }

  protected override render(): TemplateResult {
    const { wording: translate } = this;
    return html`<section class="data-inspector" aria-labelledby="data-inspector-title">
      <h2 id="data-inspector-title">${translate('dataInspector')}</h2>
      ${this.failure === undefined ? nothing : problemNotice(translate, translate('bytesFailed', this.failure), this.#retry)}
      ${this.shown ? this.#values(this.shown) : html`<p class="hint">${translate('noCaret')}</p>`}
    </section>`;
  }

  async #read(name: string, range: ByteRange, length: number): Promise<void> {
    try {
      const bytes = await this.conversation.read({ ...range, length });
      if (name !== this.#asked) return;
      this.shown = { range, bytes };
      this.failure = undefined;
    } catch (error) {
      if (name !== this.#asked) return;
      this.shown = undefined;
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  readonly #retry = () => {
    this.#asked = '';
    this.requestUpdate();
  };

  #values({ range, bytes }: Shown): TemplateResult {
    const { wording: translate } = this;
    const { direction, offset, length } = range;
    const place = translate('position', translate(direction), offset.toLocaleString(), `0x${offset.toString(16)}`);
    return html`<p class="place ${direction}">
        <span><span class="sign">${SIGNS[direction]}</span> ${place}</span>
        ${
          length > 1
            ? html`<span class="selection-length">${translate('selectionLength', byteCount(translate, length))}</span>`
            : nothing
        }
      </p>
      <table aria-labelledby="data-inspector-title" @keydown=${this.#onKey}>
        <thead>
          <tr>
            <th scope="col">${translate('type')}</th>
            ${ENDIANS.map((endian) => this.#columnHeader(endian))}
          </tr>
        </thead>
        <tbody>
          ${NUMBER_ROWS.map((row, index) => this.#row(row, index, bytes, length))}
        </tbody>
      </table>`;
  }

  #columnHeader(endian: Endian): TemplateResult {
    const { wording: translate } = this;
    return html`<th scope="col" data-endian=${endian}>
      <span class="order">${translate(endian === 'be' ? 'bigEndian' : 'littleEndian')}</span>
      ${endian === 'be' ? html`<span class="tag">${translate('networkOrder')}</span>` : nothing}
      ${endian === this.byteOrder ? html`<span class="tag">${translate('thisMachine')}</span>` : nothing}
    </th>`;
  }

  #row(row: NumberRow, index: number, bytes: Uint8Array, selected: number): TemplateResult {
    const fits = selected > 1 && selected === row.minBytes;
    return html`<tr class=${fits ? 'fits' : ''}>
      <th scope="row" title=${row.label}>
        ${row.id === 'ipv4' ? 'IPv4' : row.readsAll ? this.wording('text') : row.id}
      </th>
      ${ENDIANS.map((endian, column) => this.#cell(row, endian, index === 0 && column === 0, bytes, selected))}
    </tr>`;
  }

  #cell(row: NumberRow, endian: Endian, isFirst: boolean, bytes: Uint8Array, selected: number): TemplateResult {
    const result = readValue(row, bytes, selected, endian === 'le');
    const { wording: translate } = this;
    if (result.kind !== 'value') {
      const reason = translate(result.kind === 'endOfData' ? 'endOfData' : 'notUtf8');
      return html`<td class="none" data-type=${row.id} data-endian=${endian}>${reason}</td>`;
    }
    const { value } = result;
    // Set as a property: the cell's text is the value and nothing else, no blank around it.
    const button = html`<button
      type="button"
      class="value"
      tabindex=${isFirst ? 0 : -1}
      title=${translate('copyValue', value)}
      @click=${() => {
        this.onCopyValue(value);
      }}
      .textContent=${value}
    ></button>`;
    return html`<td data-type=${row.id} data-endian=${endian}>${button}</td>`;
  }

  /** The arrow keys go from value to value, so that all of them are one stop for Tab. */
  readonly #onKey = (event: KeyboardEvent) => {
    const buttons = [...this.querySelectorAll<HTMLButtonElement>('button.value')];
    const current = buttons.indexOf(event.target as HTMLButtonElement);
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -2, ArrowDown: 2 };
    const step = steps[event.key];
    if (step === undefined || current < 0) return;
    event.preventDefault();
    buttons[current + step]?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-data-inspector': DataInspector;
  }
}
