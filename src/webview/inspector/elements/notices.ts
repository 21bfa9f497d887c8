import { html, nothing, type TemplateResult } from 'lit';
import type { Translate } from '../strings';

/** A sentence on what went wrong, and a button to try again. */
export function problemNotice(translate: Translate, sentence: string, retry: () => void): TemplateResult {
  return html`<div class="problem" role="alert">
    <p>${sentence}</p>
    <button type="button" class="button" @click=${retry}>${translate('retry')}</button>
  </div>`;
}

/** What is to be said about the capture as a whole: the first sentence, and the others on demand. */
export function captureNoticesBar(translate: Translate, notices: readonly string[]): TemplateResult | typeof nothing {
  const [first, ...others] = notices;
  if (first === undefined) return nothing;
  const icon = html`<span class="codicon codicon-warning" aria-hidden="true"></span>`;
  if (others.length === 0) return html`<div class="capture-notices" role="status">${icon} ${first}</div>`;
  return html`<details class="capture-notices">
    <summary>${icon} ${first} <span class="more">${translate('moreNotices', others.length)}</span></summary>
    <ul>
      ${others.map((notice) => html`<li>${notice}</li>`)}
    </ul>
  </details>`;
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
