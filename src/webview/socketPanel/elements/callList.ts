import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { PageElement } from '../../shared/pageElement';
import type { PanelCall, PanelCalls } from '../protocol';
import type { PanelTranslate } from '../strings';
import { callNote } from '../words';

/** How near to its end a list counts as being there, in pixels: it stays there as calls come. */
const NEAR_END = 8;

/** The calls, the last ones in view, to search in. Asks for a call's bytes by the event `call`. */
@customElement('sockscope-call-list')
export class CallList extends PageElement {
  @property({ attribute: false }) calls: PanelCalls | undefined;
  @property({ attribute: false }) wording!: PanelTranslate;
  @state() private searched = '';
  /** The call that the Tab key goes to, by its number. */
  @state() private current = -1;
  @query('.call-rows') private readonly list!: HTMLElement | null;
  #isAtEnd = true;

  protected override willUpdate(): void {
    const { list } = this;
    this.#isAtEnd = !list || list.scrollHeight - list.scrollTop - list.clientHeight <= NEAR_END;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('calls') && this.#isAtEnd && this.list) this.list.scrollTop = this.list.scrollHeight;
  }

  protected override render(): TemplateResult {
    const { calls, wording: t } = this;
    if (!calls) return html`${nothing}`;
    const { first, omitted, last } = calls;
    const rows = [
      ...first.map((call, index) => ({ call, key: index })),
      // The number of a call stays the same as others come behind it.
      ...last.map((call, index) => ({ call, key: first.length + omitted + index })),
    ].filter(({ call }) => this.#matches(call));
    const reachable = rows.filter(({ call }) => call.conversation !== undefined).map(({ key }) => key);
    const tabbed = reachable.includes(this.current) ? this.current : reachable.at(-1);
    const omission = omitted > 0 && this.searched === '' ? first.length : -1;
    return html`<input
        type="search"
        class="call-search"
        placeholder=${t('searchCalls')}
        aria-label=${t('searchCalls')}
        .value=${this.searched}
        @input=${this.#search}
      />
      <ol class="call-rows" @keydown=${this.#moveByKey}>
        ${repeat(
          rows,
          ({ key }) => key,
          ({ call, key }, index) =>
            html`${index === omission ? html`<li class="omitted">${t('callsOmitted', omitted)}</li>` : nothing}
            ${this.#row(call, key, key === tabbed)}`,
        )}
      </ol>
      ${rows.length === 0 ? html`<p class="dim">${t('noCallFound')}</p>` : nothing}`;
  }

  #row(call: PanelCall, key: number, isTabbed: boolean): TemplateResult {
    const { wording: t } = this;
    const note = callNote(call, t);
    const text = html`<code>${call.text}</code>${note === '' ? nothing : html` <span class="call-note">${note}</span>`}
      ${call.at === undefined ? nothing : html`<time class="call-time">${timeOfDay(call.at)}</time>`}`;
    const look = `call${call.isFailed ? ' failed' : ''}${call.note === 'waiting' ? ' waiting' : ''}`;
    if (call.conversation === undefined) return html`<li class=${look}><span class="call-row">${text}</span></li>`;
    return html`<li class=${look}>
      <button
        class="call-row"
        data-key=${key}
        tabindex=${isTabbed ? 0 : -1}
        title=${t('showBytes')}
        @click=${() => {
          this.#open(call, key);
        }}
      >
        ${text}
      </button>
    </li>`;
  }

  #matches({ text }: PanelCall): boolean {
    return text.toLowerCase().includes(this.searched.toLowerCase());
  }

  readonly #search = (event: InputEvent): void => {
    this.searched = (event.target as HTMLInputElement).value;
  };

  #open(call: PanelCall, key: number): void {
    this.current = key;
    this.dispatchEvent(new CustomEvent('call', { detail: call }));
  }

  readonly #moveByKey = (event: KeyboardEvent): void => {
    const buttons = [...this.querySelectorAll<HTMLElement>('button.call-row')];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: buttons.length - 1,
    };
    const target = targets[event.key];
    const button = target === undefined ? undefined : buttons[target];
    if (!button) return;
    event.preventDefault();
    this.current = Number(button.dataset['key']);
    button.focus();
  };
}

/** `21:10:03.123`, as a log has it. */
function timeOfDay(epochMilliseconds: number): string {
  const moment = new Date(epochMilliseconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const milliseconds = String(moment.getMilliseconds()).padStart(3, '0');
  return `${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}.${milliseconds}`;
}
