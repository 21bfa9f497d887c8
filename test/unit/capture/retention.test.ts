import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chooseExpired, type RetainedCapture } from '../../../src/capture/retention';

const captures = fc.uniqueArray(
  fc.record({
    path: fc.string(),
    bytes: fc.nat({ max: 1000 }),
    modifiedAt: fc.nat({ max: 50 }),
    live: fc.boolean(),
    kept: fc.boolean(),
  }),
  { selector: ({ path }) => path, maxLength: 20 },
);
const limits = fc.record({ captures: fc.nat({ max: 20 }), bytes: fc.nat({ max: 10_000 }) });

function sum(list: readonly RetainedCapture[]): number {
  return list.reduce((bytes, capture) => bytes + capture.bytes, 0);
}

describe('chooseExpired', () => {
  it('never removes what is live or kept', () => {
    fc.assert(
      fc.property(captures, limits, (list, limit) => {
        assert.ok(chooseExpired(list, limit).every(({ live, kept }) => !live && !kept));
      }),
    );
  });

  it('keeps the limits wherever it may', () => {
    fc.assert(
      fc.property(captures, limits, (list, limit) => {
        const expired = new Set(chooseExpired(list, limit));
        const left = list.filter((capture) => !capture.kept && !expired.has(capture));
        const isWithin = left.length <= limit.captures && sum(left) <= limit.bytes;
        assert.ok(isWithin || left.every(({ live }) => live));
      }),
    );
  });

  it('removes the oldest, and none more than needed', () => {
    fc.assert(
      fc.property(captures, limits, (list, limit) => {
        const expired = chooseExpired(list, limit);
        const last = expired.at(-1);
        if (!last) return;
        const removable = list.filter(({ live, kept }) => !live && !kept);
        const youngest = Math.max(...expired.map(({ modifiedAt }) => modifiedAt));
        assert.ok(removable.every((capture) => expired.includes(capture) || capture.modifiedAt >= youngest));
        const left = list.filter((capture) => !capture.kept && (!expired.includes(capture) || capture === last));
        assert.ok(left.length > limit.captures || sum(left) > limit.bytes);
      }),
    );
  });

  it('leaves everything alone below the limits', () => {
    const list = [{ path: 'a', bytes: 10, modifiedAt: 1, live: false, kept: false }];
    assert.deepEqual(chooseExpired(list, { captures: 1, bytes: 10 }), []);
    assert.deepEqual(chooseExpired(list, { captures: 0, bytes: 10 }), list);
    assert.deepEqual(chooseExpired(list, { captures: 1, bytes: 9 }), list);
  });
});
