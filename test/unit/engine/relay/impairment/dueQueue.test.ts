import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DueQueue } from '../../../../../src/engine/relay/impairment/dueQueue';

describe('engine/relay/impairment/dueQueue', () => {
  it('gives what is due by its time, and of one time as it was added', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 100 }), fc.nat(25), (times, now) => {
        const queue = new DueQueue<{ due: number; order: number }>();
        const items = times.map((due, order) => ({ due, order }));
        for (const item of items) queue.add(item.due, item);
        const sorted = [...items].sort((one, other) => one.due - other.due || one.order - other.order);
        assert.equal(queue.next, sorted[0]?.due);
        const taken = [];
        for (let item = queue.take(now); item; item = queue.take(now)) taken.push(item);
        assert.deepEqual(
          taken,
          sorted.filter(({ due }) => due <= now),
        );
        assert.equal(queue.size, items.length - taken.length);
      }),
    );
  });
});
