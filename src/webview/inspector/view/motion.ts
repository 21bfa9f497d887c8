import type { Direction } from '../../../base/direction';
import type { Caret } from './caret';
import type { LoadedBytesRow, LoadedRow } from './rowCache';

/** Where a key takes the caret. */
export type Motion = 'left' | 'right' | 'up' | 'down' | 'rowStart' | 'rowEnd' | 'start' | 'end' | 'pageUp' | 'pageDown';

/** What motions need to know of a conversation. */
export interface Ground {
  readonly rowCount: number;
  /** Length of a direction's stream. */
  streamLength(direction: Direction): number;
  row(index: number): Promise<LoadedRow>;
  /** The row that shows a byte. */
  locate(direction: Direction, offset: number): Promise<number>;
}

interface Place {
  readonly index: number;
  readonly row: LoadedBytesRow;
}

/** The caret on a row's byte; a column past the row's end means its last byte. `goal` is kept for later ups and downs. */
export function caretAt(index: number, row: LoadedBytesRow, column: number, goal = column): Caret {
  const offset = row.offset + Math.min(column, row.length - 1);
  return { row: index, direction: row.direction, offset, column: goal };
}

/** The nearest row of bytes at `from` or behind it in the direction of `step`; undefined where there is none before `limit`. */
export async function nearestBytes(
  ground: Ground,
  from: number,
  step: 1 | -1,
  accept: (row: LoadedBytesRow, index: number) => boolean = () => true,
  limit = Infinity,
): Promise<Place | undefined> {
  for (let index = from, seen = 0; index >= 0 && index < ground.rowCount && seen < limit; index += step, seen++) {
    const row = await ground.row(index);
    if (row.kind === 'bytes' && row.length > 0 && accept(row, index)) return { index, row };
  }
  return undefined;
}

/** Moves through the bytes as they are shown, both directions. Undefined where there is nothing to move to. */
export async function moved(
  ground: Ground,
  caret: Caret,
  motion: Motion,
  pageRows: number,
): Promise<Caret | undefined> {
  const row = await ground.row(caret.row);
  if (row.kind !== 'bytes') return undefined;
  const column = caret.offset - row.offset;
  const at = (place: Place | undefined, where: number, goal?: number) =>
    place && caretAt(place.index, place.row, where, goal);
  const last = ground.rowCount - 1;
  switch (motion) {
    case 'left':
      if (column > 0) return caretAt(caret.row, row, column - 1);
      return lastByte(await nearestBytes(ground, caret.row - 1, -1));
    case 'right':
      if (column < row.length - 1) return caretAt(caret.row, row, column + 1);
      return at(await nearestBytes(ground, caret.row + 1, 1), 0);
    case 'up':
      return at(await nearestBytes(ground, caret.row - 1, -1), caret.column, caret.column);
    case 'down':
      return at(await nearestBytes(ground, caret.row + 1, 1), caret.column, caret.column);
    case 'rowStart':
      return caretAt(caret.row, row, 0);
    case 'rowEnd':
      return caretAt(caret.row, row, row.length - 1);
    case 'start':
      return at(await nearestBytes(ground, 0, 1), 0);
    case 'end':
      return lastByte(await nearestBytes(ground, last, -1));
    case 'pageUp': {
      const target = Math.max(0, caret.row - pageRows);
      const place = (await nearestBytes(ground, target, -1)) ?? (await nearestBytes(ground, target, 1));
      return at(place, caret.column, caret.column);
    }
    case 'pageDown': {
      const target = Math.min(last, caret.row + pageRows);
      const place = (await nearestBytes(ground, target, 1)) ?? (await nearestBytes(ground, target, -1));
      return at(place, caret.column, caret.column);
    }
  }
}

/** Moves within the caret's own stream, as extending a selection does. Undefined where there is nothing to move to. */
export async function movedInStream(
  ground: Ground,
  caret: Caret,
  motion: Motion,
  pageRows: number,
): Promise<Caret | undefined> {
  const row = await ground.row(caret.row);
  if (row.kind !== 'bytes') return undefined;
  const { direction } = caret;
  const toOffset = (offset: number, hint: number) => caretInStream(ground, direction, offset, hint);
  const toRowHolding = async (offset: number, hint: number) => {
    const inRow = await toOffset(offset, hint);
    const target = inRow && (await ground.row(inRow.row));
    return target?.kind === 'bytes' ? caretAt(inRow!.row, target, caret.column) : undefined;
  };
  switch (motion) {
    case 'left':
      return toOffset(caret.offset - 1, caret.row);
    case 'right':
      return toOffset(caret.offset + 1, caret.row);
    case 'up':
      return toRowHolding(row.offset - 1, caret.row - 1);
    case 'down':
      return toRowHolding(row.offset + row.length, caret.row + 1);
    case 'rowStart':
      return caretAt(caret.row, row, 0);
    case 'rowEnd':
      return caretAt(caret.row, row, row.length - 1);
    case 'start':
      return toOffset(0, caret.row);
    case 'end':
      return toOffset(ground.streamLength(direction) - 1, caret.row);
    case 'pageUp':
    case 'pageDown': {
      const step = motion === 'pageUp' ? -1 : 1;
      const target = Math.min(ground.rowCount - 1, Math.max(0, caret.row + step * pageRows));
      const isAhead = (candidate: LoadedBytesRow, index: number) =>
        candidate.direction === direction && (index - caret.row) * step > 0;
      const distance = Math.abs(target - caret.row);
      const place = await nearestBytes(ground, target, step === 1 ? -1 : 1, isAhead, distance);
      if (place) return caretAt(place.index, place.row, caret.column, caret.column);
      return toRowHolding(step === 1 ? row.offset + row.length : row.offset - 1, caret.row + step);
    }
  }
}

/** The caret on a byte of a stream: looks at row `hint` first, then asks where the byte is. Undefined outside the stream. */
export async function caretInStream(
  ground: Ground,
  direction: Direction,
  offset: number,
  hint?: number,
): Promise<Caret | undefined> {
  if (offset < 0 || offset >= ground.streamLength(direction)) return undefined;
  const holds = (row: LoadedRow): row is LoadedBytesRow =>
    row.kind === 'bytes' && row.direction === direction && offset >= row.offset && offset < row.offset + row.length;
  if (hint !== undefined && hint >= 0 && hint < ground.rowCount) {
    const row = await ground.row(hint);
    if (holds(row)) return caretAt(hint, row, offset - row.offset);
  }
  const index = await ground.locate(direction, offset);
  const row = await ground.row(index);
  return holds(row) ? caretAt(index, row, offset - row.offset) : undefined;
}

function lastByte(place: Place | undefined): Caret | undefined {
  return place && caretAt(place.index, place.row, place.row.length - 1);
}
