import assert from 'node:assert/strict';
import { pump } from '../../../../src/engine/services/pump';
import type { ServedConnection } from '../../../../src/engine/services/service';
import { Harness } from '../harness';

const MIB = 1024 * 1024;
const PIECE = new Uint8Array(64 * 1024).fill(0x61);

describe('engine/services/pump', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness();
  });
  afterEach(() => harness.dispose());

  it('fills up to high water while the peer does not read, and goes on when it does', async () => {
    const { connection, peer } = await harness.accepted();
    let most = 0;
    harness.engine.on('socket', () => {
      most = Math.max(most, connection.bytesWaiting);
    });
    pump(connection, () => PIECE);
    assert.equal(connection.bytesWaiting, MIB, 'at once');
    await peer.bytes(64 * MIB);
    assert.ok(most <= MIB, `${most} bytes were waiting`);
  });

  it('counts small pieces too', async () => {
    const { connection } = await harness.accepted();
    pump(connection, () => PIECE.subarray(0, 1));
    assert.equal(connection.sendsWaiting, 1024);
  });

  it('lets the event loop turn, however fast everything is taken', async () => {
    let taken = 0;
    let isOpen = true;
    const sink: ServedConnection = {
      bytesWaiting: 0,
      get sendsWaiting() {
        return taken;
      },
      send: () => Promise.resolve(),
      answer: () => {
        if (!isOpen) return Promise.reject(new Error('It is closed.'));
        taken++;
        return Promise.resolve().then(() => {
          taken--;
        });
      },
      hold: () => undefined,
      release: () => undefined,
      shutdownSending: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    pump(sink, () => PIECE);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 1));
    isOpen = false;
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(taken, 0);
  });

  it('sends what waits before FIN, and nothing more', async () => {
    const { connection, peer } = await harness.accepted();
    pump(connection, () => PIECE);
    const shut = connection.shutdownSending();
    assert.equal((await peer.rest()).length, MIB);
    await shut;
  });

  for (const [how, end] of [
    ['is half-closed from here', (each) => each.connection.shutdownSending()],
    ['is closed from here', (each) => each.connection.close(0)],
    ['is reset from here', (each) => each.connection.reset()],
    [
      'is reset by the peer',
      (each) => {
        each.peer.socket.resetAndDestroy();
        return each.connection.closed;
      },
    ],
  ] as readonly (readonly [string, (each: Awaited<ReturnType<Harness['accepted']>>) => Promise<void>])[]) {
    it(`ends when the connection ${how}`, async () => {
      const each = await harness.accepted();
      let pieces = 0;
      pump(each.connection, () => {
        pieces++;
        return PIECE;
      });
      const ending = end(each);
      each.peer.read();
      await ending;
      const before = pieces;
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      assert.ok(pieces <= before + 1, 'one more is refused, and that ends it');
    });
  }

  it('does not begin on what has ended', async () => {
    const { connection } = await harness.accepted();
    await connection.reset();
    let pieces = 0;
    pump(connection, () => {
      pieces++;
      return PIECE;
    });
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(pieces, 1);
  });
});
