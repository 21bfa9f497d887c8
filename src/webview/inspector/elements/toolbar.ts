import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { DIRECTION_SIGNS } from '../../../base/direction';
import type { ConversationSummary } from '../protocol';
import type { StringKey, Translate } from '../strings';
import { byteCount, conversationLabel } from '../view/format';
import { VIEW_KINDS, type ViewKind, type ViewSettings } from '../view/viewSettings';
import { adoptStyles, PageElement } from '../../shared/pageElement';
import { toolbarStyles } from './toolbar.styles';
import './viewOptions';

const VIEW_NAMES: Readonly<Record<ViewKind, StringKey>> = {
  exchange: 'viewExchange',
  received: 'viewReceived',
  sent: 'viewSent',
  messages: 'viewMessages',
  talk: 'viewTalk',
  sequence: 'viewSequence',
};

adoptStyles(toolbarStyles);

/** Which conversation is shown and how it is; in which view; and whether its end is followed. */
@customElement('sockscope-toolbar')
export class Toolbar extends PageElement {
  @property({ attribute: false }) wording!: Translate;
  @property({ attribute: false }) list: readonly ConversationSummary[] = [];
  @property({ attribute: false }) omitted = 0;
  @property({ attribute: false }) shown: ConversationSummary | undefined;
  @property({ attribute: false }) settings!: ViewSettings;
  @property({ attribute: false }) follow = false;
  @property({ attribute: false }) paused = false;
  @property({ attribute: false }) onPick!: (conversation: number) => void;
  @property({ attribute: false }) onFollow!: (follow: boolean) => void;
  @property({ attribute: false }) onPause!: (paused: boolean) => void;
  @property({ attribute: false }) onChange!: (change: Partial<ViewSettings>) => void;

  protected override render(): TemplateResult {
    const { wording: translate, shown, settings } = this;
    return html`<header class="toolbar">
      <h1 class=${shown ? 'visually-hidden' : 'title'}>${translate('appName')}</h1>
      ${shown ? this.#conversation(shown) : nothing} ${shown ? this.#facts(shown) : nothing}
      <span class="space"></span>
      ${
        shown
          ? html`${this.#views()}${this.#viewPicker()}
              <sockscope-view-options
                .wording=${translate}
                .settings=${settings}
                .onChange=${this.onChange}
              ></sockscope-view-options>
              ${shown.live || this.paused ? this.#pauseButton() : nothing}`
          : nothing
      }
      ${this.#toggle('arrow-circle-down', 'follow', 'followHint', this.follow, () => {
        this.onFollow(!this.follow);
      })}
    </header>`;
  }

  #views(): TemplateResult {
    const { wording: translate, settings } = this;
    return html`<span class="views" role="radiogroup" aria-label=${translate('view')}>
      ${VIEW_KINDS.map(
        (kind) =>
          html`<label
            ><input
              type="radio"
              name="view"
              .checked=${settings.view === kind}
              @change=${() => {
                this.onChange({ view: kind });
              }}
            /><span>${translate(VIEW_NAMES[kind])}</span></label
          >`,
      )}
    </span>`;
  }

  /** Takes the place of the row of views where that has no room. */
  #viewPicker(): TemplateResult {
    const { wording: translate, settings } = this;
    return html`<span class="picker view-picker"
      ><select
        aria-label=${translate('view')}
        title=${translate('view')}
        @change=${(event: Event) => {
          const view = VIEW_KINDS[(event.target as HTMLSelectElement).selectedIndex];
          if (view) this.onChange({ view });
        }}
      >
        ${VIEW_KINDS.map(
          (kind) =>
            html`<option .selected=${settings.view === kind} .textContent=${translate(VIEW_NAMES[kind])}></option>`,
        )}</select
      ><span class="codicon codicon-chevron-down" aria-hidden="true"></span
    ></span>`;
  }

  #pauseButton(): TemplateResult {
    const { paused } = this;
    return this.#toggle(paused ? 'debug-continue' : 'debug-pause', 'pauseView', 'pauseViewHint', paused, () => {
      this.onPause(!paused);
    });
  }

  #toggle(icon: string, label: StringKey, hint: StringKey, pressed: boolean, act: () => void): TemplateResult {
    return html`<button
      type="button"
      class="action"
      aria-pressed=${pressed}
      aria-label=${this.wording(label)}
      title=${this.wording(hint)}
      ?disabled=${!this.shown}
      @click=${act}
    >
      <span class="codicon codicon-${icon}" aria-hidden="true"></span>
      <span class="label">${this.wording(label)}</span>
    </button>`;
  }

  #conversation(shown: ConversationSummary): TemplateResult {
    const { wording: translate, settings } = this;
    const label = conversationLabel(translate, shown);
    if (this.list.length < 2) return html`<span class="title" title=${label}>${label}</span>`;
    const toggle = html`<button
      type="button"
      class="action icon"
      aria-expanded=${settings.list}
      aria-label=${translate('conversations')}
      title=${translate(settings.list ? 'hideConversations' : 'showConversations')}
      @click=${() => {
        this.onChange({ list: !settings.list });
      }}
    >
      <span
        class="codicon codicon-${settings.list ? 'layout-sidebar-left' : 'layout-sidebar-left-off'}"
        aria-hidden="true"
      ></span>
    </button>`;
    return html`${toggle}${settings.list ? html`<span class="title" title=${label}>${label}</span>` : nothing}${this.#picker(shown)}`;
  }

  /** Takes the place of the list where that is hidden, or has no room. */
  #picker(shown: ConversationSummary): TemplateResult {
    const { wording: translate, settings } = this;
    return html`<span class="picker${settings.list ? ' narrow-only' : ''}">
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
          const text = `${conversationLabel(translate, each)} · ${each.state}`;
          return html`<option value=${each.id} .selected=${each.id === shown.id} .textContent=${text}></option>`;
        })}
      </select>
      <span class="codicon codicon-chevron-down" aria-hidden="true"></span>
    </span>`;
  }

  #facts(shown: ConversationSummary): TemplateResult {
    const { wording: translate } = this;
    return html`${
        shown.live
          ? html`<span class="live" title=${translate('liveHint')}
              ><span class="dot"></span><span class="label">${translate('live')}</span></span
            >`
          : nothing
      }
      <span class="state" title=${shown.state}>${shown.state}</span>
      ${(['received', 'sent'] as const).map((direction) => {
        const count = byteCount(translate, shown[direction]);
        const total = translate(direction === 'sent' ? 'sentTotal' : 'receivedTotal', count);
        return html`<span class="total ${direction}" title=${total}
          ><span class="sign">${DIRECTION_SIGNS[direction]}</span>
          <span class="short" aria-hidden="true">${shown[direction].toLocaleString(translate.language)}</span
          ><span class="label">${total}</span></span
        >`;
      })}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-toolbar': Toolbar;
  }
}
