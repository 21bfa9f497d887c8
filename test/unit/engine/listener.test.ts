import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';
import { Listener } from '../../../src/engine/listener';
import { fillBacklog } from './fullBacklog';
import { failure, Harness, ip, itWithIpv6, tcp, unusedPort } from './harness';

/** Three clients that send and reset at once. */
const RESETTING = `
  const net = require('node:net');
  for (let i = 0; i < 3; i++) {
    const client = net.connect(Number(process.argv[1]), '127.0.0.1', () => client.write('hello', () => client.resetAndDestroy()));
  }
`;

describe('engine/listener', () => {
  let harness: Harness;
  let limit = 1000;
  beforeEach(() => {
    limit = 1000;
    harness = new Harness({ connectionLimit: () => limit });
  });
  afterEach(() => harness.dispose());

  it('reports the real port when it listens on port 0', async () => {
    const listener = await harness.listen();
    assert.notEqual(ip(listener.local).port, 0);
    assert.equal(listener.state, 'listening');
    assert.deepEqual(listener.info(), {
      id: 's1',
      kind: 'listener',
      state: 'listening',
      local: tcp(listener.local),
      service: 'manual',
      bytesReceived: 0,
      bytesSent: 0,
      openedAt: listener.openedAt,
      capture: `memory:tcp 127.0.0.1 ${ip(listener.local).port}`,
      connectionsRefused: 0,
    });
    assert.deepEqual(harness.recordings[0]?.notes, [`listening on ${tcp(listener.local)}, service manual`]);
  });

  for (const address of ['tcp://[::1]:0', 'tcp://localhost:0']) {
    (address.includes('::1') ? itWithIpv6 : it)(`listens on ${address}`, async () => {
      const { connection, peer } = await harness.accepted('manual', address);
      assert.equal(connection.info().remote, `tcp://${peerAddress(peer.socket)}`);
    });
  }

  it('shares its own end with its connections, so that thousands of them ask and keep it once', async () => {
    const { connection, listener } = await harness.accepted();
    assert.equal(connection.local, listener.local);
  });

  it('keeps several clients apart, each answered by its own message', async () => {
    const listener = await harness.listen();
    const peers = [await harness.connect(listener), await harness.connect(listener), await harness.connect(listener)];
    const connections = [...listener.connections];
    assert.equal(connections.length, 3);
    assert.equal(new Set(connections.map((connection) => connection.id)).size, 3);
    for (const [index, connection] of connections.entries()) {
      assert.equal(connection.parent, listener.id);
      assert.equal(connection.info().remote, `tcp://${peerAddress(peers[index]!.socket)}`);
      assert.equal(connection.info().local, listener.info().local);
      await connection.send(Buffer.from(`you are ${index}`));
    }
    for (const [index, peer] of peers.entries()) assert.equal((await peer.bytes(9)).toString(), `you are ${index}`);
    assert.equal(listener.bytesSent, 27);
    assert.equal(listener.acceptedCount, 3);
    assert.equal(harness.recordings.length, 1, 'one capture for the listener with its connections');
    assert.equal(harness.recordings[0]?.records.length, 3);
  });

  it('refuses and counts the connection past the limit, and accepts again when one has ended', async () => {
    limit = 2;
    const listener = await harness.listen();
    const first = await harness.connect(listener);
    await harness.connect(listener);
    const third = net.connect({ host: '127.0.0.1', port: ip(listener.local).port });
    harness.adopt(third);
    // The system had taken it before the limit was looked at: it ends with FIN or RST.
    third.on('error', () => undefined);
    await new Promise((resolve) => third.once('close', resolve));
    await harness.until(() => listener.refusedCount === 1);
    assert.equal(listener.acceptedCount, 2);
    assert.equal(listener.connections.size, 2);
    assert.match(harness.recordings[0]?.notes.at(-1) ?? '', /a connection was refused: the limit/);
    first.socket.resetAndDestroy();
    await harness.until(() => listener.connections.size === 1);
    await harness.connect(listener);
    assert.equal(listener.refusedCount, 1);
  });

  it('keeps the bytes of connections that have ended', async () => {
    const { listener, connection, peer } = await harness.accepted();
    peer.read();
    await peer.write('12345');
    await harness.until(() => listener.bytesReceived === 5);
    await connection.send(Buffer.from('123'));
    await connection.close();
    await harness.until(() => listener.connections.size === 0);
    assert.equal(listener.bytesReceived, 5);
    assert.equal(listener.bytesSent, 3);
    await harness.connect(listener);
    assert.equal(listener.info().bytesReceived, 5);
  });

  it('closes without its connections, and ends its record after the last of them', async () => {
    const { listener, connection, peer } = await harness.accepted();
    const port = ip(listener.local).port;
    void listener.close();
    void listener.close();
    assert.equal(listener.state, 'closed');
    assert.ok(listener.endedAt !== undefined);
    await connection.send(Buffer.from('still here'));
    assert.equal((await peer.bytes(10)).toString(), 'still here');
    const refused = net.connect({ host: '127.0.0.1', port });
    assert.match(String(await once(refused, 'error')), /ECONNREFUSED/);
    assert.equal(harness.recordings[0]?.isClosed, false);
    await connection.close();
    await harness.until(() => listener.connections.size === 0);
    assert.equal(harness.recordings[0].isClosed, true);
    assert.equal(harness.recordings[0].notes.at(-1), 'stopped listening');
  });

  for (const address of ['127.0.0.1', '0.0.0.0']) {
    it(`lists a connection on ${address} that was reset before it was looked at, with its bytes`, async () => {
      const { engine, recordings } = new Harness({ permit: () => undefined });
      const listener = await engine.listen({ scheme: 'tcp', host: address, port: 0 });
      assert.ok(listener instanceof Listener);
      const { port } = ip(listener.local);
      const ended = new Promise<void>((resolve) => {
        engine.on('socket', () => {
          const connections = [...engine.sockets].filter(({ kind }) => kind === 'connection');
          if (connections.length === 3 && connections.every(({ state }) => state === 'reset')) resolve();
        });
      });
      // This process looks at nothing meanwhile.
      execFileSync(process.execPath, ['-e', RESETTING, String(port)]);
      await ended;
      assert.equal(listener.acceptedCount, 3);
      assert.equal(listener.bytesReceived, 15);
      for (const connection of engine.sockets) {
        if (connection.kind !== 'connection') continue;
        assert.equal(connection.remote, undefined);
        assert.equal(connection.info().remote, undefined);
        assert.equal(connection.info().local, `tcp://127.0.0.1:${port}`);
        assert.equal(connection.error?.code, 'ECONNRESET');
      }
      const [recording] = recordings;
      assert.equal(recording?.records.length, 3);
      for (const record of recording.records) {
        assert.equal(record.bytes('received').toString(), 'hello');
        assert.match(record.events[0]?.detail ?? '', /had reset already: the system no longer told its address/);
        assert.deepEqual(record.lifecycle, ['open received', 'reset received']);
      }
      assert.equal(new Set(recording.remotes.map((remote) => JSON.stringify(remote))).size, 3, 'told apart');
      await engine.closeAll();
    });
  }

  it('takes a backlog', async () => {
    const listener = await harness.listen('tcp://127.0.0.1:0', { backlog: 1 });
    await harness.connect(listener);
    assert.equal(listener.acceptedCount, 1);
  });

  it('closes again what the system bound elsewhere than was allowed', async () => {
    const address: net.Server['address'] = Reflect.get(net.Server.prototype, 'address');
    const ports: number[] = [];
    net.Server.prototype.address = function (this: net.Server) {
      const bound = address.call(this);
      assert.ok(bound !== null && typeof bound === 'object');
      ports.push(bound.port);
      return { ...bound, address: '0.0.0.0' };
    };
    try {
      assert.equal((await failure(harness.listen())).code, 'BOUND_ELSEWHERE');
    } finally {
      net.Server.prototype.address = address;
    }
    assert.equal([...harness.engine.sockets][0]?.state, 'failed');
    assert.equal(harness.recordings.length, 0);
    const refused = net.connect({ host: '127.0.0.1', port: ports[0]! });
    assert.match(String(await once(refused, 'error')), /ECONNREFUSED/);
  });

  itWithIpv6('takes IPv4 on [::] as well, unless it is told not to', async () => {
    harness = new Harness({ permit: () => undefined });
    const listener = await harness.listen('tcp://[::]:0');
    const { port } = ip(listener.local);
    const peer = harness.adopt(net.connect({ host: '127.0.0.1', port }));
    await harness.until(() => listener.acceptedCount === 1);
    const [connection] = listener.connections;
    assert.equal(ip(connection?.remote).address, '::ffff:127.0.0.1');
    peer.destroy();
    const only = await harness.listen('tcp://[::]:0', { v6only: true });
    const refused = net.connect({ host: '127.0.0.1', port: ip(only.local).port });
    assert.match(String(await once(refused, 'error')), /ECONNREFUSED/);
    harness.adopt(net.connect({ host: '::1', port: ip(only.local).port }));
    await harness.until(() => only.acceptedCount === 1);
  });

  it('takes no v6only where there is no IPv6', async () => {
    for (const address of ['tcp://127.0.0.1:0', 'udp://127.0.0.1:0', 'local:sockscope-never']) {
      assert.equal((await failure(harness.listen(address, { v6only: true }))).code, 'V6ONLY_UNFIT');
    }
    assert.deepEqual([...harness.engine.sockets], []);
  });

  describe('when the address is taken', () => {
    it('names our own listener', async () => {
      const own = await harness.listen('tcp://127.0.0.1:0', { service: 'echo' });
      const address = tcp(own.local);
      const error = await failure(harness.listen(address));
      assert.equal(error.code, 'EADDRINUSE');
      assert.match(
        error.message,
        new RegExp(`^Cannot listen on ${address}: Sockscope already listens on ${address} itself \\(service echo\\)`),
      );
      assert.match(
        error.message,
        /Close that listener, or choose another port; port 0 takes a free one\. \(EADDRINUSE\)$/,
      );
      const failed = [...harness.engine.sockets].at(-1);
      assert.equal(failed?.state, 'failed');
      assert.equal(failed.info().local, address, 'it says where it was to listen');
      assert.equal(failed.info().error?.message, error.message);
      assert.equal(harness.recordings.length, 1, 'nothing is recorded of what failed');
    });

    it('names our own connection whose local end it is', async () => {
      const { connection } = await harness.dialled();
      const error = await failure(harness.listen(tcp(connection.local)));
      assert.equal(error.code, 'EADDRINUSE');
      assert.match(
        error.message,
        /is the local end of a connection that Sockscope has with tcp:\/\/127\.0\.0\.1:\d+\. Close that/,
      );
    });

    it('says that another program has it', async () => {
      const server = await harness.serve();
      const error = await failure(harness.listen(`tcp://127.0.0.1:${server.port}`));
      assert.equal(error.code, 'EADDRINUSE');
      assert.match(error.message, /(another program listens on tcp:\/\/127\.0\.0\.1:\d+\.|the port is in use)/);
    });

    it('is free again at once after closing', async () => {
      const { listener, connection } = await harness.accepted();
      const address = tcp(listener.local);
      void listener.close();
      await connection.close();
      assert.equal(tcp((await harness.listen(address)).local), address);
    });
  });

  it('hangs nobody: a full backlog of another program does not keep us from listening elsewhere', async () => {
    const port = await fillBacklog(harness);
    assert.equal((await failure(harness.listen(`tcp://127.0.0.1:${port}`))).code, 'EADDRINUSE');
    await harness.listen(`tcp://127.0.0.1:${await unusedPort()}`);
  });

  describe('on a Unix path', () => {
    let folder: TempFolder;
    let path: string;
    beforeEach(async () => {
      folder = await makeTempFolder();
      path = `${folder.path}/s.sock`;
    });
    afterEach(() => folder.remove());

    it('makes its file, and removes it when it closes', async () => {
      const { listener, peer } = await harness.accepted('echo', `unix:${path}`);
      assert.equal(existsSync(path), true);
      assert.equal(listener.info().local, `unix:${path}`);
      await peer.write('hello');
      assert.equal((await peer.bytes(5)).toString(), 'hello');
      assert.equal(harness.recordings[0]?.title, `unix ${path}`);
      void listener.close();
      assert.equal(existsSync(path), false);
    });

    it('keeps a file that somebody else has put in its place', async () => {
      const listener = await harness.listen(`unix:${path}`);
      await rename(path, `${path}.moved`);
      await writeFile(path, 'mine');
      void listener.close();
      assert.equal(existsSync(path), true);
      assert.equal(existsSync(`${path}.moved`), true);
    });

    it('closes when its file or its whole folder is gone', async () => {
      const listener = await harness.listen(`unix:${path}`);
      await folder.remove();
      void listener.close();
      assert.equal(listener.state, 'closed');
    });

    it('names our own listener, without connecting to it', async () => {
      const own = await harness.listen(`unix:${path}`);
      const error = await failure(harness.listen(`unix:${path}`));
      assert.equal(error.code, 'EADDRINUSE');
      assert.match(error.message, /Sockscope already listens on unix:.* itself/);
      assert.equal(own.acceptedCount, 0);
    });

    it('fails in a folder that does not exist', async () => {
      const error = await failure(harness.listen(`unix:${folder.path}/none/s.sock`));
      assert.equal(error.code, 'ENOENT');
      assert.match(error.message, /its folder does not exist\. Create the folder first/);
    });
  });
});

function peerAddress({ localAddress, localPort }: net.Socket): string {
  const host = localAddress?.includes(':') === true ? `[${localAddress}]` : String(localAddress);
  return `${host}:${String(localPort)}`;
}
