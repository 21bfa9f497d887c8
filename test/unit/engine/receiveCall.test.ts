import assert from 'node:assert/strict';
import { once } from 'node:events';
import { KernelSockets } from '../../../src/engine/kernel/kernelSockets';
import { MAX_RECEIVE_CALLS, MAX_RECEIVE_NEXT } from '../../../src/engine/limits';
import type { Connection } from '../../../src/engine/connection';
import type { ReceiveCall } from '../../../src/engine/receiveCall';
import { makeTempFolder } from '../../support/temp-folder';
import { skipAloud } from '../../support/tools';
import type { FakeRecord } from './fakeRecording';
import { failure, Harness, type RawPeer } from './harness';

const NOT_TOLD = 'this system does not tell what is left in the kernel';

/** Without what the kernel tells, which no other system does. */
function gotOf({ asked, got }: ReceiveCall): readonly [number, number] {
  return [asked, got];
}

function receivedLengths(record: FakeRecord): number[] {
  return record.chunks.filter(({ direction }) => direction === 'received').map(({ bytes }) => bytes.length);
}

describe('engine/receiveCall', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness();
  });
  afterEach(() => harness.dispose());

  /** The peer's bytes are in the kernel when this settles: it learns of them before of what the other side answers. */
  async function sendAll(connection: Connection, peer: RawPeer, texts: readonly string[]): Promise<void> {
    connection.hold('user');
    for (const text of texts) await peer.write(text);
    const isLocal = connection.info().local.startsWith('tcp://127.');
    assert.ok(isLocal || connection.scheme === 'unix', 'the bytes are there once they are written');
  }

  async function take(connection: Connection, ...lengths: number[]): Promise<(readonly [number, number])[]> {
    const calls: (readonly [number, number])[] = [];
    for (const length of lengths) calls.push(gotOf(await connection.recv(length)));
    return calls;
  }

  it('returns what one call takes, on a dialled connection, however it was sent', async () => {
    const { connection, peer, record } = await harness.dialled();
    await sendAll(connection, peer, ['0123456', '789abcdef']);
    assert.deepEqual(await take(connection, 4, 4, 100), [
      [4, 4],
      [4, 4],
      [100, 8],
    ]);
    assert.deepEqual(receivedLengths(record), [4, 4, 8], 'each is a chunk');
    assert.equal(record.bytes('received').toString(), '0123456789abcdef');
    assert.equal(connection.isPausedByUser, true);
  });

  it('does so on an accepted connection, and on Unix sockets', async () => {
    const folder = await makeTempFolder();
    try {
      for (const address of ['tcp://127.0.0.1:0', `unix:${folder.path}/s`]) {
        const { connection, peer, record } = await harness.accepted('manual', address);
        await sendAll(connection, peer, ['0123456789']);
        assert.deepEqual(await take(connection, 3, 3, 3, 3), [
          [3, 3],
          [3, 3],
          [3, 3],
          [3, 1],
        ]);
        assert.deepEqual(receivedLengths(record), [3, 3, 3, 1]);
      }
    } finally {
      await folder.remove();
    }
  });

  it('leaves the rest in the kernel, and says how much, where that is known', async function () {
    if (!new KernelSockets().isKnown) skipAloud(this, NOT_TOLD);
    const { connection, peer } = await harness.dialled();
    await sendAll(connection, peer, ['0123456789abcdef']);
    for (const left of [12, 8, 4, 0]) {
      assert.deepEqual(await connection.recv(4), { asked: 4, got: 4, left, offset: 12 - left });
    }
  });

  it('does not count the peer’s FIN as a byte that is left', async function () {
    if (!new KernelSockets().isKnown) skipAloud(this, NOT_TOLD);
    const { connection, peer } = await harness.dialled();
    connection.hold('user');
    peer.socket.end('abc');
    await once(peer.socket, 'finish');
    assert.deepEqual(await connection.recv(2), { asked: 2, got: 2, left: 1, offset: 0 });
    assert.deepEqual(await connection.recv(2), { asked: 2, got: 1, left: 0, offset: 2 });
  });

  it('pauses receiving first, and reads on as before once it is resumed', async () => {
    const { connection, peer, record } = await harness.dialled();
    const call = connection.recv(2);
    assert.equal(connection.isPausedByUser, true);
    assert.equal(connection.isReceivingNext, true);
    await peer.write('abcdef');
    assert.deepEqual(gotOf(await call), [2, 2]);
    assert.equal(connection.isReceivingNext, false);
    connection.release('user');
    await harness.until(() => connection.bytesReceived === 6);
    const much = Buffer.alloc(3 * 1024 * 1024, 'x');
    await peer.write(much);
    await harness.until(() => connection.bytesReceived === 6 + much.length);
    assert.ok(Math.max(...receivedLengths(record)) > 4096, 'reads are as large as ever');
    assert.ok(record.bytes('received').equals(Buffer.concat([Buffer.from('abcdef'), much])));
  });

  it('waits for something to come, and returns 0 at the peer’s FIN, again and again', async () => {
    const { connection, peer, record } = await harness.dialled();
    const waiting = connection.recv(10);
    await peer.write('abc');
    assert.deepEqual(gotOf(await waiting), [10, 3]);
    const end = connection.recv(10);
    peer.socket.end();
    assert.deepEqual(gotOf(await end), [10, 0]);
    assert.equal(connection.state, 'half-closed-remote');
    assert.deepEqual(await take(connection, 1, 1), [
      [1, 0],
      [1, 0],
    ]);
    assert.deepEqual(receivedLengths(record), [3]);
  });

  it('fails with the peer’s reset, and with the own close', async () => {
    const { connection, peer } = await harness.dialled();
    const reset = failure(connection.recv(10));
    peer.socket.resetAndDestroy();
    assert.equal((await reset).code, 'ECONNRESET');
    const other = await harness.dialled();
    const closed = failure(other.connection.recv(10));
    await other.connection.close();
    assert.equal((await closed).code, 'SOCKET_CLOSED');
    assert.equal((await failure(other.connection.recv(10))).code, 'SOCKET_CLOSED');
  });

  it('is taken back by resuming, and by a signal, and takes nothing then', async () => {
    const { connection, peer, record } = await harness.dialled();
    const resumed = failure(connection.recv(2));
    connection.release('user');
    assert.equal((await resumed).code, 'RECEIVE_TAKEN_BACK');
    await peer.write('abcd');
    await harness.until(() => connection.bytesReceived === 4);
    assert.deepEqual(receivedLengths(record), [4], 'it was read as ever');

    const giveUp = new AbortController();
    const given = connection.recv(2, giveUp.signal);
    giveUp.abort(new Error('enough'));
    await assert.rejects(given, /enough/);
    await peer.write('efgh');
    assert.equal(connection.bytesReceived, 4);
    assert.deepEqual(await take(connection, 3, 3), [
      [3, 3],
      [3, 1],
    ]);
  });

  it('waits for the recorder, too', async () => {
    const { connection, peer, record } = await harness.dialled();
    record.isFull = 'received';
    await sendAll(connection, peer, ['abcdef']);
    assert.deepEqual(await take(connection, 2), [[2, 2]]);
    const next = connection.recv(2);
    assert.equal(connection.bytesReceived, 2);
    record.drain();
    assert.deepEqual(gotOf(await next), [2, 2]);
  });

  it('can be asked again at once by whoever reads what came', async () => {
    const { connection, peer } = await harness.dialled();
    await sendAll(connection, peer, ['abcdef']);
    let next: Promise<ReceiveCall> | undefined;
    connection.onReceive(() => {
      next ??= connection.recv(3);
    });
    assert.deepEqual(gotOf(await connection.recv(2)), [2, 2]);
    assert.ok(next);
    assert.deepEqual(gotOf(await next), [3, 3]);
    assert.deepEqual(await take(connection, 100), [[100, 1]]);
  });

  it('is refused for lengths that are none, while one waits, and where reads cannot be bounded', async () => {
    const { connection } = await harness.dialled();
    for (const length of [0, -1, 1.5, NaN, MAX_RECEIVE_NEXT + 1]) {
      assert.equal((await failure(connection.recv(length))).code, 'BAD_LENGTH');
    }
    assert.equal(connection.isPausedByUser, false);
    const waiting = failure(connection.recv(1));
    assert.equal((await failure(connection.recv(1))).code, 'RECEIVE_WAITING');
    connection.release('user');
    await waiting;
    const echoed = await harness.accepted('echo');
    const error = await failure(echoed.connection.recv(1));
    assert.equal(error.code, 'RECEIVE_UNBOUNDED');
    assert.match(error.message, /service that reads by itself/);
    assert.equal(echoed.connection.isPausedByUser, false, 'nothing has changed');
  });

  it('is refused where Node does not read into our buffers', async () => {
    const fresh = new Harness({ readInto: 'fresh' });
    try {
      const { connection } = await fresh.dialled();
      assert.equal(connection.canReceiveNext, false);
      assert.equal((await failure(connection.recv(1))).code, 'RECEIVE_UNBOUNDED');
    } finally {
      await fresh.dispose();
    }
  });

  it('says so of TLS', async () => {
    const listener = await harness.listen('tls://localhost:0');
    const { local } = listener;
    assert.ok(local?.family === 'ip');
    const connection = await harness.dial(`tls://localhost:${local.port}`, { tls: { insecure: true } });
    const error = await failure(connection.recv(1));
    assert.equal(error.code, 'RECEIVE_UNBOUNDED');
    assert.match(error.message, /encrypted records/);
  });

  it('remembers the last calls', async () => {
    const { connection, peer } = await harness.dialled();
    await sendAll(connection, peer, ['x'.repeat(MAX_RECEIVE_CALLS + 2)]);
    for (let call = 0; call < MAX_RECEIVE_CALLS + 1; call++) await connection.recv(1);
    assert.equal(connection.receiveCalls.length, MAX_RECEIVE_CALLS);
    await connection.recv(7);
    assert.deepEqual(gotOf(connection.receiveCalls.at(-1)!), [7, 1]);
  });
});
