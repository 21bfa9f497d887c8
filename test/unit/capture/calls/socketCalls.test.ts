import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { fileURLToPath } from 'node:url';
import { callsOf } from '../../../../src/capture/calls/socketCalls';
import type { SocketCall } from '../../../../src/capture/calls/socketCall';
import type { LiveCapture } from '../../../../src/capture/record/liveCapture';
import { parseEndpoint } from '../../../../src/engine/address/endpoint';
import type { Connection } from '../../../../src/engine/connection';
import { Engine } from '../../../../src/engine/engine';
import type { Listener } from '../../../../src/engine/listener';
import type { LiveSocket } from '../../../../src/engine/liveSocket';
import { eventually } from '../../../support/eventually';
import { makeTestStore, type TestStore } from '../recording';

describe('capture/calls/socketCalls', () => {
  let store: TestStore;
  let engine: Engine;
  const peers = new Set<net.Socket>();

  beforeEach(async () => {
    store = await makeTestStore();
    engine = new Engine({ record: store.store.startRecording });
  });
  afterEach(async () => {
    for (const peer of peers) peer.destroy();
    peers.clear();
    await engine.closeAll();
    await store.remove();
  });

  async function recordOf(socket: LiveSocket): Promise<LiveCapture> {
    const capture = store.store.find(fileURLToPath(socket.recording!.uri))!;
    await capture.flush();
    return capture;
  }

  async function calls(socket: LiveSocket, most?: number): Promise<string[]> {
    const { first, last } = callsOf(socket, await recordOf(socket), most);
    return [...first, ...last].map(textOf);
  }

  function textOf({ text, note, behind }: SocketCall): string {
    return [text, note, behind].filter((part) => part !== undefined).join(' ');
  }

  async function listen(): Promise<Listener> {
    return (await engine.listen(parseEndpoint('tcp://127.0.0.1:0'), { backlog: 7 })) as Listener;
  }

  async function accepted(): Promise<{ listener: Listener; connection: Connection; peer: net.Socket }> {
    const listener = await listen();
    const { local } = listener;
    assert.ok(local?.family === 'ip');
    const peer = net.connect({ port: local.port, host: '127.0.0.1', allowHalfOpen: true });
    peers.add(peer);
    peer.on('error', () => undefined);
    await once(peer, 'connect');
    const connection = await eventually(() => {
      const found = [...engine.sockets].find((socket) => socket.kind === 'connection');
      assert.ok(found);
      return found;
    });
    return { listener, connection, peer };
  }

  it('tells what a listener and what it accepts call', async () => {
    const { listener, connection, peer } = await accepted();
    assert.ok(listener.local?.family === 'ip');
    const { port } = listener.local;
    assert.deepEqual(await calls(listener), [
      'socket(AF_INET, SOCK_STREAM)',
      `bind(127.0.0.1:${port}) = 0`,
      'listen(7) = 0',
      `accept → :${peer.localPort}`,
      'accept waiting',
    ]);
    peer.write('abcd');
    await eventually(() => {
      assert.equal(connection.bytesReceived, 4);
    });
    await connection.send(new Uint8Array(3));
    peer.end();
    await eventually(() => {
      assert.equal(connection.state, 'half-closed-remote');
    });
    await connection.shutdownSending();
    await connection.close();
    assert.deepEqual(await calls(connection), [
      `accept → :${peer.localPort}`,
      'recv = 4',
      'send(3) = 3',
      'recv = 0 fin',
      'shutdown(SHUT_WR) = 0',
      'close()',
    ]);
    const { last } = callsOf(connection, await recordOf(connection));
    assert.deepEqual(last.map(({ bytes, conversation }) => [bytes, conversation]).slice(0, 2), [
      [{ direction: 'received', offset: 0, length: 4 }, 0],
      [{ direction: 'sent', offset: 0, length: 3 }, 0],
    ]);
    void listener.close();
    assert.equal((await calls(listener)).at(-1), 'close()');
  });

  it('tells what single calls of recv asked for, and that one waits', async () => {
    const { connection, peer } = await accepted();
    connection.hold('user');
    peer.write('abcdefgh');
    const first = await connection.recv(4);
    assert.deepEqual([first.got, first.offset], [4, 0]);
    await connection.recv(4);
    const waiting = connection.recv(9);
    assert.deepEqual((await calls(connection)).slice(1), ['recv(4) = 4', 'recv(4) = 4', 'recv(9) waiting']);
    connection.release('user');
    await assert.rejects(waiting);
  });

  it('tells a long send as one call, while it waits and when it has returned', async () => {
    const { connection, peer } = await accepted();
    peer.pause();
    const length = 12_000_000;
    const sending = connection.send(new Uint8Array(length));
    const second = connection.send(new Uint8Array(10));
    const waiting = await eventually(async () => {
      const [, call] = await calls(connection);
      const taken = /^send\(12000000\)(?: = (\d+))? waiting 1$/.exec(call ?? '');
      assert.ok(taken, call);
      assert.equal((await calls(connection)).length, 2);
      return Number(taken[1] ?? 0);
    });
    assert.ok(waiting < length, String(waiting));
    assert.equal(connection.currentSend?.length, length);
    peer.resume();
    await Promise.all([sending, second]);
    assert.deepEqual((await calls(connection)).slice(1), ['send(12000000) = 12000000', 'send(10) = 10']);
    const { last } = callsOf(connection, await recordOf(connection));
    assert.deepEqual(last[0]?.bytes, { direction: 'sent', offset: 0, length });
  });

  it('tells how dialling went, and with which error number it failed', async () => {
    const { listener } = await accepted();
    assert.ok(listener.local?.family === 'ip');
    const address = `tcp://127.0.0.1:${listener.local.port}`;
    const dialled = (await engine.dial(parseEndpoint(address))) as Connection;
    const { first } = callsOf(dialled, await recordOf(dialled));
    assert.deepEqual(first.map(textOf), [
      'socket(AF_INET, SOCK_STREAM)',
      `connect(127.0.0.1:${listener.local.port}) = 0`,
    ]);
    assert.ok((first[1]?.took ?? -1) >= 0);
    await dialled.reset();
    assert.equal((await calls(dialled)).at(-1), 'close() reset');
    void listener.close();
    await assert.rejects(engine.dial(parseEndpoint(address)));
    const failed = [...engine.sockets].at(-1)!;
    assert.deepEqual(callsOf(failed, undefined).first.map(textOf), [
      'socket(AF_INET, SOCK_STREAM)',
      `connect(127.0.0.1:${listener.local.port}) = -1 ECONNREFUSED`,
    ]);
    const taken = await listen();
    assert.ok(taken.local?.family === 'ip');
    await assert.rejects(engine.listen(parseEndpoint(`tcp://127.0.0.1:${taken.local.port}`)));
    const refused = [...engine.sockets].at(-1)!;
    assert.deepEqual(callsOf(refused, undefined).first.at(-1), {
      text: `bind(127.0.0.1:${taken.local.port}) = -1 EADDRINUSE`,
      isFailed: true,
    });
  });

  it('tells a reset of the peer', async () => {
    const { connection, peer } = await accepted();
    peer.resetAndDestroy();
    await connection.closed;
    const [, call] = await calls(connection);
    assert.match(call ?? '', /^recv = -1 ECONNRESET$/);
  });

  it('tells of UDP who sent, and to whom', async () => {
    const bound = await engine.listen(parseEndpoint('udp://127.0.0.1:0'));
    assert.ok(bound.kind === 'datagram' && bound.local);
    const { port } = bound.local;
    const dialled = await engine.dial(parseEndpoint(`udp://127.0.0.1:${port}`));
    assert.ok(dialled.kind === 'datagram' && dialled.local);
    await dialled.send(new Uint8Array(5));
    await eventually(() => {
      assert.equal(bound.bytesReceived, 5);
    });
    await bound.send(new Uint8Array(2), dialled.local);
    await eventually(() => {
      assert.equal(dialled.bytesReceived, 2);
    });
    assert.deepEqual(await calls(bound), [
      'socket(AF_INET, SOCK_DGRAM)',
      `bind(127.0.0.1:${port}) = 0`,
      `recvfrom = 5 ← :${dialled.local.port}`,
      `sendto(2, :${dialled.local.port}) = 2`,
    ]);
    assert.deepEqual(await calls(dialled), [
      'socket(AF_INET, SOCK_DGRAM)',
      `connect(127.0.0.1:${port}) = 0`,
      'send(5) = 5',
      'recv = 2',
    ]);
  });

  it('lists no more than it is asked for, and counts the others', async () => {
    const { connection } = await accepted();
    for (let index = 1; index <= 9; index++) await connection.send(new Uint8Array(index));
    const { last, omitted } = callsOf(connection, await recordOf(connection), 3);
    assert.deepEqual([last.map(textOf), omitted], [['send(7) = 7', 'send(8) = 8', 'send(9) = 9'], 6]);
  });

  it('names what a Unix socket calls', async () => {
    const path = `${store.begin().path}.sock`;
    const listener = await engine.listen(parseEndpoint(`unix:${path}`));
    await engine.dial(parseEndpoint(`unix:${path}`));
    await eventually(async () => {
      assert.deepEqual(await calls(listener), [
        'socket(AF_UNIX, SOCK_STREAM)',
        `bind(${path}) = 0`,
        'listen(511) = 0',
        'accept →',
        'accept waiting',
      ]);
    });
  });
});
