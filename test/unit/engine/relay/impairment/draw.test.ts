import assert from 'node:assert/strict';
import fc from 'fast-check';
import { drawsOf } from '../../../../../src/engine/relay/impairment/draw';

describe('engine/relay/impairment/draw', () => {
  it('is the same for the same seed, flow, side, purpose and index, in any order', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(1000), fc.array(fc.nat(), { maxLength: 20 }), (seed, flow, indices) => {
        const one = indices.map((index) => drawsOf(seed, flow, 'client')('loss', index));
        const draw = drawsOf(seed, flow, 'client');
        const other = [...indices].reverse().map((index) => draw('loss', index));
        assert.deepEqual(other.reverse(), one);
      }),
    );
  });

  it('differs for another of each', () => {
    const first = (draw: (index: number) => number): number[] => [1, 2, 3, 4].map(draw);
    const base = first((index) => drawsOf(1, 1, 'client')('loss', index));
    for (const other of [
      first((index) => drawsOf(2, 1, 'client')('loss', index)),
      first((index) => drawsOf(1, 2, 'client')('loss', index)),
      first((index) => drawsOf(1, 1, 'server')('loss', index)),
      first((index) => drawsOf(1, 1, 'client')('duplicate', index)),
      first((index) => drawsOf(1, 1, 'client')('loss', index + 2 ** 32)),
    ]) {
      assert.notDeepEqual(other, base);
    }
  });

  it('is spread evenly, and independent of its neighbours', () => {
    for (const seed of [0, 1, 7, 0xffffffff]) {
      const draw = drawsOf(seed, 1, 'server');
      const buckets = new Array<number>(16).fill(0);
      let alike = 0;
      for (let index = 0; index < 32_000; index++) {
        const drawn = draw('loss', index);
        assert.ok(drawn >= 0 && drawn < 1);
        buckets[Math.floor(drawn * 16)]!++;
        if (drawn < 0.5 === draw('loss', index + 1) < 0.5) alike++;
      }
      for (const count of buckets) assert.ok(Math.abs(count - 2000) < 250, `${seed}: ${buckets.join(' ')}`);
      assert.ok(Math.abs(alike - 16_000) < 600, `${seed}: ${alike} alike`);
    }
  });
});
