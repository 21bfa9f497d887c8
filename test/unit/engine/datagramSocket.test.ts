import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import dgram from 'node:dgram';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { KernelSockets } from '../../../src/engine/kernel/kernelSockets';
import { MAX_DATAGRAM_IPV4, MAX_DATAGRAM_IPV6, MAX_PEERS } from '../../../src/engine/limits';
import { permitWithoutConsent, type NetworkUse } from '../../../src/engine/permission';
import type { IpSocketAddress } from '../../../src/engine/address/socketAddress';
import { DatagramSocket } from '../../../src/engine/datagramSocket';
import { FakeRecording } from './fakeRecording';
import { failure, Harness, ip, itWithIpv6 } from './harness';

const FLOOD_COUNT = 20_000;

/** More than a receive buffer takes. */
const FLOOD = `
  const socket = require('node:dgram').createSocket('udp4');
  const bytes = Buffer.alloc(1400);
  let left = ${FLOOD_COUNT};
  const send = () => left-- > 0 ? socket.send(bytes, Number(process.argv[1]), '127.0.0.1', send) : socket.close();
  send();
`;

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
  async function client(address = '127.0.0.1'): Promise<{ socket: dgram.Socket; end: IpSocketAddress }> {
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
    assert.deepEqual(harness.lastRecord().story, [
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
        assert.ok(harness.recordings[0]!.records[0]!.bytes('received').equals(bytes));
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
    assert.ok(harness.lastRecord().events.some((event) => event.kind === 'error'));

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
    const record = harness.lastRecord();
    record.isFull = true;
    const { socket: other } = await client();
    other.send('lost', ip(socket.local).port, '127.0.0.1');
    await harness.until(() => socket.datagramsNotRecorded === 1);
    assert.equal(socket.info().datagramsNotRecorded, 1);
    record.isFull = false;
    await socket.send(Buffer.from('kept'));
    assert.deepEqual(record.story, ['open sent', 'chunk sent 4']);
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

  describe('broadcasts', () => {
    /** That of the loopback network, which stays on this machine. */
    const BROADCAST = '127.255.255.255';
    const itOnLinux = process.platform === 'linux' ? it : it.skip;

    itOnLinux('go out after somebody has allowed them, once for each socket', async () => {
      const uses: NetworkUse[] = [];
      let isAllowed = true;
      harness = new Harness({
        permit: (use) => {
          if (use.kind !== 'broadcast') return;
          uses.push(use);
          if (!isAllowed) void permitWithoutConsent(use);
        },
      });
      const everywhere = await harness.bind('udp://0.0.0.0:0');
      const to: IpSocketAddress = { family: 'ip', address: BROADCAST, port: ip(everywhere.local).port };
      const sender = await harness.bind('udp://0.0.0.0:0');
      await sender.send(Buffer.from('all'), to);
      await sender.send(Buffer.from('of you'), to);
      await harness.until(() => everywhere.bytesReceived === 9);
      assert.deepEqual(uses, [{ kind: 'broadcast', to }]);
      const dialled = await harness.dialDatagram(`udp://${BROADCAST}:${to.port}`);
      await dialled.send(Buffer.from('!'));
      await harness.until(() => everywhere.bytesReceived === 10);
      assert.equal(uses.length, 2);

      isAllowed = false;
      const other = await harness.bind('udp://0.0.0.0:0');
      assert.equal((await failure(other.send(Buffer.from('no'), to))).code, 'NO_BROADCAST');
      assert.equal((await failure(harness.dialDatagram(`udp://${BROADCAST}:9`))).code, 'NO_BROADCAST');
      assert.equal(other.bytesSent, 0);
      await sender.send(Buffer.from('last'), to);
      await harness.until(() => everywhere.bytesReceived >= 14);
      assert.equal(everywhere.bytesReceived, 14, 'nothing of the other came');
    });

    itOnLinux('do not go out when the socket is closed while somebody is asked', async () => {
      let allow!: () => void;
      const asked = new Promise<void>((ask) => {
        harness = new Harness({
          permit: (use) => {
            if (use.kind !== 'broadcast') return;
            ask();
            return new Promise((resolve) => {
              allow = resolve;
            });
          },
        });
      });
      const socket = await harness.bind('udp://0.0.0.0:0');
      const sent = failure(socket.send(Buffer.from('x'), { family: 'ip', address: BROADCAST, port: 9 }));
      await asked;
      await socket.close();
      allow();
      assert.equal((await sent).code, 'SOCKET_CLOSED');
      assert.equal(socket.bytesSent, 0);
    });

    itOnLinux('are never asked for by what answers by itself', async () => {
      harness = new Harness({
        permit: () => {
          throw new Error('nobody is there');
        },
      });
      const socket = new DatagramSocket({
        id: 's1',
        changed: () => undefined,
        permitBroadcast: () => assert.fail('it asked'),
        listening: {
          endpoint: { scheme: 'udp', host: '0.0.0.0', port: 0 },
          explain: () => assert.fail('it was bound'),
        },
      });
      const binding = { scheme: 'udp', address: '0.0.0.0', family: 4, port: 0, v6only: false } as const;
      await socket.listen(binding, () => new FakeRecording('udp'));
      const error = await failure(socket.answer(Buffer.from('x'), { family: 'ip', address: BROADCAST, port: 9 }));
      assert.equal(error.code, 'EACCES');
      await socket.close();
    });
  });

  itWithIpv6('knows whether its [::] takes IPv6 alone', async () => {
    harness = new Harness({ permit: () => undefined });
    for (const v6only of [false, true]) {
      const socket = await harness.bind('udp://[::]:0', { v6only });
      assert.equal(socket.v6only, v6only);
    }
  });

  itWithIpv6('speaks to IPv4 peers from [::], and hears from them, as ::ffff:…', async () => {
    harness = new Harness({ permit: () => undefined });
    const socket = await harness.bind('udp://[::]:0');
    const { socket: other, end } = await client();
    const heard = nextDatagram(other);
    await socket.send(Buffer.from('hi'), end);
    const { bytes, port } = await heard;
    assert.equal(bytes.toString(), 'hi');
    other.send('ho', port, '127.0.0.1');
    await harness.until(() => socket.bytesReceived === 2);
    assert.deepEqual(socket.peers.map(({ endpoint }) => endpoint), [{ ...end, address: '::ffff:127.0.0.1' }]); // prettier-ignore
    const error = await failure(socket.send(new Uint8Array(MAX_DATAGRAM_IPV4 + 1), end));
    assert.match(error.message, /over IPv4 at most 65507 fit/);
    const ipv4 = await harness.bind('udp://127.0.0.1:0');
    const mapped = nextDatagram(other);
    await ipv4.send(Buffer.from('mapped'), { ...end, address: '::ffff:127.0.0.1' });
    assert.equal((await mapped).bytes.toString(), 'mapped');
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
      assert.deepEqual(harness.lastRecord().story, ['open sent', 'chunk sent 3', 'close sent']);
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
      assert.match(error.message, /(another program has bound udp:\/\/127\.0\.0\.1:\d+\.|the port is in use)/);
    });

    it('does not matter when TCP has it', async () => {
      const listener = await harness.listen('tcp://127.0.0.1:0');
      const socket = await harness.bind(`udp://127.0.0.1:${ip(listener.local).port}`);
      assert.equal(socket.state, 'open');
    });
  });

  describe('what the system drops', () => {
    const onLinux = process.platform === 'linux' ? it : it.skip;

    /** The last column of the line of /proc/net/udp. */
    function kernelsOwnDrops(port: number): number {
      const end = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 `;
      const line = readFileSync('/proc/net/udp', 'latin1')
        .split('\n')
        .find((line) => line.includes(end));
      return Number(line?.trim().split(/\s+/).at(-1));
    }

    /** What the record of the first socket was told of them. */
    function toldDrops(by = harness): { count: number; when: string | undefined }[] {
      const told = /^The system dropped datagrams, which came faster than they were read: (\d+) (so far|in all)\.$/;
      return by.recordings[0]!.records[0]!.events.filter(({ kind }) => kind === 'error').map(({ detail = '' }) => {
        const [, count, when] = told.exec(detail) ?? assert.fail(detail);
        return { count: Number(count), when };
      });
    }

    onLinux(
      'is counted as the kernel does, and the last count is told in the end, however long it was quiet',
      async () => {
        const socket = await harness.bind('udp://127.0.0.1:0', { service: 'discard' });
        const dropped = (): number => socket.datagramsDropped ?? -1;
        assert.equal(dropped(), 0);
        const counts: number[] = [];
        for (let n = 1; n <= 3; n++) {
          // This process reads nothing meanwhile.
          execFileSync(process.execPath, ['-e', FLOOD, String(ip(socket.local).port)]);
          const sent = n * FLOOD_COUNT;
          const received = (): number => socket.peers.reduce((sum, peer) => sum + peer.datagramsReceived, 0);
          await harness.until(() => received() + dropped() === sent);
          counts.push(dropped());
        }
        assert.equal(socket.info().datagramsDropped, counts[2]);
        assert.equal(counts[2], kernelsOwnDrops(ip(socket.local).port));
        // Nothing came since it was asked last.
        await socket.close();
        assert.equal(socket.datagramsDropped, counts[2]);
        assert.equal(socket.info().datagramsDropped, counts[2]);
        const told = toldDrops();
        assert.equal(told[0]?.count, counts[0]);
        assert.deepEqual(told.at(-1), { count: counts[2], when: 'in all' });
        assert.ok(told.slice(0, -1).every(({ when }) => when === 'so far'));
      },
    );

    it('is told up to the last one, with what the kernel counted after the last datagram was read', async () => {
      let drops = 0;
      let port = '';
      const read = (path: string): Promise<string> =>
        path === '/proc/net/udp'
          ? Promise.resolve(`heading\n0: 0100007F:${port} 00000000:0000 07 0:0 0:0 0 0 0 1 2 0 ${drops}\n`)
          : Promise.reject(new Error());
      const injected = new Harness({ kernel: new KernelSockets({ platform: 'linux', endianness: 'LE', read }) });
      const socket = await injected.bind('udp://127.0.0.1:0', { service: 'discard' });
      port = ip(socket.local).port.toString(16).toUpperCase().padStart(4, '0');
      const peer = await injected.dialDatagram(socket.info().local);
      for (drops of [8668, 30_389, 50_000]) {
        await peer.send(Buffer.from('x'));
        await injected.until(() => socket.datagramsDropped === drops);
      }
      drops = 296_377;
      await socket.close();
      assert.equal(socket.info().datagramsDropped, 296_377);
      assert.deepEqual(toldDrops(injected), [
        { count: 8668, when: 'so far' },
        { count: 30_389, when: 'so far' },
        { count: 296_377, when: 'in all' },
      ]);
      await injected.dispose();
    });

    onLinux('is that of a connected socket alone', async () => {
      const server = await harness.bind();
      const socket = await harness.dialDatagram(server.info().local);
      await socket.send(Buffer.from('x'));
      await harness.until(() => server.bytesReceived === 1);
      await server.send(Buffer.from('y'));
      await harness.until(() => socket.bytesReceived === 1);
      await socket.close();
      assert.equal(socket.datagramsDropped, 0);
    });

    it('cannot be known elsewhere', async () => {
      const elsewhere = new Harness({ kernel: new KernelSockets({ platform: 'darwin' }) });
      const socket = await elsewhere.bind();
      assert.equal(socket.datagramsDropped, undefined);
      assert.ok(!('datagramsDropped' in socket.info()));
      await elsewhere.dispose();
    });

    it('cannot be known when others share the address, or the kernel tells nothing', async () => {
      for (const count of [0, 2]) {
        let line = '';
        const read = (path: string): Promise<string> =>
          count > 0 && path === '/proc/net/udp'
            ? Promise.resolve(`heading\n${line.repeat(count)}`)
            : Promise.reject(new Error());
        const shared = new Harness({ kernel: new KernelSockets({ platform: 'linux', endianness: 'LE', read }) });
        const socket = await shared.bind('udp://127.0.0.1:0', { service: 'discard' });
        const port = ip(socket.local).port.toString(16).toUpperCase().padStart(4, '0');
        line = `0: 0100007F:${port} 00000000:0000 07 0:0 0:0 0 0 0 1 2 0 5\n`;
        const peer = await shared.dialDatagram(socket.info().local);
        await peer.send(Buffer.from('x'));
        await shared.until(() => socket.bytesReceived === 1);
        await socket.close();
        assert.equal(socket.datagramsDropped, undefined);
        await shared.dispose();
      }
    });
  });
});
