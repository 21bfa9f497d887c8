import assert from 'node:assert/strict';
import { ChunkLog } from '../../../src/capture/chunkLog';
import { PeerTotals } from '../../../src/capture/peerTotals';
import { Turn } from '../../../src/capture/turn';

describe('PeerTotals', () => {
  it('counts what each peer said and was told, and goes on with what comes', async () => {
    const log = new ChunkLog();
    const totals = new PeerTotals(log);
    log.append('received', 10, 0, 0, 1);
    log.append('sent', 3, 0, 0, 2);
    log.append('received', 5, 0, 0, 1);
    log.commit();
    await totals.update(new Turn());
    assert.deepEqual(totals.of(1), { chunks: 2, received: 15, sent: 0 });
    assert.deepEqual(totals.of(2), { chunks: 1, received: 0, sent: 3 });
    assert.deepEqual(totals.of(3), { chunks: 0, received: 0, sent: 0 });
    log.append('sent', 1, 0, 0, 1);
    log.commit();
    await totals.update(new Turn());
    assert.deepEqual(totals.of(1), { chunks: 3, received: 15, sent: 1 });
  });
});
