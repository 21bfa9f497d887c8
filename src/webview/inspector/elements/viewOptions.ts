import { html, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { StringKey, Translate } from '../strings';
import { TEXT_ENCODINGS } from '../view/textColumn';
import { GROUP_ORDERS, GROUPS, TIMES, WIDTHS, type ViewSettings } from '../view/viewSettings';
import { PageElement } from '../../shared/pageElement';

/** One setting of the view: its choices in order, and what each is called. */
interface Option<K extends keyof ViewSettings> {
  readonly key: K;
  readonly label: StringKey;
  readonly choices: readonly ViewSettings[K][];
  readonly nameOf: (choice: ViewSettings[K], translate: Translate) => string;
}

const TEXT_NAMES: Readonly<Record<ViewSettings['text'], string>> = {
  utf8: 'UTF-8',
  ascii: 'ASCII',
  latin1: 'Latin-1',
  utf16le: 'UTF-16 LE',
  utf16be: 'UTF-16 BE',
  ebcdic: 'EBCDIC 037',
};
const TIMES_NAMES: Readonly<Record<ViewSettings['times'], StringKey>> = {
  absolute: 'timesAbsolute',
  start: 'timesStart',
  last: 'timesLast',
};

function option<K extends keyof ViewSettings>(row: Option<K>): Option<keyof ViewSettings> {
  return row as unknown as Option<keyof ViewSettings>;
}

const OPTIONS: readonly Option<keyof ViewSettings>[] = [
  option({
    key: 'width',
    label: 'bytesPerRow',
    choices: WIDTHS,
    nameOf: (choice, translate) => (choice === 'fit' ? translate('fitting') : String(choice)),
  }),
  option({
    key: 'group',
    label: 'groupBy',
    choices: GROUPS,
    nameOf: (choice, translate) => (choice === 1 ? translate('singleBytes') : translate('bytes', choice)),
  }),
  option({
    key: 'groupOrder',
    label: 'groupOrder',
    choices: GROUP_ORDERS,
    nameOf: (choice, translate) => translate(choice === 'be' ? 'orderAsIs' : 'orderReversed'),
  }),
  option({ key: 'text', label: 'textAs', choices: TEXT_ENCODINGS, nameOf: (choice) => TEXT_NAMES[choice] }),
  option({
    key: 'times',
    label: 'showTimes',
    choices: TIMES,
    nameOf: (choice, translate) => translate(TIMES_NAMES[choice]),
  }),
];

/** How bytes, text and times are written: a button that unfolds a panel. */
@customElement('sockscope-view-options')
export class ViewOptions extends PageElement {
  @property({ attribute: false }) wording!: Translate;
  @property({ attribute: false }) settings!: ViewSettings;
  @property({ attribute: false }) onChange!: (change: Partial<ViewSettings>) => void;

  @query('details') private readonly details!: HTMLDetailsElement;
  @query('summary') private readonly summary!: HTMLElement;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointerdown', this.#onPointerDown);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.#onPointerDown);
  }

  protected override render(): TemplateResult {
    const { wording: translate } = this;
    return html`<details class="view-options" @keydown=${this.#onKey} @focusout=${this.#onFocusOut}>
      <summary class="action" title=${translate('viewOptionsHint')}>
        <span class="codicon codicon-settings" aria-hidden="true"></span>
        <span class="label">${translate('viewOptions')}</span>
        <span class="codicon codicon-chevron-down" aria-hidden="true"></span>
      </summary>
      <div class="panel" role="group" aria-label=${translate('viewOptions')}>
        ${OPTIONS.map((each) => this.#select(each))}
      </div>
    </details>`;
  }

  #select({ key, label, choices, nameOf }: Option<keyof ViewSettings>): TemplateResult {
    const { wording: translate, settings } = this;
    return html`<label
      ><span>${translate(label)}</span
      ><span class="picker"
        ><select
          data-option=${key}
          @change=${(event: Event) => {
            const choice = choices[(event.target as HTMLSelectElement).selectedIndex];
            this.onChange({ [key]: choice });
          }}
        >
          ${choices.map(
            (choice) =>
              html`<option .selected=${settings[key] === choice} .textContent=${nameOf(choice, translate)}></option>`,
          )}</select
        ><span class="codicon codicon-chevron-down" aria-hidden="true"></span></span
    ></label>`;
  }

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !this.details.open) return;
    event.stopPropagation();
    this.details.open = false;
    this.summary.focus();
  };

  readonly #onPointerDown = (event: PointerEvent) => {
    if (!this.contains(event.target as Node)) this.details.open = false;
  };

  readonly #onFocusOut = (event: FocusEvent) => {
    if (event.relatedTarget instanceof Node && !this.contains(event.relatedTarget)) this.details.open = false;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-view-options': ViewOptions;
  }
}
