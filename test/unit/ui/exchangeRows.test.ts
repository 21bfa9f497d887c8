import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChunkLog } from '../../../src/capture/chunkLog';
import { ExchangeRows } from '../../../src/ui/inspector/exchangeRows';
import { ROW_WIDTHS } from '../../../src/webview/inspector/rows';
import { conversations, logOf, naiveExchange } from './viewRows';

const widths = fc.constantFrom(...ROW_WIDTHS);

describe('ExchangeRows', () => {
  it('finds every row that a plain walk lists, in every width', () => {
    fc.assert(
      fc.property(conversations, widths, (steps, width) => {
        const { log, events } = logOf(steps);
        log.commit();
        const rows = new ExchangeRows(log, events, width);
        assert.equal(rows.update(), true);
        const found = Array.from({ length: rows.count }, (_, row) => rows.at(row));
        assert.deepEqual(found, naiveExchange(steps, width));
      }),
    );
  });

  it('finds the row of each byte', () => {
    fc.assert(
      fc.property(conversations, widths, (steps, width) => {
        const { log, events } = logOf(steps);
        log.commit();
        const rows = new ExchangeRows(log, events, width);
        rows.update();
        for (const [number, row] of naiveExchange(steps, width).entries()) {
          if (row.kind !== 'bytes') continue;
          assert.equal(rows.rowOf(row.direction, row.offset), number);
          assert.equal(rows.rowOf(row.direction, row.offset + row.length - 1), number);
        }
      }),
    );
  });

  it('numbers rows for good: what is visible stays while more is written', () => {
    fc.assert(
      fc.property(conversations, widths, (steps, width) => {
        const { log, events } = logOf(steps);
        const rows = new ExchangeRows(log, events, width);
        const whole = naiveExchange(steps, width);
        for (let visible = 0; visible <= log.appended; visible++) {
          log.commit(visible);
          rows.update();
          const now = Array.from({ length: rows.count }, (_, row) => rows.at(row));
          assert.deepEqual(now, whole.slice(0, now.length));
        }
        assert.equal(rows.count, whole.length);
      }),
    );
  });

  it('leads to the heading of bytes that are missing in the capture', () => {
    const { log, events } = logOf([
      { kind: 'chunk', direction: 'sent', length: 20 },
      { kind: 'gap', direction: 'sent', length: 1000 },
    ]);
    log.commit();
    const rows = new ExchangeRows(log, events, 16);
    rows.update();
    assert.equal(rows.rowOf('sent', 500), 3);
  });

  it('refuses a row and a byte that do not exist', () => {
    assert.throws(() => new ExchangeRows(new ChunkLog(), [], 16).at(0), RangeError);
    assert.throws(() => new ExchangeRows(new ChunkLog(), [], 16).rowOf('sent', 0), RangeError);
  });
});
