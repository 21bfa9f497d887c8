import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Timeline } from '../../../../src/capture/read/timeline';
import { TimeScale } from '../../../../src/capture/read/timeScale';

describe('Timeline', () => {
  it('counts from its first time, whatever the interface', () => {
    const timeline = new Timeline();
    const milliseconds = new TimeScale(1000n);
    const seconds = new TimeScale(1n);
    assert.equal(timeline.startTime, 0);
    assert.equal(timeline.relative(milliseconds, 0, 1500), 0);
    assert.equal(timeline.startTime, 1500);
    assert.equal(timeline.relative(seconds, 0, 2), 500_000_000);
    assert.equal(timeline.relative(seconds, 0, 1), -500_000_000);
    assert.equal(timeline.relative(milliseconds, 0, 1501), 1_000_000);
  });

  it('gives times between 1970 and 2262 alone, and counts from the first of them', () => {
    const seconds = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);
    const word = fc.nat(0xffff_ffff);
    const time = fc.record({ high: word, low: word });
    fc.assert(
      fc.property(fc.nat(255), seconds, fc.array(time), (resolution, offset, times) => {
        const timeline = new Timeline();
        const scale = TimeScale.fromResolution(resolution, offset);
        let isFirst = true;
        for (const { high, low } of times) {
          const relative = timeline.relative(scale, high, low);
          if (relative === undefined) continue;
          if (isFirst) assert.equal(relative, 0);
          isFirst = false;
          const absolute = Number(timeline.startNanoseconds) + relative;
          assert.ok(absolute >= 0 && absolute <= 2 ** 63);
        }
        assert.ok(!Number.isNaN(new Date(timeline.startTime).getTime()));
      }),
    );
  });

  it('has no time for 2^63 microseconds, before its first time and after it', () => {
    const timeline = new Timeline();
    const microseconds = new TimeScale(1_000_000n);
    assert.equal(timeline.relative(microseconds, 0x8000_0000, 0), undefined);
    assert.equal(timeline.startTime, 0);
    assert.equal(timeline.relative(microseconds, 0, 5), 0);
    assert.equal(timeline.relative(microseconds, 0x8000_0000, 0), undefined);
    assert.equal(timeline.startNanoseconds, 5000n);
  });

  it('keeps the fraction of a millisecond, and whole milliseconds exactly', () => {
    const nanoseconds = new TimeScale(1_000_000_000n);
    for (const [start, expected] of [
      [1_795_291_803_123_000_000n, 1_795_291_803_123],
      [1_795_291_803_123_500_000n, 1_795_291_803_123.5],
    ] as const) {
      const timeline = new Timeline();
      timeline.relative(nanoseconds, Number(start >> 32n), Number(start & 0xffff_ffffn));
      assert.equal(timeline.startTime, expected);
    }
  });
});
