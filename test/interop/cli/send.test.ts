import assert from 'node:assert/strict';
import { killTools, spawnTool, type ToolProcess } from '../../support/process';
import { requireTool } from '../../support/tools';
import { BuiltProgram } from './built';

const SIZE = 20_000_000;

/**
 * A server with a small receive buffer that begins to read when it gets a line, after it said hello and perhaps half-closed.
 * `reads`: how many bytes it takes at most before it resets the connection.
 */
const SERVER = `
import socket, struct, sys
half_closes, reads = sys.argv[1] == '1', int(sys.argv[2])
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
s.bind(('127.0.0.1', 0)); s.listen(); print(s.getsockname()[1], flush=True)
c, _ = s.accept()
c.sendall(b'hello')
if half_closes: c.shutdown(socket.SHUT_WR)
sys.stdin.readline()
n = 0
while n < reads and (b := c.recv(65536)): n += len(b)
print('got', n, flush=True)
if n == reads: c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
c.close()
`;

describe('the terminal program: send', () => {
  let program: BuiltProgram;
  before(async () => {
    program = await BuiltProgram.build();
  });
  after(() => program.remove());
  afterEach(killTools);

  async function serve(python: string, halfCloses: boolean, reads: number): Promise<readonly [ToolProcess, string]> {
    const server = spawnTool(python, ['-c', SERVER, halfCloses ? '1' : '0', String(reads)]);
    const [, port] = await server.stdout.waitForText(/^(\d+)\n/);
    return [server, `tcp://127.0.0.1:${port!}`];
  }

  for (const halfCloses of [false, true]) {
    it(`waits for a peer that reads late${halfCloses ? ' and has half-closed' : ''}, and gives it all`, async function () {
      const [server, address] = await serve(requireTool(this, 'python3'), halfCloses, 2 * SIZE);
      const sending = program.start(['send', address, `zeros(${SIZE})`, '--wait', '100ms', '--raw']);
      await sending.stdout.waitForText(/^hello$/);
      // Longer than --wait: whoever counts from the last byte that came has given up by now.
      await new Promise((resolve) => setTimeout(resolve, 300));
      await server.write('\n');
      await server.stdout.waitForText(new RegExp(`got ${SIZE}\n`));
      assert.deepEqual(await sending.exited, { code: 0, signal: null });
      assert.equal(sending.stderr.text(), '');
    });
  }

  it('says how much a peer took that then reset the connection, and fails', async function () {
    const [server, address] = await serve(requireTool(this, 'python3'), false, 1_000_000);
    const sending = program.start(['send', address, `zeros(${SIZE})`, '--raw']);
    await sending.stdout.waitForText(/^hello$/);
    await server.write('\n');
    assert.deepEqual(await sending.exited, { code: 1, signal: null });
    const [, count] =
      /^sockscope: (?:Only|At least) (\d+) of 20000000 bytes were sent.*\. \S/.exec(sending.stderr.text()) ?? [];
    assert.ok(Number(count) >= 1_000_000 && Number(count) < SIZE, sending.stderr.text());
  });
});
