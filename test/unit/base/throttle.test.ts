import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Throttle } from '../../../src/base/throttle';

/** A clock that the test moves. */
function makeClock() {
  let time = 0;
  let pending: { action: () => void; due: number } | undefined;
  return {
    now: () => time,
    later: (action: () => void, wait: number) => {
      assert.equal(pending, undefined, 'one call at a time is waited for');
      pending = { action, due: time + wait };
      return () => {
        pending = undefined;
      };
    },
    moveTo(to: number): void {
      while (pending && pending.due <= to) {
        const { action, due } = pending;
        pending = undefined;
        time = due;
        action();
      }
      time = to;
    },
  };
}

describe('Throttle', () => {
  it('keeps its interval, forgets nothing, and does the first of a quiet time at once', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 100 }), (gaps) => {
        const clock = makeClock();
        const done: number[] = [];
        const throttle = new Throttle(250, () => done.push(clock.now()), clock);
        let time = 0;
        for (const gap of gaps) {
          time += gap;
          clock.moveTo(time);
          const isQuiet = time - (done.at(-1) ?? -Infinity) >= 250;
          throttle.ask();
          clock.moveTo(time);
          if (isQuiet) assert.equal(done.at(-1), time);
        }
        clock.moveTo(time + 250);
        for (const [index, at] of done.entries()) if (index > 0) assert.ok(at - done[index - 1]! >= 250);
        if (gaps.length > 0) assert.ok(done.at(-1)! >= time);
      }),
    );
  });

  it('does nothing more once it is stopped', () => {
    const clock = makeClock();
    let count = 0;
    const throttle = new Throttle(250, () => count++, clock);
    throttle.ask();
    throttle.stop();
    clock.moveTo(1000);
    assert.equal(count, 0);
  });
});
