import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChunkLog } from '../../../src/capture/chunkLog';
import { countByteRows, RowIndex } from '../../../src/capture/rowIndex';
import { ROW_WIDTHS } from '../../../src/webview/inspector/rows';

const isGap = (chunk: number) => chunk % 97 === 5;

/** Many chunks, so that the index has many blocks. */
function logOf(count: number, lengthOf: (chunk: number) => number): ChunkLog {
  const log = new ChunkLog();
  for (let chunk = 0; chunk < count; chunk++) {
    log.append(chunk % 3 === 0 ? 'sent' : 'received', lengthOf(chunk), 0, 0, 0, isGap(chunk));
  }
  return log;
}

describe('RowIndex', () => {
  it('counts a heading for each chunk, and a row for each bytes begun, none for those of a gap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 70 }),
        fc.constantFrom(...ROW_WIDTHS),
        (count, modulus, width) => {
          const lengthOf = (chunk: number) => (chunk * 31) % modulus;
          const log = logOf(count, lengthOf);
          // The number of the chunk that each row belongs to, as a plain walk finds it; and rows before each chunk.
          const owners: number[] = [];
          const before = [0];
          for (let chunk = 0; chunk < count; chunk++) {
            const rows = isGap(chunk) ? 1 : 1 + Math.ceil(lengthOf(chunk) / width);
            for (let row = 0; row < rows; row++) owners.push(chunk);
            before.push(owners.length);
          }
          const index = new RowIndex(log, countByteRows(log, width));
          // It grows a block and a bit at a time.
          for (let visible = 0; visible < count; visible += 1500) {
            log.commit(visible);
            assert.equal(index.advance(), true);
            assert.equal(index.rows, before[visible]);
            assert.equal(index.atRow(index.rows - 1), visible - 1);
          }
          log.commit();
          index.advance();
          for (let chunk = 0; chunk <= count; chunk += 7) assert.equal(index.rowsBefore(chunk), before[chunk]);
          for (let row = 0; row < owners.length; row += 13) assert.equal(index.atRow(row), owners[row]);
          assert.equal(index.rows, owners.length);
          assert.equal(index.atRow(owners.length), -1);
          assert.equal(index.atRow(-1), -1);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('counts a slice at a time, and shows only what it has counted', async () => {
    const log = logOf(150_000, () => 9);
    log.commit();
    const index = new RowIndex(log, countByteRows(log, 8));
    assert.equal(index.advance(), false);
    assert.ok(index.length > 0 && index.length < log.length);
    assert.equal(index.atRow(index.rows - 1), index.length - 1);
    assert.throws(() => index.rowsBefore(index.length + 1), RangeError);
    await index.complete();
    assert.equal(index.length, log.length);
    assert.equal(index.rowsBefore(log.length), index.rows);
  });
});
