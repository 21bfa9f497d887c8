import assert from 'node:assert/strict';
import { MemoryCapture } from '../../../src/capture/memoryCapture';

describe('memoryCapture', () => {
  it('is one received chunk', async () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    const capture = new MemoryCapture('Bytes of main.c', bytes, 1000);
    const [conversation] = capture.conversations;
    const { log, state, startedAt } = conversation!;
    assert.deepEqual([log.length, log.direction(0), log.bytes('received'), log.bytes('sent')], [1, 'received', 4, 0]);
    assert.deepEqual([state, startedAt, capture.live], ['closed', 1000, false]);
    assert.deepEqual(await capture.readBytes(log, 'received', 1, 9), Uint8Array.of(2, 3, 4));
    assert.deepEqual(await capture.readBytes(log, 'sent', 0, 9), new Uint8Array(0));
    const copy = await capture.readBytes(log, 'received', 0, 4);
    copy.fill(9);
    assert.deepEqual(await capture.readBytes(log, 'received', 0, 4), bytes);
  });
});
