import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { killTools, spawnTool } from '../../support/process';
import { requireTool } from '../../support/tools';
import { BuiltProgram } from './built';

/** Runs a program on a terminal of its own: what comes on standard input is typed, what is shown goes to standard output. */
const TERMINAL = `
import os, pty, select, sys
pid, terminal = pty.fork()
if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])
keys = 0
while True:
    ready, _, _ = select.select([terminal] + ([keys] if keys is not None else []), [], [])
    if keys in ready:
        typed = os.read(keys, 4096)
        if typed: os.write(terminal, typed)
        else: keys = None
    if terminal in ready:
        try: shown = os.read(terminal, 4096)
        except OSError: break
        if not shown: break
        os.write(1, shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

describe('the terminal program: dial --payload on a terminal', () => {
  let program: BuiltProgram;
  before(async () => {
    program = await BuiltProgram.build();
  });
  after(() => program.remove());
  afterEach(killTools);

  it('completes words, brings lines back, shows answers above what is typed, and ends at Ctrl+D', async function () {
    const python = requireTool(this, 'python3');
    const server = net.createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const accepted = once(server, 'connection') as Promise<[net.Socket]>;
      const address = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const terminal = spawnTool(python, [
        ...['-c', TERMINAL, process.execPath],
        ...program.command(['dial', address, '--payload']),
      ]);
      const [peer] = await accepted;
      let heard = Buffer.alloc(0);
      const ended = once(peer, 'end');
      peer.on('data', (bytes) => (heard = Buffer.concat([heard, bytes])));
      const waitForBytes = async (hex: string): Promise<void> => {
        while (heard.toString('hex') !== hex) await once(peer, 'data');
      };
      await terminal.stdout.waitForText(/> /);
      await terminal.write('u16b\t');
      await terminal.stdout.waitForText(/e\(/);
      await terminal.write('258)\r');
      await waitForBytes('0102');
      await terminal.write('\x1b[A\r');
      await waitForBytes('01020102');
      await terminal.write('half');
      await terminal.stdout.waitForText(/half/);
      peer.write('answer');
      // eslint-disable-next-line no-control-regex -- what terminals are told
      await terminal.stdout.waitForText(/\x1b\[0Janswer\r\n\x1b\[1G\x1b\[0J> half/);
      // What is typed so far goes, and then the end.
      await terminal.write('\x15\x04');
      await ended;
      peer.end();
      assert.deepEqual(await terminal.exited, { code: 0, signal: null });
      assert.equal(heard.toString('hex'), '01020102');
    } finally {
      server.close();
    }
  });

  it('ends at Ctrl+C as programs do', async function () {
    const python = requireTool(this, 'python3');
    const server = net.createServer((peer) => peer.on('error', () => undefined)).listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const address = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const terminal = spawnTool(python, [
        ...['-c', TERMINAL, process.execPath],
        ...program.command(['dial', address, '--payload']),
      ]);
      await terminal.stdout.waitForText(/> /);
      await terminal.write('"never sent"\x03');
      assert.equal((await terminal.exited).code, 130);
    } finally {
      server.close();
    }
  });
});
