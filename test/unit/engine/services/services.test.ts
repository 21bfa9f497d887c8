import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { daytimeLine } from '../../../../src/engine/services/daytime';
import { LISTEN_OPTIONS } from '../../../../src/engine/listenOptions';
import { choiceWordsOf } from '../../../../src/engine/services/service';
import { findService, SERVICES } from '../../../../src/engine/services/services';
import { parsePayload } from '../../../../src/wire/payload/parser';
import { failure, Harness, ip } from '../harness';

const DAYTIME = /^[A-Z][a-z]+day, [A-Z][a-z]+ \d{1,2}, \d{4} \d\d:\d\d:\d\d-UTC\r\n$/;

describe('engine/services', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness();
  });
  afterEach(() => harness.dispose());

  it('are found by id, in any case', () => {
    assert.equal(findService('ECHO')?.id, 'echo');
    assert.equal(findService('telnet'), undefined);
    assert.equal(SERVICES[0].id, 'manual');
    assert.ok(SERVICES.every(({ description }) => description !== ''));
  });

  it('have names and words of their own, which the parts that use the table rely on', () => {
    const ids = SERVICES.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const service of SERVICES) {
      const words = [...choiceWordsOf(service), ...LISTEN_OPTIONS.map(({ id }) => ({ word: id }))].map(
        ({ word }) => word,
      );
      assert.equal(new Set(words).size, words.length, service.id);
      for (const word of [service.id, ...words]) assert.match(word, /^[a-z][a-z0-9]*$/);
      assert.ok(
        words.every((word) => findService(word) === undefined),
        service.id,
      );
      assert.ok(Object.values(service.options).filter(({ kind }) => kind === 'payload').length <= 1);
      for (const option of Object.values(service.options)) {
        if (option.kind === 'payload') assert.deepEqual(parsePayload(option.example).problems, []);
      }
    }
  });

  it('write the daytime as one line', () => {
    const line = Buffer.from(daytimeLine(new Date(Date.UTC(2026, 10, 21, 21, 10, 3)))).toString('latin1');
    assert.equal(line, 'Saturday, November 21, 2026 21:10:03-UTC\r\n');
    assert.match(line, DAYTIME);
  });

  describe('over TCP', () => {
    it('echo: sends everything back, then FIN for FIN', async () => {
      const { connection, peer, record } = await harness.accepted('echo');
      const bytes = randomBytes(1024 * 1024);
      peer.read();
      peer.socket.end(bytes);
      assert.ok((await peer.rest()).equals(bytes));
      await connection.closed;
      assert.equal(connection.state, 'closed');
      assert.ok(record.bytes('sent').equals(bytes));
      assert.ok(record.bytes('received').equals(bytes));
    });

    it('echo: stops reading while its peer does not read, and loses nothing', async () => {
      const { connection, peer } = await harness.accepted('echo');
      const bytes = randomBytes(32 * 1024 * 1024);
      let mostWaiting = 0;
      harness.engine.on('socket', () => {
        mostWaiting = Math.max(mostWaiting, connection.bytesWaiting);
      });
      peer.socket.end(bytes);
      await harness.until(() => connection.bytesWaiting >= 1024 * 1024);
      assert.ok((await peer.rest()).equals(bytes));
      assert.ok(mostWaiting < 2 * 1024 * 1024, `${mostWaiting} bytes were waiting`);
    });

    it('echo: loses nothing when its send queue is full of what others send', async () => {
      const { connection, peer } = await harness.accepted('echo');
      const bytes = randomBytes(24 * 1024 * 1024);
      const sent = connection.send(bytes);
      assert.equal((await failure(connection.send(new Uint8Array(1)))).code, 'SEND_QUEUE_FULL');
      await peer.write('one');
      await harness.until(() => connection.bytesReceived === 3);
      assert.equal(connection.isHeldByService, true);
      peer.socket.end('two');
      const all = await peer.rest();
      await sent;
      assert.ok(all.subarray(0, bytes.length).equals(bytes));
      assert.equal(all.subarray(bytes.length).toString(), 'onetwo');
    });

    it('echo: stops reading at many small chunks too', async () => {
      const { connection, peer, record } = await harness.accepted('echo');
      // Each chunk stays in the queue, since nothing more is sent until the record has room for what was.
      record.isFull = 'sent';
      let most = 0;
      harness.engine.on('socket', () => {
        most = Math.max(most, connection.sendsWaiting);
      });
      let sent = 0;
      while (!connection.isHeldByService && sent < 1100) {
        await peer.write('x');
        sent++;
        await harness.until(() => connection.bytesReceived === sent);
      }
      assert.ok(connection.isHeldByService);
      assert.equal(most, 1024);
      assert.equal(connection.bytesWaiting, 1024);
      record.drain();
      assert.equal((await peer.bytes(sent)).length, sent);
      assert.equal(connection.isHeldByService, false);
    });

    it('discard: reads and throws away, then FIN for FIN', async () => {
      const { connection, peer } = await harness.accepted('discard');
      peer.read();
      peer.socket.end(new Uint8Array(1024 * 1024));
      assert.equal((await peer.rest()).length, 0);
      await connection.closed;
      assert.equal(connection.bytesReceived, 1024 * 1024);
      assert.equal(connection.state, 'closed');
    });

    it('daytime: sends one line and closes', async () => {
      const { connection, peer } = await harness.accepted('daytime');
      assert.match((await peer.rest()).toString(), DAYTIME);
      peer.socket.end();
      await connection.closed;
      assert.equal(connection.state, 'closed');
      assert.equal(connection.endedBy, 'sent');
      assert.equal(connection.error, undefined);
    });

    it('manual: leaves everything to the user', async () => {
      const { connection, peer } = await harness.accepted('manual');
      peer.read();
      peer.socket.end('x');
      await harness.until(() => connection.state === 'half-closed-remote');
      assert.equal(connection.bytesSent, 0);
    });
  });

  describe('over UDP', () => {
    it('echo: one datagram for each', async () => {
      assert.equal((await harness.ask('echo', 'hello')).toString(), 'hello');
      assert.equal((await harness.ask('echo', '')).length, 0);
    });

    it('daytime: one datagram for each', async () => {
      assert.match((await harness.ask('daytime', '?')).toString(), DAYTIME);
    });

    it('discard and manual: no answer', async () => {
      for (const service of ['discard', 'manual']) {
        const socket = await harness.bind('udp://127.0.0.1:0', { service });
        const client = await harness.dialDatagram(`udp://127.0.0.1:${ip(socket.local).port}`);
        await client.send(Buffer.from('x'));
        await harness.until(() => socket.bytesReceived === 1);
        assert.equal(socket.bytesSent, 0);
      }
    });
  });
});
