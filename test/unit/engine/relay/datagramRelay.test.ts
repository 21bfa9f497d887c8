import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { once } from 'node:events';
import type { DatagramSocket } from '../../../../src/engine/datagramSocket';
import type { EngineOptions } from '../../../../src/engine/engine';
import type { RelayRequest } from '../../../../src/engine/relay/relays';
import { ip } from '../harness';
import { RelayHarness } from './relayHarness';

/** A socket of `node:dgram` that keeps what it receives. */
class RawDatagrams {
  readonly socket = dgram.createSocket('udp4');
  readonly received: { readonly text: string; readonly port: number }[] = [];

  async bind(): Promise<this> {
    this.socket.on('message', (bytes, { port }) => this.received.push({ text: bytes.toString(), port }));
    this.socket.bind(0, '127.0.0.1');
    await once(this.socket, 'listening');
    return this;
  }

  get port(): number {
    return this.socket.address().port;
  }

  async send(text: string, port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.socket.send(text, port, '127.0.0.1', (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  async texts(count: number): Promise<string[]> {
    while (this.received.length < count) await once(this.socket, 'message');
    return this.received.map(({ text }) => text);
  }
}

describe('engine/relay/datagramRelay', () => {
  let harness: RelayHarness;
  let sockets: RawDatagrams[];
  const raw = async (): Promise<RawDatagrams> => {
    const socket = await new RawDatagrams().bind();
    sockets.push(socket);
    return socket;
  };
  const begin = async (
    options: RelayRequest = {},
    limits?: EngineOptions['relayLimits'],
  ): Promise<{ relay: DatagramSocket; port: number; server: RawDatagrams; client: RawDatagrams }> => {
    harness = new RelayHarness(limits ? { relayLimits: limits } : {});
    const server = await raw();
    const relay = await harness.relayDatagrams(`udp://127.0.0.1:${server.port}`, options);
    return { relay, port: ip(relay.local).port, server, client: await raw() };
  };

  beforeEach(() => {
    sockets = [];
  });
  afterEach(async () => {
    await harness.dispose();
    for (const { socket } of sockets) socket.close();
  });

  it('has a socket toward the target for each peer, and hands answers to the right one', async () => {
    const { relay, port, server, client } = await begin();
    const other = await raw();
    await client.send('one', port);
    await server.texts(1);
    await other.send('two', port);
    await server.texts(2);
    const [first, second] = server.received;
    assert.notEqual(first!.port, second!.port);
    await server.send('answer to one', first!.port);
    await server.send('answer to two', second!.port);
    assert.deepEqual(await client.texts(1), ['answer to one']);
    assert.deepEqual(await other.texts(1), ['answer to two']);
    assert.equal(client.received[0]!.port, port);
    assert.equal(harness.recordings.length, 1, 'one capture');
    assert.equal(harness.recordings[0]!.records.length, 3);
    assert.equal(relay.info().service, 'relay');
    assert.equal(relay.info().target, `udp://127.0.0.1:${server.port}`);
    assert.ok(
      harness.notes().some((note) => /^relayed for 127\.0\.0\.1 port \d+, a peer in conversation 0/.test(note)),
    );
  });

  it('loses what it is told to, and notes and counts it', async () => {
    const { relay, port, server, client } = await begin({
      seed: 7,
      impairments: { client: { drop: 2, duplicate: 1 } },
    });
    for (const text of ['a', 'b', 'c']) {
      await client.send(text, port);
      await harness.until(() => relay.peers[0]?.datagramsReceived === text.charCodeAt(0) - 96);
    }
    assert.deepEqual(await server.texts(4), ['a', 'a', 'c', 'c']);
    assert.deepEqual(relay.info().relayed, { dropped: 1, duplicated: 2, changed: 0, refused: 0 });
    await server.send('back', server.received[0]!.port);
    await client.texts(1);
    const { counts } = harness.engine.relayOf(relay).state;
    assert.deepEqual(counts.client, { passed: 2, dropped: 1, duplicated: 2, delayed: 0, changed: 0 });
    assert.deepEqual(counts.server, { passed: 1, dropped: 0, duplicated: 0, delayed: 0, changed: 0 });
    assert.ok(harness.notes().some((note) => /^from .*: datagram 2: dropped by its number$/.test(note)));
    assert.ok(harness.notes().some((note) => /^from .*: datagram 1: sent twice$/.test(note)));
  });

  it('decides the same for the same seed', async () => {
    const runs: string[][] = [];
    for (let i = 0; i < 2; i++) {
      const { relay, port, client, server } = await begin({ seed: 11, impairments: { client: { loss: 0.5 } } });
      for (let n = 0; n < 20; n++) await client.send(String(n), port);
      await client.send('last', port);
      await harness.until(() => relay.peers[0]?.datagramsReceived === 21);
      harness.engine.relayOf(relay).set({ client: {} });
      await client.send('end', port);
      while (server.received.at(-1)?.text !== 'end') await once(server.socket, 'message');
      runs.push(server.received.map(({ text }) => text));
      await harness.dispose();
    }
    assert.deepEqual(runs[0], runs[1]);
    assert.ok(runs[0]!.length > 4 && runs[0]!.length < 20);
  });

  it('begins anew with the same seed, for whoever comes from then on', async () => {
    const { relay, port, server } = await begin({ seed: 3, impairments: { client: { loss: 0.5 } } });
    const { state } = harness.engine.relayOf(relay);
    const runs: string[][] = [];
    for (let i = 0; i < 2; i++) {
      const client = await raw();
      const before = server.received.length;
      for (let n = 0; n < 20; n++) await client.send(String(n), port);
      await harness.until(() => relay.peers[i]?.datagramsReceived === 20);
      state.set('client', {});
      await client.send(`end ${i}`, port);
      while (server.received.at(-1)?.text !== `end ${i}`) await once(server.socket, 'message');
      runs.push(server.received.slice(before, -1).map(({ text }) => text));
      state.set('client', { loss: 0.5 });
      state.setSeed(3);
    }
    assert.deepEqual(runs[0], runs[1]);
    assert.ok(runs[0]!.length > 4 && runs[0]!.length < 20);
  });

  it('delays, and impairs the way back by itself', async () => {
    const { port, server, client } = await begin({ impairments: { server: { delayMs: 40 } } });
    await client.send('x', port);
    await server.texts(1);
    const began = performance.now();
    await server.send('y', server.received[0]!.port);
    await client.texts(1);
    assert.ok(performance.now() - began >= 35);
    assert.ok(harness.notes().includes('datagram 1: delayed by 40 ms'));
  });

  it('forgets peers that are silent, and the one silent for longest when there are too many', async () => {
    const { relay, port, server, client } = await begin({}, { idle: 30, maxPeers: 2 });
    const running = harness.engine.relayOf(relay).datagrams!;
    const more = [client, await raw(), await raw()];
    for (const [index, socket] of more.entries()) {
      await socket.send(String(index), port);
      await server.texts(index + 1);
    }
    assert.equal(running.peers, 2);
    assert.equal(running.flowOf({ family: 'ip', address: '127.0.0.1', port: client.port }), undefined);
    const recording = harness.recordings[0]!;
    const closed = (): number => recording.records.filter(({ story }) => story.includes('close sent')).length;
    while (closed() < 3) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(running.peers, 0);
    await client.send('again', port);
    assert.equal((await server.texts(4)).at(-1), 'again');
  });

  it('injects to either side, past all impairments', async () => {
    const { relay, port, server, client } = await begin({ impairments: { client: { blackhole: true } } });
    await client.send('x', port);
    await harness.until(() => relay.peers.length === 1);
    const running = harness.engine.relayOf(relay);
    while (!harness.notes().some((note) => note.includes('relayed in'))) await new Promise((r) => setImmediate(r));
    await running.inject('server', Buffer.from('in'));
    assert.deepEqual(await server.texts(1), ['in']);
    await running.inject('client', Buffer.from('out'), undefined, {
      family: 'ip',
      address: '127.0.0.1',
      port: client.port,
    });
    assert.deepEqual(await client.texts(1), ['out']);
  });

  it('lets go of what is held when it is closed, and closes every socket', async () => {
    const { relay, port, server, client } = await begin({ impairments: { client: { delayMs: 60_000 } } });
    await client.send('held', port);
    await harness.until(() => relay.peers[0]?.datagramsReceived === 1);
    while (!harness.notes().some((note) => note.includes('relayed in'))) await new Promise((r) => setImmediate(r));
    await relay.close();
    assert.deepEqual(await server.texts(1), ['held']);
    await harness.engine.closeAll();
    while (!harness.recordings[0]!.isClosed) await new Promise((r) => setImmediate(r));
  });
});
