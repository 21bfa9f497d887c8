import assert from 'node:assert/strict';
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
