import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { parseScript } from '../../src/wire/syntax/scriptParser';
import { failure, Harness } from '../unit/engine/harness';

/** What a program of its own does with the pipe at `process.argv[1]`, whose path the system takes. */
const ECHO_ONCE = `
  require('node:net').createServer((socket) => socket.pipe(socket)).listen(process.argv[1], () => console.log('ready'));`;

describe('a named pipe', () => {
  let harness: Harness;
  let name: string;
  let count = 0;
  beforeEach(() => {
    harness = new Harness();
    name = `sockscope-test-${process.pid}-${++count}`;
  });
  afterEach(() => harness.dispose());

  it('listens, and other programs find it where such pipes are', async () => {
    const listener = await harness.listen(`pipe:${name}`, { service: 'echo' });
    assert.equal(listener.info().local, `pipe:${name}`);
    const peer = harness.adopt(net.connect(`\\\\.\\pipe\\${name}`));
    peer.write('hello');
    const [bytes] = (await once(peer, 'data')) as [Buffer];
    assert.equal(String(bytes), 'hello');
    const [connection] = listener.connections;
    assert.deepEqual(connection?.remote, { family: 'pipe', path: '' });
    assert.equal(connection.bytesReceived, 5);
  });

  it('is dialled in a program of its own', async () => {
    const path = `\\\\.\\pipe\\${name}`;
    const server = spawn(process.execPath, ['-e', ECHO_ONCE, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(server.stdout, 'data');
      const connection = await harness.dial(path);
      assert.deepEqual(connection.remote, { family: 'pipe', path: name });
      await connection.send(Buffer.from('there and back'));
      await harness.until(() => connection.bytesReceived === 14);
      await connection.close();
    } finally {
      server.kill();
      await once(server, 'exit');
    }
  });

  it('has no half-close: at the end of the peer both ways are closed', async () => {
    const listener = await harness.listen(`pipe:${name}`);
    const peer = harness.adopt(net.connect({ path: `\\\\.\\pipe\\${name}`, allowHalfOpen: true }));
    await harness.until(() => listener.connections.size === 1);
    const [connection] = listener.connections;
    assert.ok(connection);
    peer.end('the last');
    await connection.closed;
    assert.equal(connection.state, 'closed');
    assert.equal(connection.bytesReceived, 8);
    const late = await failure(Promise.resolve().then(() => connection.send(Buffer.from('late'))));
    assert.equal(late.code, 'EPIPE');
    assert.match(late.message, /has no half-close/);
  });

  it('is told apart from one that is there already, in any case', async () => {
    await harness.listen(`pipe:${name}`);
    const taken = await failure(harness.listen(`pipe:${name.toUpperCase()}`));
    assert.equal(taken.code, 'EADDRINUSE');
    assert.match(taken.message, /Sockscope already listens on pipe:/);
    const held = net.createServer().listen(`\\\\.\\pipe\\${name}-held`);
    await once(held, 'listening');
    assert.match((await failure(harness.listen(`pipe:${name}-held`))).message, /another program has a named pipe/);
    held.close();
  });

  it('is told when there is none', async () => {
    const none = await failure(harness.dial(`pipe:${name}-none`));
    assert.equal(none.code, 'ENOENT');
    assert.match(none.message, /^There is no named pipe pipe:/);
  });

  it('is what local: means, in wire files too', async () => {
    const listener = await harness.listen(`local:${name}`);
    assert.equal(listener.info().local, `pipe:${name}`);
    const { problems } = parseScript(`srv = listen \\\\.\\pipe\\${name}\ncon = dial {{srv}}\n`);
    assert.deepEqual(problems, []);
  });
});
