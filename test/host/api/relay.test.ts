import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually';
import { assertRejects, cleanUp, run, runUnchecked, socketInfo, waitForConnection } from '../support/commands';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('relays by command', () => {
  afterEach(cleanUp);

  it('hold what passes, and forward, change or drop it', async () => {
    const server = await run('startListener', { address: '0' });
    const relay = await run('startRelay', { address: '0', target: server.local });
    const client = await run('dialEndpoint', { address: relay.local });
    const accepted = await waitForConnection(server.id);
    const info = await run('breakOn', { socket: relay.id, from: 'client', pattern: '"id=" [3?]' });
    assert.deepEqual(info.breaks, { from: 'client', pattern: '"id=" [3?]' });
    const held = async (count: number) => {
      await eventually(async () => {
        assert.equal((await socketInfo(relay.id)).held, count);
      });
      return run('heldMessages', { socket: relay.id });
    };
    const received = (wanted: string) =>
      eventually(async () => {
        assert.equal(text(await run('readBytes', { socket: accepted.id, direction: 'received' })), wanted);
      });
    await run('sendPayload', { socket: client.id, payload: '"GET id=1 id=2 id=3 "' });
    const [first] = await held(1);
    assert.deepEqual([first!.id, first!.from, text(first!.bytes), first!.behind], [1, 'client', 'id=1', 11]);
    await received('GET ');
    assert.deepEqual(await run('forwardHeld', { socket: relay.id, message: 1, payload: '"ID"' }), { messages: 1 });
    await received('GET ID ');
    await run('dropHeld', { socket: relay.id, message: 2 });
    await received('GET ID  ');
    await assertRejects(run('dropHeld', { socket: relay.id, message: 2 }), 'NOT_HELD');
    assert.equal((await run('breakOn', { socket: relay.id, off: true })).breaks, undefined);
    await received('GET ID  id=3 ');
    await assertRejects(run('breakOn', { socket: relay.id, pattern: '/a*/' }), 'PATTERN_EMPTY');
    await assertRejects(run('breakOn', { socket: server.id }), 'NOT_A_RELAY');
    await run('breakOn', { socket: relay.id });
    await run('sendPayload', { socket: client.id, payload: '"last"' });
    assert.equal((await held(1)).length, 1);
    assert.deepEqual(await run('forwardHeld', { socket: relay.id }), { messages: 1 });
    await received('GET ID  id=3 last');
  });

  it('stand between a client and a server, change what passes, and take what is injected', async () => {
    const server = await run('startListener', { address: '0' });
    const relay = await run('startRelay', {
      address: '0',
      target: server.local,
      seed: 7,
      impairments: { client: { corrupt: 1 } },
    });
    assert.deepEqual([relay.kind, relay.service, relay.target, relay.seed], ['listener', 'relay', server.local, 7]);
    const client = await run('dialEndpoint', { address: relay.local });
    const accepted = await waitForConnection(server.id);
    await run('sendPayload', { socket: client.id, payload: '"a"' });
    await eventually(async () => {
      assert.equal((await socketInfo(accepted.id)).bytesReceived, 1);
    });
    assert.notEqual(text(await run('readBytes', { socket: accepted.id, direction: 'received' })), 'a');
    assert.equal((await socketInfo(relay.id)).relayed?.changed, 1);
    await run('setImpairments', { socket: relay.id, client: {} });
    await run('sendPayload', { socket: client.id, payload: '"b"' });
    assert.deepEqual(await run('inject', { socket: relay.id, to: 'client', payload: '"in"' }), { bytes: 2 });
    await eventually(async () => {
      assert.equal(text(await run('readBytes', { socket: accepted.id, direction: 'received', offset: 1 })), 'b');
      assert.equal(text(await run('readBytes', { socket: client.id, direction: 'received' })), 'in');
    });
    const sides = (await run('listSockets')).filter(({ parent }) => parent === relay.id);
    assert.equal(sides.length, 2);
    assert.deepEqual([...new Set(sides.map(({ capture }) => capture))], [relay.capture]);
    assert.equal((await run('setImpairments', { socket: relay.id, seed: 9 })).seed, 9);
    await assertRejects(run('setImpairments', { socket: relay.id, seed: -1 }), 'BAD_SEED');
  });

  it('refuse what does not fit, without a dialog', async () => {
    await assertRejects(run('startRelay', { address: '0', target: 'udp://127.0.0.1:9' }), 'RELAY_MIXED');
    const lossy = { address: '0', target: '127.0.0.1:9', impairments: { client: { loss: 0.1 } } };
    await assertRejects(run('startRelay', lossy), 'IMPAIRMENT_UNFIT', /stall/);
    await assertRejects(runUnchecked('startRelay', { address: '0' }), 'BAD_ARGUMENT', /"target"/);
    const listener = await run('startListener', { address: '0' });
    await assertRejects(run('setImpairments', { socket: listener.id, client: {} }), 'NOT_A_RELAY');
    await assertRejects(runUnchecked('inject', { socket: listener.id, to: 'both', payload: 'x' }), 'BAD_ARGUMENT');
  });
});
