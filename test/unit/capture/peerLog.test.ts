import assert from 'node:assert/strict';
import { ChunkLog } from '../../../src/capture/chunkLog';
import { PeerLog } from '../../../src/capture/peerLog';

describe('PeerLog', () => {
  it('holds the chunks of one peer, with offsets of its own, and grows when it is told to', () => {
    const whole = new ChunkLog();
    for (let i = 0; i < 30; i++)
      whole.append(i % 2 === 0 ? 'sent' : 'received', i, i * 10, i * 100, 1 + (i % 3), i === 6);
    whole.commit(15);
    const part = new PeerLog(whole, 1);
    const chunks = (): number[] => Array.from({ length: part.log.length }, (_, chunk) => part.log.time(chunk) / 10);
    assert.deepEqual(chunks(), [0, 3, 6, 9, 12]);
    whole.commit();
    assert.deepEqual(chunks(), [0, 3, 6, 9, 12]);
    part.update();
    assert.deepEqual(chunks(), [0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
    assert.equal(part.log.offset(3), 3);
    assert.equal(part.log.position(3), 900);
    assert.ok(part.log.isGap(2));
    assert.equal(part.log.bytes('sent'), 6 + 12 + 18 + 24);
  });
});
