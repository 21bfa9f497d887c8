import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { ComposerFacts } from '../protocol';
import type { Translate } from '../strings';
import type { Composer } from '../view/composer';
import { composerBarStyles } from './composerBar.styles';
import { adoptStyles, ChangeWatcher, PageElement } from '../../shared/pageElement';

adoptStyles(composerBarStyles);

/** Writes to the peer of the shown conversation, at the foot of the page. */
@customElement('sockscope-composer')
export class ComposerBar extends PageElement {
  @property({ attribute: false }) composer!: Composer;
  @property({ attribute: false }) facts!: ComposerFacts;
  @property({ attribute: false }) wording!: Translate;
  /** It is folded away otherwise. */
  @property({ attribute: false }) open = true;
  @property({ attribute: false }) onOpen!: (open: boolean) => void;
  /** Called when the keyboard is to go back to the bytes. */
  @property({ attribute: false }) onLeave!: () => void;

  @query('textarea') private readonly field!: HTMLTextAreaElement | null;
  readonly #watcher = new ChangeWatcher(this);
  #hadFocus = false;
  /** Of the lines that were pasted; a text field itself knows but one. */
  #lineEnd = '\n';

  /** Gives the keyboard to the field: false where there is none, since nothing can be sent. */
  async focusField(): Promise<boolean> {
    await this.updateComplete;
    this.field?.focus();
    return this.field !== null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#watcher.watch(this.composer);
    this.#hadFocus = this.field !== null && document.activeElement === this.field;
    if (changed.has('facts') && this.facts.conversation !== changed.get('facts')?.conversation) this.#lineEnd = '\n';
  }

  protected override render(): TemplateResult {
    const { wording: translate, facts, open, composer } = this;
    const isRefused = facts.refusal !== '';
    const name = facts.to === '' ? translate('composeToPeer') : translate('composeTo', facts.to);
    return html`<section class="composer" aria-label=${translate('composer')}>
      <div class="composer-head">
        <button
          type="button"
          class="action composer-fold"
          aria-expanded=${open}
          title=${translate(open ? 'hideComposer' : 'showComposer')}
          @click=${() => {
            this.onOpen(!open);
          }}
        >
          <span class="codicon ${open ? 'codicon-chevron-down' : 'codicon-chevron-right'}" aria-hidden="true"></span>
          <span class="composer-name">${name}</span>
        </button>
        ${open && !isRefused ? html`${this.#receiver()}${this.#readings()}` : nothing}
        ${
          open && isRefused
            ? html`<span class="composer-refusal" id="composer-refusal">${facts.refusal}</span>`
            : nothing
        }
      </div>
      ${open && (!isRefused || composer.draft.text !== '' || this.#hadFocus) ? this.#line(isRefused) : nothing}
      <div class="visually-hidden" role="status">${composer.problem === '' ? composer.said : ''}</div>
      <div class="composer-problem" id="composer-problem" role="alert">${composer.problem}</div>
    </section>`;
  }

  protected override updated(): void {
    const { field } = this;
    const shown = this.composer.draft.text.replaceAll('\r\n', '\n');
    if (field && field.value !== shown) field.value = shown;
    if (this.#hadFocus && !field) this.onLeave();
  }

  #receiver(): TemplateResult | typeof nothing {
    const { wording: translate, facts, composer } = this;
    if (!facts.peers) return nothing;
    return html`<input
        class="composer-peer"
        type="text"
        spellcheck="false"
        autocomplete="off"
        list="composer-peers"
        aria-label=${translate('payloadPeer')}
        title=${translate('payloadPeer')}
        placeholder=${translate('payloadPeerHint')}
        .value=${composer.draft.to ?? ''}
        @input=${(event: Event) => {
          composer.address((event.target as HTMLInputElement).value);
        }}
      /><datalist id="composer-peers">${facts.peers.map((peer) => html`<option value=${peer}></option>`)}</datalist>`;
  }

  #readings(): TemplateResult {
    const { wording: translate, composer } = this;
    const [first] = composer.offers;
    const isWorthTelling = first !== undefined && composer.draft.text !== '';
    return html`<span class="picker"
        ><select
          class="composer-reading"
          aria-label=${translate('payloadReading')}
          title=${translate('payloadReading')}
          ?disabled=${composer.offers.length === 0}
          @change=${(event: Event) => {
            const offer = composer.offers[(event.target as HTMLSelectElement).selectedIndex];
            if (offer) composer.choose(offer.id);
          }}
        >
          ${composer.offers.map(
            ({ id, name }, index) => html`<option value=${id} .selected=${index === 0} .textContent=${name}></option>`,
          )}</select
        ><span class="codicon codicon-chevron-down" aria-hidden="true"></span></span
      ><span class="composer-preview${first?.mistaken ? ' mistaken' : ''}" id="composer-preview"
        >${isWorthTelling ? first.sentence : composer.problem === '' ? composer.said : nothing}</span
      >`;
  }

  #line(isRefused: boolean): TemplateResult {
    const { wording: translate } = this;
    return html`<div class="composer-line">
      <textarea
        rows="1"
        spellcheck="false"
        aria-label=${translate('payloadText')}
        aria-describedby=${isRefused ? 'composer-refusal' : 'composer-problem composer-preview'}
        title=${translate('payloadKeys')}
        placeholder=${translate('payloadHint')}
        ?readonly=${isRefused}
        @input=${this.#onInput}
        @keydown=${this.#onKey}
        @paste=${this.#onPaste}
      ></textarea>
      <button type="button" class="button" ?disabled=${isRefused} @click=${this.#onSend}>
        ${translate('sendPayload')}
      </button>
    </div>`;
  }

  readonly #onInput = () => {
    const value = this.field?.value ?? '';
    if (value === '') this.#lineEnd = '\n';
    this.composer.type(value.replaceAll('\n', this.#lineEnd));
  };

  /** A text field shows every line end as the same one: what was pasted keeps its own. */
  readonly #onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData?.getData('text/plain').includes('\r\n')) this.#lineEnd = '\r\n';
  };

  readonly #onSend = () => {
    this.composer.send();
    this.field?.focus();
  };

  readonly #onKey = (event: KeyboardEvent) => {
    const { key, shiftKey, ctrlKey, metaKey, altKey, isComposing } = event;
    if (isComposing || ctrlKey || metaKey || altKey) return;
    if (key === 'Enter' && !shiftKey) {
      event.preventDefault();
      this.composer.send();
    } else if (key === 'Escape') {
      event.preventDefault();
      this.onLeave();
    } else if ((key === 'ArrowUp' || key === 'ArrowDown') && !shiftKey && this.#recall(key === 'ArrowUp')) {
      event.preventDefault();
    }
  };

  /** From the first line to what was sent before, from the last one to what came after that. */
  #recall(isBack: boolean): boolean {
    const { field } = this;
    if (!field || field.selectionStart !== field.selectionEnd) return false;
    const { value, selectionStart } = field;
    const beyond = isBack ? value.slice(0, selectionStart) : value.slice(selectionStart);
    if (beyond.includes('\n') || !this.composer.recall(isBack ? 1 : -1)) return false;
    const { text } = this.composer.draft;
    this.#lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
    field.value = text;
    const end = isBack ? field.value.indexOf('\n') : -1;
    field.setSelectionRange(end < 0 ? field.value.length : end, end < 0 ? field.value.length : end);
    return true;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-composer': ComposerBar;
  }
}
