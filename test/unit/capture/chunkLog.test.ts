import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Direction } from '../../../src/base/direction';
import { ChunkLog, NO_PEER } from '../../../src/capture/chunkLog';

interface NaiveChunk {
  readonly direction: Direction;
  readonly length: number;
  readonly time: number;
  readonly position: number;
  readonly peer: number;
  readonly gap: boolean;
}

const chunk: fc.Arbitrary<NaiveChunk> = fc.record({
  direction: fc.constantFrom<Direction>('received', 'sent'),
  length: fc.oneof(fc.nat(40), fc.constantFrom(0, 65_536, 2 ** 31, 2 ** 32 - 1, 2 ** 32)),
  // Time since the chunk before, in nanoseconds: up to two hours.
  time: fc.oneof(fc.nat(1000), fc.nat(7_200_000_000_000)),
  position: fc.maxSafeNat(),
  peer: fc.oneof(fc.constant(NO_PEER), fc.nat(0x3fff_ffff)),
  gap: fc.boolean(),
});

/** Times as sums, so that they are in order. */
const chunks = fc.array(chunk, { maxLength: 80, size: 'max' }).map((list) => {
  let time = 0;
  return list.map((one) => ({ ...one, time: (time += one.time) }));
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function fill(list: readonly NaiveChunk[]): ChunkLog {
  const log = new ChunkLog();
  for (const one of list) log.append(one.direction, one.length, one.time, one.position, one.peer, one.gap);
  return log;
}

describe('ChunkLog', () => {
  it('tells of each chunk what was appended', () => {
    fc.assert(
      fc.property(chunks, (list) => {
        const log = fill(list);
        log.commit();
        assert.equal(log.length, list.length);
        for (const [index, one] of list.entries()) {
          const before = list.slice(0, index);
          const same = before.filter(({ direction }) => direction === one.direction);
          assert.equal(log.direction(index), one.direction);
          assert.equal(log.byteLength(index), one.length);
          assert.equal(log.time(index), one.time);
          assert.equal(log.position(index), one.position);
          assert.equal(log.peer(index), one.peer);
          assert.equal(log.isGap(index), one.gap);
          assert.equal(log.offset(index), sum(same.map(({ length }) => length)));
        }
      }),
    );
  });

  it('finds chunks by offset and time as a search from the beginning does', () => {
    fc.assert(
      fc.property(chunks, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (list, places) => {
        const log = fill(list);
        log.commit();
        for (const direction of ['received', 'sent'] as const) {
          const total = log.bytes(direction);
          const starts = list.map((one, index) => (one.direction === direction ? log.offset(index) : Infinity));
          const interesting = starts.flatMap((start) => [start - 1, start, start + 1]);
          for (const offset of [...places.map((place) => Math.floor(place * total)), ...interesting, -1, total]) {
            const expected = list.findIndex(
              (one, index) =>
                one.direction === direction && offset >= starts[index]! && offset < starts[index]! + one.length,
            );
            assert.equal(log.atOffset(direction, offset), expected);
          }
        }
        const last = list.at(-1)?.time ?? 0;
        for (const time of [...places.map((place) => place * last), ...list.map((one) => one.time), -1, last + 1]) {
          const first = list.findIndex((one) => one.time >= time);
          assert.equal(log.atTime(time), first < 0 ? list.length : first);
        }
      }),
    );
  });

  it('shows chunks once they are committed, and not before', () => {
    fc.assert(
      fc.property(chunks, fc.nat(80), (list, count) => {
        const log = fill(list);
        assert.equal(log.length, 0);
        assert.equal(log.bytes('received') + log.bytes('sent'), 0);
        log.commit(count);
        const visible = list.slice(0, count);
        assert.equal(log.length, visible.length);
        assert.equal(log.appended, list.length);
        for (const direction of ['received', 'sent'] as const) {
          const same = visible.filter((one) => one.direction === direction);
          assert.equal(log.bytes(direction), sum(same.map(({ length }) => length)));
          assert.equal(log.bytesBefore(direction, visible.length), log.bytes(direction));
          assert.equal(log.atOffset(direction, log.bytes(direction)), -1);
        }
        assert.equal(log.atTime(Infinity), visible.length);
        for (const ask of ['direction', 'offset', 'byteLength', 'time', 'position', 'peer', 'isGap'] as const) {
          assert.throws(() => log[ask](visible.length), RangeError);
          assert.throws(() => log[ask](-1), RangeError);
        }
        assert.throws(() => log.bytesBefore('sent', visible.length + 1), RangeError);
        log.commit(0);
        assert.equal(log.length, visible.length, 'what was visible stays so');
      }),
    );
  });

  it('goes through the lengths of any of them', () => {
    fc.assert(
      fc.property(chunks, fc.nat(80), fc.nat(80), (list, one, other) => {
        const log = fill(list);
        log.commit();
        const [first, end] = [Math.min(one, other, list.length), Math.min(Math.max(one, other), list.length)];
        const seen: { length: number; gap: boolean }[] = [];
        log.eachLength(first, end, (length, gap) => seen.push({ length, gap }));
        assert.deepEqual(
          seen,
          list.slice(first, end).map(({ length, gap }) => ({ length, gap })),
        );
        assert.throws(() => {
          log.eachLength(first, list.length + 1, () => undefined);
        }, RangeError);
      }),
    );
  });

  it('finds its way through ten thousand chunks, in pages of every size', () => {
    const log = new ChunkLog();
    const count = 10_000;
    for (let i = 0; i < count; i++) log.append(i % 3 === 0 ? 'sent' : 'received', i % 7, i * 1000, i * 100);
    log.commit();
    let received = 0;
    for (let i = 0; i < count; i++) {
      assert.equal(log.time(i), i * 1000);
      assert.equal(log.position(i), i * 100);
      if (i % 3 === 0) continue;
      assert.equal(log.offset(i), received);
      if (i % 7 > 0) assert.equal(log.atOffset('received', received), i);
      received += i % 7;
    }
  });

  it('takes positions that go back, as those of segments that were put in order', () => {
    const positions = [2 ** 40, 2 ** 40 - 2 ** 31, 2 ** 40 + 2 ** 31 - 1, 0, 2 ** 40];
    const log = new ChunkLog();
    for (const position of positions) log.append('received', 1, 0, position);
    log.commit();
    assert.deepEqual(
      positions.map((_, index) => log.position(index)),
      positions,
    );
  });

  it('keeps times before the capture began', () => {
    const log = new ChunkLog();
    for (const time of [-5_000_000_000, -1, 0]) log.append('sent', 1, time, 0);
    log.commit();
    assert.deepEqual(
      [0, 1, 2].map((index) => log.time(index)),
      [-5_000_000_000, -1, 0],
    );
  });
});
