import { SockscopeError } from '../../../base/error';
import type { HeadingRow } from '../rows';
import type { Ground } from './motion';

/**
 * The heading of the chunk that row `index` belongs to; in a stream, whose rows may hold parts of several, that of the byte at
 * `offset`, or else of the row's first. Other rows have it above them: a chunk may have millions of rows, so it is found by doubling steps and
 * then by halving them: a few dozen rows are looked at, not all.
 */
export async function headingOf(ground: Pick<Ground, 'row'>, index: number, offset?: number): Promise<HeadingRow> {
  const start = await ground.row(index);
  if (start.kind === 'heading') return start;
  if (start.kind === 'event') throw new SockscopeError('NOT_A_CHUNK', 'This row belongs to no chunk.');
  const own = start.chunks?.findLast((chunk) => chunk.offset <= (offset ?? start.offset));
  if (own) return own;
  const isInside = async (candidate: number) => {
    if (candidate < 0) return false;
    const row = await ground.row(candidate);
    return row.kind === 'bytes' && row.chunk === start.chunk;
  };
  let inside = index;
  let step = 1;
  while (await isInside(inside - step)) {
    inside -= step;
    step *= 2;
  }
  let outside = inside - step;
  while (inside - outside > 1) {
    const middle = Math.floor((inside + outside) / 2);
    if (await isInside(middle)) inside = middle;
    else outside = middle;
  }
  const heading = await ground.row(outside);
  if (heading.kind !== 'heading') throw new SockscopeError('NOT_A_CHUNK', 'This row belongs to no chunk.');
  return heading;
}
