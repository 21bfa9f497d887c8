import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import dgram from 'node:dgram';
import { once } from 'node:events';
import type { LiveSocket } from '../../../../../src/engine/liveSocket';
import type { Breakpoints } from '../../../../../src/engine/relay/interception/breakpoints';
import { failure } from '../../harness';
import { RelayHarness } from '../relayHarness';

const MIB = 1024 * 1024;

describe('engine/relay/interception/breakpoints', () => {
  let harness: RelayHarness;
  beforeEach(() => {
    harness = new RelayHarness();
  });
  afterEach(() => harness.dispose());

  const of = (relay: LiveSocket): Breakpoints => harness.engine.relayOf(relay).breakpoints;
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
  const heldTexts = (relay: LiveSocket): string[] => of(relay).held.map(({ bytes }) => text(bytes));

  describe('of streams', () => {
    it('holds what a client sends, tells it, and hands on what it became', async () => {
      const { relay, client, target } = await harness.relayed();
      of(relay).set({ from: 'client' });
      await client.write('ping');
      await harness.until(() => of(relay).count === 1);
      assert.equal(relay.info().held, 1);
      assert.deepEqual(relay.info().breaks, { from: 'client' });
      const [message] = of(relay).held;
      assert.deepEqual([message!.id, message!.from, text(message!.bytes)], [1, 'client', 'ping']);
      assert.equal(harness.engine.get(message!.socket).kind, 'connection');
      of(relay).forward(1, Buffer.from('PONG!'));
      assert.equal(text(await target.bytes(5)), 'PONG!');
      await target.write('back');
      assert.equal(text(await client.bytes(4)), 'back');
      assert.equal(
        (
          await failure(
            Promise.resolve().then(() => {
              of(relay).drop(1);
            }),
          )
        ).code,
        'NOT_HELD',
      );
      assert.ok(harness.notes().includes('message 1: held, 4 bytes'));
      assert.ok(harness.notes().some((note) => note.startsWith('message 1: edited by the user and forwarded after')));
    });

    it('lets the end wait behind what is held, in flows that began before and after', async () => {
      const server = await harness.serve();
      const relay = await harness.relay(`tcp://127.0.0.1:${server.port}`);
      of(relay).set({});
      const accepted = server.accept();
      const client = await harness.connect(relay);
      const target = await accepted;
      client.socket.end('last words');
      await harness.until(() => of(relay).count === 1 && [...relay.connections][0]!.state === 'half-closed-remote');
      assert.equal(of(relay).forwardAll(), 1);
      assert.equal(text(await target.rest()), 'last words');
    });

    it('forwards what is held when nothing is held any more, and when the relay is closed', async () => {
      const { relay, client, target } = await harness.relayed();
      of(relay).set({});
      await client.write('one');
      await harness.until(() => of(relay).count === 1);
      of(relay).set(undefined);
      assert.equal(text(await target.bytes(3)), 'one');
      of(relay).set({});
      await client.write('two');
      await harness.until(() => of(relay).count === 1);
      await relay.close();
      assert.equal(text(await target.bytes(6)), 'onetwo');
      await client.write('three');
      assert.equal(text(await target.bytes(11)), 'onetwothree');
      const refused = failure(
        Promise.resolve().then(() => {
          harness.engine.relayOf(relay).breakOn({});
        }),
      );
      assert.equal((await refused).code, 'RELAY_CLOSED');
    });

    it('forwards what is held when either side or everything is closed here', async () => {
      for (const side of ['client', 'server', 'all'] as const) {
        const { relay, client, target } = await harness.relayed();
        const breakpoints = of(relay);
        breakpoints.set({});
        await client.write('there');
        await target.write('back');
        await harness.until(() => breakpoints.count === 2);
        const flow = [...harness.engine.relayOf(relay).flows].at(-1)!;
        if (side === 'all') await harness.engine.closeAll();
        else await flow.connection(side)!.close();
        assert.equal(text(await target.rest()), 'there');
        assert.equal(text(await client.rest()), 'back');
        assert.equal(breakpoints.count, 0);
      }
    });

    it('records the bytes of what a reset left behind', async () => {
      const { relay, client, target } = await harness.relayed();
      of(relay).set({});
      await client.write('lost');
      await harness.until(() => of(relay).count === 1);
      client.socket.resetAndDestroy();
      await target.read().closed();
      assert.equal(of(relay).count, 0);
      assert.ok(harness.recordings[0]!.notes.some((note) => /message 1: not forwarded.*: 6c 6f 73 74$/.test(note)));
    });

    it('records what is held for a side that is gone', async () => {
      const { relay, client, target } = await harness.relayed();
      of(relay).set({ from: 'client' });
      await client.write('lost');
      await harness.until(() => of(relay).count === 1);
      target.socket.resetAndDestroy();
      await client.read().closed();
      assert.equal(of(relay).count, 0);
      assert.ok(harness.notes().some((note) => /^message 1: not forwarded.*: 6c 6f 73 74$/.test(note)));
    });

    it('stops reading while much waits, and loses nothing of 64 MiB', async function () {
      this.timeout(20_000);
      const { relay, client, target } = await harness.relayed();
      of(relay).set({ from: 'client' });
      const bytes = randomBytes(64 * MIB);
      client.socket.end(bytes);
      await harness.until(() => of(relay).count === 1 && [...relay.connections][0]!.isHeldByService);
      const [message] = of(relay).held;
      assert.ok(message!.bytes.length + message!.behind < 6 * MIB, 'memory is bounded');
      of(relay).set(undefined);
      assert.ok(bytes.equals(await target.rest()));
    });

    it('finds nothing in 64 MiB where there is nothing, and hands all on', async function () {
      this.timeout(40_000);
      const { relay, client, target } = await harness.relayed();
      const { programOf } = await import('./programOf');
      of(relay).set({
        pattern: { text: '/(a+)+\\1?b$/', program: programOf('/(\\x00+)+(\\x00|\\x00)*\\x01\\x02\\x03\\x04\\x05/') },
      });
      const bytes = randomBytes(64 * MIB);
      client.socket.end(bytes);
      assert.ok(bytes.equals(await target.rest()));
      assert.equal(of(relay).count, 0);
    });
  });

  describe('of datagrams', () => {
    async function udp(): Promise<{
      readonly socket: dgram.Socket;
      readonly port: number;
      readonly received: string[];
    }> {
      const socket = dgram.createSocket('udp4');
      const received: string[] = [];
      socket.on('message', (bytes) => received.push(text(bytes)));
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
      opened.push(socket);
      return { socket, port: socket.address().port, received };
    }
    const opened: dgram.Socket[] = [];
    afterEach(() => {
      for (const socket of opened.splice(0)) socket.close();
    });
    const arrived = async (peer: { readonly socket: dgram.Socket; readonly received: string[] }, count: number) => {
      while (peer.received.length < count) await once(peer.socket, 'message');
      return peer.received;
    };

    it('holds datagrams of several peers both ways, and forwards all when it is closed', async () => {
      const server = await udp();
      const relay = await harness.relayDatagrams(`udp://127.0.0.1:${server.port}`);
      const { port } = relay.local!;
      const [one, two] = [await udp(), await udp()];
      let from = 0;
      server.socket.once('message', (_bytes, sender) => (from = sender.port));
      one.socket.send('hello', port, '127.0.0.1');
      await arrived(server, 1);
      of(relay).set({});
      one.socket.send('a', port, '127.0.0.1');
      two.socket.send('b', port, '127.0.0.1');
      server.socket.send('answer', from, '127.0.0.1');
      await harness.until(() => of(relay).count === 3);
      assert.deepEqual(heldTexts(relay).toSorted(), ['a', 'answer', 'b']);
      await relay.close();
      assert.deepEqual((await arrived(server, 3)).toSorted(), ['a', 'b', 'hello']);
      assert.deepEqual(await arrived(one, 1), ['answer']);
    });

    it('forgets no peer of whom something is held, however long', async () => {
      await harness.dispose();
      harness = new RelayHarness({ relayLimits: { idle: 20 } });
      const server = await udp();
      const relay = await harness.relayDatagrams(`udp://127.0.0.1:${server.port}`);
      const { port } = relay.local!;
      const client = await udp();
      of(relay).set({ from: 'client' });
      client.socket.send('a', port, '127.0.0.1');
      await harness.until(() => of(relay).count === 1);
      await new Promise((resolve) => setTimeout(resolve, 70));
      assert.equal(of(relay).count, 1);
      of(relay).forward(1);
      assert.deepEqual(await arrived(server, 1), ['a']);
      while (harness.engine.relayOf(relay).datagrams!.peers > 0) await new Promise((resolve) => setImmediate(resolve));
    });

    it('holds ten thousand, and forwards them', async function () {
      this.timeout(20_000);
      const server = await udp();
      server.socket.setRecvBufferSize(8 * MIB);
      const relay = await harness.relayDatagrams(`udp://127.0.0.1:${server.port}`);
      const { port } = relay.local!;
      const client = await udp();
      of(relay).set({ from: 'client' });
      for (let sent = 0; sent < 10_000; sent += 100) {
        for (let i = 0; i < 100; i++) client.socket.send(String(sent + i), port, '127.0.0.1');
        await harness.until(() => of(relay).count >= sent + 100);
      }
      assert.equal(of(relay).count, 10_000);
      assert.deepEqual(
        of(relay)
          .oldest(2)
          .map(({ bytes }) => text(bytes)),
        ['0', '1'],
      );
      assert.equal(of(relay).forwardAll(), 10_000);
      assert.equal(of(relay).count, 0);
    });
  });
});
