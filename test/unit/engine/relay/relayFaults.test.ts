import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { ip, unusedPort } from '../harness';
import { RelayHarness, type RelayedPair } from './relayHarness';

const MIB = 1024 * 1024;
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What the event loop of this process still watches of sockets. */
function openSockets(): number {
  const kinds = ['TCPSocketWrap', 'TCPServerWrap', 'PipeWrap', 'UDPWRAP', 'ConnectWrap'];
  return process.getActiveResourcesInfo().filter((kind) => kinds.includes(kind)).length;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('engine/relay under faults', function () {
  this.timeout(90_000);
  let harness: RelayHarness;
  let before: number;
  beforeEach(() => {
    before = openSockets();
    harness = new RelayHarness();
  });
  afterEach(async () => {
    await harness.dispose();
    // Handles are closed a turn after their sockets.
    for (let turns = 0; turns < 100 && openSockets() > before; turns++) await turn();
    assert.equal(openSockets(), before, 'nothing is left open');
  });

  /** Bytes of all conversations of the first recording; and those of which it says that they were not passed on. */
  function recorded(): { received: number; sent: number; lost: number } {
    const { records, notes } = harness.recordings[0]!;
    const sum = (direction: 'sent' | 'received'): number =>
      records.reduce((bytes, record) => bytes + record.bytes(direction).length, 0);
    const lost = notes.map((note) => Number(/(\d+) bytes came that were not passed on/.exec(note)?.[1] ?? 0));
    return { received: sum('received'), sent: sum('sent'), lost: lost.reduce((one, other) => one + other, 0) };
  }

  /** Nothing came that neither went on nor is told of. */
  function assertTold(): void {
    const { received, sent, lost } = recorded();
    assert.ok(sent + lost >= received, `${received} came, ${sent} went on, ${lost} are told to be lost`);
  }

  async function flowsEnd({ relay }: Pick<RelayedPair, 'relay'>): Promise<void> {
    const running = harness.engine.relayOf(relay);
    await harness.until(() => running.flows.size === 0);
  }

  it('tells the client that the target died in mid-flow, and what was lost by that', async () => {
    const pair = await harness.relayed();
    const { client, target, relay } = pair;
    client.socket.write(randomBytes(16 * MIB));
    const [accepted] = relay.connections;
    await harness.until(() => accepted!.isHeldByService && accepted!.bytesReceived > MIB);
    target.socket.resetAndDestroy();
    await client.read().closed();
    assert.ok(client.error?.code === 'ECONNRESET' || client.error?.code === 'EPIPE', client.error?.code);
    await flowsEnd(pair);
    assertTold();
    assert.ok(recorded().lost > 0);
  });

  it('reads nothing before a slow target is there, and then hands on everything', async () => {
    let isSlow = false;
    let found!: () => void;
    const isFound = new Promise<void>((resolve) => (found = resolve));
    const slow = new RelayHarness({
      resolve: async () => {
        if (isSlow) await isFound;
        return [{ address: '127.0.0.1', family: 4 }];
      },
    });
    try {
      const server = await slow.serve();
      const relay = await slow.relay(`tcp://localhost:${server.port}`);
      isSlow = true;
      const accepted = server.accept();
      const client = await slow.connect(relay);
      const bytes = randomBytes(200_000);
      await client.write(bytes);
      client.socket.end();
      const [leg] = relay.connections;
      assert.equal(leg!.bytesReceived, 0);
      found();
      assert.equal(sha(await (await accepted).rest()), sha(bytes));
    } finally {
      await slow.dispose();
    }
  });

  it('is bounded by readers that stop at both its sides, and loses nothing', async () => {
    const { client, target, relay } = await harness.relayed();
    const [there, back] = [randomBytes(24 * MIB), randomBytes(24 * MIB)];
    client.socket.end(there);
    target.socket.end(back);
    const legs = (): { bytesWaiting: number; isHeldByService: boolean }[] =>
      [...harness.engine.sockets].flatMap((socket) => (socket.kind === 'connection' ? [socket] : []));
    await harness.until(() => legs().length === 2 && legs().every((leg) => leg.isHeldByService));
    assert.ok(
      legs().every(({ bytesWaiting }) => bytesWaiting < 2 * MIB),
      'memory is bounded',
    );
    const [got, gotBack] = await Promise.all([target.rest(), client.rest()]);
    assert.deepEqual([sha(got), sha(gotBack)], [sha(there), sha(back)]);
    await flowsEnd({ relay });
    const { received, sent, lost } = recorded();
    assert.deepEqual([received, sent, lost], [48 * MIB, 48 * MIB, 0]);
  });

  it('keeps a bounded part in a black hole, however long, and lets all go behind it', async () => {
    const { client, target, relay } = await harness.relayed({ impairments: { client: { blackhole: true } } });
    const bytes = randomBytes(24 * MIB);
    client.socket.end(bytes);
    const [accepted] = relay.connections;
    await harness.until(() => accepted!.isHeldByService);
    // The limit, and what a read may bring on top.
    assert.ok(accepted!.bytesReceived <= 4 * MIB + 65_536, String(accepted!.bytesReceived));
    harness.engine.relayOf(relay).set({ client: {} });
    assert.equal(sha(await target.rest()), sha(bytes));
  });

  it('closes under load without leaving anything open or untold', async () => {
    const server = await harness.serve();
    const relay = await harness.relay(`tcp://127.0.0.1:${server.port}`, { impairments: { server: { delayMs: 5 } } });
    for (let number = 0; number < 8; number++) {
      const accepted = server.accept();
      const client = (await harness.connect(relay)).read();
      const { socket } = await accepted;
      socket.on('data', (bytes) => socket.write(bytes)).resume();
      const flood = (): void => {
        while (!client.socket.destroyed && client.socket.write(randomBytes(65_536)));
      };
      client.socket.on('drain', flood);
      flood();
    }
    await harness.until(() => [...relay.connections].every(({ bytesSent }) => bytesSent > MIB));
    await harness.engine.closeAll();
    while (!harness.recordings[0]!.isClosed) await turn();
    assertTold();
  });

  it('passes on that a target refuses, to each of many at once', async () => {
    const relay = await harness.relay(`tcp://127.0.0.1:${await unusedPort()}`);
    const clients = await Promise.all(Array.from({ length: 50 }, () => harness.connectEarly(relay)));
    await Promise.all(clients.map((client) => client.read().closed()));
    await flowsEnd({ relay });
    assert.equal(harness.notes().filter((note) => note.includes('ECONNREFUSED')).length, 50);
  });

  it('stops a loop through a relay of another window at the limit of connections', async () => {
    const LIMIT = 40;
    const other = new RelayHarness({ connectionLimit: () => LIMIT });
    const one = new RelayHarness({ connectionLimit: () => LIMIT });
    try {
      const port = await unusedPort();
      const back = await other.relay(`tcp://127.0.0.1:${port}`);
      const relay = await one.relay(`tcp://127.0.0.1:${ip(back.local).port}`, {}, `tcp://127.0.0.1:${port}`);
      const client = (await one.connectEarly(relay)).read();
      await Promise.race([once(client.socket, 'end'), once(client.socket, 'close')]);
      client.socket.end();
      await client.closed();
      for (const each of [one, other]) {
        const running = each.engine.relayOf(each === one ? relay : back);
        await each.until(() => running.flows.size === 0);
      }
    } finally {
      await one.dispose();
      await other.dispose();
    }
  });

  it('has a bounded number of sockets for 10,000 peers, and forgets those too', async () => {
    const PEERS = 10_000;
    const AT_ONCE = 100;
    const MOST = 200;
    const many = new RelayHarness({ relayLimits: { idle: 50, maxPeers: MOST } });
    const server = dgram.createSocket('udp4');
    let arrived = 0;
    server.on('message', () => arrived++);
    try {
      server.bind(0, '127.0.0.1');
      await once(server, 'listening');
      const relay = await many.relayDatagrams(`udp://127.0.0.1:${server.address().port}`);
      const running = many.engine.relayOf(relay).datagrams!;
      let most = 0;
      for (let sent = 0; sent < PEERS; sent += AT_ONCE) {
        const clients = Array.from({ length: AT_ONCE }, () => dgram.createSocket('udp4'));
        for (const client of clients) client.send('x', ip(relay.local).port, '127.0.0.1');
        await many.until(() => relay.bytesReceived === sent + AT_ONCE);
        most = Math.max(most, running.peers);
        for (const client of clients) client.close();
      }
      assert.ok(most <= MOST, `${most} peers`);
      while (running.peers > 0) await turn();
      const sentOn = (): number =>
        many.recordings[0]!.records.reduce((bytes, record) => bytes + record.bytes('sent').length, 0);
      await relay.close();
      await many.engine.closeAll();
      while (!many.recordings[0]!.isClosed) await turn();
      const untold = many.recordings[0]!.notes.map((note) =>
        Number(/(\d+) datagrams came that could not be sent on/.exec(note)?.[1] ?? 0),
      ).reduce((one, other) => one + other, 0);
      assert.equal(sentOn() + untold, PEERS);
      assert.ok(arrived > 0);
    } finally {
      await many.dispose();
      server.close();
    }
  });
});
