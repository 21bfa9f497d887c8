import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { FakeTerminal, interruptAll, sockscope } from '../fakeTerminal';
import { Typed } from '../typed';

describe('cli/converse', () => {
  const clients: net.Socket[] = [];
  afterEach(() => {
    interruptAll();
    for (const client of clients.splice(0)) client.destroy();
  });

  async function listening(
    args: readonly string[],
    scheme = 'tcp',
  ): Promise<{ terminal: FakeTerminal; typed: Typed; ended: ReturnType<typeof sockscope>; port: number }> {
    const typed = new Typed();
    const terminal = new FakeTerminal('/', typed);
    const ended = sockscope(['listen', `${scheme}://127.0.0.1:0`, ...args], terminal);
    const [, port] = await terminal.waitFor(/listening on \S+:(\d+); Ctrl\+C ends\n/);
    return { terminal, typed, ended, port: Number(port) };
  }

  async function connect(port: number): Promise<{ client: net.Socket; received: () => string }> {
    const client = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    clients.push(client);
    let received = '';
    client.on('data', (bytes) => (received += bytes.toString()));
    await once(client, 'connect');
    return { client, received: () => received };
  }

  it('talks with the first client alone: raw bytes on standard output, FIN at the end of standard input', async () => {
    const { terminal, typed, ended, port } = await listening(['--talk', 'one']);
    typed.write('for whoever comes\n');
    const { client, received } = await connect(port);
    client.end('from the client');
    await terminal.waitFor(/from the client/);
    typed.write('more');
    typed.end();
    await once(client, 'close');
    assert.equal(received(), 'for whoever comes\nmore');
    const { code, output, complaints } = await ended;
    assert.deepEqual([code, output], [0, 'from the client']);
    assert.match(complaints, /^listening on \S+; Ctrl\+C ends\n$/);
  });

  it('listens no more once the first client is there', async () => {
    const { terminal, port } = await listening(['--talk', 'one']);
    const { client } = await connect(port);
    client.write('x');
    await terminal.waitFor(/x/);
    const late = net.connect(port, '127.0.0.1');
    const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNREFUSED');
  });

  it('talks with all who are there, with the line ends that are named, and tells them the end', async () => {
    const { terminal, typed, ended, port } = await listening(['--talk', 'all', '--eol', 'crlf']);
    const one = await connect(port);
    const other = await connect(port);
    one.client.write('first!');
    await terminal.waitFor(/first!/);
    other.client.write('second!');
    await terminal.waitFor(/second!/);
    typed.write('to all\n');
    typed.end();
    await Promise.all([once(one.client, 'end'), once(other.client, 'end')]);
    assert.deepEqual([one.received(), other.received()], ['to all\r\n', 'to all\r\n']);
    other.client.write('third!');
    await terminal.waitFor(/third!/);
    terminal.interrupt();
    assert.equal((await ended).code, 0);
    assert.equal(terminal.output, 'first!second!third!');
  });

  it('ends at an interruption, whoever is there', async () => {
    for (const whom of ['one', 'all']) {
      const { terminal, ended } = await listening(['--talk', whom]);
      terminal.interrupt();
      assert.equal((await ended).code, 0);
    }
  });

  it('refuses what it does not know, a service beside it, and line ends for nobody', async () => {
    const complaint = async (...args: string[]): Promise<string> => {
      const { code, complaints } = await sockscope(['listen', 'tcp://127.0.0.1:0', ...args]);
      assert.equal(code, 2);
      return complaints;
    };
    assert.equal(await complaint('--talk', 'some'), 'sockscope: --talk takes one or all, not “some”.\n');
    assert.match(await complaint('echo', '--talk', 'one'), /leave out the service echo/);
    assert.match(await complaint('echo', '--eol', 'lf'), /it needs --talk or the service manual/);
  });
});
