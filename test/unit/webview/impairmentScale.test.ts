import assert from 'node:assert/strict';
import { fromUnit, inUnit, sliderPosition, sliderStops } from '../../../src/webview/socketPanel/impairmentScale';
import type { PanelImpairment } from '../../../src/webview/socketPanel/protocol';

const row = (form: PanelImpairment['form'], upTo: number): PanelImpairment => ({
  name: 'x',
  word: 'x',
  description: '',
  group: 'delay',
  form,
  upTo,
});

describe('webview/socketPanel/impairmentScale', () => {
  it('stops at round values that only grow, up to the last', () => {
    for (const [form, upTo, some] of [
      ['time', 2000, [1, 2, 10, 12, 25, 100, 1500, 2000]],
      ['share', 1, [0.001, 0.01, 0.57, 1]],
      ['bytes', 4096, [1, 2, 3, 4, 6, 512, 4096]],
      ['rate', 16 * 1024 * 1024, [1024, 1536, 65_536, 16 * 1024 * 1024]],
      ['count', 3, [1, 2, 3]],
    ] as const) {
      const stops = sliderStops(row(form, upTo));
      for (const each of some) assert.ok(stops.includes(each), `${form}: ${each}`);
      assert.equal(stops.at(-1), upTo);
      assert.deepEqual(
        stops,
        [...new Set(stops)].toSorted((one, other) => one - other),
        form,
      );
    }
  });

  it('finds the position of any value, and shows what is on never as off', () => {
    const stops = sliderStops(row('time', 2000));
    assert.equal(sliderPosition(stops, undefined), 0);
    assert.equal(sliderPosition(stops, 0), 0);
    assert.equal(sliderPosition(stops, 0.5), 1);
    assert.equal(sliderPosition(stops, 1_000_000), stops.length);
    for (const [index, stop] of stops.entries()) assert.equal(sliderPosition(stops, stop), index + 1);
  });

  it('writes and reads units without what binary fractions add', () => {
    for (let percent = 0; percent <= 100; percent++) {
      assert.equal(fromUnit('share', percent), percent / 100);
      assert.equal(inUnit('share', percent / 100), percent);
    }
    assert.deepEqual([inUnit('rate', 16_384), fromUnit('rate', 16), inUnit('time', 31.5)], [16, 16_384, 31.5]);
  });
});
