import type { StreamRange } from '../../../base/streamRange';
import type { Caret } from './caret';
import type { ShownConversation } from './conversation';
import { caretInStream } from './motion';

/** Where the user is in a conversation whose rows are cut anew. */
export interface ViewPlace {
  /** Rows above the view, fractions included. */
  readonly top: number;
  readonly caret: Caret | undefined;
  readonly anchor: number | undefined;
}

/**
 * The place in `next` at which the same bytes stand at the same height: those of the caret when it is in view, else the first ones in view
 * that `next` has. Where it has none of them, the view stays at the same part of the whole.
 *
 * @param top Rows of `before` above the view.
 * @param rows Rows in view.
 */
export async function placeIn(
  next: ShownConversation,
  before: ShownConversation,
  top: number,
  rows: number,
): Promise<ViewPlace> {
  const { caret, anchor } = before;
  const kept = caret && (await caretIn(next, caret));
  const mark = markOf(next, before, top, rows);
  const same = mark && (await caretInStream(next, mark.range.direction, mark.range.offset));
  return {
    top: same ? same.row - (mark.row - top) : (top / Math.max(1, before.rowCount)) * next.rowCount,
    caret: kept,
    anchor: kept && anchor,
  };
}

async function caretIn(next: ShownConversation, { direction, offset }: Caret): Promise<Caret | undefined> {
  return has(next, direction) ? caretInStream(next, direction, offset) : undefined;
}

/** The bytes in view that are to stay where they are, and their row in `before`. */
function markOf(
  next: ShownConversation,
  before: ShownConversation,
  top: number,
  rows: number,
): { readonly range: StreamRange; readonly row: number } | undefined {
  const { caret } = before;
  if (caret && has(next, caret.direction) && caret.row >= top && caret.row < top + rows) {
    return { range: { direction: caret.direction, offset: caret.offset, length: 1 }, row: caret.row };
  }
  for (let index = Math.ceil(top); index < Math.min(top + rows, before.rowCount); index++) {
    const row = before.rows.peek(index);
    if (row?.kind === 'bytes' && has(next, row.direction)) {
      return { range: { direction: row.direction, offset: row.offset, length: 1 }, row: index };
    }
  }
  return undefined;
}

function has({ layout }: ShownConversation, direction: 'received' | 'sent'): boolean {
  return layout.view === 'exchange' || layout.view === direction;
}
