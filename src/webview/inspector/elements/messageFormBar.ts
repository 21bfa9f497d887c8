import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { PREFIX_COUNTS, PREFIX_SIZES } from '../../../bytes/framing/framing';
import type { StringKey, Translate } from '../strings';
import { DELIMITERS, meaningOf, noteOf, RULES, takesHex, type MessageForm } from '../view/messageForm';
import type { MessageProgress } from '../view/messageTable';
import { pasteDump } from './pasteDump';
import { PageElement } from '../../shared/pageElement';

const RULE_NAMES: Readonly<Record<MessageForm['rule'], StringKey>> = {
  chunks: 'ruleChunks',
  delimiter: 'ruleDelimiter',
  prefix: 'rulePrefix',
  fixed: 'ruleFixed',
  idle: 'ruleIdle',
};
const DELIMITER_NAMES: Readonly<Record<MessageForm['delimiter'], string>> = {
  lf: '\\n',
  crlf: '\\r\\n',
  nul: '\\0',
  other: '…',
};
const COUNT_NAMES: Readonly<Record<MessageForm['prefixCounts'], StringKey>> = {
  rest: 'countsRest',
  self: 'countsSelf',
  all: 'countsAll',
};

/** The fields over the table of messages: where messages end, which of them are listed, and how far that is. */
@customElement('sockscope-message-form')
export class MessageFormBar extends PageElement {
  @property({ attribute: false }) wording!: Translate;
  @property({ attribute: false }) form!: MessageForm;
  @property({ attribute: false }) progress!: MessageProgress;
  @property({ attribute: false }) stopped = false;
  @property({ attribute: false }) onChange!: (form: MessageForm) => void;
  @property({ attribute: false }) onStop!: () => void;

  protected override render(): TemplateResult {
    const { wording: translate, form } = this;
    return html`<div class="message-form" role="group" aria-label=${translate('messageForm')}>
      ${this.#select('rule', 'messagesEnd', RULES, (rule) => translate(RULE_NAMES[rule]), true)} ${this.#ruleFields()}
      ${this.#select('direction', 'filterDirection', ['both', 'received', 'sent'] as const, (direction) =>
        translate(direction === 'both' ? 'bothDirections' : direction === 'sent' ? 'viewSent' : 'viewReceived'),
      )}
      ${this.#input('minLength', 'minLength', translate('minLengthHint'))}
      ${this.#input('maxLength', 'maxLength', translate('maxLengthHint'))}
      ${this.#input(
        'contains',
        'contains',
        translate(form.containsAs === 'text' ? 'containsTextHint' : 'containsHexHint'),
        true,
      )}
      ${this.#select('containsAs', 'containsAs', ['text', 'hex'] as const, (as) =>
        translate(as === 'text' ? 'text' : 'hex'),
      )}
      ${this.#outcome()}
    </div>`;
  }

  #ruleFields(): TemplateResult | typeof nothing {
    const { wording: translate, form } = this;
    switch (form.rule) {
      case 'chunks':
        return nothing;
      case 'delimiter':
        return html`${this.#select('delimiter', 'delimiter', DELIMITERS, (each) =>
          each === 'other' ? translate('otherBytes') : DELIMITER_NAMES[each],
        )}${form.delimiter === 'other' ? this.#input('otherDelimiter', 'delimiterBytes', '0d 0a') : nothing}`;
      case 'prefix':
        return html`${this.#select('prefixSize', 'prefixSize', PREFIX_SIZES, (size) =>
          size === 1 ? translate('oneByte') : translate('bytes', size),
        )}
        ${this.#select('prefixOrder', 'prefixOrder', ['be', 'le'] as const, (order) =>
          translate(order === 'be' ? 'bigEndian' : 'littleEndian'),
        )}
        ${this.#input('prefixOffset', 'prefixOffset', '0')}
        ${this.#select('prefixCounts', 'prefixCounts', PREFIX_COUNTS, (counts) => translate(COUNT_NAMES[counts]))}`;
      case 'fixed':
        return this.#input('fixedLength', 'fixedLength', '16');
      case 'idle':
        return this.#input('idle', 'idle', '100');
    }
  }

  #outcome(): TemplateResult {
    const { wording: translate, progress } = this;
    const count = progress.count.toLocaleString();
    const listed = progress.count === 1 ? translate('oneListed') : translate('listed', count);
    if (progress.full) return html`<span class="outcome" role="status">${translate('listFull', count)}</span>`;
    if (progress.done || progress.failure !== undefined) {
      return html`<span class="outcome" role="status">${listed}</span>`;
    }
    if (this.stopped) return html`<span class="outcome" role="status">${translate('listStopped', listed)}</span>`;
    const percent = Math.floor(progress.progress * 100);
    return html`<span class="outcome"
      >${translate('listing', listed, percent)}
      <button
        type="button"
        class="action"
        @click=${() => {
          this.onStop();
        }}
      >
        ${translate('stop')}
      </button></span
    >`;
  }

  #select<K extends keyof MessageForm>(
    key: K,
    label: StringKey,
    choices: readonly MessageForm[K][],
    nameOf: (choice: MessageForm[K]) => string,
    isLabelled = false,
  ): TemplateResult {
    const { wording: translate, form } = this;
    return html`<label
      >${isLabelled ? html`<span>${translate(label)}</span>` : nothing}<span class="picker"
        ><select
          data-field=${key}
          aria-label=${translate(label)}
          title=${translate(label)}
          @change=${(event: Event) => {
            const choice = choices[(event.target as HTMLSelectElement).selectedIndex];
            this.onChange({ ...form, [key]: choice });
          }}
        >
          ${choices.map(
            (choice) => html`<option .selected=${choice === form[key]} .textContent=${nameOf(choice)}></option>`,
          )}</select
        ><span class="codicon codicon-chevron-down" aria-hidden="true"></span></span
    ></label>`;
  }

  #input(key: keyof MessageForm, label: StringKey, placeholder: string, isWide = false): TemplateResult {
    const { wording: translate, form } = this;
    const meaning = meaningOf(form);
    const isInvalid = 'invalid' in meaning && meaning.invalid === key;
    const note = noteOf(form, key);
    return html`<span class="noted"
      ><input
        class=${isWide ? 'wide' : ''}
        type="text"
        spellcheck="false"
        autocomplete="off"
        data-field=${key}
        aria-label=${translate(label)}
        title=${translate(label)}
        placeholder=${placeholder}
        aria-invalid=${isInvalid}
        .value=${String(form[key])}
        @input=${(event: Event) => {
          this.onChange({ ...form, [key]: (event.target as HTMLInputElement).value });
        }}
        @paste=${(event: ClipboardEvent) => {
          if (takesHex(form, key)) pasteDump(event);
        }}
      />${note ? html`<span class="note" role="status">${translate(...note)}</span>` : nothing}</span
    >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-message-form': MessageFormBar;
  }
}
