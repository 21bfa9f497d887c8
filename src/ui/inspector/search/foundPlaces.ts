import type { Direction } from '../../../base/direction';
import type { FoundMatches } from '../../../capture/search/foundMatches';
import type { ViewRows } from '../viewRows';

/**
 * The parts of the scroll bar in which something was found.
 *
 * @param rowCount How many rows the scroll bar stands for.
 * @param slots How many parts are told apart.
 * @returns Numbers of parts from 0, ascending.
 */
export function foundSlots(found: FoundMatches, rows: ViewRows, rowCount: number, slots: number): number[] {
  const count = Math.min(rowCount, rows.count);
  const marked: number[] = [];
  let before = { received: 0, sent: 0 };
  for (let slot = 0, row = 0; slot < slots && row < count; slot++) {
    const end = Math.min(count, Math.ceil(((slot + 1) * rowCount) / slots));
    if (end <= row) continue;
    const after = { received: rows.bytesBefore('received', end), sent: rows.bytesBefore('sent', end) };
    const { received, sent } = before;
    if (found.of('received').touches(received, after.received) || found.of('sent').touches(sent, after.sent)) {
      marked.push(slot);
    }
    [row, before] = [end, after];
  }
  return marked;
}

/** The columns that were found in rows `from` to `to` (exclusive): for each row pairs, the second exclusive. */
export function foundColumns(found: FoundMatches, rows: ViewRows, from: number, to: number): number[][] {
  const columns: number[][] = [];
  for (let index = from; index < Math.min(to, rows.count); index++) {
    const row = rows.at(index);
    columns.push(row.kind === 'bytes' ? columnsOf(found, row.direction, row.offset, row.length) : []);
  }
  return columns;
}

/** What was found of a stream's bytes from `offset` on: pairs counted from there, the second exclusive. */
export function columnsOf(found: FoundMatches, direction: Direction, offset: number, length: number): number[] {
  const list = found.of(direction);
  const pairs: number[] = [];
  for (let i = list.firstBeyond(offset); i < list.count && list.offset(i) < offset + length; i++) {
    const start = list.offset(i) - offset;
    pairs.push(Math.max(0, start), Math.min(length, start + list.length(i)));
  }
  return pairs;
}
