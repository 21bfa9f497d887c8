import assert from 'node:assert/strict';
import { impairmentProblems } from '../../../../../src/engine/relay/impairment/impairments';
import { readImpairments } from '../../../../../src/engine/relay/impairment/impairmentWords';
import { IMPAIRMENT_PRESETS } from '../../../../../src/engine/relay/impairment/presets';

describe('engine/relay/impairment/presets', () => {
  it('are words that fit what they are for', () => {
    for (const { words } of IMPAIRMENT_PRESETS) {
      for (const kind of ['stream', 'datagrams'] as const) {
        const { client = {}, server = {} } = readImpairments(words[kind]);
        assert.notDeepEqual(client, {});
        for (const impairments of [client, server]) assert.deepEqual(impairmentProblems({ ...impairments }, kind), []);
      }
    }
  });
});
