import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { once } from 'node:events';
import type { DatagramSocket } from '../../../src/engine/datagramSocket';
import type { MulticastContext } from '../../../src/engine/address/multicast';
import { Memberships } from '../../../src/engine/groups';
import { membershipOf } from '../../../src/engine/address/multicast';
import type { NetworkUse } from '../../../src/engine/permission';
import { failure, Harness, ip } from './harness';

const GROUP = '239.7.7.7';

describe('engine/groups', () => {
  let harness: Harness;
  const uses: NetworkUse[] = [];
  const clients = new Set<dgram.Socket>();
  beforeEach(() => {
    uses.length = 0;
    harness = new Harness({ permit: (use) => void uses.push(use) });
  });
  afterEach(async () => {
    for (const client of clients) client.close();
    clients.clear();
    await harness.dispose();
  });

  /** Another program's socket, which sends to groups through loopback. */
  async function sender(): Promise<dgram.Socket> {
    const socket = dgram.createSocket('udp4');
    clients.add(socket);
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.setMulticastInterface('127.0.0.1');
    return socket;
  }

  async function heard(socket: DatagramSocket, text: string): Promise<void> {
    const port = ip(socket.local).port;
    (await sender()).send(text, port, GROUP);
    await harness.until(() => socket.bytesReceived > 0);
    assert.equal(harness.lastRecord().bytes('received').toString(), text);
  }

  const listen = (options = {}): Promise<DatagramSocket> => harness.bind(`udp://${GROUP}:0`, options);

  it('listens on a group: bound to it, joined on loopback, exposed to nobody', async () => {
    const socket = await listen();
    assert.equal(ip(socket.local).address, GROUP);
    assert.deepEqual(socket.info().groups, [{ group: GROUP, interface: '127.0.0.1' }]);
    assert.equal(socket.isExposed, false);
    const [use] = uses;
    assert.ok(use?.kind === 'join');
    assert.deepEqual([use.group, use.interface.isLoopback], [`udp://${GROUP}:0`, true]);
    await heard(socket, 'to the group');
    assert.deepEqual(harness.lastRecord().local, socket.local);
  });

  it('answers from the address of the interface, which the record has too', async () => {
    const socket = await listen({ service: 'echo' });
    const client = await sender();
    client.send('hello', ip(socket.local).port, GROUP);
    const [bytes, from] = (await once(client, 'message')) as [Buffer, dgram.RemoteInfo];
    assert.deepEqual([bytes.toString(), from.address], ['hello', '127.0.0.1']);
    assert.deepEqual(harness.lastRecord().sender, { ...ip(socket.local), address: '127.0.0.1' });
  });

  it('lets several sockets listen on one group', async () => {
    const first = await listen();
    const second = await harness.bind(`udp://${GROUP}:${ip(first.local).port}`);
    (await sender()).send('both', ip(first.local).port, GROUP);
    await harness.until(() => first.bytesReceived === 4 && second.bytesReceived === 4);
  });

  it('sends to a group from a dialled socket, from loopback', async () => {
    const socket = await listen();
    const dialled = await harness.dialDatagram(`udp://${GROUP}:${ip(socket.local).port}`, { ttl: 0, loopback: true });
    assert.equal(ip(dialled.local).address, '127.0.0.1');
    assert.equal(dialled.isExposed, false);
    await dialled.send(Buffer.from('dialled'));
    await harness.until(() => socket.bytesReceived === 7);
    const last = uses.at(-1);
    assert.ok(last?.kind === 'multicast');
    assert.deepEqual([last.group, last.interface.label], [dialled.info().remote, '127.0.0.1']);
  });

  it('gives the system interface, TTL and loopback, once', async () => {
    const seen: [string, unknown][] = [];
    const socket = {
      setMulticastInterface: (via: string) => seen.push(['interface', via]),
      setMulticastTTL: (ttl: number) => seen.push(['ttl', ttl]),
      setMulticastLoopback: (isOn: boolean) => seen.push(['loopback', isOn]),
    } as unknown as dgram.Socket;
    const groups = new Memberships({ multicast: { ttl: 4, loopback: false } });
    const to = { family: 'ip', address: GROUP, port: 5000 } as const;
    await groups.readyFor(() => socket, { ...to, address: '127.0.0.1' });
    assert.deepEqual(seen, []);
    await groups.readyFor(() => socket, to);
    await groups.readyFor(() => socket, to);
    assert.deepEqual(seen, [
      ['interface', '127.0.0.1'],
      ['ttl', 4],
      ['loopback', false],
    ]);
  });

  it('sends to a group from a bound socket through loopback, asked first', async () => {
    const socket = await listen();
    const other = await harness.bind('udp://127.0.0.1:0');
    uses.length = 0;
    await other.send(Buffer.from('bound'), ip(socket.local));
    await harness.until(() => socket.bytesReceived === 5);
    assert.deepEqual(
      uses.map(({ kind }) => kind),
      ['multicast'],
    );
  });

  it('joins and leaves', async () => {
    const socket = await harness.bind('udp://0.0.0.0:0');
    assert.deepEqual(socket.info().groups, []);
    await socket.joinGroup(GROUP);
    await heard(socket, 'joined');
    assert.equal((await failure(socket.joinGroup(GROUP, '127.0.0.1'))).code, 'GROUP_JOINED');
    socket.leaveGroup(GROUP);
    assert.deepEqual(socket.groups, []);
    assert.throws(
      () => {
        socket.leaveGroup(GROUP);
      },
      { message: `This socket has not joined ${GROUP} on the interface 127.0.0.1, nor any other group.` },
    );
    await socket.joinGroup('239.1.1.1');
    assert.throws(
      () => {
        socket.leaveGroup(GROUP);
      },
      { message: `This socket has not joined ${GROUP} on the interface 127.0.0.1, but: 239.1.1.1 (127.0.0.1).` },
    );
  });

  it('says what no group is, and where a group would not be heard', async () => {
    const socket = await harness.bind('udp://127.0.0.1:0');
    assert.equal((await failure(socket.joinGroup('127.0.0.1'))).code, 'NOT_A_GROUP');
    assert.equal((await failure(socket.joinGroup(GROUP, 'nothing9'))).code, 'NO_INTERFACE');
    const unheard = await failure(socket.joinGroup(GROUP));
    const { port } = ip(socket.local);
    assert.equal(
      unheard.message,
      `A socket at 127.0.0.1:${port} does not get what is sent to ${GROUP}, even when it joins that group: listen on udp://${GROUP}:${port} instead.`,
    );
    const bound = await listen();
    assert.equal((await failure(bound.joinGroup('239.7.7.8'))).code, 'GROUP_UNHEARD');
    const every = await harness.bind('udp://0.0.0.0:0');
    assert.equal((await failure(every.joinGroup('ff02::7'))).code, 'GROUP_UNHEARD');
    assert.deepEqual(every.groups, []);
    await every.close();
    assert.equal((await failure(every.joinGroup(GROUP))).code, 'SOCKET_CLOSED');
  });

  it('on Windows, a socket at the address of an interface gets the groups that are joined there', async () => {
    const system = { bindsTo: 'interface', zone: 'index' } as const;
    const windows: MulticastContext = { system };
    const own = new Harness({ multicast: windows, permit: () => undefined });
    const socket = await own.bind(`udp://${GROUP}:0`);
    assert.equal(ip(socket.local).address, '127.0.0.1');
    await socket.joinGroup('239.1.1.1');
    assert.deepEqual(
      socket.groups.map(({ group }) => group),
      [GROUP, '239.1.1.1'],
    );
    // Bound to the machine's own address, two would take each other's datagrams.
    const second = own.bind(`udp://${GROUP}:${ip(socket.local).port}`);
    assert.equal((await failure(second)).code, 'EADDRINUSE');
    await own.dispose();
  });

  it('opens nothing and joins nothing that was refused', async () => {
    const refuse = new Harness({
      permit: ({ kind }) => {
        if (kind === 'join' || kind === 'multicast') throw new Error('refused');
      },
    });
    await assert.rejects(refuse.bind(`udp://${GROUP}:0`), /refused/);
    assert.deepEqual([...refuse.engine.sockets], []);
    const socket = await refuse.bind('udp://0.0.0.0:0');
    await assert.rejects(socket.joinGroup(GROUP), /refused/);
    assert.deepEqual(socket.groups, []);
    await assert.rejects(socket.send(Buffer.from('x'), { family: 'ip', address: GROUP, port: 9 }), /refused/);
    await assert.rejects(refuse.dialDatagram(`udp://${GROUP}:9`), /refused/);
    await refuse.dispose();
  });

  it('refuses by itself only what other machines would see', async () => {
    const plain = new Harness();
    await plain.bind(`udp://${GROUP}:0`);
    const eth0 = membershipOf(GROUP, undefined, {
      interfaces: () => ({ eth0: [{ ...LOOPBACK, address: '127.0.0.1' }] }),
    });
    assert.ok(eth0.interface.isLoopback);
    const other: MulticastContext = { interfaces: () => ({ eth0: [{ ...LOOPBACK, address: '192.0.2.9' }] }) };
    const exposed = new Harness({ multicast: other });
    for (const attempt of [
      exposed.bind(`udp://${GROUP}:0`, { interface: 'eth0' }),
      exposed.dialDatagram(`udp://${GROUP}:9`, { interface: 'eth0' }),
    ]) {
      const { message } = await failure(attempt);
      assert.match(
        message,
        /the group udp:\/\/239\.7\.7\.7:\d on the interface 192\.0\.2\.9, and nobody has allowed that/,
      );
    }
    await exposed.dispose();
    await plain.dispose();
  });

  it('takes nothing from other machines while it is joined on loopback alone', async () => {
    const own = new Harness({ isOwnAddress: (address) => address !== '127.0.0.1' });
    const socket = await own.bind(`udp://${GROUP}:0`);
    (await sender()).send('from elsewhere', ip(socket.local).port, GROUP);
    await own.until(() => socket.error !== undefined);
    assert.equal(socket.error?.code, 'GROUP_UNASKED');
    assert.equal(socket.bytesReceived, 0);
    assert.deepEqual(socket.peers, []);
    assert.deepEqual(own.lastRecord().story, ['open sent', 'error received']);
    await own.dispose();
  });
});

const LOOPBACK = { netmask: '', mac: '', internal: false, cidr: null, family: 'IPv4' } as const;
