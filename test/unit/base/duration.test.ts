import assert from 'node:assert/strict';
import { exactDuration, roughDuration } from '../../../src/base/duration';

describe('base/duration', () => {
  for (const [milliseconds, rough, exact] of [
    [0, '0 ms', '0 µs'],
    [0.012, '0 ms', '12 µs'],
    [0.6, '1 ms', '600 µs'],
    [0.9995, '1 ms', '1.000 ms'],
    [200, '200 ms', '200.000 ms'],
    [999.4, '999 ms', '999.400 ms'],
    [999.5, '1 s', '999.500 ms'],
    [999.9996, '1 s', '1.000 s'],
    [1049, '1 s', '1.049 s'],
    [1050, '1.1 s', '1.050 s'],
    [9949, '9.9 s', '9.949 s'],
    [9950, '10 s', '9.950 s'],
    [12_300, '12 s', '12.300 s'],
    [59_499, '59 s', '59.499 s'],
    [59_500, '1 min', '59.500 s'],
    [59_999.6, '1 min', '1 min 00 s'],
    [90_000, '1 min 30 s', '1 min 30 s'],
    [185_000, '3 min 5 s', '3 min 05 s'],
    [3_599_499, '59 min 59 s', '59 min 59 s'],
    [3_599_500, '1 h', '1 h 00 min'],
    [7_260_000, '2 h 1 min', '2 h 01 min'],
    [86_400_000, '24 h', '24 h 00 min'],
  ] as const) {
    it(`tells ${milliseconds} ms as ${rough} and ${exact}`, () => {
      assert.equal(roughDuration(milliseconds), rough);
      assert.equal(exactDuration(milliseconds), exact);
    });
  }
});
