import assert from 'node:assert/strict';
import { join } from 'node:path';
import { CaptureNames } from '../../../../src/capture/record/captureNames';

describe('CaptureNames', () => {
  const numbers = (names: CaptureNames, folder: string, title: string, time: number): number =>
    names.next(folder, title, new Date(time)).number;

  it('numbers those of one title, folder and second, without beginning anew', () => {
    const names = new CaptureNames();
    assert.deepEqual(
      [0, 1, 999].map((time) => numbers(names, 'a', 'tcp', time)),
      [1, 2, 3],
    );
    assert.equal(numbers(names, 'b', 'tcp', 999), 1);
    assert.equal(numbers(names, 'a', 'udp', 999), 1);
    assert.equal(numbers(names, 'a', 'tcp', 1000), 1);
    assert.equal(numbers(names, 'a', 'tcp', 500), 1, 'the clock was set back');
  });

  it('makes the path of it', () => {
    const time = new Date(2026, 10, 21, 21, 10, 3);
    const names = new CaptureNames();
    names.next('f', 'tcp', time);
    assert.equal(names.next('f', 'tcp', time).path, join('f', 'tcp · 2026-11-21 21.10.03 (2).pcapng'));
  });
});
