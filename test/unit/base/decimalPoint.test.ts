import assert from 'node:assert/strict';
import { withDecimalPoint } from '../../../src/base/decimalPoint';
import { exactDuration } from '../../../src/base/duration';
import { timeOfDay } from '../../../src/base/timeOfDay';

describe('base/decimalPoint', () => {
  it('is that of the language', () => {
    assert.equal(withDecimalPoint('12.50', 'de'), '12,50');
    assert.equal(withDecimalPoint('12.50', 'en'), '12.50');
    assert.equal(withDecimalPoint('12.50', undefined), '12.50');
    assert.equal(withDecimalPoint('12', 'de'), '12');
  });

  it('stands in durations and times too', () => {
    assert.equal(exactDuration(1.234, 'de'), '1,234 ms');
    assert.match(timeOfDay(1_700_000_000_250, 3, 'de'), /:20,250$/);
  });
});
