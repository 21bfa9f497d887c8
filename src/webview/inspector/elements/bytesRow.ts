import { html, nothing, type TemplateResult } from 'lit';
import { DIRECTION_SIGNS } from '../../../base/direction';
import { toHex } from '../../../bytes/hex';
import { formatOffset } from '../../../bytes/hexDump';
import { classOfByte } from '../../../base/printable';
import type { StreamRange } from '../../../base/streamRange';
import type { Translate } from '../strings';
import { isLead, shownOrder } from '../view/byteOrder';
import { chunkSentence } from '../view/format';
import type { LoadedBytesRow } from '../view/rowCache';
import { textColumn } from '../view/textColumn';
import { OTHER_COLUMNS, type RowContext, type RowSurroundings } from './rowContext';

/** What is to be said of one byte besides its value. */
interface ByteFacts {
  /** Its classes but the one of its value. */
  readonly state: string;
  readonly isSelected: boolean;
  readonly isCaret: boolean;
  readonly chunk: ChunkFacts | undefined;
  /** It is the first of its chunk. */
  readonly begins: boolean;
}

interface ChunkFacts {
  readonly offset: number;
  readonly missing: boolean;
  /** Its heading as one line. */
  readonly heading: string;
}

/** A row of bytes: the offset, a cell for each byte, and their text. */
export function bytesRow(
  ariaIndex: number,
  row: LoadedBytesRow,
  { before, after, found }: RowSurroundings,
  context: RowContext,
): TemplateResult {
  const { bytes, direction, offset } = row;
  const { translate, settings, offsetDigits, bytesPerRow } = context;
  const facts = factsOf(row, found, context);
  const glyphs = textColumn(settings.text, bytes, before, after);
  const text = glyphs.map((glyph) => glyph.text).join('');
  const hex = toHex(bytes);
  const slots = shownOrder(bytes.length, settings.group, settings.groupOrder);
  return html`<div class="row bytes ${direction}" role="row" aria-rowindex=${ariaIndex}>
    <span class="offset" role="rowheader" aria-colindex="1">${formatOffset(offset, offsetDigits)}</span
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
  { state, isSelected, isCaret, chunk, begins }: ByteFacts,
  { translate }: RowContext,
): TemplateResult {
  const byte = bytes[column]!;
  const value = chunk?.missing ? translate('missing') : nameOfByte(byte, translate);
  const sentence = translate('byteSentence', translate(direction), offset + column, pair, value);
  return html`<span
    class="byte ${classOfByte(byte)}${state}${lead}"
    role="gridcell"
    aria-colindex=${slot + 2}
    aria-selected=${isSelected}
    aria-label=${begins && chunk ? translate('beginsChunk', chunk.heading, sentence) : sentence}
    title=${chunk?.heading ?? nothing}
    tabindex=${isCaret ? 0 : -1}
    data-column=${column}
    data-offset=${offset + column}
    data-direction=${direction}
    >${chunk?.missing ? '··' : pair}</span
  >`;
}

/** Of each byte of a row. */
function factsOf(row: LoadedBytesRow, found: readonly number[], context: RowContext): ByteFacts[] {
  const { caret, selection, translate, settings, startedAt } = context;
  const { from, to } = selectedColumns(row, selection);
  const caretColumn = caret?.direction === row.direction ? caret.offset - row.offset : -1;
  const chunks = row.chunks?.map((chunk): ChunkFacts => {
    const heading = chunkSentence(translate, chunk, DIRECTION_SIGNS, settings.times, startedAt);
    return { offset: chunk.offset, missing: chunk.missing === true, heading };
  });
  return Array.from(row.bytes, (_, column) => {
    const chunk = chunks?.findLast(({ offset }) => offset <= row.offset + column);
    const begins = chunk?.offset === row.offset + column;
    const [isSelected, isCaret] = [column >= from && column < to, column === caretColumn];
    const state =
      (isSelected ? ' selected' : '') +
      (isCaret ? ' caret' : '') +
      (begins ? ' begins' : '') +
      (isWithin(found, column) ? ' found' : '') +
      (chunk?.missing ? ' missing' : '');
    return { state, isSelected, isCaret, chunk, begins };
  });
}

/** @param pairs Where parts begin, and where they have ended. */
function isWithin(pairs: readonly number[], column: number): boolean {
  for (let i = 0; i < pairs.length; i += 2) if (column >= pairs[i]! && column < pairs[i + 1]!) return true;
  return false;
}

/** The columns of a row that are selected, `to` exclusive; empty when `from` is not below `to`. */
export function selectedColumns(
  row: Pick<LoadedBytesRow, 'direction' | 'offset' | 'length'>,
  selection: StreamRange | undefined,
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
