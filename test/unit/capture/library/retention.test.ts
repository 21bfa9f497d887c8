import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  chooseExpired,
  chooseExpiredRuns,
  type RetainedCapture,
  type RetainedRun,
} from '../../../../src/capture/library/retention';

const capture = fc.record({ path: fc.string(), bytes: fc.nat({ max: 1000 }), isProtected: fc.boolean() });
const captures = fc.uniqueArray(capture, { selector: ({ path }) => path, maxLength: 20 });
const limits = fc.record({
  captures: fc.nat({ max: 20 }),
  runs: fc.nat({ max: 6 }),
  bytes: fc.nat({ max: 10_000 }),
});
const runs = fc.array(
  fc.record({ captures: fc.array(capture, { maxLength: 5 }), hasPassed: fc.boolean(), isRunning: fc.boolean() }),
  { maxLength: 10 },
);

function sum(list: readonly RetainedCapture[]): number {
  return list.reduce((bytes, one) => bytes + one.bytes, 0);
}

function removable(list: readonly RetainedCapture[]): RetainedCapture[] {
  return list.filter(({ isProtected }) => !isProtected);
}

function choose(list: readonly RetainedCapture[], limit: { captures: number; bytes: number }): RetainedCapture[] {
  const counted = removable(list);
  return chooseExpired(list, { count: counted.length, bytes: sum(counted) }, limit);
}

describe('chooseExpired', () => {
  it('never removes what is protected, and nothing twice', () => {
    fc.assert(
      fc.property(captures, limits, (list, limit) => {
        const expired = choose(list, limit);
        assert.ok(expired.every(({ isProtected }) => !isProtected));
        assert.equal(new Set(expired).size, expired.length);
      }),
    );
  });

  it('leaves what keeps both limits', () => {
    fc.assert(
      fc.property(captures, limits, (list, limit) => {
        const expired = new Set(choose(list, limit));
        const left = removable(list).filter((one) => !expired.has(one));
        assert.ok(left.length <= limit.captures && sum(left) <= limit.bytes);
      }),
    );
  });

  it('removes the oldest of those that could stay, and none more than needed', () => {
    fc.assert(
      fc.property(captures, limits, (list, limit) => {
        const expired = choose(list, limit);
        const last = expired.at(-1);
        if (!last) return;
        const could = removable(list).filter(({ bytes }) => bytes <= limit.bytes);
        const gone = could.filter((one) => expired.includes(one));
        assert.deepEqual(gone, could.slice(0, gone.length));
        const left = removable(list).filter((one) => !expired.includes(one) || one === last);
        assert.ok(left.length > limit.captures || sum(left) > limit.bytes);
      }),
    );
  });

  it('does not remove others for the sake of what is protected, nor of what is too large by itself', () => {
    const of = (path: string, bytes: number, isProtected = false): RetainedCapture => ({ path, bytes, isProtected });
    const small = [of('a', 10), of('b', 10)];
    assert.deepEqual(choose([...small, of('c', 1000, true)], { captures: 2, bytes: 20 }), []);
    const large = of('d', 1000);
    assert.deepEqual(choose([...small, large], { captures: 9, bytes: 20 }), [large]);
  });

  it('looks at no more than it has to', () => {
    let looked = 0;
    function* endless(): Generator<RetainedCapture> {
      for (;;) yield { path: String(looked++), bytes: 1, isProtected: false };
    }
    const expired = chooseExpired(endless(), { count: 52, bytes: 52 }, { captures: 50, bytes: 100 });
    assert.equal(expired.length, 2);
    assert.ok(looked <= 3, String(looked));
  });

  it('leaves everything alone below the limits', () => {
    const list = [{ path: 'a', bytes: 10, isProtected: false }];
    assert.deepEqual(choose(list, { captures: 1, bytes: 10 }), []);
    assert.deepEqual(choose(list, { captures: 0, bytes: 10 }), list);
    assert.deepEqual(choose(list, { captures: 1, bytes: 9 }), list);
  });
});

describe('chooseExpiredRuns', () => {
  const left = <T extends RetainedCapture>(all: readonly RetainedRun<T>[], expired: readonly T[]): RetainedRun<T>[] =>
    all
      .filter(({ isRunning }) => !isRunning)
      .map((run) => ({ ...run, captures: run.captures.filter((one) => !one.isProtected && !expired.includes(one)) }))
      .filter((run) => run.captures.length > 0);

  it('never removes what is protected or belongs to a run that goes on', () => {
    fc.assert(
      fc.property(runs, limits, (list, limit) => {
        const expired = chooseExpiredRuns(list, limit);
        assert.ok(expired.every(({ isProtected }) => !isProtected));
        const running = new Set(list.filter(({ isRunning }) => isRunning).flatMap((run) => run.captures));
        assert.ok(expired.every((one) => !running.has(one)));
      }),
    );
  });

  it('leaves runs that keep both limits, and each whole or not at all', () => {
    fc.assert(
      fc.property(runs, limits, (list, limit) => {
        const expired = chooseExpiredRuns(list, limit);
        const rest = left(list, expired);
        assert.ok(rest.length <= limit.runs);
        assert.ok(sum(rest.flatMap((run) => run.captures)) <= limit.bytes);
        for (const run of rest) assert.ok(run.captures.every((one) => !expired.includes(one)));
      }),
    );
  });

  it('removes passed runs first, the oldest of them first, and the last run in the end', () => {
    const run = (name: string, hasPassed: boolean): RetainedRun<RetainedCapture> => ({
      captures: [{ path: name, bytes: 1, isProtected: false }],
      hasPassed,
      isRunning: false,
    });
    const list = [run('f1', false), run('p1', true), run('f2', false), run('p2', true), run('p3', true)];
    const order = [4, 3, 2, 1, 0].map((count) =>
      chooseExpiredRuns(list, { runs: count, bytes: 100 })
        .map(({ path }) => path)
        .join(' '),
    );
    assert.deepEqual(order, ['p1', 'p1 p2', 'p1 p2 f1', 'p1 p2 f1 f2', 'p1 p2 f1 f2 p3']);
  });
});
