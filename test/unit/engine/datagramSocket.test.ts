import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { MAX_DATAGRAM_IPV4, MAX_DATAGRAM_IPV6, MAX_PEERS } from '../../../src/engine/limits';
import type { IpEndpoint } from '../../../src/engine/tap';
import { failure, Harness, ip, itWithIpv6 } from './harness';

describe('engine/datagramSocket', () => {
  let harness: Harness;
  const clients = new Set<dgram.Socket>();
  beforeEach(() => {
    harness = new Harness();
  });
  afterEach(async () => {
    for (const client of clients) client.close();
    clients.clear();
    await harness.dispose();
  });

  /** Another program's UDP socket. */
  async function client(address = '127.0.0.1'): Promise<{ socket: dgram.Socket; end: IpEndpoint }> {
    const socket = dgram.createSocket(address.includes(':') ? 'udp6' : 'udp4');
    clients.add(socket);
    socket.bind(0, address);
    await once(socket, 'listening');
    return { socket, end: { family: 'ip', address, port: socket.address().port } };
  }

  async function nextDatagram(socket: dgram.Socket): Promise<{ bytes: Buffer; port: number }> {
    const [bytes, { port }] = (await once(socket, 'message')) as [Buffer, dgram.RemoteInfo];
    return { bytes, port };
  }

  it('keeps the boundaries of datagrams, empty ones included', async () => {
    const socket = await harness.bind();
    const { socket: other, end } = await client();
    const received: string[] = [];
    const stop = socket.onReceive((bytes, peer) => {
      received.push(Buffer.from(bytes).toString());
      assert.deepEqual(peer, end);
    });
    for (const text of ['one', '', 'three']) {
      other.send(text, ip(socket.local).port, '127.0.0.1');
      await harness.until(() => socket.peers[0]?.datagramsReceived === received.length && received.at(-1) === text);
    }
    assert.deepEqual(received, ['one', '', 'three']);
    assert.equal(socket.bytesReceived, 8);
    stop();
    assert.deepEqual(harness.lastTap().story, [
      'open sent',
      'chunk received 3',
      'chunk received 0',
      'chunk received 5',
    ]);
  });

  it('answers any of its peers', async () => {
    const socket = await harness.bind();
    const others = [await client(), await client(), await client()];
    const port = ip(socket.local).port;
    for (const [index, { socket: other }] of others.entries()) {
      other.send(`from ${index}`, port, '127.0.0.1');
      await harness.until(() => socket.peers.length > index);
    }
    assert.deepEqual(
      socket.peers.map(({ endpoint }) => endpoint),
      others.map(({ end }) => end),
    );
    for (const [index, { socket: other, end }] of [...others.entries()].reverse()) {
      const answered = nextDatagram(other);
      await socket.send(Buffer.from(`to ${index}`), end);
      const { bytes, port: from } = await answered;
      assert.equal(bytes.toString(), `to ${index}`);
      assert.equal(from, port);
    }
    assert.deepEqual(
      socket.peers.map(({ bytesReceived, bytesSent, datagramsReceived, datagramsSent }) => [
        bytesReceived,
        bytesSent,
        datagramsReceived,
        datagramsSent,
      ]),
      [
        [6, 4, 1, 1],
        [6, 4, 1, 1],
        [6, 4, 1, 1],
      ],
    );
    const error = await failure(socket.send(Buffer.from('x')));
    assert.equal(error.code, 'PEER_NEEDED');
    assert.match(error.message, /^This socket has 3 peers: say which one gets the datagram/);
  });

  it('answers its only peer without being told which, and says when there is none', async () => {
    const socket = await harness.bind();
    const error = await failure(socket.send(Buffer.from('x')));
    assert.equal(error.code, 'PEER_NEEDED');
    assert.match(error.message, /^Nobody has sent a datagram to this socket yet: say which address/);
    const { socket: other } = await client();
    other.send('hello', ip(socket.local).port, '127.0.0.1');
    await harness.until(() => socket.bytesReceived === 5);
    const answered = nextDatagram(other);
    await socket.send(Buffer.from('answer'));
    assert.equal((await answered).bytes.toString(), 'answer');
  });

  for (const [address, limit, name] of [
    ['127.0.0.1', MAX_DATAGRAM_IPV4, 'IPv4'],
    ['::1', MAX_DATAGRAM_IPV6, 'IPv6'],
  ] as const) {
    (address === '::1' ? itWithIpv6 : it)(
      `carries ${limit} bytes over ${name}, and refuses one more with the reason`,
      async () => {
        const host = address.includes(':') ? `[${address}]` : address;
        const receiver = await harness.bind(`udp://${host}:0`);
        const sender = await harness.dialDatagram(`udp://${host}:${ip(receiver.local).port}`);
        const bytes = randomBytes(limit);
        await sender.send(bytes);
        await harness.until(() => receiver.bytesReceived === limit);
        assert.ok(harness.recordings[0]!.taps[0]!.bytes('received').equals(bytes));
        const error = await failure(sender.send(new Uint8Array(limit + 1)));
        assert.equal(error.code, 'EMSGSIZE');
        assert.match(
          error.message,
          new RegExp(`^A datagram of ${limit + 1} bytes cannot be sent: over ${name} at most ${limit} fit, because`),
        );
        assert.equal(sender.bytesSent, limit);
      },
    );
  }

  it('hears only the peer that it has dialled, and sends to no other', async () => {
    const { socket: peer, end } = await client();
    const { socket: stranger, end: strange } = await client();
    const dialled = await harness.dialDatagram(`udp://127.0.0.1:${end.port}`);
    assert.deepEqual(dialled.remote, end);
    assert.equal(dialled.info().remote, `udp://127.0.0.1:${end.port}`);
    assert.deepEqual(
      dialled.peers.map(({ endpoint }) => endpoint),
      [end],
    );
    stranger.send('not heard', ip(dialled.local).port, '127.0.0.1');
    const asked = nextDatagram(peer);
    await dialled.send(Buffer.from('?'));
    peer.send('!', (await asked).port, '127.0.0.1');
    await harness.until(() => dialled.bytesReceived > 0);
    assert.equal(dialled.bytesReceived, 1);
    await dialled.send(Buffer.from('x'), end);
    const error = await failure(dialled.send(Buffer.from('x'), strange));
    assert.equal(error.code, 'PEER_FIXED');
    assert.match(error.message, new RegExp(`connected to 127\\.0\\.0\\.1:${end.port} and can send to no other peer`));
  });

  it('shows a refusal by ICMP, and stays open', async () => {
    const { socket: other, end } = await client();
    other.close();
    clients.delete(other);
    const dialled = await harness.dialDatagram(`udp://127.0.0.1:${end.port}`);
    // The system tells of it either when something is received or at the next send.
    while (!dialled.error) {
      await dialled.send(Buffer.from('anybody?')).catch(() => undefined);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(dialled.error.code, 'ECONNREFUSED');
    assert.match(
      dialled.error.message,
      /^Nobody listens on udp:.*: its host answered that the port is unreachable \(ICMP\)/,
    );
    assert.equal(dialled.state, 'open');
    assert.equal(dialled.info().error?.code, 'ECONNREFUSED');
    assert.ok(harness.lastTap().events.some((event) => event.kind === 'error'));

    const late = dgram.createSocket('udp4');
    clients.add(late);
    late.bind(end.port, '127.0.0.1');
    await once(late, 'listening');
    const heard = nextDatagram(late);
    await dialled.send(Buffer.from('now')).catch(() => dialled.send(Buffer.from('now')));
    assert.equal((await heard).bytes.toString(), 'now');
  });

  it('remembers a bounded number of peers', async () => {
    const socket = await harness.bind();
    const sink = await client();
    for (let port = 1; port <= MAX_PEERS + 5; port++) {
      await socket
        .send(new Uint8Array(0), { family: 'ip', address: '127.0.0.1', port: sink.end.port })
        .catch(() => undefined);
      await socket.send(new Uint8Array(0), { family: 'ip', address: `127.1.${port >> 8}.${port & 255}`, port: 9 });
    }
    assert.equal(socket.peers.length, MAX_PEERS);
    assert.ok(
      socket.peers.some(({ endpoint }) => endpoint.port === sink.end.port),
      'the busy one is kept',
    );
  });

  it('counts what could not be recorded, and goes on', async () => {
    const socket = await harness.bind();
    const tap = harness.lastTap();
    tap.isFull = true;
    const { socket: other } = await client();
    other.send('lost', ip(socket.local).port, '127.0.0.1');
    await harness.until(() => socket.datagramsNotRecorded === 1);
    assert.equal(socket.info().datagramsNotRecorded, 1);
    tap.isFull = false;
    await socket.send(Buffer.from('kept'));
    assert.deepEqual(tap.story, ['open sent', 'chunk sent 4']);
    assert.equal(socket.bytesReceived, 4);
  });

  it('does not answer a socket of ours that answers by itself, which would never end', async () => {
    const one = await harness.bind('udp://127.0.0.1:0', { service: 'echo' });
    const two = await harness.bind('udp://127.0.0.1:0', { service: 'daytime' });
    await one.send(Buffer.from('ping'), ip(two.local));
    await harness.until(() => two.error !== undefined);
    assert.equal(two.error?.code, 'ENDLESS_ANSWERS');
    assert.match(
      two.error.message,
      /was not answered: Sockscope answers there by itself too, .* Send from a socket whose service is manual/,
    );
    await one.send(Buffer.from('me'), ip(one.local));
    await harness.until(() => one.error !== undefined);
    assert.equal(one.error?.code, 'ENDLESS_ANSWERS');
    assert.equal(two.bytesSent, 0);
    assert.equal(one.bytesReceived, 2);

    const manual = await harness.bind();
    await manual.send(Buffer.from('ping'), ip(one.local));
    await harness.until(() => manual.bytesReceived === 4);
  });

  describe('closing', () => {
    it('hands what was sent in the same turn to the kernel first, and ends the record', async () => {
      const { socket: other, end } = await client();
      const socket = await harness.bind();
      const heard = nextDatagram(other);
      const sent = socket.send(Buffer.from('bye'), end);
      const closed = socket.close();
      assert.equal((await failure(socket.send(Buffer.from('x'), end))).code, 'SOCKET_CLOSED');
      await Promise.all([sent, closed, socket.close()]);
      assert.equal((await heard).bytes.toString(), 'bye');
      assert.equal(socket.state, 'closed');
      assert.ok(socket.endedAt !== undefined);
      assert.deepEqual(harness.lastTap().story, ['open sent', 'chunk sent 3', 'close sent']);
      assert.equal(harness.recordings[0]?.isClosed, true);
    });

    it('gives up dialling', async () => {
      const dialling = failure(harness.dialDatagram('udp://localhost:9'));
      const [socket] = harness.engine.sockets;
      assert.ok(socket?.kind === 'datagram');
      const early = await failure(socket.send(Buffer.from('x')));
      assert.equal(early.code, 'NOT_CONNECTED');
      await socket.close();
      assert.equal((await dialling).code, 'CANCELLED');
      assert.equal(socket.state, 'failed');
      assert.equal((await failure(socket.send(Buffer.from('x')))).code, 'CANCELLED');
    });
  });

  describe('when the address is taken', () => {
    it('names our own socket', async () => {
      const own = await harness.bind('udp://127.0.0.1:0', { service: 'echo' });
      const error = await failure(harness.bind(`udp://127.0.0.1:${ip(own.local).port}`));
      assert.equal(error.code, 'EADDRINUSE');
      assert.match(error.message, /Sockscope already listens on udp:.* itself \(service echo\)/);
    });

    it('names our own dialled socket', async () => {
      const { end } = await client();
      const own = await harness.dialDatagram(`udp://127.0.0.1:${end.port}`);
      const error = await failure(harness.bind(`udp://127.0.0.1:${ip(own.local).port}`));
      assert.match(
        error.message,
        new RegExp(`is the local end of a connection that Sockscope has with udp://127\\.0\\.0\\.1:${end.port}`),
      );
    });

    it('says that another program has it', async () => {
      const { end } = await client();
      const error = await failure(harness.bind(`udp://127.0.0.1:${end.port}`));
      assert.equal(error.code, 'EADDRINUSE');
      assert.match(error.message, /another program already uses this port/);
    });

    it('does not matter when TCP has it', async () => {
      const listener = await harness.listen('tcp://127.0.0.1:0');
      const socket = await harness.bind(`udp://127.0.0.1:${ip(listener.local).port}`);
      assert.equal(socket.state, 'open');
    });
  });
});
