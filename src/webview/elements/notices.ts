import { html, nothing, type TemplateResult } from 'lit';
import type { Translate } from '../strings';

/** A sentence on what went wrong, and a button to try again. */
export function problemNotice(translate: Translate, sentence: string, retry: () => void): TemplateResult {
  return html`<div class="problem" role="alert">
    <p>${sentence}</p>
    <button type="button" class="button" @click=${retry}>${translate('retry')}</button>
  </div>`;
}

/** Over the rows of a conversation that has events at most. */
export function noBytesNotice(translate: Translate, live: boolean): TemplateResult {
  return html`<div class="empty over">
    <p>${translate(live ? 'noBytes' : 'noBytesEver')}</p>
    ${live ? html`<p class="hint">${translate('noBytesHint')}</p>` : nothing}
  </div>`;
}

export function nothingRecordedNotice(translate: Translate): TemplateResult {
  return html`<main class="empty">
    <span class="codicon codicon-inbox" aria-hidden="true"></span>
    <p>${translate('nothingRecorded')}</p>
    <p class="hint">${translate('nothingRecordedHint')}</p>
  </main>`;
}

export function loadingNotice(translate: Translate): TemplateResult {
  return html`<main class="empty"><p class="hint">${translate('loading')}</p></main>`;
}
