import type { Direction } from '../../bytes/direction';
import type { FoundMatch } from '../protocol';

/** Matches by where they are: each direction's in the order of its stream. Never changed, but replaced. */
export class FoundMarks {
  readonly #byDirection: Readonly<Record<Direction, readonly FoundMatch[]>>;

  constructor(readonly matches: readonly FoundMatch[]) {
    this.#byDirection = {
      received: matches.filter(({ direction }) => direction === 'received'),
      sent: matches.filter(({ direction }) => direction === 'sent'),
    };
  }

  /** The parts of a run of bytes that matched: pairs of columns, from the run's first byte on, the second exclusive. */
  within(direction: Direction, offset: number, length: number): readonly (readonly [from: number, to: number])[] {
    const list = this.#byDirection[direction];
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (list[middle]!.offset + list[middle]!.length <= offset) low = middle + 1;
      else high = middle;
    }
    const parts: (readonly [number, number])[] = [];
    for (let i = low; i < list.length && list[i]!.offset < offset + length; i++) {
      const match = list[i]!;
      parts.push([Math.max(0, match.offset - offset), Math.min(length, match.offset + match.length - offset)]);
    }
    return parts;
  }
}

export const NOTHING_FOUND = new FoundMarks([]);

/** Puts matches of both directions into the order in which they are shown; each list is in order already. */
export function mergeMatches(one: readonly FoundMatch[], other: readonly FoundMatch[]): FoundMatch[] {
  return [...one, ...other].sort((a, b) => a.chunk - b.chunk || a.offset - b.offset);
}

/** A place among the matches, from which to go on. */
export interface FromPlace {
  readonly direction: Direction;
  readonly offset: number;
  readonly row: number;
}

/** The match to go to from a place, around the ends; -1 when there is none. Without a place it is the first or the last. */
export function nextMatch(matches: readonly FoundMatch[], from: FromPlace | undefined, forward: boolean): number {
  if (matches.length === 0) return -1;
  const last = matches.length - 1;
  if (!from) return forward ? 0 : last;
  const at = matches.findIndex(({ direction, offset }) => direction === from.direction && offset === from.offset);
  if (at >= 0) return (at + (forward ? 1 : last)) % matches.length;
  const after = matches.findIndex(
    ({ row, offset, direction }) =>
      row > from.row || (row === from.row && direction === from.direction && offset > from.offset),
  );
  if (forward) return Math.max(0, after);
  return after <= 0 ? last : after - 1;
}
