import assert from 'node:assert/strict';

import { spawnTool } from '../../support/process';
import { requireTool } from '../../support/tools';
import { assertRejects, cleanUp, portOf, run, waitForConnection, waitForSocket } from '../support/commands';
import { peerProgram } from '../support/peers';

describe('half-close', () => {
  afterEach(cleanUp);

  it('by the peer: ncat sends FIN first and still gets the answer', async function () {
    const ncat = requireTool(this, 'ncat');
    const listener = await run('startListener', { address: 'tcp://127.0.0.1:0' });
    const client = spawnTool(ncat, ['127.0.0.1', portOf(listener.local)]);
    client.endInput('a question');
    const { id } = await waitForConnection(listener.id);
    await waitForSocket(
      id,
      'FIN',
      ({ state, bytesReceived }) => state === 'half-closed-remote' && bytesReceived === 10,
    );

    assert.deepEqual(await run('sendPayload', { socket: id, payload: '"the answer"' }), { bytes: 10 });
    const closed = await run('closeSocket', { socket: id });

    assert.equal(closed.state, 'closed');
    assert.equal(closed.error, undefined);
    assert.equal((await client.exited).code, 0);
    assert.equal(client.stdout.text(), 'the answer');
  });

  it('by us: a server that waits for FIN answers, and we receive it', async function () {
    const python = requireTool(this, 'python3');
    const server = spawnTool(python, [peerProgram('patient.py'), 'at last']);
    const [port] = await server.stdout.waitForText(/\d+(?=\n)/);
    const { id } = await run('dialEndpoint', { address: `127.0.0.1:${port}` });
    await run('sendPayload', { socket: id, payload: '"all I have"' });

    const half = await run('shutdownSending', { socket: id });

    // The server may have answered and closed by the time that our FIN is reported.
    assert.ok(['half-closed-local', 'closed'].includes(half.state), half.state);
    const closed = await waitForSocket(id, 'the end', ({ state }) => state === 'closed');
    assert.equal((await server.exited).code, 0, server.stderr.text());
    assert.equal(server.stdout.text(), `${port}\nall I have`);
    assert.equal(closed.bytesReceived, 7);
    assert.deepEqual(
      await run('readBytes', { socket: id, direction: 'received' }),
      new TextEncoder().encode('at last'),
    );
  });

  it('by us: nothing more can be sent, and everything still be received', async function () {
    const python = requireTool(this, 'python3');
    const listener = await run('startListener', { address: 'tcp://127.0.0.1:0' });
    const client = spawnTool(python, [peerProgram('client.py'), portOf(listener.local), 'still here']);
    const { id } = await waitForConnection(listener.id);
    await run('pauseReceiving', { socket: id });
    assert.equal((await run('shutdownSending', { socket: id })).state, 'half-closed-local');
    await assertRejects(run('sendPayload', { socket: id, payload: '"too late"' }), 'SENDING_SHUT_DOWN');
    await assertRejects(run('shutdownSending', { socket: id }), 'SENDING_SHUT_DOWN');
    await run('resumeReceiving', { socket: id });
    const closed = await waitForSocket(id, 'the end', ({ state }) => state === 'closed');
    assert.equal(closed.bytesReceived, 10);
    assert.equal((await client.exited).code, 0);
  });
});
