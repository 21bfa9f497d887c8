import assert from 'node:assert/strict';
import { CaptureClock } from '../../../../src/capture/record/captureClock';

function makeClock() {
  const now = { wall: 1_000_000, monotonic: 50, uptime: 9_000_000 };
  let looks = 0;
  const clock = new CaptureClock({
    wall: () => now.wall,
    monotonic: () => now.monotonic,
    uptime: () => {
      looks++;
      return now.uptime;
    },
  });
  const pass = (milliseconds: number): void => {
    now.wall += milliseconds;
    now.monotonic += milliseconds;
    now.uptime += milliseconds;
  };
  const sleep = (milliseconds: number): void => {
    now.wall += milliseconds;
    now.uptime += milliseconds;
  };
  return { clock, now, pass, sleep, looks: () => looks };
}

const HOUR = 3_600_000;

describe('CaptureClock', () => {
  it('counts nanoseconds from its start', () => {
    const { clock, pass } = makeClock();
    assert.equal(clock.startTime, 1_000_000);
    assert.equal(clock.now(), 0);
    pass(1.5);
    assert.equal(clock.now(), 1_500_000);
  });

  it('catches up after the machine has slept', () => {
    const { clock, pass, sleep } = makeClock();
    pass(10);
    sleep(HOUR);
    clock.catchUp();
    assert.equal(clock.now(), (HOUR + 10) * 1e6);
    pass(1);
    sleep(HOUR);
    clock.catchUp();
    assert.equal(clock.now(), (2 * HOUR + 11) * 1e6);
  });

  it('does not jump when the clock is set, back or ahead, and does not look at more than the clock for it again', () => {
    const { clock, now, pass, looks } = makeClock();
    for (const jump of [-HOUR, 10 * HOUR, 1500, 1500]) {
      now.wall += jump;
      pass(10);
      clock.catchUp();
      clock.catchUp();
    }
    assert.equal(clock.now(), 40 * 1e6);
    assert.equal(looks(), 4, 'at the start, and for each jump of more than two seconds');
  });

  it('catches up after a sleep in which the clock was set', () => {
    const { clock, now, sleep } = makeClock();
    sleep(HOUR);
    now.wall -= 5 * HOUR;
    clock.catchUp();
    assert.equal(clock.now(), HOUR * 1e6);
    sleep(HOUR);
    clock.catchUp();
    assert.equal(clock.now(), 2 * HOUR * 1e6);
  });

  it('takes what some systems round to a second for no sleep', () => {
    const { clock, now } = makeClock();
    now.wall += HOUR;
    now.uptime += 1000;
    clock.catchUp();
    assert.equal(clock.now(), 0);
  });

  it('follows the clocks of this machine', () => {
    const clock = new CaptureClock();
    const [first, second] = [clock.now(), clock.now()];
    assert.ok(Number.isInteger(first) && second >= first && first >= 0);
    assert.ok(Math.abs(clock.startTime - Date.now()) < 10_000);
  });
});
