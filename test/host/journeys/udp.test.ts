import assert from 'node:assert/strict';

import { spawnTool } from '../../support/process';
import { requireTool } from '../../support/tools';
import { assertRejects, cleanUp, freePort, portOf, run, waitForSocket } from '../support/commands';

describe('UDP', () => {
  afterEach(cleanUp);

  async function readText(socket: string, direction: 'received' | 'sent'): Promise<string> {
    return new TextDecoder().decode(await run('readBytes', { socket, direction }));
  }

  it('echoes to each of two ncat -u, and reads back both in order of arrival', async function () {
    const ncat = requireTool(this, 'ncat');
    const socket = await run('startListener', { address: 'udp://127.0.0.1:0', service: 'echo' });
    assert.equal(socket.kind, 'datagram');
    assert.equal(socket.state, 'open');
    assert.equal(socket.remote, undefined);
    const arguments_ = ['-u', '127.0.0.1', portOf(socket.local)];
    const first = spawnTool(ncat, arguments_);
    const second = spawnTool(ncat, arguments_);

    await first.write('first 1;');
    assert.equal(Buffer.from(await first.stdout.waitForBytes(8)).toString(), 'first 1;');
    await second.write('second 1;');
    assert.equal(Buffer.from(await second.stdout.waitForBytes(9)).toString(), 'second 1;');
    await first.write('first 2;');
    assert.equal(Buffer.from(await first.stdout.waitForBytes(16)).toString(), 'first 1;first 2;');

    const all = 'first 1;second 1;first 2;';
    await waitForSocket(
      socket.id,
      'all datagrams',
      ({ bytesReceived, bytesSent }) => bytesReceived === all.length && bytesSent === all.length,
    );
    assert.equal(await readText(socket.id, 'received'), all);
    assert.equal(await readText(socket.id, 'sent'), all);
    assert.equal(second.stdout.text(), 'second 1;', 'one peer got the other’s datagram');
  });

  it('answers the peer that `to` names', async function () {
    const ncat = requireTool(this, 'ncat');
    const socket = await run('startListener', { address: 'udp://127.0.0.1:0' });
    await assertRejects(run('sendPayload', { socket: socket.id, payload: '"?"' }), 'PEER_NEEDED');
    const port = await freePort('udp');
    const first = spawnTool(ncat, ['-u', '-p', port, '127.0.0.1', portOf(socket.local)]);
    const second = spawnTool(ncat, ['-u', '127.0.0.1', portOf(socket.local)]);
    await first.write('one');
    await waitForSocket(socket.id, 'the first datagram', ({ bytesReceived }) => bytesReceived === 3);
    // A single peer needs no naming.
    assert.deepEqual(await run('sendPayload', { socket: socket.id, payload: '"only "' }), { bytes: 5 });
    await second.write('two');
    await waitForSocket(socket.id, 'the second datagram', ({ bytesReceived }) => bytesReceived === 6);
    await assertRejects(run('sendPayload', { socket: socket.id, payload: '"?"' }), 'PEER_NEEDED');
    await run('sendPayload', { socket: socket.id, payload: '"named"', to: `127.0.0.1:${port}` });
    assert.equal(Buffer.from(await first.stdout.waitForBytes(10)).toString(), 'only named');
    assert.equal(second.stdout.length, 0);
  });

  it('dials ncat -u -l: a datagram there and one back', async function () {
    const ncat = requireTool(this, 'ncat');
    const port = await freePort('udp');
    const server = spawnTool(ncat, ['-v', '-u', '-l', '127.0.0.1', port]);
    await server.stderr.waitForText(/Listening on/);
    const socket = await run('dialEndpoint', { address: `udp://127.0.0.1:${port}` });
    assert.equal(socket.remote, `udp://127.0.0.1:${port}`);
    await run('sendPayload', { socket: socket.id, bytes: Uint8Array.of(0, 1, 254, 255) });
    assert.deepEqual(await server.stdout.waitForBytes(4), Uint8Array.of(0, 1, 254, 255));
    await server.write('answer');
    await waitForSocket(socket.id, 'the answer', ({ bytesReceived }) => bytesReceived === 6);
    assert.equal(await readText(socket.id, 'received'), 'answer');
    await assertRejects(run('sendPayload', { socket: socket.id, payload: '"x"', to: '127.0.0.1:9' }), 'PEER_FIXED');
    await assertRejects(
      run('sendPayload', { socket: socket.id, bytes: new Uint8Array(65_508) }),
      'EMSGSIZE',
      /65508 bytes .* at most 65507/,
    );
  });
});
