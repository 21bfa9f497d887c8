import type { Direction } from '../../../src/base/direction';
import { BYTES_PER_ROW, type Row } from '../../../src/webview/inspector/rows';
import type { Ground } from '../../../src/webview/inspector/view/motion';
import type { LoadedRow } from '../../../src/webview/inspector/view/rowCache';

/** A chunk, or an event where there is no length. */
export interface Part {
  readonly direction: Direction;
  readonly length?: number;
}

export interface TestGround extends Ground {
  readonly rows: readonly LoadedRow[];
  /** Row numbers that were looked at. */
  readonly looked: number[];
  readonly located: { count: number };
}

/** A conversation in memory; bytes are their own offset modulo 256. */
export function groundOf(parts: readonly Part[]): TestGround {
  const rows: LoadedRow[] = [];
  const lengths = { sent: 0, received: 0 };
  let chunk = 0;
  for (const { direction, length } of parts) {
    if (length === undefined) {
      rows.push({ kind: 'event', direction, label: 'opened', time: 0 });
      continue;
    }
    chunk++;
    const start = lengths[direction];
    rows.push({ kind: 'heading', direction, chunk, offset: start, length, time: 0 });
    for (let at = 0; at < length; at += BYTES_PER_ROW) {
      const offset = start + at;
      const bytes = Uint8Array.from({ length: Math.min(BYTES_PER_ROW, length - at) }, (_, i) => (offset + i) & 0xff);
      rows.push({ kind: 'bytes', direction, chunk, offset, length: bytes.length, bytes });
    }
    lengths[direction] += length;
  }
  const looked: number[] = [];
  const located = { count: 0 };
  return {
    rows,
    looked,
    located,
    rowCount: rows.length,
    streamLength: (direction) => lengths[direction],
    row: (index) => {
      looked.push(index);
      const row = rows[index];
      return row ? Promise.resolve(row) : Promise.reject(new Error(`row ${index}`));
    },
    locate: (direction, offset) => {
      located.count++;
      const index = rows.findIndex(
        (row) =>
          row.kind === 'bytes' &&
          row.direction === direction &&
          offset >= row.offset &&
          offset < row.offset + row.length,
      );
      return Promise.resolve(index);
    },
  };
}

/** What the extension would answer to `readRows` for rows in memory. */
export function answerRows(rows: readonly LoadedRow[], from: number, to: number): { rows: Row[]; bytes: Uint8Array } {
  const parts: number[] = [];
  const answer = rows.slice(from, to).map((row): Row => {
    if (row.kind !== 'bytes') return row;
    const { bytes, ...rest } = row;
    const start = parts.length;
    parts.push(...bytes);
    return { ...rest, start };
  });
  return { rows: answer, bytes: Uint8Array.from(parts) };
}
