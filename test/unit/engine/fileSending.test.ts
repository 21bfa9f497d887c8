import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Connection } from '../../../src/engine/connection';
import { streamFile } from '../../../src/engine/fileSending';
import { KernelSockets } from '../../../src/engine/kernel/kernelSockets';
import { failure, Harness, ip } from './harness';

const PIECE = 256 * 1024;
const onLinux = process.platform === 'linux' ? it : it.skip;
const never = new AbortController().signal;

/** A file of so many bytes, each telling where it stands. */
const file =
  (size: number) =>
  (position: number): Promise<Uint8Array> =>
    Promise.resolve(
      Uint8Array.from({ length: Math.min(PIECE, size - position) }, (_, index) => (position + index) % 251),
    );

/** What the kernel has taken of a connection whose peer has read nothing: what waits at either end. */
async function inKernel(connection: Connection): Promise<number> {
  const { port } = ip(connection.local);
  const peer = ip(connection.remote).port;
  const kernel = new KernelSockets();
  const own = (await kernel.at('tcp', port))?.find(({ remote }) => remote.port === peer);
  const other = (await kernel.at('tcp', peer))?.find(({ remote }) => remote.port === port);
  assert.ok(own && other);
  return own.sendQueue + other.receiveQueue;
}

/** Nothing more fits into the kernel. */
async function full(connection: Connection): Promise<void> {
  let before = -1;
  for (let turns = 0; turns < 100; turns++) {
    const { bytesSent } = connection;
    if (bytesSent !== before) turns = 0;
    before = bytesSent;
    await nextTurn();
  }
}

describe('engine/fileSending', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness();
  });
  afterEach(() => harness.dispose());

  it('sends all pieces, and tells of each', async () => {
    const { connection, peer } = await harness.dialled();
    const told: number[][] = [];
    const read = peer.bytes(300_000);
    const sent = (piece: number, soFar: number): number => told.push([piece, soFar]);
    assert.deepEqual(await streamFile(connection, file(300_000), { size: 0, signal: never, sent }), {
      bytes: 300_000,
      waiting: 0,
      isWhole: true,
    });
    assert.deepEqual(told, [
      [PIECE, PIECE],
      [300_000 - PIECE, 300_000],
    ]);
    assert.ok((await read).every((byte, index) => byte === index % 251));
  });

  onLinux('counts what the kernel took when it is cancelled, and what cannot be taken back', async () => {
    const { connection, peer, record } = await harness.dialled();
    const size = 64 * 1024 * 1024;
    const cancel = new AbortController();
    const sending = streamFile(connection, file(size), { size, signal: cancel.signal, sent: () => undefined });
    await full(connection);
    cancel.abort();
    const { bytes, waiting, isWhole } = await sending;
    assert.equal(isWhole, false);
    assert.ok(bytes > PIECE && waiting > 0 && waiting < PIECE, `${bytes}, ${waiting}`);
    assert.equal(bytes, await inKernel(connection));
    assert.equal(connection.bytesWaiting, (bytes + waiting) % PIECE || PIECE);
    // What had begun goes on, and then the connection is as any other.
    await peer.bytes(bytes + waiting);
    await connection.send(Buffer.from('!'));
    assert.equal((await peer.bytes(bytes + waiting + 1)).at(-1), 0x21);
    assert.equal(record.bytes('sent').length, bytes + waiting + 1);
  });

  it('sends nothing more when it was cancelled between two pieces', async () => {
    const { connection } = await harness.dialled();
    const cancel = new AbortController();
    const size = 10 * PIECE;
    const sent = (): void => {
      cancel.abort();
    };
    assert.deepEqual(await streamFile(connection, file(size), { size, signal: cancel.signal, sent }), {
      bytes: PIECE,
      waiting: 0,
      isWhole: false,
    });
    assert.equal(connection.bytesSent, PIECE);
  });

  onLinux('takes back what waits behind another send', async () => {
    const { connection, peer } = await harness.dialled();
    const other = connection.send(new Uint8Array(16 * 1024 * 1024));
    const cancel = new AbortController();
    const sending = connection.sendUntil(Buffer.from('file'), cancel.signal);
    await full(connection);
    cancel.abort();
    assert.deepEqual(await sending, { sent: 0, waiting: 0 });
    await peer.bytes(16 * 1024 * 1024);
    await other;
    await connection.shutdownSending();
    assert.equal((await peer.rest()).length, 16 * 1024 * 1024);
  });

  it('says how many bytes went when the connection is closed or reset in mid-send', async () => {
    const ends = [(each: Connection) => each.close(0), (each: Connection) => each.reset()];
    for (const end of ends) {
      const { connection, record } = await harness.dialled();
      const size = 64 * 1024 * 1024;
      const sending = failure(streamFile(connection, file(size), { size, signal: never, sent: () => undefined }));
      await full(connection);
      await end(connection);
      const error = await sending;
      assert.equal(error.code, 'SEND_CUT_SHORT');
      assert.ok(connection.bytesSent > 0);
      assert.ok(error.message.startsWith(`Only ${connection.bytesSent} of ${size} bytes were sent. `), error.message);
      assert.equal(record.bytes('sent').length, connection.bytesSent);
    }
  });
});
