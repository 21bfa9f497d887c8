import { html, nothing, svg, type TemplateResult } from 'lit';
import type { FoundMarks } from '../view/foundMarks';

/** Heights of the scroll bar that are told apart. */
const SLOTS = 500;

/** Where the matches are, beside the scroll bar: the find bar says in words how many there are. */
export function foundMarks(marks: FoundMarks, rowCount: number): TemplateResult | typeof nothing {
  const slots = new Set<number>();
  for (const { row } of marks.matches) if (row >= 0) slots.add(Math.floor((row * SLOTS) / Math.max(1, rowCount)));
  if (slots.size === 0) return nothing;
  const path = Array.from(slots, (slot) => `M0 ${slot}h1v2h-1z`).join('');
  return html`<svg class="found-marks" viewBox="0 0 1 ${SLOTS}" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<path d=${path}></path>`}
  </svg>`;
}
