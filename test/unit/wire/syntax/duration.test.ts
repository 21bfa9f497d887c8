import assert from 'node:assert/strict';
import {
  DEFAULT_STEP_TIMEOUT,
  MAX_DURATION,
  MIN_DURATION,
  parseDuration,
  writeDuration,
} from '../../../../src/wire/syntax/duration';

describe('wire/duration', () => {
  it('reads whole milliseconds in each unit, and rounds what lies between', () => {
    const read = ['200ms', '2s', '1.5s', '3min', '0ms', '0.4ms', '0.5ms', '999999999999ms', '0.000001min'];
    assert.deepEqual(read.map(parseDuration), [200, 2000, 1500, 180_000, 0, 0, 1, 999_999_999_999, 0]);
  });
  it('reads nothing else', () => {
    const others = ['', '5', 's', '5 s', '-5s', '+5s', '.5s', '5.s', '1e3ms', '5S', '5sec', '1h', '5ss', ' 5s', '5s ', '1234567890123ms', '1.1234567s']; // prettier-ignore
    assert.deepEqual(
      others.filter((text) => parseDuration(text) !== undefined),
      [],
    );
  });
  it('writes a time in the largest unit that tells it exactly, to be read back', () => {
    const times = [1, 200, 1000, 1500, 90_000, 120_000, MAX_DURATION];
    assert.deepEqual(times.map(writeDuration), ['1ms', '200ms', '1s', '1500ms', '90s', '2min', '1440min']);
    assert.deepEqual(times.map(writeDuration).map(parseDuration), times);
  });
  it('has limits of one millisecond and one day, and five seconds for a step that says nothing', () => {
    assert.deepEqual([MIN_DURATION, MAX_DURATION], [1, parseDuration('1440min')]);
    assert.equal(DEFAULT_STEP_TIMEOUT, parseDuration('5s'));
  });
});
