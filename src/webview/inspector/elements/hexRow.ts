import { html, nothing, type TemplateResult } from 'lit';
import { DIRECTION_SIGNS } from '../../../base/direction';
import type { EventRow, HeadingRow } from '../rows';
import { byteCount, chunkTimes, timeFrom } from '../view/format';
import type { LoadedRow } from '../view/rowCache';
import { bytesRow } from './bytesRow';
import { OTHER_COLUMNS, type RowContext, type RowSurroundings } from './rowContext';

/** A row of the grid; `index` counts from 0. */
export function hexRow(
  index: number,
  row: LoadedRow,
  surroundings: RowSurroundings,
  context: RowContext,
): TemplateResult {
  // The first row of the grid is that of the column headers.
  const ariaIndex = index + 2;
  const columns = context.bytesPerRow + OTHER_COLUMNS;
  switch (row.kind) {
    case 'heading':
      return html`<div class="row heading ${row.direction}" role="row" aria-rowindex=${ariaIndex}>
        <span role="gridcell" aria-colindex="1" aria-colspan=${columns}>${headingParts(row, context)}</span>
      </div>`;
    case 'event':
      return html`<div class="row event ${row.direction}" role="row" aria-rowindex=${ariaIndex}>
        <span role="gridcell" aria-colindex="1" aria-colspan=${columns}>${eventParts(row, context)}</span>
      </div>`;
    case 'bytes':
      return bytesRow(ariaIndex, row, surroundings, context);
  }
}

function headingParts(row: HeadingRow, context: RowContext): TemplateResult {
  const { translate } = context;
  const { direction, peer } = row;
  const { time, delta } = chunkTimes(row, context.settings.times, context.startedAt);
  return html`<span class="direction"
      ><span class="sign">${DIRECTION_SIGNS[direction]}</span> ${translate(direction)}</span
    >
    <span class="number">#${row.chunk}</span>
    <span class="time">${time}</span>
    <span class="delta" title=${translate('sinceLast')}>${delta}</span>
    <span class="length">${byteCount(translate, row.length)}</span>
    ${row.missing ? html`<span class="missing-note">${translate('missing')}</span>` : nothing}
    ${peer ? html`<span class="peer">${translate(direction === 'sent' ? 'toPeer' : 'fromPeer', peer)}</span>` : nothing}`;
}

function eventParts(row: EventRow, { settings, startedAt }: RowContext): TemplateResult {
  return html`<span class="mark" aria-hidden="true">◆</span>
    <span class="label">${row.label}</span>
    <span class="time">${timeFrom(row.time, settings.times, startedAt)}</span>`;
}
