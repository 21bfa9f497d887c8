import assert from 'node:assert/strict';
import { FakeTerminal, interruptAll, sockscope } from './fakeTerminal';

describe('cli: send and listen', () => {
  afterEach(interruptAll);

  for (const transport of ['tcp', 'udp']) {
    it(`talk to each other over ${transport}, and show it`, async () => {
      const server = new FakeTerminal();
      const listening = sockscope(['listen', `${transport}://127.0.0.1:0`, 'echo'], server);
      const [, address] = await server.waitFor(/listening on (\S+), service echo; Ctrl\+C ends\n/);
      const sent = await sockscope(['send', address!, '"hi!"', '--wait', '150ms']);
      assert.deepEqual(sent, { code: 0, output: `00000000  68 69 21${' '.repeat(42)}hi!\n`, complaints: '' });
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
