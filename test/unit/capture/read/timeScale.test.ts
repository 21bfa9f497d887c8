import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TimeScale } from '../../../../src/capture/read/timeScale';

const NANOSECONDS_PER_SECOND = 1_000_000_000n;

function words(ticks: bigint): [high: number, low: number] {
  return [Number(ticks >> 32n), Number(ticks & 0xffff_ffffn)];
}

describe('TimeScale', () => {
  it('is exact within a day, in every usual resolution', () => {
    const day = 86_400n * NANOSECONDS_PER_SECOND;
    const exponent = fc.constantFrom(0, 3, 6, 9);
    fc.assert(
      fc.property(exponent, fc.bigInt(0n, 4n * 10n ** 18n), fc.bigInt(-day, day), (digits, at, difference) => {
        const unit = 10n ** BigInt(9 - digits);
        const scale = TimeScale.fromResolution(digits, 0n);
        const start = at + day;
        const ticks = (start + difference) / unit;
        assert.equal(scale.relative(...words(ticks), start), Number(ticks * unit - start));
        assert.equal(scale.absolute(...words(ticks)), ticks * unit);
      }),
    );
  });

  it('takes powers of two and offsets', () => {
    const scale = TimeScale.fromResolution(0x80 | 1, 100n);
    assert.equal(scale.absolute(0, 3), 101_500_000_000n);
    assert.equal(scale.relative(0, 4, 101_500_000_000n), 500_000_000);
  });

  it('takes resolutions that cannot be for microseconds', () => {
    for (const [resolution, canBe] of [
      [0, true],
      [19, true],
      [20, false],
      [127, false],
    ] as const) {
      assert.equal(TimeScale.canBe(resolution), canBe);
    }
    for (const [exponent, canBe] of [
      [0, true],
      [63, true],
      [64, false],
    ] as const) {
      assert.equal(TimeScale.canBe(0x80 | exponent), canBe);
    }
    for (const resolution of [20, 0x80 | 64]) {
      assert.equal(TimeScale.fromResolution(resolution, 2n).absolute(0, 1), 2_000_001_000n);
    }
  });
});
