import assert from 'node:assert/strict';
import { SockscopeError } from '../../../src/base/error';
import { Engine } from '../../../src/engine/engine';
import type { LiveSocket } from '../../../src/engine/liveSocket';
import { parseEndpoint } from '../../../src/engine/address/endpoint';
import { MAX_ENDED_SOCKETS } from '../../../src/engine/limits';
import { isEnded, type ConnectionState, type SocketInfo } from '../../../src/engine/socketInfo';
import type { RecordingOrigin, StartRecording } from '../../../src/engine/recording';
import { FakeRecording } from './fakeRecording';
import { fillBacklog } from './fullBacklog';
import { failure, Harness, ip, tcp, unusedPort, itWithIpv6 } from './harness';

describe('engine/engine', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness({ connectionLimit: () => 5000 });
  });
  afterEach(() => harness.dispose());

  const ids = (): string[] => [...harness.engine.sockets].map(({ id }) => id);

  it('passes through every state of a connection, and tells each change', async () => {
    const seen = new Map<string, ConnectionState[]>();
    const { engine } = harness;
    const note = (): void => {
      for (const socket of engine.sockets) {
        if (socket.kind !== 'connection') continue;
        const states = seen.get(socket.id) ?? [];
        if (states.at(-1) !== socket.state) states.push(socket.state);
        seen.set(socket.id, states);
      }
    };
    engine.on('list', note);
    engine.on('socket', note);
    const local = await harness.dialled();
    await local.connection.shutdownSending();
    local.peer.socket.end();
    await local.connection.closed;
    const remote = await harness.dialled();
    remote.peer.socket.end();
    await harness.until(() => remote.connection.state === 'half-closed-remote');
    await remote.connection.close();
    const reset = await harness.dialled();
    await reset.connection.reset();
    await failure(harness.dial(`tcp://127.0.0.1:${await unusedPort()}`));
    assert.deepEqual(
      [...seen.values()],
      [
        ['connecting', 'open', 'half-closed-local', 'closed'],
        ['connecting', 'open', 'half-closed-remote', 'closed'],
        ['connecting', 'open', 'reset'],
        ['connecting', 'failed'],
      ],
    );
  });

  it('lists all sockets in the order in which they were opened, and finds them by id', async () => {
    const { listener, connection } = await harness.accepted();
    const datagram = await harness.bind();
    assert.deepEqual([...harness.engine.sockets], [listener, connection, datagram]);
    assert.equal(harness.engine.openCount, 3);
    assert.equal(harness.engine.get(datagram.id), datagram);
    assert.equal(harness.engine.find(connection.id), connection);
    assert.equal(harness.engine.find('s99'), undefined);
    assert.throws(() => harness.engine.get('s99'), {
      code: 'UNKNOWN_SOCKET',
      message: 'There is no socket "s99": it was cleared, or never existed.',
    });
    await connection.close();
    assert.equal(harness.engine.openCount, 2);
  });

  describe('listen', () => {
    it('refuses what it does not know, before anything is listed', async () => {
      const refused = async (address: string, options: object, code: string, sentence: RegExp): Promise<void> => {
        const error = await failure(harness.engine.listen(parseEndpoint(address), options));
        assert.equal(error.code, code);
        assert.match(error.message, sentence);
      };
      await refused(':0', { service: 'telnet' }, 'UNKNOWN_SERVICE', /There is no service "telnet"/);
      await refused(':0', { service: 'reply' }, 'SERVICE_OPTION_MISSING', /give it a payload/);
      await refused('[fe80::1]:0', {}, 'ZONE_MISSING', /name the interface/);
      assert.deepEqual(ids(), []);
    });

    it('tells nobody of a socket that is not listed', async () => {
      const told: string[] = [];
      harness.engine.on('socket', ({ id }) => told.push(harness.engine.find(id) ? 'listed' : 'not listed'));
      await harness.listen();
      await harness.bind();
      await failure(
        harness.listen(tcp(harness.recordings.length > 0 ? [...harness.engine.sockets][0]!.local : undefined)),
      );
      assert.ok(!told.includes('not listed'));
    });
  });

  describe('dial', () => {
    it('dials a name over both families, here the one that answers', async () => {
      const server = await harness.serve();
      const accepted = server.accept();
      const connection = await harness.dial(`tcp://localhost:${server.port}`);
      await accepted;
      assert.equal(connection.info().remote, `tcp://127.0.0.1:${server.port}`);
      const own = ip(connection.local).port;
      assert.equal(harness.recordings[0]?.title, `tcp 127.0.0.1 ${server.port} from ${own}`);
    });

    it('tells which address of a name it took, and what became of the others', async () => {
      const addresses = ['127.0.0.2', '127.0.0.1', '127.0.0.3'];
      harness = new Harness({
        resolve: () => Promise.resolve(addresses.map((address) => ({ address, family: 4 }))),
      });
      const server = await harness.serve();
      const accepted = server.accept();
      const connection = await harness.dial(`tcp://box.test:${server.port}`);
      await accepted;
      const told = ({ attempts }: SocketInfo): (string | undefined)[] | undefined =>
        attempts?.map(({ address, outcome, code }) => `${address} ${outcome} ${code ?? ''}`.trim());
      assert.deepEqual(told(connection.info()), [
        '127.0.0.2 failed ECONNREFUSED',
        '127.0.0.1 connected',
        '127.0.0.3 untried',
      ]);
      assert.match(
        harness.recordings[0]?.records[0]?.events[0]?.detail ?? '',
        /^127\.0\.0\.2 tried at 0 ms, ECONNREFUSED after \d+ ms; 127\.0\.0\.1 tried at \d+ ms, connected/,
      );
      await failure(harness.dial(`tcp://box.test:${await unusedPort()}`));
      const failed = [...harness.engine.sockets].at(-1)!.info();
      assert.deepEqual(
        told(failed),
        addresses.map((address) => `${address} failed ECONNREFUSED`),
      );
      const numeric = await harness.dial(`tcp://127.0.0.1:${server.port}`);
      assert.equal(told(numeric.info()), undefined);
    });

    itWithIpv6('tells which address of a name UDP took: the first that there is a way to', async () => {
      // Linux gives its loopback interface no link-local addresses.
      const addresses = [
        ...(process.platform === 'linux' ? [{ address: 'fe80::1%lo', family: 6 as const }] : []),
        { address: '127.0.0.1', family: 4 as const },
        { address: '::1', family: 6 as const },
      ];
      harness = new Harness({ resolve: () => Promise.resolve(addresses) });
      const socket = await harness.dialDatagram('udp://box.test:9');
      const outcomes = socket.info().attempts?.map(({ address, outcome }) => `${address} ${outcome}`);
      assert.deepEqual(outcomes?.slice(-2), ['127.0.0.1 connected', '::1 untried']);
      if (process.platform === 'linux') assert.equal(outcomes[0], 'fe80::1%lo failed');
      assert.match(harness.recordings[0]?.records[0]?.events[0]?.detail ?? '', /127\.0\.0\.1 tried at .*connected/);
      assert.equal((await harness.dialDatagram('udp://127.0.0.1:9')).info().attempts, undefined);
    });

    it('shows what is being dialled', async () => {
      const port = await fillBacklog(harness);
      const dialling = failure(harness.dial(`tcp://127.0.0.1:${port}`));
      const [connection] = harness.engine.sockets;
      assert.equal(connection?.state, 'connecting');
      assert.equal(connection.info().remote, `tcp://127.0.0.1:${port}`);
      assert.equal(connection.info().local, '');
      await connection.close();
      assert.equal((await dialling).code, 'CANCELLED');
      assert.equal(connection.state, 'failed');
      assert.equal(connection.info().error?.message, 'Dialling was cancelled.');
      assert.deepEqual(harness.recordings, [], 'nothing is recorded of what never was');
    });

    it('gives up after its timeout', async () => {
      const port = await fillBacklog(harness);
      const error = await failure(harness.dial(`tcp://127.0.0.1:${port}`, { timeout: 50 }));
      assert.equal(error.code, 'ETIMEDOUT');
      assert.match(error.message, /did not answer in time.*allow a longer timeout/);
      assert.deepEqual(
        [...harness.engine.sockets].map(({ state }) => state),
        ['failed'],
      );
    });

    it('can be cancelled by a signal', async () => {
      const port = await fillBacklog(harness);
      const cancel = new AbortController();
      const dialling = failure(harness.dial(`tcp://127.0.0.1:${port}`, { signal: cancel.signal }));
      cancel.abort();
      assert.equal((await dialling).code, 'CANCELLED');
    });

    it('refuses what makes no sense', async () => {
      const zero = await failure(harness.dial(':0'));
      assert.equal(zero.code, 'PORT_ZERO');
      assert.match(zero.message, /name the port that the server listens on/);
      for (const timeout of [0, -1, 1.5, 2 ** 31]) {
        assert.equal((await failure(harness.dial(':1', { timeout }))).code, 'BAD_TIMEOUT');
      }
      assert.equal((await failure(harness.dial('[fe80::1]:1'))).code, 'ZONE_MISSING');
      assert.deepEqual(ids(), []);
    });

    it('lets go of the socket when it cannot be recorded', async () => {
      const server = await harness.serve();
      const accepted = server.accept();
      const reason = new SockscopeError('NO_ROOM', 'No room.');
      let title = '';
      const engine = new Engine({
        record: (recorded) => {
          title = recorded;
          throw reason;
        },
      });
      await assert.rejects(engine.dial(parseEndpoint(`tcp://127.0.0.1:${server.port}`)), reason);
      await (await accepted).rest();
      await assert.rejects(engine.dial(parseEndpoint(`udp://127.0.0.1:${server.port}`)), reason);
      await assert.rejects(engine.listen(parseEndpoint('udp://127.0.0.1:0')), reason);
      await assert.rejects(engine.listen(parseEndpoint('tcp://127.0.0.1:0')), reason);
      await harness.listen(`tcp://127.0.0.1:${title.split(' ')[2]!}`);
      assert.deepEqual(
        [...engine.sockets].map(({ state }) => state),
        ['failed', 'failed', 'failed', 'failed'],
      );
    });
  });

  it('closes everything', async () => {
    const { listener, connection } = await harness.accepted();
    const dialled = await harness.dialled();
    const datagram = await harness.bind();
    const port = await fillBacklog(harness);
    const dialling = failure(harness.dial(`tcp://127.0.0.1:${port}`));
    await harness.engine.closeAll();
    await dialling;
    for (const socket of [listener, connection, dialled.connection, datagram]) assert.equal(socket.state, 'closed');
    assert.equal(harness.engine.openCount, 0);
    assert.ok(harness.recordings.every(({ isClosed }) => isClosed));
  });

  describe('ended sockets', () => {
    it('stay listed until they are cleared', async () => {
      const { listener, connection } = await harness.accepted();
      const other = await harness.bind();
      await connection.close();
      assert.deepEqual(ids(), [listener.id, connection.id, other.id]);
      harness.engine.clearEnded();
      assert.deepEqual(ids(), [listener.id, other.id]);
      await other.close();
      harness.engine.clearEnded();
      assert.deepEqual(ids(), [listener.id]);
      assert.equal(harness.engine.openCount, 1);
    });

    it('keep a closed listener while one of its connections is open', async () => {
      const { listener, connection } = await harness.accepted();
      void listener.close();
      harness.engine.clearEnded();
      assert.deepEqual(ids(), [listener.id, connection.id]);
      await connection.close();
      await harness.until(() => listener.connections.size === 0);
      harness.engine.clearEnded();
      assert.deepEqual(ids(), []);
      assert.equal(harness.engine.openCount, 0);
    });

    it('are cleared alone of those that are named, with what listeners among them accepted', async () => {
      const listed: string[] = [];
      const note = ({ id }: LiveSocket): void => void listed.push(id);
      const { engine } = harness;
      const own = await harness.accepted();
      await own.connection.close();
      const listener = await harness.listen('tcp://127.0.0.1:0', { listed: note });
      const dialled = await harness.dial(tcp(listener.local), { listed: note });
      const bound = await harness.bind('udp://127.0.0.1:0', { listed: note });
      const sender = await engine.dial(parseEndpoint(`udp://127.0.0.1:${ip(bound.local).port}`), { listed: note });
      await harness.until(() => listener.connections.size === 1);
      await failure(harness.listen(tcp(listener.local), { listed: note }));
      await failure(harness.dial(`tcp://127.0.0.1:${await unusedPort()}`, { listed: note }));
      const named = new Set(listed);
      assert.equal(named.size, 6);
      const others = ids().filter((id) => !named.has(id));
      const [accepted] = listener.connections;
      assert.deepEqual(others, [own.listener.id, own.connection.id, accepted?.id]);

      await Promise.all([dialled.close(), accepted?.close()]);
      await harness.until(() => listener.connections.size === 0);
      engine.clearEnded(named);
      assert.deepEqual(
        ids().toSorted(),
        [own.listener.id, own.connection.id, listener.id, bound.id, sender.id].toSorted(),
      );
      void listener.close();
      await Promise.all([bound.close(), sender.close()]);
      engine.clearEnded(named);
      assert.deepEqual(ids(), [own.listener.id, own.connection.id]);
    });

    it('are at most 1,000, the oldest going first', async () => {
      const live = await harness.listen();
      const peer = ip(live.local).port;
      const taken = `tcp://127.0.0.1:${peer}`;
      for (let count = 0; count < MAX_ENDED_SOCKETS + 3; count++) await failure(harness.listen(taken));
      const listed = [...harness.engine.sockets];
      assert.equal(listed.length, MAX_ENDED_SOCKETS + 1);
      assert.equal(listed[0], live);
      assert.equal(listed[1]?.id, 's5');
      assert.equal(listed.filter(({ state }) => isEnded(state)).length, MAX_ENDED_SOCKETS);
      assert.equal(harness.engine.openCount, 1);
    });
  });

  it('says what each record is of, and leaves it to whoever opens the socket to begin it', async () => {
    const origins: RecordingOrigin[] = [];
    const titles: string[] = [];
    const record: StartRecording = (title, origin) => {
      titles.push(title);
      origins.push(origin);
      return new FakeRecording(title);
    };
    const listener = await harness.listen('tcp://127.0.0.1:0', { record });
    const port = ip(listener.local).port;
    const dialled = await harness.engine.dial(parseEndpoint(`tcp://localhost:${port}`), { record });
    const datagrams = await harness.engine.listen(parseEndpoint('udp://127.0.0.1:0'), { record });
    const target = `udp://localhost:${ip(datagrams.local).port}`;
    const dialledDatagrams = await harness.engine.dial(parseEndpoint(target), { record });
    assert.deepEqual(titles, [
      `tcp 127.0.0.1 ${port}`,
      `tcp 127.0.0.1 ${port} from ${ip(dialled.local).port}`,
      `udp 127.0.0.1 ${ip(datagrams.local).port}`,
      `udp localhost ${ip(datagrams.local).port} from ${ip(dialledDatagrams.local).port}`,
    ]);
    assert.deepEqual(origins, [
      { kind: 'listener', address: `tcp://127.0.0.1:${port}` },
      { kind: 'connection', address: `tcp://localhost:${port}` },
      { kind: 'datagramSocket', address: `udp://127.0.0.1:${ip(datagrams.local).port}` },
      { kind: 'dialledDatagramSocket', address: target },
    ]);
    assert.deepEqual(harness.recordings, [], 'the engine begins none of its own');
  });

  it('serves a thousand connections at once', async () => {
    const listener = await harness.listen('tcp://127.0.0.1:0', { service: 'echo', backlog: 1024 });
    const peers = await Promise.all(Array.from({ length: 1000 }, () => harness.connectEarly(listener)));
    await Promise.all(
      peers.map(async (peer, index) => {
        await peer.write(`number ${index}`);
        assert.equal((await peer.bytes(`number ${index}`.length)).toString(), `number ${index}`);
      }),
    );
    assert.equal(listener.connections.size, 1000);
    assert.equal(harness.engine.openCount, 1001);
    for (const peer of peers) peer.socket.end();
    await harness.until(() => listener.connections.size === 0);
    assert.equal(harness.engine.openCount, 1);
  });
});
