import assert from 'node:assert/strict';
import { ChunkLog } from '../../../../src/capture/chunkLog';
import { TCP_FLAG } from '../../../../src/capture/pcapng';
import type { CapturedPacket } from '../../../../src/capture/sequence/capturedPacket';
import { MAX_PACKETS, PacketSteps } from '../../../../src/capture/sequence/packetSteps';

const packet = (index: number): CapturedPacket => ({
  direction: index % 2 === 0 ? 'sent' : 'received',
  time: index,
  flags: TCP_FLAG.ack | 0x100,
  sequence: 1000 + (index >>> 1),
  acknowledgement: 1000 + ((index + 1) >>> 1),
  window: 512,
  scale: undefined,
  length: 1,
  missing: 0,
  position: 100 * index,
});

describe('PacketSteps', () => {
  it('holds a million packets and no more, and finds each by its byte', () => {
    const log = new ChunkLog();
    for (let i = 0; i < MAX_PACKETS; i++) log.append(packet(i).direction, 1, i, 100 * i);
    log.commit();
    const steps = new PacketSteps(log);
    for (let i = 0; i < MAX_PACKETS + 2; i++) steps.add(packet(i));
    assert.equal(steps.isFull, true);
    assert.equal(steps.count, MAX_PACKETS);
    assert.equal(steps.rowOf('received', 300_000), 600_001);
    const { direction, offset, length, flags, tcp } = steps.at(600_001);
    assert.deepEqual([direction, offset, length, flags], ['received', 300_000, 1, 0x110]);
    assert.deepEqual([tcp?.sequence, tcp?.acknowledgement, tcp?.base], [301_000, 301_001, 999]);
    assert.throws(() => steps.at(MAX_PACKETS), RangeError);
  });

  it('names no packet for bytes that are missing', () => {
    const log = new ChunkLog();
    log.append('sent', 5, 0, 0, 0, true);
    log.commit();
    assert.equal(new PacketSteps(log).rowOf('sent', 0), -1);
  });
});
