import assert from 'node:assert/strict';
import { parseEndpoint } from '../../../../src/engine/address/endpoint';
import type { Listener } from '../../../../src/engine/listener';
import { IMPAIRMENTS } from '../../../../src/engine/relay/impairment/impairments';
import { RelayState } from '../../../../src/engine/relay/relayState';
import { RunningRelay } from '../../../../src/engine/relay/runningRelay';
import { panelRelayOf } from '../../../../src/ui/socketPanel/panelRelay';

const relayOf = (kind: 'listener' | 'datagram'): RunningRelay =>
  // It is only asked for these.
  new RunningRelay(
    { id: 's1', kind } as unknown as Listener,
    parseEndpoint('127.0.0.1:80'),
    new RelayState(7),
    () => undefined,
  );

describe('ui/socketPanel/panelRelay', () => {
  it('has a control for each word that applies, two where it takes bytes or a time, each with a slider or a box', () => {
    for (const [kind, carries] of [
      ['listener', 'stream'],
      ['datagram', 'datagrams'],
    ] as const) {
      const { known } = panelRelayOf(relayOf(kind), (text) => text);
      const expected = IMPAIRMENTS.filter(({ isFor = carries }) => isFor === carries).flatMap(({ name, timeName }) =>
        timeName ? [name, timeName] : [name],
      );
      assert.deepEqual(
        known.map(({ name }) => name),
        expected,
      );
      for (const { form, upTo, range, name } of known) assert.ok(form === 'flag' || (upTo && range), name);
    }
  });

  it('tells what is done as it is, and presets as what is set by them', () => {
    const relay = relayOf('datagram');
    relay.set({ server: { loss: 0.2, blackhole: false } });
    const shown = panelRelayOf(relay, (text) => text.toUpperCase());
    assert.deepEqual(
      [shown.client, shown.server, shown.words, shown.seed],
      [{}, { loss: 0.2 }, 'loss 20% from server', 7],
    );
    for (const { impairments } of shown.presets) assert.ok(Object.keys(impairments).length > 0);
    assert.equal(shown.presets[0]?.name, 'GOOD');
  });
});
