import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { makeTempFolder } from '../../support/temp-folder';
import { MAX_BYTES_WAITING, MAX_SEND_PIECE } from '../../../src/engine/limits';
import type { Connection } from '../../../src/engine/connection';
import { KernelSockets } from '../../../src/engine/kernel/kernelSockets';
import { mayHideReset } from '../../../src/engine/kernel/peerEnd';
import { failure, Harness, tcp, type RawPeer } from './harness';

/** More than the kernel's buffers of both ends take. */
const TOO_MUCH = 16 * 1024 * 1024;

/** Milliseconds that closing waits for a peer who does not read: what holds after two seconds holds after these. */
const GRACE = 50;

/** A hundred turns of the event loop, each with a chunk the other way: enough to read megabytes, if anything was read. */
async function goRound(connection: Connection, peer: RawPeer): Promise<void> {
  for (let count = 1; count <= 100; count++) {
    await connection.send(Buffer.from('?'));
    await peer.bytes(count);
  }
}

describe('engine/connection', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness();
  });
  afterEach(() => harness.dispose());

  describe('life', () => {
    it('is open once connected, and knows both ends', async () => {
      const { connection, peer, record } = await harness.dialled();
      assert.equal(connection.state, 'open');
      assert.equal(tcp(connection.local), `tcp://127.0.0.1:${String(peer.socket.remotePort)}`);
      assert.equal(tcp(connection.remote), `tcp://127.0.0.1:${String(peer.socket.localPort)}`);
      assert.deepEqual(record.story, ['open sent']);
      assert.deepEqual(connection.info(), {
        id: connection.id,
        kind: 'connection',
        state: 'open',
        local: tcp(connection.local),
        remote: tcp(connection.remote),
        bytesReceived: 0,
        bytesSent: 0,
        openedAt: connection.openedAt,
        capture: `memory:tcp 127.0.0.1 ${String(peer.socket.localPort)} from ${String(peer.socket.remotePort)}`,
      });
    });

    it('sends and receives, every byte value, in order', async () => {
      const { connection, peer, record } = await harness.dialled();
      const all = Uint8Array.from({ length: 256 }, (_, index) => index);
      await connection.send(all);
      assert.deepEqual(Uint8Array.from(await peer.bytes(256)), all);
      const received: Uint8Array[] = [];
      const stop = connection.onReceive((bytes) => received.push(bytes));
      await peer.write(all);
      await harness.until(() => connection.bytesReceived === 256);
      assert.deepEqual(Uint8Array.from(Buffer.concat(received)), all);
      assert.equal(connection.bytesSent, 256);
      stop();
      await peer.write('x');
      await harness.until(() => connection.bytesReceived === 257);
      assert.equal(Buffer.concat(received).length, 256);
      assert.deepEqual(Uint8Array.from(record.bytes('sent')), all);
    });

    it('refuses to send before it is connected and after it is closed', async () => {
      const { connection } = await harness.dialled();
      const dialling = harness.engine.dial({ scheme: 'tcp', host: 'localhost', port: 1 });
      const connecting = [...harness.engine.sockets].at(-1);
      assert.ok(connecting?.kind === 'connection');
      assert.equal(connecting.state, 'connecting');
      const early = await failure(connecting.send(new Uint8Array(1)));
      assert.equal(early.code, 'NOT_CONNECTED');
      assert.match(early.message, /The connection to tcp:\/\/localhost:1 is not open yet: wait/);
      assert.equal((await failure(connecting.reset())).code, 'NOT_CONNECTED');
      await failure(dialling);
      assert.equal((await failure(connecting.send(new Uint8Array(1)))).code, 'ECONNREFUSED');

      await connection.close();
      const late = await failure(connection.send(new Uint8Array(1)));
      assert.equal(late.code, 'SOCKET_CLOSED');
      assert.match(late.message, /is closed\. Dial again/);
      assert.equal((await failure(connection.shutdownSending())).code, 'SOCKET_CLOSED');
      assert.equal((await failure(connection.reset())).code, 'SOCKET_CLOSED');
    });
  });

  describe('half-close', () => {
    it('still receives after it has shut down sending', async () => {
      const { connection, peer, record } = await harness.dialled();
      const last = connection.send(Buffer.from('last words'));
      await connection.shutdownSending();
      await last;
      assert.equal(connection.state, 'half-closed-local');
      assert.equal((await peer.rest()).toString(), 'last words');
      const refused = await failure(connection.send(new Uint8Array(1)));
      assert.equal(refused.code, 'SENDING_SHUT_DOWN');
      assert.match(refused.message, /was shut down \(FIN was sent\): it can only receive/);
      assert.equal((await failure(connection.shutdownSending())).code, 'SENDING_SHUT_DOWN');
      await peer.write('answer');
      await harness.until(() => connection.bytesReceived === 6);
      peer.socket.end();
      await connection.closed;
      assert.equal(connection.state, 'closed');
      assert.equal(connection.endedBy, 'sent');
      assert.equal(connection.error, undefined);
      assert.deepEqual(record.story, [
        'open sent',
        'chunk sent 10',
        'shutdown sent',
        'chunk received 6',
        'shutdown received',
        'close sent',
      ]);
    });

    it('still sends after the peer has shut down sending', async () => {
      const { connection, peer, record } = await harness.accepted();
      peer.socket.end('question');
      await harness.until(() => connection.state === 'half-closed-remote');
      assert.equal(connection.bytesReceived, 8);
      await connection.send(Buffer.from('answer'));
      assert.equal((await peer.bytes(6)).toString(), 'answer');
      await connection.shutdownSending();
      await connection.closed;
      assert.equal(connection.endedBy, 'received');
      assert.deepEqual(record.story, [
        'open received',
        'chunk received 8',
        'shutdown received',
        'chunk sent 6',
        'shutdown sent',
        'close received',
      ]);
    });

    it('sends FIN after everything that waits, and takes nothing more meanwhile', async () => {
      const { connection, peer } = await harness.dialled();
      const sent = connection.send(new Uint8Array(TOO_MUCH));
      const shutdown = connection.shutdownSending();
      assert.equal((await failure(connection.send(new Uint8Array(1)))).code, 'SENDING_SHUT_DOWN');
      assert.equal(connection.state, 'open');
      assert.equal((await peer.rest()).length, TOO_MUCH);
      await Promise.all([sent, shutdown]);
      assert.equal(connection.state, 'half-closed-local');
    });
  });

  describe('close', () => {
    it('hands everything that waits to the kernel first', async () => {
      const { connection, peer, record } = await harness.dialled();
      const sent = connection.send(new Uint8Array(TOO_MUCH));
      const closed = connection.close();
      assert.equal((await failure(connection.send(new Uint8Array(1)))).code, 'SOCKET_CLOSED');
      assert.equal((await peer.rest()).length, TOO_MUCH);
      await Promise.all([sent, closed, connection.close()]);
      assert.equal(connection.state, 'closed');
      assert.equal(connection.error, undefined);
      assert.equal(connection.endedBy, 'sent');
      assert.deepEqual(record.lifecycle, ['open sent', 'close sent']);
      assert.ok(connection.endedAt !== undefined && connection.endedAt >= connection.openedAt);
    });

    it('says what was not sent when the peer does not read in time', async () => {
      const { connection, record } = await harness.dialled();
      const sent = failure(connection.send(new Uint8Array(TOO_MUCH)));
      await connection.close(GRACE);
      const error = await sent;
      assert.equal(error.code, 'UNSENT_BYTES');
      const unsent = TOO_MUCH - connection.bytesSent;
      assert.equal(
        error.message,
        `Closed while ${unsent} bytes were still waiting to be sent: the peer did not read more.`,
      );
      assert.equal(connection.error, error);
      assert.equal(connection.state, 'closed');
      assert.equal(connection.bytesWaiting, 0);
      assert.equal(record.bytes('sent').length, connection.bytesSent, 'only what the kernel took is recorded');
      // Windows takes what it is given as a whole, and does not say how far it has come.
      const errors = process.platform === 'win32' ? ['error sent', 'error sent'] : ['error sent'];
      assert.deepEqual(record.lifecycle, ['open sent', ...errors, 'close sent']);
    });

    it('records what the kernel took, to the byte', async function () {
      if (process.platform === 'win32') this.skip();
      const { connection, peer, record } = await harness.dialled();
      const bytes = randomBytes(TOO_MUCH);
      const sent = failure(connection.send(bytes));
      await connection.close(GRACE);
      await sent;
      const received = await peer.rest();
      assert.equal(connection.bytesSent, received.length);
      assert.ok(record.bytes('sent').equals(received));
      assert.ok(bytes.subarray(0, received.length).equals(received));
      assert.equal(connection.doubt, undefined);
    });

    it('does not wait for a recorder that is full', async () => {
      const { connection, peer, record } = await harness.dialled();
      peer.read();
      record.isFull = true;
      await connection.send(new Uint8Array(1));
      void failure(connection.send(new Uint8Array(1)));
      await connection.close(GRACE);
      assert.equal(connection.state, 'closed');
    });

    it('sees the peer’s close', async () => {
      const { connection, peer } = await harness.dialled();
      peer.socket.end();
      await harness.until(() => connection.state === 'half-closed-remote');
      await connection.close();
      assert.equal(connection.endedBy, 'received');
    });

    it('ends the record of a dialled connection', async () => {
      const { connection } = await harness.dialled();
      await connection.close();
      assert.deepEqual(
        harness.recordings.map(({ isClosed }) => isClosed),
        [true],
      );
    });
  });

  describe('reset', () => {
    it('sends RST: the peer sees ECONNRESET', async () => {
      const { connection, peer, record } = await harness.dialled();
      peer.read();
      await connection.reset();
      await peer.closed();
      assert.equal(peer.error?.code, 'ECONNRESET');
      assert.equal(connection.state, 'reset');
      assert.equal(connection.endedBy, 'sent');
      assert.equal(connection.error, undefined);
      assert.deepEqual(record.story, ['open sent', 'reset sent']);
    });

    it('works after half-close too', async () => {
      const { connection, peer } = await harness.dialled();
      await connection.shutdownSending();
      await peer.rest();
      await connection.reset();
      assert.equal(connection.state, 'reset');
      // Who has read FIN reads no more, and learns of RST by writing.
      await assert.rejects(peer.write('x'), /ECONNRESET|EPIPE/);
    });

    it('ends a half-close that is under way', async () => {
      const { connection, peer } = await harness.dialled();
      peer.read();
      const half = connection.shutdownSending();
      await connection.reset();
      await half.catch(() => undefined);
      await peer.closed();
      assert.equal(connection.state, 'reset');
    });

    it('goes before a half-close that waits for bytes to be taken', async () => {
      const { connection } = await harness.dialled();
      const sent = failure(connection.send(new Uint8Array(TOO_MUCH)));
      await harness.until(() => connection.bytesSent > 0);
      const half = connection.shutdownSending().catch(() => undefined);
      await connection.reset();
      await Promise.all([sent, half]);
      assert.equal(connection.state, 'reset');
    });

    it('fails what was still waiting, and records none of it', async () => {
      const { connection, record } = await harness.dialled();
      const sent = failure(connection.send(new Uint8Array(TOO_MUCH)));
      // The kernel's buffers are full when a piece has been taken and the next waits.
      await harness.until(() => connection.bytesSent > 0);
      await connection.reset();
      assert.equal((await sent).code, 'SOCKET_CLOSED');
      assert.equal(connection.bytesSent, record.bytes('sent').length);
      assert.ok(connection.bytesSent < TOO_MUCH);
      assert.equal(record.story.at(-1), 'reset sent');
    });

    it('sees the peer’s RST', async () => {
      const { connection, peer, record } = await harness.dialled();
      peer.socket.resetAndDestroy();
      await connection.closed;
      assert.equal(connection.state, 'reset');
      assert.equal(connection.endedBy, 'received');
      assert.equal(connection.error?.code, 'ECONNRESET');
      assert.match(connection.error.message, /was reset by the peer: it sent RST instead of closing/);
      assert.equal(connection.info().error?.code, 'ECONNRESET');
      assert.deepEqual(record.story, ['open sent', 'reset received']);
      assert.equal((await failure(connection.send(new Uint8Array(1)))).code, 'ECONNRESET');
    });

    it('fails a send that waits when the peer resets', async () => {
      const { connection, peer } = await harness.dialled();
      const sent = failure(connection.send(new Uint8Array(TOO_MUCH)));
      await harness.until(() => connection.bytesSent > 0);
      peer.socket.resetAndDestroy();
      assert.match((await sent).code, /^(ECONNRESET|EPIPE)$/);
      await connection.closed;
      assert.equal(connection.state, 'reset');
    });

    it('says that it is unsure of the bytes that were being sent when the peer resets', async () => {
      const { connection, peer, record } = await harness.dialled();
      const sent = failure(connection.send(new Uint8Array(TOO_MUCH)));
      await harness.until(() => connection.bytesSent > 0);
      peer.socket.resetAndDestroy();
      await sent;
      await connection.closed;
      assert.equal(connection.doubt?.code, 'SENT_UNSURE');
      const [, most = ''] =
        /up to (\d+) bytes more than are recorded may have been sent/.exec(connection.doubt.message) ?? [];
      assert.ok(Number(most) > 0 && Number(most) <= MAX_SEND_PIECE, most);
      assert.equal(connection.bytesSent, record.bytes('sent').length);
      assert.deepEqual(record.lifecycle, ['open sent', 'error sent', 'reset received']);
      assert.equal(connection.info().doubt?.code, 'SENT_UNSURE');
    });

    it('is sure of what failed as a whole', async () => {
      const { connection, peer } = await harness.dialled();
      connection.hold('user');
      peer.socket.resetAndDestroy();
      await peer.closed();
      while ((await connection.send(new Uint8Array(1)).catch(() => 'failed')) !== 'failed') continue;
      await connection.closed;
      assert.equal(connection.doubt, undefined);
    });

    /** The peer answers and closes without having read everything: its system sends RST at once behind the answer. */
    async function answerAndReset({ connection, peer }: { connection: Connection; peer: RawPeer }): Promise<void> {
      await connection.send(new Uint8Array(1000));
      void peer.write('abc');
      peer.socket.destroy();
      await connection.closed;
    }

    it('tells RST from FIN when it comes right behind bytes', async () => {
      for (let round = 0; round < 5; round++) {
        const dialled = await harness.dialled();
        await answerAndReset(dialled);
        const { connection, record } = dialled;
        assert.equal(connection.state, 'reset');
        assert.equal(connection.endedBy, 'received');
        assert.equal(connection.error?.code, 'ECONNRESET');
        assert.equal(connection.bytesReceived, 3);
        assert.deepEqual(record.lifecycle, ['open sent', 'reset received']);
      }
    });

    it('does so with a service that waits for FIN, and while sends wait', async () => {
      const echo = await harness.accepted('discard');
      await answerAndReset(echo);
      assert.equal(echo.connection.state, 'reset');
      assert.deepEqual(echo.record.lifecycle, ['open received', 'reset received']);

      const dialled = await harness.dialled();
      const sent = failure(dialled.connection.send(new Uint8Array(TOO_MUCH)));
      await harness.until(() => dialled.connection.bytesSent > 0);
      void dialled.peer.write('abc');
      dialled.peer.socket.destroy();
      await sent;
      await dialled.connection.closed;
      assert.equal(dialled.connection.state, 'reset');
      assert.ok(!dialled.record.story.includes('shutdown received'));
    });

    it('takes FIN for FIN while sends wait', async () => {
      const { connection, peer } = await harness.dialled();
      const sent = connection.send(new Uint8Array(TOO_MUCH));
      await harness.until(() => connection.bytesSent > 0);
      peer.socket.end('abc');
      await harness.until(() => connection.state === 'half-closed-remote');
      assert.equal((await peer.bytes(TOO_MUCH)).length, TOO_MUCH);
      await sent;
      await connection.close();
      assert.equal(connection.state, 'closed');
    });

    const onLinux = process.platform === 'linux' ? it : it.skip;

    onLinux('tells RST from FIN after this side has shut down sending, as the kernel’s table has it', async () => {
      const { connection, peer, record } = await harness.dialled();
      await connection.send(new Uint8Array(1000));
      await connection.shutdownSending();
      void peer.write('abc');
      peer.socket.destroy();
      await connection.closed;
      assert.equal(connection.state, 'reset');
      assert.equal(connection.error?.code, 'ECONNRESET');
      assert.deepEqual(record.lifecycle, ['open sent', 'shutdown sent', 'reset received']);

      const ordinary = await harness.dialled();
      await ordinary.connection.send(new Uint8Array(1000));
      await ordinary.connection.shutdownSending();
      await ordinary.peer.rest();
      ordinary.peer.socket.end('abc');
      await ordinary.connection.closed;
      assert.equal(ordinary.connection.state, 'closed');
      assert.equal(ordinary.connection.doubt, undefined);
      assert.deepEqual(ordinary.record.lifecycle, ['open sent', 'shutdown sent', 'shutdown received', 'close sent']);
    });

    it('says that it is unsure where the kernel does not tell', async () => {
      const silent = new Harness({ kernel: new KernelSockets({ platform: 'darwin' }) });
      try {
        const { connection, peer, record } = await silent.dialled();
        await connection.shutdownSending();
        await peer.rest();
        peer.socket.end('abc');
        await connection.closed;
        assert.equal(connection.state, 'closed');
        assert.equal(connection.doubt?.code, mayHideReset() ? 'END_UNSURE' : undefined);
        if (mayHideReset())
          assert.match(record.events.find(({ kind }) => kind === 'error')?.detail ?? '', /the system does not tell/);
      } finally {
        await silent.dispose();
      }
    });
  });

  describe('sending', () => {
    it('shows what waits while the peer does not read, refuses more above 16 MiB, and goes on when it reads', async () => {
      const { connection, peer, record } = await harness.dialled();
      const bytes = randomBytes(24 * 1024 * 1024);
      const sent = connection.send(bytes);
      const refused = await failure(connection.send(new Uint8Array(1)));
      assert.equal(refused.code, 'SEND_QUEUE_FULL');
      assert.ok(connection.bytesWaiting > MAX_BYTES_WAITING);
      assert.equal(connection.sendsWaiting, 1);
      assert.ok((await peer.bytes(bytes.length)).equals(bytes));
      await sent;
      assert.equal(connection.bytesWaiting, 0);
      assert.equal(connection.bytesSent, bytes.length);
      assert.ok(record.bytes('sent').equals(bytes));
      assert.ok(record.chunks.every((chunk) => chunk.bytes.length <= MAX_SEND_PIECE));
    });

    it('records a chunk before its send settles, one for each small send', async () => {
      const { connection, record } = await harness.dialled();
      const bytes = Buffer.from('once');
      await connection.send(bytes);
      assert.equal(record.chunks[0]?.bytes, bytes, 'handed over, not copied');
      await Promise.all(['a', 'bc', '', 'def'].map((text) => connection.send(Buffer.from(text))));
      assert.deepEqual(record.story, ['open sent', 'chunk sent 4', 'chunk sent 1', 'chunk sent 2', 'chunk sent 3']);
    });

    it('waits for the recorder before it sends on', async () => {
      const { connection, peer, record } = await harness.dialled();
      peer.read();
      record.isFull = true;
      await connection.send(Buffer.from('one'));
      const second = connection.send(Buffer.from('two'));
      await peer.bytes(3);
      assert.equal(connection.bytesWaiting, 3);
      assert.equal(record.refusals, 1);
      record.drain();
      await second;
      assert.equal((await peer.bytes(6)).toString(), 'onetwo');
    });

    it('fails with EPIPE or ECONNRESET when the peer is gone', async () => {
      const { connection, peer } = await harness.dialled();
      // Nothing is read, so that only sending notices.
      connection.hold('user');
      peer.socket.resetAndDestroy();
      await peer.closed();
      let error: Error | undefined;
      while (!error) {
        await connection.send(new Uint8Array(1)).catch((reason: unknown) => {
          error = reason as Error;
        });
      }
      await connection.closed;
      assert.match(connection.error?.code ?? '', /^(EPIPE|ECONNRESET)$/);
      assert.equal(connection.state, 'reset');
    });
  });

  describe('receiving', () => {
    it('pauses and resumes: the peer’s writes block meanwhile, and nothing is lost', async () => {
      const { connection, peer } = await harness.dialled();
      const received: Uint8Array[] = [];
      connection.onReceive((bytes) => received.push(bytes));
      connection.hold('user');
      assert.equal(connection.isPausedByUser, true);
      const bytes = randomBytes(TOO_MUCH);
      let isTaken = false;
      const written = peer.write(bytes).then(() => {
        isTaken = true;
      });
      await goRound(connection, peer);
      assert.equal(isTaken, false, 'the peer’s write blocks');
      assert.equal(connection.bytesReceived, 0);
      connection.release('user');
      assert.equal(connection.isPausedByUser, false);
      await written;
      await harness.until(() => connection.bytesReceived === bytes.length);
      assert.ok(Buffer.concat(received).equals(bytes));
    });

    it('stays paused until nobody holds it any more', async () => {
      const { connection, peer } = await harness.dialled();
      connection.hold('user');
      connection.hold('reader');
      connection.hold('reader');
      await peer.write('x');
      connection.release('user');
      connection.release('user');
      await goRound(connection, peer);
      assert.equal(connection.bytesReceived, 0);
      connection.release('reader');
      await harness.until(() => connection.bytesReceived === 1);
    });

    it('can be paused before it is connected', async () => {
      const server = await harness.serve();
      const accepted = server.accept();
      const dialling = harness.dial(`tcp://127.0.0.1:${server.port}`);
      const connection = [...harness.engine.sockets].at(-1);
      assert.ok(connection?.kind === 'connection');
      connection.hold('user');
      const peer = await accepted;
      await dialling;
      await peer.write('x');
      await goRound(connection, peer);
      assert.equal(connection.bytesReceived, 0);
      connection.release('user');
      await harness.until(() => connection.bytesReceived === 1);
    });

    it('stops reading while the recorder is full, and loses nothing', async () => {
      const { connection, peer, record } = await harness.dialled();
      record.isFull = 'received';
      const bytes = randomBytes(TOO_MUCH);
      const written = peer.write(bytes);
      await harness.until(() => record.refusals > 0);
      await goRound(connection, peer);
      assert.ok(connection.bytesReceived < 1024 * 1024, `${connection.bytesReceived} bytes were read all the same`);
      record.drain();
      await written;
      await harness.until(() => connection.bytesReceived === bytes.length);
      assert.ok(record.bytes('received').equals(bytes));
    });
  });

  describe('on a Unix socket', () => {
    it('works the same, and says that there is no reset', async () => {
      const folder = await makeTempFolder();
      try {
        const { connection, peer, record } = await harness.accepted('manual', `unix:${folder.path}/s`);
        assert.equal(connection.info().local, `unix:${folder.path}/s`);
        assert.equal(connection.info().remote, undefined);
        await connection.send(Buffer.from('hello'));
        assert.equal((await peer.bytes(5)).toString(), 'hello');
        const error = await failure(connection.reset());
        assert.equal(error.code, 'RESET_UNSUPPORTED');
        assert.match(error.message, /have no reset \(RST is a part of TCP\): close it instead/);
        assert.equal(connection.state, 'open');
        peer.socket.end();
        await harness.until(() => connection.state === 'half-closed-remote');
        await connection.close();
        assert.deepEqual(record.lifecycle, ['open received', 'shutdown received', 'close received']);
      } finally {
        await folder.remove();
      }
    });
  });

  it('keeps its counts after its end', async () => {
    const { connection, peer } = await harness.dialled();
    await connection.send(Buffer.from('12345'));
    await peer.bytes(5);
    const closed = once(peer.socket, 'end');
    await connection.close();
    await closed;
    assert.equal(connection.info().bytesSent, 5);
    assert.equal(connection.info().state, 'closed');
    connection.hold('user');
    connection.release('user');
  });
});
