import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LONGEST_WINDOW } from '../../../../src/bytes/inspect/typeRow';
import { TYPE_ROWS } from '../../../../src/bytes/inspect/typeRows';
import { ORDERS, read } from './rows';

describe('typeRows', () => {
  it('have each id and each label once, and an expression for both orders', () => {
    for (const key of ['id', 'label', 'name'] as const) {
      assert.equal(new Set(TYPE_ROWS.map((row) => row[key])).size, TYPE_ROWS.length, key);
    }
    for (const { c } of TYPE_ROWS) assert.ok(c.be && c.le);
  });

  it('have a value or say why not, whatever the bytes are', () => {
    const windows = fc.record({
      bytes: fc.uint8Array({ maxLength: LONGEST_WINDOW }),
      selected: fc.integer({ min: 1, max: 2 * LONGEST_WINDOW }),
      order: fc.constantFrom(...ORDERS),
    });
    fc.assert(
      fc.property(fc.constantFrom(...TYPE_ROWS), windows, (row, { bytes, selected, order }) => {
        const reading = read(row, bytes, order, selected);
        if (reading.kind === 'value') assert.ok(reading.value.length > 0 || row.family === 'text');
        if (bytes.length === 0) assert.notEqual(reading.kind, 'value');
      }),
      { numRuns: 2000 },
    );
  });

  it('of fixed length end with the data exactly where there are too few bytes', () => {
    for (const row of TYPE_ROWS.filter(({ bytes }) => bytes > 0)) {
      for (const order of ORDERS) {
        assert.equal(read(row, new Uint8Array(row.bytes - 1), order).kind, 'endOfData', row.id);
        assert.notEqual(read(row, new Uint8Array(row.bytes), order).kind, 'endOfData', row.id);
      }
    }
  });
});
