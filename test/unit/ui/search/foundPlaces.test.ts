import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Direction } from '../../../../src/base/direction';
import type { ChunkLog } from '../../../../src/capture/chunkLog';
import { FoundMatches } from '../../../../src/capture/search/foundMatches';
import { ExchangeRows } from '../../../../src/ui/inspector/exchangeRows';
import { foundColumns, foundSlots } from '../../../../src/ui/inspector/search/foundPlaces';
import { StreamRows } from '../../../../src/ui/inspector/streamRows';
import type { ViewRow, ViewRows } from '../../../../src/ui/inspector/viewRows';
import { ROW_WIDTHS } from '../../../../src/webview/inspector/rows';
import { conversations, logOf, type Step } from '../viewRows';

const DIRECTIONS: readonly Direction[] = ['received', 'sent'];
const layouts = fc.record({
  view: fc.constantFrom('exchange' as const, ...DIRECTIONS),
  width: fc.constantFrom(...ROW_WIDTHS),
});
const distances = fc.array(fc.record({ before: fc.nat(90), length: fc.integer({ min: 1, max: 70 }) }), {
  maxLength: 20,
});

function rowsOf(
  steps: readonly Step[],
  { view, width }: { readonly view: 'exchange' | Direction; readonly width: number },
): { log: ChunkLog; rows: ViewRows } {
  const { log, events } = logOf(steps);
  log.commit();
  const rows = view === 'exchange' ? new ExchangeRows(log, events, width) : new StreamRows(log, view, width);
  rows.update();
  return { log, rows };
}

/** Matches of both directions, and for each byte of either whether it was found. */
function findIn(log: ChunkLog, parts: readonly { readonly before: number; readonly length: number }[]) {
  const found = new FoundMatches(log);
  const isFound: Record<Direction, boolean[]> = { received: [], sent: [] };
  for (const [i, direction] of DIRECTIONS.entries()) {
    let end = 0;
    for (const { before, length } of parts.slice(i * 10, i * 10 + 10)) {
      const offset = end + before;
      if (offset + length > log.bytes(direction)) break;
      end = offset + length;
      found.push(direction, offset, length);
      for (let at = offset; at < end; at++) isFound[direction][at] = true;
    }
  }
  return { found, isFound };
}

/** The bytes that a row stands for: a heading for those of its gap. */
function bytesOf(row: ViewRow, log: ChunkLog): { direction: Direction; offset: number; length: number } | undefined {
  if (row.kind === 'bytes') return row;
  if (row.kind !== 'heading' || !log.isGap(row.chunk)) return undefined;
  return { direction: log.direction(row.chunk), offset: log.offset(row.chunk), length: log.byteLength(row.chunk) };
}

describe('foundPlaces', () => {
  it('tells the columns of each row that were found, in every view and width', () => {
    fc.assert(
      fc.property(conversations, layouts, distances, (steps, layout, parts) => {
        const { log, rows } = rowsOf(steps, layout);
        const { found, isFound } = findIn(log, parts);
        for (const [index, pairs] of foundColumns(found, rows, 0, Infinity).entries()) {
          const row = rows.at(index);
          const columns: number[] = [];
          for (let i = 0; i < pairs.length; i += 2) {
            for (let column = pairs[i]!; column < pairs[i + 1]!; column++) columns.push(column);
          }
          const length = row.kind === 'bytes' ? row.length : 0;
          const wanted = Array.from({ length }, (_, column) => column).filter(
            (column) => row.kind === 'bytes' && isFound[row.direction][row.offset + column],
          );
          assert.deepEqual(columns, wanted);
        }
      }),
    );
  });

  it('marks the parts of the scroll bar where something was found, and no others', () => {
    fc.assert(
      fc.property(
        conversations,
        layouts,
        distances,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 30 }),
        (steps, layout, parts, slots, unshown) => {
          const { log, rows } = rowsOf(steps, layout);
          const { found, isFound } = findIn(log, parts);
          // The page may know of fewer rows than there are.
          const rowCount = Math.max(0, rows.count - unshown);
          const wanted = new Set<number>();
          for (let index = 0; index < rowCount; index++) {
            const bytes = bytesOf(rows.at(index), log);
            for (let at = 0; bytes && at < bytes.length; at++) {
              if (isFound[bytes.direction][bytes.offset + at]) wanted.add(Math.floor((index * slots) / rowCount));
            }
          }
          assert.deepEqual(foundSlots(found, rows, rowCount, slots), [...wanted]);
        },
      ),
    );
  });
});
