import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Direction } from '../../../../src/base/direction';
import { TCP_FLAG } from '../../../../src/capture/pcapng';
import type { CapturedPacket } from '../../../../src/capture/sequence/capturedPacket';
import { PacketMarks } from '../../../../src/capture/sequence/packetMarks';
import { MARK, MARKS } from '../../../../src/capture/sequence/step';

const { syn: SYN, ack: ACK, fin: FIN, rst: RST } = TCP_FLAG;
const MILLISECOND = 1e6;

const packet = (direction: Direction, given: Partial<CapturedPacket> = {}): CapturedPacket => ({
  direction,
  time: 0,
  flags: ACK,
  sequence: 0,
  acknowledgement: 0,
  window: 1000,
  scale: undefined,
  length: 0,
  missing: 0,
  position: 0,
  ...given,
});

const namesOf = (marks: number): string[] => MARKS.filter((mark) => (marks & MARK[mark]) !== 0);

/** A connection whose handshake was seen, and what is marked of the packets that follow. */
function marked(following: readonly CapturedPacket[], start = 4_294_967_290): string[][] {
  const marks = new PacketMarks();
  marks.take(packet('sent', { flags: SYN, sequence: start - 1, scale: 0 }));
  marks.take(packet('received', { flags: SYN | ACK, sequence: 99, acknowledgement: start, scale: 0 }));
  marks.take(packet('sent', { sequence: start, acknowledgement: 100, time: MILLISECOND }));
  return following.map((each) => namesOf(marks.take(each).marks));
}

const START = 4_294_967_290;
const data = (at: number, length: number, time = MILLISECOND): CapturedPacket =>
  packet('sent', { sequence: (START + at) >>> 0, acknowledgement: 100, length, time });

describe('PacketMarks', () => {
  it('marks what was sent again, over the end of the sequence numbers too', () => {
    assert.deepEqual(marked([data(0, 10), data(10, 5), data(0, 10), data(12, 5)]), [
      [],
      [],
      ['retransmission'],
      ['retransmission'],
    ]);
  });

  it('tells what was overtaken from what was lost and sent again', () => {
    assert.deepEqual(marked([data(0, 4), data(8, 4), data(4, 4, 2 * MILLISECOND)]), [
      [],
      ['gapBefore'],
      ['outOfOrder'],
    ]);
    assert.deepEqual(marked([data(0, 4), data(8, 4), data(4, 4, 300 * MILLISECOND)]), [
      [],
      ['gapBefore'],
      ['retransmission'],
    ]);
    // Once it is filled up, it is sent again.
    assert.deepEqual(marked([data(0, 4), data(8, 4), data(4, 4), data(4, 4)]).at(-1), ['retransmission']);
  });

  it('marks windows: closed, opened, and filled up', () => {
    const ack = (acknowledgement: number, window: number): CapturedPacket =>
      packet('received', { sequence: 100, acknowledgement: (START + acknowledgement) >>> 0, window });
    assert.deepEqual(marked([data(0, 1000), ack(1000, 0), ack(1000, 500), data(1000, 500)]), [
      ['windowFull'],
      ['zeroWindow'],
      ['windowUpdate'],
      ['windowFull'],
    ]);
  });

  it('marks acknowledgements that come again, and questions whether somebody is there', () => {
    const ack = packet('received', { sequence: 100, acknowledgement: START });
    assert.deepEqual(marked([ack, data(-1, 0), ack, ack]), [['duplicateAck'], ['keepAlive'], [], []]);
    assert.deepEqual(marked([data(0, 4), { ...ack, missing: 3, length: 3 }]), [[], ['cutShort']]);
  });

  it('counts the stream from SYN, or from the first byte that was seen', () => {
    const marks = new PacketMarks();
    assert.equal(marks.take(packet('sent', { flags: SYN, sequence: 7 })).offset, 0);
    assert.equal(marks.take(packet('sent', { flags: 0, sequence: 8, length: 5 })).offset, 0);
    assert.equal(marks.take(packet('sent', { flags: 0, sequence: 13, length: 5 })).offset, 5);
    assert.equal(marks.take(packet('received', { sequence: 40, length: 5, acknowledgement: 18 })).offset, 0);
    assert.equal(marks.take(packet('received', { sequence: 35, length: 5, acknowledgement: 18 })).offset, -5);
    assert.deepEqual([marks.base('sent'), marks.base('received')], [7, 39]);
  });

  it('scales windows only where both ends said so', () => {
    for (const [one, other, scale] of [
      [7, 3, 7],
      [7, undefined, 0],
    ] as const) {
      const marks = new PacketMarks();
      marks.take(packet('sent', { flags: SYN, scale: one }));
      marks.take(packet('received', { flags: SYN | ACK, scale: other }));
      assert.equal(marks.scale('sent'), scale);
    }
  });

  it('knows when FIN is acknowledged', () => {
    const marks = new PacketMarks();
    marks.take(packet('sent', { flags: FIN | ACK, sequence: 10, acknowledgement: 20, length: 5 }));
    assert.equal(marks.take(packet('received', { sequence: 20, acknowledgement: 15 })).acksFin, false);
    assert.equal(marks.take(packet('received', { sequence: 20, acknowledgement: 16 })).acksFin, true);
  });

  it('says nothing of a reset, which need not fit', () => {
    assert.deepEqual(marked([data(0, 4), packet('sent', { flags: RST, sequence: 3, window: 0 })]), [[], []]);
  });

  it('keeps its head, whatever packets claim', () => {
    const word = fc.oneof(fc.nat(2 ** 32 - 1), fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1));
    const any = fc.record({
      direction: fc.constantFrom<Direction>('sent', 'received'),
      time: fc.nat(1e9),
      flags: fc.nat(0xfff),
      sequence: word,
      acknowledgement: word,
      window: fc.nat(0xffff),
      scale: fc.option(fc.nat(14), { nil: undefined }),
      length: fc.nat(70_000),
      missing: fc.nat(10),
      position: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), (packets) => {
        const marks = new PacketMarks();
        for (const each of packets) {
          const { offset } = marks.take(each);
          assert.ok(Number.isSafeInteger(offset));
        }
      }),
    );
  });
});
