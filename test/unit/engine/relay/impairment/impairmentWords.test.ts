import assert from 'node:assert/strict';
import { IMPAIRMENTS } from '../../../../../src/engine/relay/impairment/impairments';
import { readImpairments, writeImpairments } from '../../../../../src/engine/relay/impairment/impairmentWords';

describe('engine/relay/impairment/impairmentWords', () => {
  it('reads words for both directions, or for one', () => {
    assert.deepEqual(readImpairments('delay 100ms jitter 0.5s normal; loss 20% duplicate 5% from client'), {
      client: { delayMs: 100, jitterMs: 500, normal: true, loss: 0.2, duplicate: 0.05 },
      server: { delayMs: 100, jitterMs: 500, normal: true },
    });
    assert.deepEqual(readImpairments('rate 64KiB/s queue 2MiB cut after 512 from server'), {
      client: {},
      server: { rate: 65_536, queue: 2_097_152, cutAfter: 512 },
    });
    assert.deepEqual(readImpairments('cut after 2s refuse 2'), {
      client: { cutAfterMs: 2000, refuse: 2 },
      server: { cutAfterMs: 2000 },
    });
    assert.deepEqual(readImpairments(''), { client: {}, server: {} });
  });

  it('refuses what it does not know', () => {
    for (const line of [
      'gravity 9',
      'delay',
      'delay fast',
      'loss 0.2',
      'loss 5% from here',
      'from client loss 5%',
      'drop x',
    ])
      assert.throws(() => readImpairments(line), { code: 'BAD_IMPAIRMENT_WORDS' }, line);
  });

  it('reads every example, and back what it writes', () => {
    for (const { word, example = '' } of IMPAIRMENTS) {
      for (const from of ['', ' from client', ' from server']) {
        const read = readImpairments(`${word} ${example}${from}`);
        assert.deepEqual(readImpairments(writeImpairments(read)), read, word);
      }
    }
    assert.equal(writeImpairments({}), '');
    assert.equal(writeImpairments({ client: { loss: 0.07 }, server: { loss: 0.07 } }), 'loss 7%');
  });
});
