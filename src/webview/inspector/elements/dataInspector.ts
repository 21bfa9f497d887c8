import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { DIRECTION_SIGNS } from '../../../base/direction';
import { LONGEST_WINDOW } from '../../../bytes/inspect/typeRow';
import type { ByteOrder } from '../../../bytes/numbers/integers';
import type { StreamRange } from '../../../base/streamRange';
import type { Translate } from '../strings';
import type { ShownConversation } from '../view/conversation';
import { byteCount } from '../view/format';
import { NO_CHOICE, type RowChoice } from '../view/rowChoice';
import { dataInspectorStyles } from './dataInspector.styles';
import { problemNotice } from './notices';
import { adoptStyles, ChangeWatcher, PageElement } from '../../shared/pageElement';
import './typeTable';

/** What the panel shows: the bytes belong to the range, so position and values never disagree. */
interface Shown {
  readonly range: StreamRange;
  readonly bytes: Uint8Array;
}

adoptStyles(dataInspectorStyles);

/** The bytes at the caret, or at the selection's start, as every type, in both byte orders; checksums over a selection. */
@customElement('sockscope-data-inspector')
export class DataInspector extends PageElement {
  @property({ attribute: false }) conversation!: ShownConversation;
  @property({ attribute: false }) wording!: Translate;
  /** This machine's. */
  @property({ attribute: false }) byteOrder!: ByteOrder;
  @property({ attribute: false }) choice: RowChoice = NO_CHOICE;
  @property({ attribute: false }) onChoose!: (choice: RowChoice) => void;
  /** It is folded away otherwise. */
  @property({ attribute: false }) open = true;
  @property({ attribute: false }) onOpen!: (open: boolean) => void;
  @property({ attribute: false }) onCopyValue!: (value: string) => void;
  @property({ attribute: false }) onProblem!: (error: unknown) => void;

  @state() private shown: Shown | undefined;
  @state() private failure: string | undefined;
  readonly #watcher = new ChangeWatcher(this);
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
    const length = Math.min(LONGEST_WINDOW, this.conversation.streamLength(direction) - offset);
    // The length is part of the name: where the data ended, what came since is read too.
    const name = `${direction} ${offset} ${length} ${range.length}`;
    if (name === this.#asked) return;
    this.#asked = name;
    void this.#read(name, range, length);
  }

  protected override render(): TemplateResult {
    const { wording: translate } = this;
    return html`<section class="data-inspector" aria-labelledby="data-inspector-title">
      <div class="inspector-head">
        <h2 id="data-inspector-title">
          <button
            type="button"
            class="pane-head"
            aria-expanded=${this.open}
            aria-label=${translate('dataInspector')}
            title=${translate('dataInspector')}
            @click=${() => {
              this.onOpen(!this.open);
            }}
          >
            <span
              class="codicon ${this.open ? 'codicon-chevron-down' : 'codicon-chevron-right'}"
              aria-hidden="true"
            ></span
            ><span class="pane-title">${translate('dataInspector')}</span>
          </button>
        </h2>
        ${this.open && this.shown ? this.#place(this.shown) : nothing}
      </div>
      ${this.open ? this.#content() : nothing}
    </section>`;
  }

  #content(): TemplateResult {
    const { wording: translate } = this;
    return html`${this.failure === undefined ? nothing : problemNotice(translate, translate('bytesFailed', this.failure), this.#retry)}
    ${this.shown ? this.#values(this.shown) : html`<p class="hint">${translate('noCaret')}</p>`}`;
  }

  async #read(name: string, range: StreamRange, length: number): Promise<void> {
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

  #place({ range }: Shown): TemplateResult {
    const { wording: translate } = this;
    const { direction, offset, length } = range;
    const place = translate(
      'position',
      translate(direction),
      offset.toLocaleString(translate.language),
      `0x${offset.toString(16)}`,
    );
    return html`<p class="place ${direction}">
      <span><span class="sign">${DIRECTION_SIGNS[direction]}</span> ${place}</span>
      ${
        length > 1
          ? html`<span class="selection-length">${translate('selectionLength', byteCount(translate, length))}</span>`
          : nothing
      }
    </p>`;
  }

  #values({ range, bytes }: Shown): TemplateResult {
    const { wording: translate } = this;
    const { length } = range;
    return html`<sockscope-type-table
        .wording=${translate}
        .bytes=${bytes}
        .selected=${length}
        .byteOrder=${this.byteOrder}
        .choice=${this.choice}
        .onChoose=${this.onChoose}
        .onCopyValue=${this.onCopyValue}
      ></sockscope-type-table>
      ${length > 1 ? this.#summary(range) : nothing}`;
  }

  /** With all that it computes it is loaded when something is selected first. */
  #summary(range: StreamRange): TemplateResult {
    import('./selectionSummary').catch(this.onProblem);
    return html`<sockscope-selection-summary
      .conversation=${this.conversation}
      .wording=${this.wording}
      .range=${range}
      .onCopyValue=${this.onCopyValue}
    ></sockscope-selection-summary>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-data-inspector': DataInspector;
  }
}
