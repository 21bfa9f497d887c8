import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Direction } from '../../../../src/base/direction';
import type { FoundMatch } from '../../../../src/bytes/find/foundMatch';
import { ChunkLog } from '../../../../src/capture/chunkLog';
import { FoundMatches, MAX_MATCHES } from '../../../../src/capture/search/foundMatches';

const DIRECTIONS: readonly Direction[] = ['received', 'sent'];

/** Chunks, and in each stream matches that do not overlap. */
const conversations = fc.record({
  chunks: fc.array(fc.record({ direction: fc.constantFrom(...DIRECTIONS), length: fc.nat(6) }), { maxLength: 12 }),
  gaps: fc.array(fc.record({ before: fc.nat(4), length: fc.integer({ min: 1, max: 5 }) }), { maxLength: 20 }),
});

function build({ chunks, gaps }: typeof conversations extends fc.Arbitrary<infer T> ? T : never) {
  const log = new ChunkLog();
  const order: { direction: Direction; offset: number }[] = [];
  for (const { direction, length } of chunks) {
    const start = log.appended === 0 ? 0 : order.filter((byte) => byte.direction === direction).length;
    log.append(direction, length, 0, 0);
    for (let i = 0; i < length; i++) order.push({ direction, offset: start + i });
  }
  log.commit();
  const found = new FoundMatches(log);
  const lists: Record<Direction, { offset: number; length: number }[]> = { received: [], sent: [] };
  for (const [i, direction] of DIRECTIONS.entries()) {
    let end = 0;
    for (const { before, length } of gaps.slice(i * 10, i * 10 + 10)) {
      const offset = end + before;
      if (offset + length > log.bytes(direction)) break;
      end = offset + length;
      lists[direction].push({ offset, length });
      found.push(direction, offset, length);
    }
  }
  /** Every match, in the order of the bytes that they begin with. */
  const all = order.flatMap(({ direction, offset }) => {
    const match = lists[direction].find((each) => each.offset === offset);
    return match ? [{ direction, ...match }] : [];
  });
  return { found, order, all: all.map((match, index): FoundMatch => ({ ...match, index })) };
}

describe('foundMatches', () => {
  it('numbers the matches of both directions as the conversation went', () => {
    fc.assert(
      fc.property(conversations, (conversation) => {
        const { found, order, all } = build(conversation);
        assert.equal(found.count, all.length);
        for (const { direction, offset } of order) {
          const index = all.findIndex((match) => match.direction === direction && match.offset === offset);
          assert.equal(found.indexAt(direction, offset), index);
        }
      }),
    );
  });

  it('goes from any byte to the next match and the one before, around the ends', () => {
    fc.assert(
      fc.property(conversations, (conversation) => {
        const { found, order, all } = build(conversation);
        assert.deepEqual(found.next(undefined, true), all[0]);
        assert.deepEqual(found.next(undefined, false), all.at(-1));
        const place = (byte: { direction: Direction; offset: number }) =>
          order.findIndex(({ direction, offset }) => direction === byte.direction && offset === byte.offset);
        for (const [i, byte] of order.entries()) {
          assert.deepEqual(found.next(byte, true), all.find((match) => place(match) > i) ?? all[0]);
          assert.deepEqual(found.next(byte, false), all.findLast((match) => place(match) < i) ?? all.at(-1));
        }
      }),
    );
  });

  it('tells which bytes of a run were found', () => {
    fc.assert(
      fc.property(conversations, fc.nat(40), fc.nat(40), (conversation, start, length) => {
        const { found, all } = build(conversation);
        for (const direction of DIRECTIONS) {
          const touched = all.some(
            (match) =>
              match.direction === direction && match.offset < start + length && match.offset + match.length > start,
          );
          assert.equal(found.of(direction).touches(start, start + length), touched && length > 0);
        }
      }),
    );
  });

  it('keeps so many and no more', () => {
    const log = new ChunkLog();
    log.append('sent', MAX_MATCHES + 1, 0, 0);
    log.commit();
    const found = new FoundMatches(log);
    for (let offset = 0; offset < MAX_MATCHES - 1; offset++) assert.ok(found.push('sent', offset, 1));
    assert.ok(!found.push('sent', MAX_MATCHES - 1, 1));
    assert.equal(found.next({ direction: 'sent', offset: MAX_MATCHES }, false)?.index, MAX_MATCHES - 1);
  });
});
