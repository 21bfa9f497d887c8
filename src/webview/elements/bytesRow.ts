import { html, nothing, type TemplateResult } from 'lit';
import { toHex } from '../../bytes/hex';
import { classOfByte } from '../../bytes/printable';
import type { HeadingRow } from '../protocol';
import type { Translate } from '../strings';
import { isLead, shownOrder } from '../view/byteOrder';
import type { ByteRange } from '../view/caret';
import { chunkSentence, hexOffset } from '../view/format';
import type { FoundMarks } from '../view/foundMarks';
import type { LoadedBytesRow } from '../view/rowCache';
import { textColumn } from '../view/textColumn';
import { OTHER_COLUMNS, SIGNS, type Neighbours, type RowContext } from './hexRow';

/** What is to be said of one byte besides its value. */
interface ByteFacts {
  /** Its classes but the one of its value. */
  readonly state: string;
  readonly chunk: HeadingRow | undefined;
  /** It is the first of its chunk. */
  readonly begins: boolean;
}

/** A row of bytes: the offset, a cell for each byte, and their text. */
export function bytesRow(
  ariaIndex: number,
  row: LoadedBytesRow,
  { before, after }: Neighbours,
  context: RowContext,
): TemplateResult {
  const { bytes, direction, offset } = row;
  const { translate, settings, offsetDigits, bytesPerRow } = context;
  const found = context.found.within(direction, offset, bytes.length);
  const facts = Array.from(bytes, (_, column) => factsOf(row, column, found, context));
  const glyphs = textColumn(settings.text, bytes, before, after);
  const text = glyphs.map((glyph) => glyph.text).join('');
  const hex = toHex(bytes);
  const slots = shownOrder(bytes.length, settings.group, settings.groupOrder);
  return html`<div class="row bytes ${direction}" role="row" aria-rowindex=${ariaIndex}>
    <span class="offset" role="rowheader" aria-colindex="1">${hexOffset(offset, offsetDigits)}</span
    ><span class="hex" role="presentation"
      >${slots.map((column, slot) => {
        const lead = isLead(slot, settings.group) ? ' lead' : '';
        if (column === undefined) return html`<span class="byte blank${lead}" aria-hidden="true"></span>`;
        return byteCell(row, column, slot, hex.slice(2 * column, 2 * column + 2), lead, facts[column]!, context);
      })}</span
    ><span
      class="text"
      role="gridcell"
      aria-colindex=${bytesPerRow + OTHER_COLUMNS}
      aria-label=${translate('textSentence', text)}
      >${glyphs.map(
        (glyph, column) =>
          html`<span class="glyph ${glyph.look}${facts[column]!.state}" data-column=${column}>${glyph.text}</span>`,
      )}</span
    >
  </div>`;
}

function byteCell(
  { bytes, direction, offset }: LoadedBytesRow,
  column: number,
  slot: number,
  pair: string,
  lead: string,
  { state, chunk, begins }: ByteFacts,
  { translate, settings, startedAt }: RowContext,
): TemplateResult {
  const byte = bytes[column]!;
  const value = chunk?.missing ? translate('missing') : nameOfByte(byte, translate);
  const sentence = translate('byteSentence', translate(direction), offset + column, pair, value);
  const heading = chunk && chunkSentence(translate, chunk, SIGNS, settings.times, startedAt);
  return html`<span
    class="byte ${classOfByte(byte)}${state}${lead}"
    role="gridcell"
    aria-colindex=${slot + 2}
    aria-selected=${state.includes(' selected')}
    aria-label=${begins && heading !== undefined ? translate('beginsChunk', heading, sentence) : sentence}
    title=${heading ?? nothing}
    tabindex=${state.includes(' caret') ? 0 : -1}
    data-column=${column}
    data-offset=${offset + column}
    data-direction=${direction}
    >${chunk?.missing ? '··' : pair}</span
  >`;
}

function factsOf(
  row: LoadedBytesRow,
  column: number,
  found: ReturnType<FoundMarks['within']>,
  { caret, selection }: RowContext,
): ByteFacts {
  const at = row.offset + column;
  const { from, to } = selectedColumns(row, selection);
  const chunk = row.chunks?.findLast((candidate) => candidate.offset <= at);
  const begins = chunk?.offset === at;
  const isCaret = caret?.direction === row.direction && caret.offset === at;
  const state =
    (column >= from && column < to ? ' selected' : '') +
    (isCaret ? ' caret' : '') +
    (begins ? ' begins' : '') +
    (found.some(([first, end]) => column >= first && column < end) ? ' found' : '') +
    (chunk?.missing ? ' missing' : '');
  return { state, chunk, begins };
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
