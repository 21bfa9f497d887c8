import assert from 'node:assert/strict';
import { drawsOf } from '../../../../src/engine/relay/impairment/draw';
import { RelayState } from '../../../../src/engine/relay/relayState';

describe('engine/relay/relayState', () => {
  it('draws by its seed, which may change, and counts flows from 1 again then', () => {
    const state = new RelayState(7);
    assert.deepEqual([state.nextFlow(), state.nextFlow()], [1, 2]);
    const draw = state.draws(2, 'client');
    assert.equal(draw('loss', 5), drawsOf(7, 2, 'client')('loss', 5));
    state.setSeed(8);
    assert.equal(draw('loss', 5), drawsOf(8, 2, 'client')('loss', 5));
    assert.equal(state.nextFlow(), 1);
  });

  it('takes no seed that is none', () => {
    const state = new RelayState(7);
    for (const seed of [-1, 0.5, 2 ** 32, NaN]) {
      assert.throws(() => {
        state.setSeed(seed);
      }, /BAD_SEED|The seed must be a whole number/);
    }
    assert.equal(state.seed, 7);
  });

  it('adds up what was done in both directions', () => {
    const { counts } = new RelayState(7);
    counts.client.dropped++;
    counts.server.dropped += 2;
    counts.server.changed += 3;
    assert.deepEqual([counts.dropped, counts.duplicated, counts.changed], [3, 0, 3]);
  });
});
