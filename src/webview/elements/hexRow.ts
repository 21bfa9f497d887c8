import { html, nothing, type TemplateResult } from 'lit';
import type { Direction } from '../../bytes/direction';
import { toHex } from '../../bytes/hex';
import { classOfByte, glyphOfByte } from '../../bytes/printable';
import { BYTES_PER_ROW, type EventRow, type HeadingRow } from '../protocol';
import type { Translate } from '../strings';
import type { ByteRange, Caret } from '../view/caret';
import { byteCount, difference, hexOffset, timeOfDay } from '../view/format';
import type { LoadedBytesRow, LoadedRow } from '../view/rowCache';

/** Columns of the grid: the offset, one for each byte, the text. */
export const COLUMN_COUNT = BYTES_PER_ROW + 2;

/** The arrow that tells the directions apart besides colour. */
export const SIGNS: Readonly<Record<Direction, string>> = { sent: '→', received: '←' };

/** What a row's looks depend on besides the row itself. */
export interface RowContext {
  readonly translate: Translate;
  readonly offsetDigits: number;
  readonly caret: Caret | undefined;
  readonly selection: ByteRange | undefined;
}

/** A row of the grid; `index` counts from 0. A row that is not here yet is undefined. */
export function hexRow(index: number, row: LoadedRow | undefined, context: RowContext): TemplateResult {
  // The first row of the grid is that of the column headers.
  const ariaIndex = index + 2;
  switch (row?.kind) {
    case undefined:
      return html`<div class="row pending" role="row" aria-rowindex=${ariaIndex}>
        <span role="gridcell" aria-colspan=${COLUMN_COUNT} aria-label=${context.translate('loadingRow')}></span>
      </div>`;
    case 'heading':
      return headingRow(ariaIndex, row, context.translate);
    case 'event':
      return eventRow(ariaIndex, row);
    case 'bytes':
      return bytesRow(ariaIndex, row, context);
  }
}

function headingRow(ariaIndex: number, row: HeadingRow, translate: Translate): TemplateResult {
  const { direction, peer, delta } = row;
  return html`<div class="row heading ${direction}" role="row" aria-rowindex=${ariaIndex}>
    <span role="gridcell" aria-colindex="1" aria-colspan=${COLUMN_COUNT}>
      <span class="direction"><span class="sign">${SIGNS[direction]}</span> ${translate(direction)}</span>
      <span class="number">#${row.chunk}</span>
      <span class="time">${timeOfDay(row.time)}</span>
      <span class="delta" title=${translate('sinceLast')}>${delta === undefined ? '' : difference(delta)}</span>
      <span class="length">${byteCount(translate, row.length)}</span>
      ${peer ? html`<span class="peer">${translate(direction === 'sent' ? 'toPeer' : 'fromPeer', peer)}</span>` : nothing}
    </span>
  </div>`;
}

function eventRow(ariaIndex: number, row: EventRow): TemplateResult {
  return html`<div class="row event ${row.direction}" role="row" aria-rowindex=${ariaIndex}>
    <span role="gridcell" aria-colindex="1" aria-colspan=${COLUMN_COUNT}>
      <span class="mark" aria-hidden="true">◆</span>
      <span class="label">${row.label}</span>
      <span class="time">${timeOfDay(row.time)}</span>
    </span>
  </div>`;
}

function bytesRow(ariaIndex: number, row: LoadedBytesRow, context: RowContext): TemplateResult {
  const { bytes, direction, offset } = row;
  const { translate, caret } = context;
  const hex = toHex(bytes);
  const caretColumn = caret?.direction === direction ? caret.offset - offset : -1;
  const { from, to } = selectedColumns(row, context.selection);
  const stateOf = (column: number) =>
    `${column >= from && column < to ? ' selected' : ''}${column === caretColumn ? ' caret' : ''}`;
  const cells: TemplateResult[] = [];
  const glyphs: TemplateResult[] = [];
  let text = '';
  for (let column = 0; column < bytes.length; column++) {
    const byte = bytes[column]!;
    const pair = hex.slice(2 * column, 2 * column + 2);
    const glyph = glyphOfByte(byte);
    const look = `${classOfByte(byte)}${stateOf(column)}`;
    text += glyph;
    cells.push(
      html`<span
        class="byte ${look}"
        role="gridcell"
        aria-colindex=${column + 2}
        aria-selected=${column >= from && column < to}
        aria-label=${translate('byteSentence', translate(direction), offset + column, pair, nameOfByte(byte, translate))}
        tabindex=${column === caretColumn ? 0 : -1}
        data-column=${column}
        data-offset=${offset + column}
        data-direction=${direction}
        >${pair}</span
      >`,
    );
    glyphs.push(html`<span class="glyph ${look}" data-column=${column}>${glyph}</span>`);
  }
  return html`<div class="row bytes ${direction}" role="row" aria-rowindex=${ariaIndex}>
    <span class="offset" role="rowheader" aria-colindex="1">${hexOffset(offset, context.offsetDigits)}</span
    ><span class="hex" role="presentation">${cells}</span
    ><span class="text" role="gridcell" aria-colindex=${COLUMN_COUNT} aria-label=${translate('textSentence', text)}
      >${glyphs}</span
    >
  </div>`;
}

/** The columns of a row that are selected, `to` exclusive; empty when `from` is not below `to`. */
export function selectedColumns(
  row: Pick<LoadedBytesRow, 'direction' | 'offset' | 'length'>,
  selection: ByteRange | undefined,
): { readonly from: number; readonly to: number } {
  if (selection?.direction !== row.direction) return { from: 0, to: 0 };
  const from = Math.max(0, selection.offset - row.offset);
  return { from, to: Math.min(row.length, selection.offset + selection.length - row.offset) };
}

/** What a byte is called: `line feed`, `character A`, `not ASCII`. */
function nameOfByte(byte: number, translate: Translate): string {
  switch (classOfByte(byte)) {
    case 'printing':
      return byte === 0x20 ? translate('space') : translate('character', String.fromCharCode(byte));
    case 'high':
      return translate('notAscii');
    case 'null':
    case 'control':
      return translate('controlNames').split('|')[Math.min(byte, 0x20)] ?? '';
  }
}
