import assert from 'node:assert/strict';
import { drawsOf } from '../../../../../src/engine/relay/impairment/draw';
import { latencyOf } from '../../../../../src/engine/relay/impairment/latency';

const draw = drawsOf(7, 1, 'client');
const COUNT = 20_000;
const latencies = (impairments: Parameters<typeof latencyOf>[0]): number[] =>
  Array.from({ length: COUNT }, (_, index) => latencyOf(impairments, draw, index));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('engine/relay/impairment/latency', () => {
  it('is the delay without jitter', () => {
    assert.equal(latencyOf({ delayMs: 31 }, draw, 5), 31);
    assert.equal(latencyOf({}, draw, 5), 0);
  });

  it('is spread uniformly to either side of the delay', () => {
    const values = latencies({ delayMs: 100, jitterMs: 20 });
    assert.ok(values.every((value) => value >= 80 && value < 120));
    assert.ok(Math.abs(mean(values) - 100) < 0.5);
    assert.ok(Math.abs(values.filter((value) => value < 90).length / COUNT - 0.25) < 0.02);
  });

  it('is distributed normally about the delay', () => {
    const values = latencies({ delayMs: 100, jitterMs: 20, normal: true });
    assert.ok(Math.abs(mean(values) - 100) < 0.7);
    assert.ok(Math.abs(Math.sqrt(mean(values.map((value) => (value - 100) ** 2))) - 20) < 0.5);
    assert.ok(Math.abs(values.filter((value) => Math.abs(value - 100) < 20).length / COUNT - 0.683) < 0.02);
  });

  it('is never negative', () => {
    for (const normal of [false, true]) {
      assert.ok(latencies({ delayMs: 5, jitterMs: 50, normal }).every((value) => value >= 0));
    }
  });
});
