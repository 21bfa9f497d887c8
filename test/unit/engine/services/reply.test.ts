import assert from 'node:assert/strict';
import { Harness } from '../harness';

const MIB = 1024 * 1024;
const payload = Buffer.from('pong');

describe('engine/services/reply', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness();
  });
  afterEach(() => harness.dispose());

  const reply = (options: Parameters<Harness['accepted']>[2] = {}): ReturnType<Harness['accepted']> =>
    harness.accepted('reply', undefined, { payload, ...options });

  it('sends its payload for each chunk that comes, and keeps the connection', async () => {
    const { connection, peer } = await reply();
    await peer.write('a');
    assert.equal((await peer.bytes(4)).toString(), 'pong');
    await peer.write('b');
    assert.equal((await peer.bytes(8)).toString(), 'pongpong');
    assert.equal(connection.state, 'open');
    peer.socket.end();
    await peer.rest();
    await connection.closed;
    assert.equal(connection.state, 'closed');
  });

  it('sends it once and closes', async () => {
    const { connection, peer } = await reply({ then: 'close' });
    assert.equal(connection.bytesSent, 0);
    await peer.write('a');
    assert.equal((await peer.rest()).toString(), 'pong');
    peer.socket.end();
    await connection.closed;
    assert.equal(connection.endedBy, 'sent');
  });

  it('greets, and answers nothing more', async () => {
    const { connection, peer } = await reply({ when: 'connected', then: 'keep' });
    assert.equal((await peer.bytes(4)).toString(), 'pong');
    await peer.write('a');
    await harness.until(() => connection.bytesReceived === 1);
    peer.socket.end();
    assert.equal((await peer.rest()).toString(), 'pong');
    await connection.closed;
  });

  it('greets and closes', async () => {
    const { connection, peer } = await reply({ when: 'connected', then: 'close' });
    assert.equal((await peer.rest()).toString(), 'pong');
    peer.socket.end();
    await connection.closed;
    assert.equal(connection.bytesReceived, 0);
  });

  it('closes only once all of a large payload has left', async () => {
    const large = Buffer.alloc(16 * MIB, 'x');
    const { connection, peer } = await reply({ payload: large, when: 'connected', then: 'close' });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(connection.state, 'open');
    assert.equal((await peer.rest()).length, large.length);
  });

  it('stops reading while its peer does not read, and loses nothing', async () => {
    const large = Buffer.alloc(MIB, 'x');
    const { connection, peer, record } = await reply({ payload: large });
    let most = 0;
    harness.engine.on('socket', () => {
      most = Math.max(most, connection.bytesWaiting);
    });
    for (let sent = 1; !connection.isHeldByService; sent++) {
      await peer.write('a');
      await harness.until(() => connection.isHeldByService || connection.bytesReceived === sent);
    }
    assert.ok(most < 3 * MIB, `${most} bytes were waiting`);
    peer.socket.end();
    const received = await peer.rest();
    await connection.closed;
    const chunks = record.chunks.filter(({ direction }) => direction === 'received').length;
    assert.equal(received.length, chunks * MIB);
    assert.equal(connection.isHeldByService, false);
  });

  it('ends when the peer resets in the middle of a payload', async () => {
    const large = Buffer.alloc(64 * MIB, 'x');
    const { connection, peer } = await reply({ payload: large, when: 'connected', then: 'close' });
    await peer.bytes(1000);
    peer.socket.resetAndDestroy();
    await connection.closed;
    assert.equal(connection.state, 'reset');
    assert.equal(connection.bytesWaiting, 0);
  });

  it('answers each datagram', async () => {
    assert.equal((await harness.ask('reply', '?', { payload })).toString(), 'pong');
    assert.equal((await harness.ask('reply', '', { payload: new Uint8Array(0) })).length, 0);
  });
});
