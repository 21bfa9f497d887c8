import { html, nothing, svg, type TemplateResult } from 'lit';

/** Where the matches are, beside the scroll bar, which is cut into so many slots: the find bar says in words how many there are. */
export function foundMarks(found: readonly number[], slots: number): TemplateResult | typeof nothing {
  if (found.length === 0) return nothing;
  const path = found.map((slot) => `M0 ${slot}h1v2h-1z`).join('');
  return html`<svg class="found-marks" viewBox="0 0 1 ${slots}" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<path d=${path}></path>`}
  </svg>`;
}
