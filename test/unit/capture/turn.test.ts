import assert from 'node:assert/strict';
import { Turn } from '../../../src/capture/turn';

describe('Turn', () => {
  it('ends after a while of work, whatever the pieces, and begins anew when others had theirs', async () => {
    const clock = { time: 0, looks: 0 };
    const turn = new Turn(() => {
      clock.looks++;
      return clock.time;
    });
    const over = (): number => {
      for (let pieces = 1; pieces < 1000; pieces++) if (turn.isOver()) return pieces;
      return Infinity;
    };
    clock.looks = 0;
    assert.equal(over(), Infinity);
    assert.ok(clock.looks > 10 && clock.looks < 100, `the clock is asked now and then, not ${clock.looks} times`);
    clock.time = 7.9;
    assert.ok(!turn.isLate());
    assert.equal(over(), Infinity);
    clock.time = 8;
    assert.ok(turn.isLate());
    assert.ok(over() <= 32);
    let others = false;
    setImmediate(() => (others = true));
    await turn.pass();
    assert.ok(others);
    assert.ok(!turn.isLate());
    assert.equal(over(), Infinity);
    clock.time = 16;
    assert.ok(over() <= 32);
  });
});
