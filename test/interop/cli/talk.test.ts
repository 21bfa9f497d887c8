import assert from 'node:assert/strict';
import { join } from 'node:path';
import { killTools, spawnTool } from '../../support/process';
import { makeTempFolder } from '../../support/temp-folder';
import { requireTool } from '../../support/tools';
import { BuiltProgram } from './built';

/** Sends a byte, then prints what comes as hex, until the other side ends. */
const PYTHON_CLIENT = `
import socket, sys
s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
s.sendall(b'?')
while (b := s.recv(4096)): print(b.hex(), flush=True)
`;

describe('the terminal program: lines typed to listen manual', () => {
  let program: BuiltProgram;
  before(async () => {
    program = await BuiltProgram.build();
  });
  after(() => program.remove());
  afterEach(killTools);

  it('go to ncat, and its lines come here', async function () {
    const ncat = requireTool(this, 'ncat');
    const { listening, port, said } = await program.listen('tcp://127.0.0.1:0', 'manual', '--eol', 'crlf');
    assert.match(said, /, service manual; lines/);
    const client = spawnTool(ncat, ['127.0.0.1', port]);
    await client.write('hello\n');
    await listening.stdout.waitForText(/< 6 bytes from/);
    await listening.write('good day\n"no end"\n');
    await client.stdout.waitForBytes(16);
    assert.equal(client.stdout.text(), 'good day\r\nno end');
    await listening.stdout.waitForText(/> 6 bytes to/);
    listening.signal('SIGINT');
    assert.deepEqual(await listening.exited, { code: 0, signal: null });
  });

  it('go to each of two Python clients as exact bytes, or to both', async function () {
    const python = requireTool(this, 'python3');
    const { listening, port } = await program.listen('tcp://127.0.0.1:0', 'manual');
    const first = spawnTool(python, ['-c', PYTHON_CLIENT, port]);
    await listening.stdout.waitForText(/< 1 byte from/);
    const second = spawnTool(python, ['-c', PYTHON_CLIENT, port]);
    await listening.stdout.waitForText(/(< 1 byte from[^]*){2}/);
    await listening.write('u16be(258)\n');
    await listening.stderr.waitForText(/Not sent, since there are 2 peers: .*@1 tcp:\S+, @2 tcp:\S+\n/);
    await listening.write('@1 [00 ff]\n@2 u16le(258)\n');
    await first.stdout.waitForText(/^00ff\n$/);
    await second.stdout.waitForText(/^0201\n$/);
    // The end of what is typed is no end of listening.
    listening.endInput('@all zeros(3)');
    await first.stdout.waitForText(/^00ff\n000000\n$/);
    await second.stdout.waitForText(/^0201\n000000\n$/);
    await first.kill();
    await listening.stdout.waitForText(/ended its sending/);
    listening.signal('SIGINT');
    assert.deepEqual(await listening.exited, { code: 0, signal: null });
  });

  it('go to socat as datagrams', async function () {
    const socat = requireTool(this, 'socat');
    const { listening, port } = await program.listen('udp://127.0.0.1:0', 'manual');
    const client = spawnTool(socat, ['-T', '15', '-', `UDP4:127.0.0.1:${port}`]);
    await client.write('ping');
    await listening.stdout.waitForText(/< 4 bytes from udp:/);
    await listening.write('pong\n[00 ff]\n');
    assert.equal(Buffer.from(await client.stdout.waitForBytes(7)).toString('hex'), '706f6e670a00ff');
    listening.signal('SIGTERM');
    assert.deepEqual(await listening.exited, { code: 0, signal: null });
  });

  it('go to socat over a Unix socket, and wait for it', async function () {
    const socat = requireTool(this, 'socat');
    const folder = await makeTempFolder();
    const path = join(folder.path, 's');
    const listening = program.start(['listen', `unix:${path}`, 'manual']);
    await listening.write('early\n');
    await listening.stdout.waitForText(/lines that you type are sent/);
    const client = spawnTool(socat, ['-', `UNIX-CONNECT:${path}`]);
    await client.stdout.waitForText(/^early\n$/);
    listening.signal('SIGINT');
    assert.deepEqual(await listening.exited, { code: 0, signal: null });
    await folder.remove();
  });
});
