import assert from 'node:assert/strict';
import { wordingFrom } from '../../../src/webview/inspector/strings';
import { byteCount, difference, offsetDigits, withoutScheme } from '../../../src/webview/inspector/view/format';

describe('format', () => {
  it('writes a difference in the unit that fits', () => {
    for (const [milliseconds, expected] of [
      [0, '+0 µs'],
      [0.012, '+12 µs'],
      [0.9994, '+999 µs'],
      [0.9996, '+1.000 ms'],
      [1.2346, '+1.235 ms'],
      [999.9996, '+1.000 s'],
      [2512.3, '+2.512 s'],
      [59_999.6, '+1 min 00 s'],
      [185_000, '+3 min 05 s'],
      [3_600_000, '+1 h 00 min'],
      [7_260_000, '+2 h 01 min'],
      [-0.5, '−500 µs'],
    ] as const) {
      assert.equal(difference(milliseconds), expected);
    }
  });

  it('counts bytes', () => {
    const english = wordingFrom(undefined);
    assert.equal(byteCount(english, 0), '0 bytes');
    assert.equal(byteCount(english, 1), '1 byte');
    assert.equal(byteCount(english, 1234), '1234 bytes');
  });

  it('writes offsets with as many digits as the longest stream needs', () => {
    assert.equal(offsetDigits(0), 8);
    assert.equal(offsetDigits(2 ** 32), 8);
    assert.equal(offsetDigits(2 ** 32 + 1), 9);
  });

  it('leaves out the scheme of an endpoint', () => {
    assert.equal(withoutScheme('tcp://[::1]:9000'), '[::1]:9000');
    assert.equal(withoutScheme('unix:///run/x.sock'), '/run/x.sock');
    assert.equal(withoutScheme('unix:/run/x.sock'), '/run/x.sock');
    assert.equal(withoutScheme('unix:'), '');
  });
});
