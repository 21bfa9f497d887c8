import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ConversationSummary } from '../protocol';
import type { Translate } from '../strings';
import { byteCount, withoutScheme } from '../view/format';
import { SIGNS } from './hexRow';
import { adoptStyles, PageElement } from './pageElement';
import { toolbarStyles } from './toolbar.styles';

adoptStyles(toolbarStyles);

/** Which conversation is shown and how it is; and whether its end is followed. */
@customElement('sockscope-toolbar')
export class Toolbar extends PageElement {
  @property({ attribute: false }) wording!: Translate;
  @property({ attribute: false }) list: readonly ConversationSummary[] = [];
  @property({ attribute: false }) omitted = 0;
  @property({ attribute: false }) shown: ConversationSummary | undefined;
  @property({ attribute: false }) follow = false;
  @property({ attribute: false }) onPick!: (conversation: number) => void;
  @property({ attribute: false }) onFollow!: (follow: boolean) => void;

  protected override render(): TemplateResult {
    const { wording: translate, shown } = this;
    return html`<header class="toolbar">
      <h1 class=${shown ? 'visually-hidden' : 'title'}>${translate('appName')}</h1>
      ${shown ? this.#conversation(shown) : nothing} ${shown ? this.#facts(shown) : nothing}
      <span class="space"></span>
      <button
        type="button"
        class="action"
        aria-pressed=${this.follow}
        title=${translate('followHint')}
        ?disabled=${!shown}
        @click=${() => {
          this.onFollow(!this.follow);
        }}
      >
        <span class="codicon codicon-arrow-circle-down" aria-hidden="true"></span>
        <span>${translate('follow')}</span>
      </button>
    </header>`;
  }

  #conversation(shown: ConversationSummary): TemplateResult {
    if (this.list.length < 2) return html`<span class="title">${this.#label(shown)}</span>`;
    const { wording: translate } = this;
    return html`<span class="picker">
      <select
        aria-label=${translate('conversation')}
        title=${translate('conversation')}
        @change=${(event: Event) => {
          this.onPick(Number((event.target as HTMLSelectElement).value));
        }}
      >
        ${
          this.omitted > 0
            ? html`<option disabled .textContent=${translate('conversationsOmitted', this.omitted)}></option>`
            : nothing
        }
        ${this.list.map((each) => {
          const label = `${this.#label(each)} · ${each.state}`;
          return html`<option value=${each.id} .selected=${each.id === shown.id} .textContent=${label}></option>`;
        })}
      </select>
      <span class="codicon codicon-chevron-down" aria-hidden="true"></span>
    </span>`;
  }

  #facts(shown: ConversationSummary): TemplateResult {
    const { wording: translate } = this;
    return html`${
      shown.live
        ? html`<span class="live" title=${translate('liveHint')}><span class="dot"></span>${translate('live')}</span>`
        : nothing
    }
    ${this.list.length < 2 ? html`<span class="state">${shown.state}</span>` : nothing}
    ${(['received', 'sent'] as const).map(
      (direction) =>
        html`<span class="total ${direction}"
          ><span class="sign">${SIGNS[direction]}</span> ${translate(
            direction === 'sent' ? 'sentTotal' : 'receivedTotal',
            byteCount(translate, shown[direction]),
          )}</span
        >`,
    )}`;
  }

  #label({ transport, local, remote }: ConversationSummary): string {
    const here = withoutScheme(local);
    const there = withoutScheme(remote);
    return there
      ? this.wording('conversationOption', transport.toUpperCase(), here, there)
      : this.wording('conversationOptionOneSided', transport.toUpperCase(), here);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-toolbar': Toolbar;
  }
}
