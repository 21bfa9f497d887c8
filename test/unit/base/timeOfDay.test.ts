import assert from 'node:assert/strict';
import { timeOfDay } from '../../../src/base/timeOfDay';

const NOON = new Date(2026, 10, 21, 12, 34, 56, 7).getTime();

describe('a time of day', () => {
  it('is written in microseconds', () => {
    assert.equal(timeOfDay(NOON, 6), '12:34:56.007000');
    assert.equal(timeOfDay(NOON + 0.5, 6), '12:34:56.007500');
    assert.equal(timeOfDay(NOON + 0.123, 6), '12:34:56.007123');
    assert.equal(timeOfDay(NOON + 0.9998, 6), '12:34:56.008000');
  });

  it('is written in milliseconds', () => {
    assert.equal(timeOfDay(NOON, 3), '12:34:56.007');
    assert.equal(timeOfDay(NOON + 0.4, 3), '12:34:56.007');
    assert.equal(timeOfDay(NOON + 0.6, 3), '12:34:56.008');
    assert.equal(timeOfDay(NOON + 992.9996, 3), '12:34:57.000');
  });
});
