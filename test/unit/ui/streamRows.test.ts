import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChunkLog } from '../../../src/capture/chunkLog';
import { StreamRows } from '../../../src/ui/inspector/streamRows';
import { ROW_WIDTHS } from '../../../src/webview/inspector/rows';
import { conversations, logOf, naiveStream } from './viewRows';

const widths = fc.constantFrom(...ROW_WIDTHS);
const directions = fc.constantFrom('received' as const, 'sent' as const);

describe('StreamRows', () => {
  it('finds every row that a plain walk lists, and the row of each byte, in every width', () => {
    fc.assert(
      fc.property(conversations, directions, widths, (steps, direction, width) => {
        const { log } = logOf(steps);
        log.commit();
        const rows = new StreamRows(log, direction, width);
        const found = Array.from({ length: rows.count }, (_, row) => rows.at(row));
        assert.deepEqual(found, naiveStream(steps, direction, width));
        for (let offset = 0; offset < log.bytes(direction); offset++) {
          assert.equal(rows.rowOf(direction, offset), Math.floor(offset / width));
        }
      }),
    );
  });

  it('numbers rows for good: only the last one gets longer', () => {
    fc.assert(
      fc.property(conversations, directions, widths, (steps, direction, width) => {
        const { log } = logOf(steps);
        const rows = new StreamRows(log, direction, width);
        const whole = naiveStream(steps, direction, width);
        for (let visible = 0; visible <= log.appended; visible++) {
          log.commit(visible);
          const now = Array.from({ length: rows.count }, (_, row) => rows.at(row));
          const settled = Math.max(0, now.length - 1);
          assert.deepEqual(now.slice(0, settled), whole.slice(0, settled));
        }
        assert.equal(rows.count, whole.length);
      }),
    );
  });

  it('refuses a row, a byte and a direction that it does not have', () => {
    const log = new ChunkLog();
    log.append('sent', 5, 0, 0);
    log.commit();
    const rows = new StreamRows(log, 'received', 16);
    assert.throws(() => rows.at(0), RangeError);
    assert.throws(() => rows.rowOf('received', 0), RangeError);
    assert.throws(() => rows.rowOf('sent', 0), RangeError);
  });
});
