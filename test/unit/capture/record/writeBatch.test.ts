import assert from 'node:assert/strict';
import { ChunkLog } from '../../../../src/capture/chunkLog';
import { WriteBatch } from '../../../../src/capture/record/writeBatch';

describe('WriteBatch', () => {
  it('commits of each log what was appended when it was closed', () => {
    const batch = new WriteBatch();
    const [one, other] = [new ChunkLog(), new ChunkLog()];
    for (const log of [one, other, one, other, other]) {
      log.append('sent', 1, 0, 0);
      batch.touch(log);
    }
    batch.close();
    one.append('sent', 1, 0, 0);
    batch.commit();
    assert.deepEqual([one.length, other.length], [2, 3]);
  });

  it('drops what a short write has written, across buffers', () => {
    const batch = new WriteBatch();
    for (const text of ['abc', 'de', 'fghi']) batch.add(Buffer.from(text));
    batch.drop(3);
    assert.equal(Buffer.concat(batch.buffers).toString(), 'defghi');
    batch.drop(4);
    assert.equal(Buffer.concat(batch.buffers).toString(), 'hi');
    assert.equal(batch.bytes, 2);
  });
});
