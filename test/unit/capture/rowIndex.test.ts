import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChunkLog } from '../../../src/capture/chunkLog';
import { RowIndex } from '../../../src/capture/rowIndex';

/** Many chunks, so that the index has many blocks. */
function logOf(count: number, lengthOf: (chunk: number) => number): ChunkLog {
  const log = new ChunkLog();
  for (let chunk = 0; chunk < count; chunk++) {
    log.append(chunk % 3 === 0 ? 'sent' : 'received', lengthOf(chunk), 0, 0, 0, chunk % 97 === 5);
  }
  return log;
}

describe('RowIndex', () => {
  it('agrees with the log, which counts rows of 16 bytes itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 70 }), (count, modulus) => {
        const log = logOf(count, (chunk) => (chunk * 31) % modulus);
        const index = new RowIndex(log, 16);
        // It grows a block and a bit at a time.
        for (let visible = 0; visible < count; visible += 1500) {
          log.commit(visible);
          assert.equal(index.advance(), true);
          assert.equal(index.rows, log.rows);
          assert.equal(index.atRow(log.rows - 1), log.atRow(log.rows - 1));
        }
        log.commit();
        index.advance();
        for (let chunk = 0; chunk <= count; chunk += 7) assert.equal(index.rowsBefore(chunk), log.rowsBefore(chunk));
        for (let row = 0; row < log.rows; row += 13) assert.equal(index.atRow(row), log.atRow(row));
        assert.equal(index.atRow(log.rows), -1);
        assert.equal(index.atRow(-1), -1);
      }),
      { numRuns: 25 },
    );
  });

  it('counts a slice at a time, and shows only what it has counted', async () => {
    const log = logOf(150_000, () => 9);
    log.commit();
    const index = new RowIndex(log, 8);
    assert.equal(index.advance(), false);
    assert.ok(index.length > 0 && index.length < log.length);
    assert.equal(index.atRow(index.rows - 1), index.length - 1);
    assert.throws(() => index.rowsBefore(index.length + 1), RangeError);
    await index.complete();
    assert.equal(index.length, log.length);
    assert.equal(index.rowsBefore(log.length), index.rows);
  });
});
