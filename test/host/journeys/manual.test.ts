import assert from 'node:assert/strict';

import { spawnTool } from '../../support/process';
import { requireTool } from '../../support/tools';
import { cleanUp, portOf, run, waitForAccepted, waitForSocket } from '../support/commands';
import { peerProgram } from '../support/peers';

describe('a manual listener', () => {
  afterEach(cleanUp);

  it('answers each of two Python clients with its own message', async function () {
    const python = requireTool(this, 'python3');
    const listener = await run('startListener', { address: ':0', service: 'manual' });
    const names = ['Ada', 'Grace'];
    const clients = names.map((name) =>
      spawnTool(python, [peerProgram('client.py'), portOf(listener.local), `I am ${name}\n`]),
    );
    const connections = await waitForAccepted(listener.id, 2);
    assert.equal(connections.length, 2);
    const greeted: string[] = [];
    for (const { id } of connections) {
      await waitForSocket(id, 'an introduction', ({ bytesReceived }) => bytesReceived > 5);
      const text = new TextDecoder().decode(await run('readBytes', { socket: id, direction: 'received' }));
      const name = /^I am (\w+)\n$/.exec(text)?.[1];
      assert.ok(name !== undefined, text);
      greeted.push(name);
      await run('sendPayload', { socket: id, payload: `"Good evening, ${name}.\\n"` });
      assert.equal((await run('closeSocket', { socket: id })).state, 'closed');
    }
    assert.deepEqual(greeted.toSorted(), names);
    for (const [index, client] of clients.entries()) {
      assert.deepEqual(await client.exited, { code: 0, signal: null }, client.stderr.text());
      assert.equal(client.stdout.text(), `Good evening, ${names[index]!}.\n`);
    }
  });
});
