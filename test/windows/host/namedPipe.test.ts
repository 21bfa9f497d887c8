import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { assertRejects, cleanUp, run, waitForConnection, waitForSocket } from '../../host/support/commands';
import { ask, makeWireFolder } from '../../host/support/wireFiles';
import type { SectionResult } from '../../../src/ui/wire/wireCommands';

const hello = new TextEncoder().encode('hello');

describe('a named pipe in the extension host', () => {
  let name: string;
  let count = 0;
  beforeEach(() => {
    name = `sockscope-host-test-${process.pid}-${++count}`;
  });
  afterEach(cleanUp);

  it('listens, and what came is in the capture', async () => {
    const listener = await run('startListener', { address: `pipe:${name}`, service: 'echo' });
    assert.equal(listener.local, `pipe:${name}`);
    const client = net.connect(`\\\\.\\pipe\\${name}`);
    client.write('hello');
    const [answer] = (await once(client, 'data')) as [Buffer];
    assert.equal(String(answer), 'hello');
    const connection = await waitForConnection(listener.id);
    client.destroy();
    await waitForSocket(connection.id, 'its end', ({ state }) => state === 'closed');
    assert.deepEqual(await run('readBytes', { socket: connection.id, direction: 'received' }), hello);
    assert.deepEqual(await run('readBytes', { socket: connection.id, direction: 'sent' }), hello);
  });

  it('is dialled by its path, sends, and has no reset', async () => {
    const server = net.createServer().listen(`\\\\.\\pipe\\${name}`);
    try {
      await once(server, 'listening');
      const accepted = once(server, 'connection') as Promise<[net.Socket]>;
      const connection = await run('dialEndpoint', { address: `\\\\.\\pipe\\${name}` });
      assert.equal(connection.remote, `pipe:${name}`);
      const [peer] = await accepted;
      await run('sendPayload', { socket: connection.id, payload: '"hello"' });
      const [bytes] = (await once(peer, 'data')) as [Buffer];
      assert.equal(String(bytes), 'hello');
      await assertRejects(run('resetSocket', { socket: connection.id }), 'RESET_UNSUPPORTED');
      peer.destroy();
    } finally {
      server.close();
    }
  });

  it('is what local: means in a section of a wire file', async () => {
    const wires = await makeWireFolder();
    try {
      const text = `### Talk\nsrv = listen local:${name} echo\ncon = dial {{srv}}\ncon > "hello"\ncon < "hello"\ncon close\n`;
      const document = await wires.open('pipe.wire', text);
      const result = await ask<SectionResult | undefined>('sockscope.runSection', {
        file: document.uri.fsPath,
        section: 'Talk',
      });
      assert.equal(result?.outcome, 'passed', result?.message);
    } finally {
      await wires.remove();
    }
  });

  it('takes no Unix socket, and says what Windows has', async () => {
    await assertRejects(
      run('startListener', { address: 'unix:/tmp/x.sock' }),
      'BAD_ENDPOINT',
      /use a named pipe, such as pipe:x\.sock/,
    );
  });
});
