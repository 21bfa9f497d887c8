import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Connection } from '../../../../src/engine/connection';
import { failure, Harness, ip } from '../harness';

/** Accepts, sends what it is told and resets, as often as somebody comes; each time it says so. */
const RESETTING_SERVER = `
  const bytes = process.argv[1];
  const server = require('node:net').createServer((socket) => {
    socket.on('error', () => {});
    const reset = () => { socket.resetAndDestroy(); };
    socket.once('close', () => console.log('reset'));
    if (bytes === '') reset();
    else socket.write(bytes, reset);
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

/** Blocks this process until another one has printed something, so that whatever happens meanwhile is not looked at. */
function standStill(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

describe('engine/earlyReset', () => {
  let harness: Harness;
  let server: ChildProcess;
  beforeEach(() => {
    harness = new Harness();
  });
  afterEach(async () => {
    await harness.dispose();
    server.kill('SIGKILL');
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  });

  async function serve(bytes: string): Promise<string> {
    server = spawn(process.execPath, ['-e', RESETTING_SERVER, bytes], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = (await once(server.stdout!, 'data')) as [Buffer];
    return `tcp://127.0.0.1:${port.toString().trim()}`;
  }

  /** The peer has reset before this process looks for what became of its dialling. */
  async function dialBlindly(address: string): Promise<Connection> {
    const dialling = harness.dial(address);
    // The name is resolved in this turn; after it the system connects while nobody looks.
    setImmediate(() => {
      standStill(300);
    });
    return dialling;
  }

  for (const bytes of ['hello', '']) {
    it(`lists a dialled connection that was reset at once, and keeps its ${bytes.length} bytes`, async () => {
      const address = await serve(bytes);
      for (let round = 0; round < 5; round++) {
        const connection = await dialBlindly(address);
        const received: Buffer[] = [];
        connection.onReceive((chunk) => received.push(Buffer.from(chunk)));
        await connection.closed;
        assert.equal(connection.state, 'reset');
        assert.equal(connection.error?.code, 'ECONNRESET');
        assert.equal(connection.endedBy, 'received');
        assert.equal(Buffer.concat(received).toString(), bytes);
        assert.equal(connection.bytesReceived, bytes.length);
        assert.ok(ip(connection.local).port > 0);
        assert.equal(connection.info().remote, address);
        const chunks = bytes === '' ? [] : [`chunk received ${bytes.length}`];
        assert.deepEqual(harness.lastRecord().story, ['open sent', ...chunks, 'reset received']);
        assert.equal(harness.engine.find(connection.id), connection);
        assert.equal(harness.recordings.at(-1)?.isClosed, true);
      }
    });
  }

  it('fails what is sent there, has nothing of it in the record, and gives what was received first', async () => {
    const connection = await dialBlindly(await serve('hello'));
    const error = await failure(connection.send(Buffer.from('anybody there?')));
    assert.ok(['ECONNRESET', 'EPIPE'].includes(error.code), error.code);
    await connection.closed;
    assert.deepEqual(harness.lastRecord().story, ['open sent', 'chunk received 5', 'reset received']);
    assert.equal(connection.doubt, undefined);
    assert.equal(connection.bytesSent, 0);
  });

  it('gives the bytes when they are asked for, and closes when it is told to', async () => {
    const held = await dialBlindly(await serve('hello'));
    held.hold('user');
    await held.close(0);
    assert.equal(held.state, 'closed');
    assert.equal(held.bytesReceived, 0);
  });
});
