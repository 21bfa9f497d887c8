import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatEndpoint } from '../../../../src/engine/address/endpoint';
import { failure, ip, tcp, unusedPort } from '../harness';
import { RelayHarness } from './relayHarness';

const MIB = 1024 * 1024;
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('engine/relay/streamFlow', () => {
  let harness: RelayHarness;
  beforeEach(() => {
    harness = new RelayHarness();
  });
  afterEach(() => harness.dispose());

  it('hands bytes on both ways, and records both sides in one capture, linked', async () => {
    const { relay, client, target } = await harness.relayed();
    await client.write('ping');
    assert.equal((await target.bytes(4)).toString(), 'ping');
    await target.write('pong!');
    assert.equal((await client.bytes(5)).toString(), 'pong!');
    assert.equal(harness.recordings.length, 1);
    const [first, second] = harness.recordings[0]!.records;
    assert.deepEqual([first!.bytes('received').toString(), first!.bytes('sent').toString()], ['ping', 'pong!']);
    assert.deepEqual([second!.bytes('sent').toString(), second!.bytes('received').toString()], ['ping', 'pong!']);
    assert.ok(harness.notes().some((note) => /^relayed to tcp:.*conversation 0/.test(note)));
    assert.ok(harness.notes().some((note) => /^relayed for tcp:.*conversation 0/.test(note)));
    const { target: dials, service, seed } = relay.info();
    assert.equal(service, 'relay');
    assert.match(dials!, /^tcp:\/\/127\.0\.0\.1:\d+$/);
    assert.ok(seed !== undefined && seed >= 0);
    const legs = [...harness.engine.sockets].filter((socket) => socket.kind === 'connection');
    assert.deepEqual(
      legs.map(({ parent, isAccepted }) => [parent, isAccepted]),
      [
        [relay.id, true],
        [relay.id, false],
      ],
    );
  });

  it('passes on a half-close in either direction, and ends the record after the last', async () => {
    const { relay, client, target } = await harness.relayed();
    client.socket.end('question');
    assert.equal((await target.rest()).toString(), 'question');
    await target.write('answer');
    assert.equal((await client.bytes(6)).toString(), 'answer');
    target.socket.end();
    await client.rest();
    await harness.until(() => relay.connections.size === 0);
    void relay.close();
    await harness.until(() => harness.recordings[0]!.isClosed);
    assert.deepEqual(
      [...harness.engine.sockets].flatMap((socket) => (socket.kind === 'connection' ? [socket.state] : [])),
      ['closed', 'closed'],
    );
  });

  it('passes on a reset in either direction', async function () {
    // A reset that is not told takes the whole time.
    this.timeout(20_000);
    const one = await harness.relayed();
    one.client.socket.resetAndDestroy();
    await one.target.read().closed();
    assert.equal(one.target.error?.code, 'ECONNRESET');
    const two = await harness.relayed();
    two.target.socket.resetAndDestroy();
    await two.client.read().closed();
    assert.equal(two.client.error?.code, 'ECONNRESET');
  });

  it('resets whoever connects where the target refuses, and says why', async () => {
    const relay = await harness.relay(`tcp://127.0.0.1:${await unusedPort()}`);
    const client = await harness.connect(relay);
    await client.read().closed();
    assert.equal(client.error?.code, 'ECONNRESET');
    assert.ok(harness.notes().some((note) => /^not relayed: .*ECONNREFUSED/.test(note)));
    const leg = [...harness.engine.sockets].find((socket) => socket.kind === 'connection' && !socket.isAccepted);
    assert.equal(leg?.state, 'failed');
  });

  it('gives up dialling a slow target when the client has gone', async () => {
    let dialled!: () => void;
    const isDialled = new Promise<void>((resolve) => (dialled = resolve));
    const slow = new RelayHarness({});
    try {
      // Nobody answers there (RFC 5737).
      const relay = await slow.relay('tcp://192.0.2.1:9', { permit: () => undefined }).catch(() => undefined);
      assert.equal(relay, undefined, 'another machine needs consent');
    } finally {
      await slow.dispose();
    }
    const allowing = new RelayHarness({ permit: () => undefined });
    try {
      const relay = await allowing.relay('tcp://192.0.2.1:9');
      allowing.engine.on('list', () => {
        if ([...allowing.engine.sockets].some(({ state }) => state === 'connecting')) dialled();
      });
      const client = await allowing.connect(relay);
      await isDialled;
      const [accepted] = relay.connections;
      await accepted!.close();
      await allowing.until(() => [...allowing.engine.sockets].every(({ state }) => state !== 'connecting'));
      client.socket.destroy();
    } finally {
      await allowing.dispose();
    }
  });

  it('slows the sender down while the reader stops, and loses nothing', async () => {
    const { relay, client, target } = await harness.relayed();
    const bytes = randomBytes(24 * MIB);
    let isSent = false;
    const sent = client.write(bytes).then(() => {
      isSent = true;
    });
    await harness.until(() => [...relay.connections][0]!.isHeldByService);
    const server = [...harness.engine.sockets].find((socket) => socket.kind === 'connection' && !socket.isAccepted);
    assert.ok(server?.kind === 'connection' && server.bytesWaiting < 3 * MIB, 'memory is bounded');
    assert.equal(isSent, false);
    assert.equal(sha(await target.bytes(bytes.length)), sha(bytes));
    await sent;
  });

  it('is the same bytes each way under delay, slices, rate and stalls', async () => {
    const impairments = { delayMs: 5, jitterMs: 3, slice: 50_000, pauseMs: 0, stall: 0.001 };
    const { client, target } = await harness.relayed({
      seed: 7,
      impairments: { client: impairments, server: { rate: 64 * MIB, delayMs: 2 } },
    });
    const [there, back] = [randomBytes(4 * MIB), randomBytes(4 * MIB)];
    client.socket.end(there);
    target.socket.end(back);
    const [got, gotBack] = await Promise.all([target.rest(), client.rest()]);
    assert.equal(sha(got), sha(there));
    assert.equal(sha(gotBack), sha(back));
  });

  it('delays, and passes on the end as late', async () => {
    const { relay, client, target } = await harness.relayed({ impairments: { client: { delayMs: 60 } } });
    const began = performance.now();
    client.socket.end('late');
    assert.equal((await target.rest()).toString(), 'late');
    assert.ok(performance.now() - began >= 55);
    assert.ok(harness.notes().some((note) => /^bytes 0 to 3: delayed by \d+(\.\d)? ms$/.test(note)));
    const { counts } = harness.engine.relayOf(relay).state;
    assert.deepEqual([counts.client.passed, counts.client.delayed, counts.server.passed], [4, 4, 0]);
  });

  it('slices what was sent at once', async () => {
    const { client, target } = await harness.relayed({ impairments: { client: { slice: 1, pauseMs: 5 } } });
    const chunks: number[] = [];
    target.socket.on('data', (bytes) => chunks.push(bytes.length));
    await client.write('abc');
    await target.bytes(3);
    assert.deepEqual(chunks, [1, 1, 1]);
  });

  it('changes bytes of the stream alike for the same seed, and notes each', async () => {
    const results: string[] = [];
    for (let i = 0; i < 2; i++) {
      const { client, target } = await harness.relayed({ seed: 7, impairments: { client: { corrupt: 0.1 } } });
      await client.write(Buffer.alloc(100));
      results.push((await target.bytes(100)).toString('hex'));
      const changed = [...(await target.bytes(100))].filter((byte) => byte !== 0).length;
      assert.ok(changed > 0);
      assert.equal(harness.notes().filter((note) => /^byte \d+ changed from 00 to /.test(note)).length, changed);
    }
    assert.equal(results[0], results[1]);
  });

  it('cuts behind so many bytes with RST, and closes with FIN', async () => {
    const cut = await harness.relayed({ impairments: { client: { cutAfter: 5 } } });
    await cut.client.write('123456789');
    // Behind bytes that it has just read, Node takes RST for FIN.
    const targetEnds = Promise.race([once(cut.target.socket, 'end'), once(cut.target.socket, 'error')]);
    cut.target.read();
    await Promise.all([cut.client.read().closed(), targetEnds]);
    assert.equal(cut.client.error?.code, 'ECONNRESET');
    assert.ok(cut.target.received.length <= 5);
    assert.ok(harness.notes().some((note) => note.startsWith('both sides were reset after 5 bytes')));
    const closing = await harness.relayed({ impairments: { client: { closeAfter: 5 } } });
    await closing.client.write('123456789');
    assert.equal((await closing.target.rest()).toString(), '12345');
    await closing.client.rest();
  });

  it('resets after a time', async () => {
    const { client, target } = await harness.relayed({ impairments: { client: { cutAfterMs: 20 } } });
    await Promise.all([client.read().closed(), target.read().closed()]);
    assert.equal(client.error?.code, 'ECONNRESET');
  });

  it('refuses the first connections, and no more', async function () {
    // A reset that is not told takes the whole time.
    this.timeout(20_000);
    const server = await harness.serve();
    const relay = await harness.relay(`tcp://127.0.0.1:${server.port}`, { impairments: { client: { refuse: 2 } } });
    for (let i = 0; i < 2; i++) {
      const refused = net.connect({ host: '127.0.0.1', port: ip(relay.local).port });
      const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
      assert.equal(error.code, 'ECONNRESET');
    }
    const accepted = server.accept();
    const client = await harness.connectEarly(relay);
    await client.write('x');
    assert.equal((await (await accepted).bytes(1)).toString(), 'x');
    assert.equal(relay.info().relayed?.refused, 2);
  });

  it('holds in a black hole, stops reading, and goes on when that is changed live', async () => {
    const { relay, client, target } = await harness.relayed({ impairments: { client: { blackhole: true } } });
    const running = harness.engine.relayOf(relay);
    const [accepted] = relay.connections;
    await client.write('abc');
    await harness.until(() => accepted!.bytesReceived === 3);
    running.set({ client: { stopReading: true } });
    assert.equal((await target.bytes(3)).toString(), 'abc');
    assert.ok(accepted!.isHeldByService);
    await client.write('def');
    running.set({ client: {} });
    assert.equal((await target.bytes(6)).toString(), 'abcdef');
  });

  it('injects into either side of the connection that is meant', async () => {
    const { relay, client, target } = await harness.relayed();
    const running = harness.engine.relayOf(relay);
    await harness.until(() => [...running.flows].every((flow) => flow.connection('server')?.state === 'open'));
    await running.inject('client', Buffer.from('to the client'));
    await running.inject('server', Buffer.from('to the server'), [...relay.connections][0]);
    assert.equal((await client.bytes(13)).toString(), 'to the client');
    assert.equal((await target.bytes(13)).toString(), 'to the server');
    client.socket.end();
    target.socket.end();
    await harness.until(() => running.flows.size === 0);
    assert.equal((await failure(running.inject('client', Buffer.from('x')))).code, 'RELAY_FLOW_NEEDED');
  });

  it('closes the target’s side when the client’s is closed here, and the other way round', async () => {
    const { relay, target, client } = await harness.relayed();
    await client.write('x');
    await target.bytes(1);
    await [...relay.connections][0]!.close();
    await target.rest();
    target.socket.end();
    await target.closed();
    const running = harness.engine.relayOf(relay);
    await harness.until(() => running.flows.size === 0);
  });

  it('says how much came that nobody took any more', async () => {
    const { relay, client, target } = await harness.relayed({ impairments: { client: { blackhole: true } } });
    const [accepted] = relay.connections;
    await client.write('lost');
    await harness.until(() => accepted!.bytesReceived === 4);
    target.socket.resetAndDestroy();
    await client.read().closed();
    await harness.until(() => harness.engine.relayOf(relay).flows.size === 0);
    assert.ok(
      harness.recordings[0]!.notes.some((note) =>
        note.includes('from the client: 4 bytes came that were not passed on'),
      ),
    );
  });

  it('mixes what carries streams: Unix outside, TLS inside', async () => {
    const path = join(tmpdir(), `sockscope-relay-${process.pid}.sock`);
    const secure = await harness.listen('tls://127.0.0.1:0', { service: 'echo' });
    const { port } = secure.local as { port: number };
    const relay = await harness.relay(`tls://127.0.0.1:${port}`, { targetTls: { insecure: true } }, `unix:${path}`);
    const client = await harness.connect(relay);
    await client.write('through both');
    assert.equal((await client.bytes(12)).toString(), 'through both');
    client.socket.end();
    await client.rest();
    assert.equal(formatEndpoint({ scheme: 'unix', path } as never), `unix:${path}`);
  });

  it('refuses itself, loops through others, and what does not fit', async () => {
    const port = await unusedPort();
    const own = `tcp://127.0.0.1:${port}`;
    assert.equal((await failure(harness.relay(own, {}, own))).code, 'RELAY_LOOP');
    assert.deepEqual([...harness.engine.sockets], []);
    const one = await harness.relay(own);
    const loop = await failure(harness.relay(tcp(one.local), {}, own));
    assert.equal(loop.code, 'RELAY_LOOP');
    assert.match(loop.message, /1 other relay,/);
    assert.equal((await failure(harness.relay('udp://127.0.0.1:9'))).code, 'RELAY_MIXED');
    assert.equal((await failure(harness.relay('tcp://127.0.0.1:0'))).code, 'PORT_ZERO');
    assert.equal((await failure(harness.relay(own, { seed: -1 }))).code, 'BAD_SEED');
    assert.equal(
      (await failure(harness.relay(own, { impairments: { client: { loss: 0.1 } } }))).code,
      'IMPAIRMENT_UNFIT',
    );
    const plain = await harness.listen();
    assert.throws(() => harness.engine.relayOf(plain), { code: 'NOT_A_RELAY' });
  });

  it('needs consent for a target that may be another machine, and none for localhost', async () => {
    assert.equal((await failure(harness.relay('tcp://192.0.2.1:80'))).code, 'NOT_EXPOSED');
    assert.equal((await failure(harness.relay('tcp://somewhere.example:80'))).code, 'NOT_EXPOSED');
    assert.equal((await harness.relay('tcp://localhost:9')).state, 'listening');
  });

  it('serves many at once, and forgets all of them', async () => {
    const server = await harness.serve();
    const relay = await harness.relay(`tcp://127.0.0.1:${server.port}`);
    const COUNT = 100;
    const peers = await Promise.all(
      Array.from({ length: COUNT }, async (_, index) => {
        const client = await harness.connectEarly(relay);
        await client.write(`${index} `.padEnd(8));
        return client;
      }),
    );
    const running = harness.engine.relayOf(relay);
    await harness.until(() => running.flows.size === COUNT);
    void relay.close();
    for (const flow of running.flows) void flow.connection('client')?.close();
    await harness.until(() => running.flows.size === 0);
    for (const peer of peers) peer.socket.destroy();
    await harness.until(() => harness.recordings[0]!.isClosed);
  });
});
