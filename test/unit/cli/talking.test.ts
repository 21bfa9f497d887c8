import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { FakeTerminal, interruptAll, sockscope } from './fakeTerminal';

/** Two clients that send and reset at once. */
const RESETTING = `
  const net = require('node:net');
  for (let i = 0; i < 2; i++) {
    const client = net.connect(Number(process.argv[1]), '127.0.0.1', () => client.write('hello', () => client.resetAndDestroy()));
  }
`;

describe('cli: send and listen', () => {
  afterEach(interruptAll);

  for (const transport of ['tcp', 'udp']) {
    it(`talk to each other over ${transport}, and show it`, async () => {
      const server = new FakeTerminal();
      const listening = sockscope(['listen', `${transport}://127.0.0.1:0`, 'echo'], server);
      const [, address] = await server.waitFor(/listening on (\S+), service echo; Ctrl\+C ends\n/);
      const sent = await sockscope(['send', address!, '"hi!"', '--wait', '150ms']);
      assert.deepEqual(sent, { code: 0, output: `00000000  68 69 21${' '.repeat(42)}|hi!|\n`, complaints: '' });
      await server.waitFor(/> 3 bytes to/);
      server.interrupt();
      assert.equal((await listening).code, 0);
      assert.match(server.output, new RegExp(`< 3 bytes from ${transport}://127\\.0\\.0\\.1:\\d+\n00000000  68 69 21`));
    });
  }

  it('send prints bytes as they are with --raw, and ends when the peer does', async () => {
    const server = new FakeTerminal();
    const listening = sockscope(['listen', 'tcp://127.0.0.1:0', 'daytime'], server);
    const [, address] = await server.waitFor(/listening on (\S+),/);
    const { code, output } = await sockscope(['send', address!, '', '--raw', '--wait', '1min']);
    assert.equal(code, 0);
    assert.match(output, /^[A-Z][a-z]+day, .*\r\n$/);
    server.interrupt();
    await listening;
    assert.match(server.output, /tcp:\S+ is closed\n/);
  });

  it('listen gives a service its payload and options', async () => {
    const server = new FakeTerminal();
    const args = ['tcp://127.0.0.1:0', 'REPLY', '"bye" [0a]', '--greeting', '--close', '--backlog', '5'];
    const listening = sockscope(['listen', ...args], server);
    const [, address] = await server.waitFor(/listening on (\S+), service reply; Ctrl\+C ends\n/);
    const { code, output } = await sockscope(['send', address!, '', '--raw', '--wait', '1min']);
    assert.deepEqual([code, output], [0, 'bye\n']);
    server.interrupt();
    assert.equal((await listening).code, 0);
  });

  it('listen calls clients unknown that had reset before they were looked at', async () => {
    const server = new FakeTerminal();
    const listening = sockscope(['listen', 'tcp://127.0.0.1:0', 'echo'], server);
    const [, port] = await server.waitFor(/listening on \S+:(\d+),/);
    // This process looks at nothing meanwhile.
    execFileSync(process.execPath, ['-e', RESETTING, port!]);
    await server.waitFor(/< 5 bytes from unknown \(1\)\n/);
    await server.waitFor(/< 5 bytes from unknown \(2\)\n/);
    await server.waitFor(/unknown \(2\) reset the connection \(RST\)\n/);
    server.interrupt();
    await listening;
    assert.doesNotMatch(server.output, /0\.0\.0\.0/);
  });

  it('send ends at Ctrl+C', async () => {
    const server = new FakeTerminal();
    const listening = sockscope(['listen', 'tcp://127.0.0.1:0'], server);
    const [, address] = await server.waitFor(/listening on (\S+);/);
    const client = new FakeTerminal();
    const sending = sockscope(['send', address!, 'x', '--wait', '1min'], client);
    await server.waitFor(/< 1 byte from/);
    client.interrupt();
    assert.equal((await sending).code, 0);
    server.interrupt();
    assert.equal((await listening).code, 0);
  });
});
