import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { FakeTerminal, interruptAll, sockscope } from '../fakeTerminal';
import { Typed } from '../typed';

interface Message {
  readonly id: number;
  readonly result: { readonly content?: readonly { readonly text: string }[]; readonly serverInfo?: object };
}

const HELLO = {
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};

/** JSON-RPC as it stands on the line; the official client is tried in test/interop. */
const request = (id: number, message: object): string => `${JSON.stringify({ jsonrpc: '2.0', id, ...message })}\n`;

describe('cli: mcp', () => {
  let folder: TempFolder;
  before(async () => {
    folder = await makeTempFolder();
  });
  after(() => folder.remove());
  afterEach(interruptAll);

  it('takes options alone', async () => {
    const { code, complaints } = await sockscope(['mcp', 'x'], new FakeTerminal(folder.path));
    assert.equal(code, 2);
    assert.match(complaints, /mcp takes options alone/);
  });

  it('says to whoever types that it speaks to programs, and ends with its input', async () => {
    const terminal = new FakeTerminal(folder.path, '', false, { isTyped: true });
    const { code, output, complaints } = await sockscope(['mcp'], terminal);
    assert.deepEqual([code, output], [0, '']);
    assert.match(complaints, /speaks to programs, in JSON; Ctrl\+D ends it/);
  });

  it('answers on standard output, with JSON and nothing else, and keeps captures where it is told to', async () => {
    const input = new Typed();
    const terminal = new FakeTerminal(folder.path, input);
    const running = sockscope(['mcp', '--capture', 'kept'], terminal);
    input.write(request(1, HELLO));
    await terminal.waitFor(/"id":1/);
    const call = { name: 'sockscope_listen', arguments: { address: '127.0.0.1:0' } };
    input.write(request(2, { method: 'tools/call', params: call }));
    await terminal.waitFor(/"id":2/);
    input.write('this is no message\n');
    await terminal.waitFor(/sockscope: /);
    input.write(request(3, { method: 'tools/call', params: { name: 'sockscope_sockets', arguments: {} } }));
    await terminal.waitFor(/"id":3/);
    assert.equal((await readdir(`${folder.path}/kept`)).length, 1);
    input.end();
    const { code, output } = await running;
    assert.equal(code, 0);
    const messages = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Message);
    assert.deepEqual(messages[0]!.result.serverInfo, { name: 'sockscope', version: '1.2.3' });
    const text = messages.map(({ result }) => result.content?.[0]?.text ?? '');
    assert.match(text[1]!, /"state":"listening"/);
    assert.match(text[2]!, /^{"sockets":\[{"socket":"s1"/);
  });

  it('ends at an interruption', async () => {
    const terminal = new FakeTerminal(folder.path, new Typed());
    const running = sockscope(['mcp'], terminal);
    terminal.interrupt();
    assert.equal((await running).code, 0);
  });
});
