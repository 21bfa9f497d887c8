import assert from 'node:assert/strict';
import { FLAG, STATE_SHIFT } from '../../../../src/capture/read/flowRows';

/** Flags that are a pair: the second one, of the bytes sent, is the next bit. */
const PAIRS = new Set(['hasNext', 'hasFinish', 'hasFinished', 'finished']);

describe('capture/read/flowRows', () => {
  it('has a bit for each flag, and none of those where the state stands', () => {
    const bits = Object.entries(FLAG).flatMap(([name, bit]) => (PAIRS.has(name) ? [bit, bit << 1] : [bit]));
    assert.equal(new Set(bits).size, bits.length);
    assert.ok(bits.every((bit) => bit < 1 << STATE_SHIFT));
  });
});
