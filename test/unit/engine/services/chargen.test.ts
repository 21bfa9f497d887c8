import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { Harness, ip } from '../harness';

const RING = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index)).join('');
const lineAt = (index: number): string => `${(RING + RING).slice(index % 95, (index % 95) + 72)}\r\n`;

describe('engine/services/chargen', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness();
  });
  afterEach(() => harness.dispose());

  it('sends the lines of RFC 864, each one character further, without a seam', async () => {
    const { peer } = await harness.accepted('chargen');
    const lines = 20_000;
    const text = (await peer.bytes(lines * 74)).subarray(0, lines * 74).toString('latin1');
    assert.ok(text.startsWith(' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg\r\n!"#'));
    assert.equal(text, Array.from({ length: lines }, (_, index) => lineAt(index)).join(''));
  });

  it('throws away what comes', async () => {
    const { connection, peer } = await harness.accepted('chargen');
    await peer.bytes(1000);
    await peer.write(new Uint8Array(100_000));
    await harness.until(() => connection.bytesReceived === 100_000);
    assert.equal(connection.state, 'open');
    assert.equal(connection.isHeldByService, false);
  });

  it('waits for a peer that never reads, with little waiting', async () => {
    const { connection, peer } = await harness.accepted('chargen');
    let most = 0;
    harness.engine.on('socket', () => {
      most = Math.max(most, connection.bytesWaiting);
    });
    // Until the kernel takes no more.
    let before = -1;
    while (connection.bytesSent > before) {
      before = connection.bytesSent;
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(most <= 1024 * 1024 + 64 * 1024, `${most} bytes were waiting`);
    peer.socket.resetAndDestroy();
    await connection.closed;
    assert.equal(connection.state, 'reset');
    assert.equal(connection.bytesWaiting, 0);
  });

  it('ends with FIN when its peer sends FIN', async () => {
    const { connection, peer } = await harness.accepted('chargen');
    await peer.bytes(1000);
    peer.socket.end();
    await peer.rest();
    await connection.closed;
    assert.equal(connection.state, 'closed');
    assert.equal(connection.endedBy, 'received');
  });

  it('answers each datagram with 0 to 512 characters of the next line on', async () => {
    const socket = await harness.bind('udp://127.0.0.1:0', { service: 'chargen' });
    const client = dgram.createSocket('udp4');
    const lengths = new Set<number>();
    const all = Array.from({ length: 110 }, (_, index) => lineAt(index)).join('');
    for (let index = 0; index < 100; index++) {
      client.send('', ip(socket.local).port, '127.0.0.1');
      const [answer] = (await once(client, 'message')) as [Buffer];
      assert.ok(answer.length <= 512);
      const start = (index % 95) * 74;
      assert.equal(answer.toString('latin1'), all.slice(start, start + answer.length));
      lengths.add(answer.length);
    }
    client.close();
    assert.ok(lengths.size > 10, 'the lengths are drawn');
  });
});
