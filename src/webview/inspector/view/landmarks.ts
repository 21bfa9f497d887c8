import type { Caret } from './caret';
import { headingOf } from './chunk';
import { caretInStream, type Ground } from './motion';

/**
 * The nearest heading or event beyond row `from`, which may be one beside the first or the last; undefined where there is
 * none. What lies between may have millions of rows: they are not looked at.
 */
export async function nextLandmark(ground: Ground, from: number, step: 1 | -1): Promise<number | undefined> {
  const next = from + step;
  if (next < 0 || next >= ground.rowCount) return undefined;
  const row = await ground.row(next);
  if (row.kind !== 'bytes') return next;
  const { direction, offset, length } = await headingOf(ground, next);
  if (step === -1) return (await ground.locate(direction, offset)) - 1;
  const beyond = (await ground.locate(direction, offset + length - 1)) + 1;
  return beyond < ground.rowCount ? beyond : undefined;
}

/** In a stream, which has no headings: where the next chunk begins, or the caret's own or the one before. */
export async function nextChunkStart(ground: Ground, caret: Caret, step: 1 | -1): Promise<Caret | undefined> {
  const { direction } = caret;
  const own = await headingOf(ground, caret.row, caret.offset);
  if (step === 1) return caretInStream(ground, direction, own.offset + own.length, caret.row);
  if (caret.offset > own.offset) return caretInStream(ground, direction, own.offset, caret.row);
  const before = await caretInStream(ground, direction, own.offset - 1, caret.row);
  if (!before) return undefined;
  const { offset } = await headingOf(ground, before.row, before.offset);
  return caretInStream(ground, direction, offset, before.row);
}
