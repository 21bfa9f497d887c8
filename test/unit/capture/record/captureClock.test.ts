import assert from 'node:assert/strict';
import { CaptureClock } from '../../../../src/capture/record/captureClock';

function makeClock() {
  const now = { wall: 1_000_000, monotonic: 50 };
  const clock = new CaptureClock(
    () => now.wall,
    () => now.monotonic,
  );
  const pass = (milliseconds: number): void => {
    now.wall += milliseconds;
    now.monotonic += milliseconds;
  };
  return { clock, now, pass };
}

describe('CaptureClock', () => {
  it('counts nanoseconds from its start', () => {
    const { clock, pass } = makeClock();
    assert.equal(clock.startTime, 1_000_000);
    assert.equal(clock.now(), 0);
    pass(1.5);
    assert.equal(clock.now(), 1_500_000);
  });

  it('catches up after the machine has slept', () => {
    const { clock, now, pass } = makeClock();
    pass(10);
    now.wall += 3_600_000;
    clock.catchUp();
    assert.equal(clock.now(), 3_600_010 * 1e6);
    pass(1);
    assert.equal(clock.now(), 3_600_011 * 1e6);
  });

  it('never goes back, and ignores small differences', () => {
    const { clock, now, pass } = makeClock();
    pass(10);
    now.wall -= 3_600_000;
    clock.catchUp();
    assert.equal(clock.now(), 10 * 1e6);
    now.wall += 3_600_000 + 900;
    clock.catchUp();
    assert.equal(clock.now(), 10 * 1e6);
  });

  it('follows the clocks of this machine', () => {
    const clock = new CaptureClock();
    const [first, second] = [clock.now(), clock.now()];
    assert.ok(Number.isInteger(first) && second >= first && first >= 0);
    assert.ok(Math.abs(clock.startTime - Date.now()) < 10_000);
  });
});
