import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

import { spawnTool } from '../../support/process';
import { makeTempFolder } from '../../support/temp-folder';
import { requireTool, skipAloud } from '../../support/tools';
import {
  assertRejects,
  cleanUp,
  freePort,
  portOf,
  run,
  socketInfo,
  waitForAccepted,
  waitForConnection,
  waitForSocket,
} from '../support/commands';
import { peerProgram } from '../support/peers';

describe('closeSocket', () => {
  afterEach(cleanUp);

  it('closes a listener, whose connections go on', async function () {
    const ncat = requireTool(this, 'ncat');
    const listener = await run('startListener', { address: '0' });
    const client = spawnTool(ncat, ['127.0.0.1', portOf(listener.local)]);
    const { id } = await waitForConnection(listener.id);

    assert.equal((await run('closeSocket', { socket: listener.id })).state, 'closed');

    await assertRejects(run('dialEndpoint', { address: listener.local }), 'ECONNREFUSED');
    await run('sendPayload', { socket: id, payload: '"still open"' });
    await client.stdout.waitForBytes(10);
    assert.equal((await run('closeSocket', { socket: id })).state, 'closed');
    client.endInput();
    assert.equal((await client.exited).code, 0);
  });

  it('leaves a closed socket as it is, and what is recorded of it readable', async () => {
    const listener = await run('startListener', { address: '0', service: 'discard' });
    const { id } = await run('dialEndpoint', { address: listener.local });
    await run('sendPayload', { socket: id, payload: '"kept"' });
    const closed = await run('closeSocket', { socket: id });
    assert.equal(closed.bytesSent, 4);
    assert.deepEqual(await run('closeSocket', { socket: id }), closed);
    for (const attempt of [
      run('sendPayload', { socket: id, payload: '"more"' }),
      run('shutdownSending', { socket: id }),
      run('resetSocket', { socket: id }),
      run('pauseReceiving', { socket: id }),
      run('resumeReceiving', { socket: id }),
    ])
      await assertRejects(attempt, 'SOCKET_CLOSED', /is closed/);
    assert.deepEqual(await run('readBytes', { socket: id, direction: 'sent' }), new TextEncoder().encode('kept'));
  });

  it('closes a UDP socket', async () => {
    const { id } = await run('startListener', { address: 'udp://127.0.0.1:0' });
    assert.equal((await run('closeSocket', { socket: id })).state, 'closed');
    await assertRejects(
      run('sendPayload', { socket: id, payload: '"more"', to: '127.0.0.1:9' }),
      'SOCKET_CLOSED',
      /is closed/,
    );
  });
});

describe('resetSocket', () => {
  afterEach(cleanUp);

  it('ends the connection with RST, which the peer sees', async function () {
    const python = requireTool(this, 'python3');
    const listener = await run('startListener', { address: '0' });
    const client = spawnTool(python, [peerProgram('client.py'), portOf(listener.local)]);
    const { id } = await waitForConnection(listener.id);
    assert.equal((await run('resetSocket', { socket: id })).state, 'reset');
    assert.equal((await client.exited).code, 3, `${client.stdout.text()}${client.stderr.text()}`);
  });

  it('by the peer is an error of the connection', async function () {
    const python = requireTool(this, 'python3');
    const listener = await run('startListener', { address: '0' });
    const client = spawnTool(python, [peerProgram('abort.py'), portOf(listener.local)]);
    const { id } = await waitForConnection(listener.id);
    await run('sendPayload', { socket: id, payload: '"!"' });
    const { error } = await waitForSocket(id, 'the reset', ({ state }) => state === 'reset');
    assert.equal(error?.code, 'ECONNRESET');
    assert.match(error.message, /was reset by the peer/);
    assert.equal((await client.exited).code, 0, client.stderr.text());
    await assertRejects(run('sendPayload', { socket: id, payload: '"more"' }), 'ECONNRESET');
  });
});

describe('pauseReceiving', () => {
  afterEach(cleanUp);

  it('leaves the bytes where they are until resumeReceiving', async function () {
    const ncat = requireTool(this, 'ncat');
    const listener = await run('startListener', { address: '0' });
    const port = portOf(listener.local);
    const paused = spawnTool(ncat, ['127.0.0.1', port]);
    const { id } = await waitForConnection(listener.id);
    const other = spawnTool(ncat, ['127.0.0.1', port]);
    const [, second] = await waitForAccepted(listener.id, 2);

    assert.equal((await run('pauseReceiving', { socket: id })).state, 'open');
    await run('pauseReceiving', { socket: id });
    await paused.write('held back');
    // What another program sends after that has come: so would this have.
    await other.write('not held back');
    await waitForSocket(second!.id, 'the other’s bytes', ({ bytesReceived }) => bytesReceived === 13);
    assert.equal((await socketInfo(id)).bytesReceived, 0);
    // Sending is not paused.
    await run('sendPayload', { socket: id, payload: '"go on"' });
    await paused.stdout.waitForBytes(5);

    assert.equal((await run('resumeReceiving', { socket: id })).state, 'open');
    await waitForSocket(id, 'the bytes', ({ bytesReceived }) => bytesReceived === 9);
  });
});

describe('receiveNext', () => {
  afterEach(cleanUp);

  it('takes what one call of recv returns, whatever another program sent at once', async function () {
    const python = requireTool(this, 'python3');
    const listener = await run('startListener', { address: '0' });
    const client = spawnTool(python, [peerProgram('threeSends.py'), portOf(listener.local)]);
    const { id } = await waitForConnection(listener.id);
    await run('pauseReceiving', { socket: id });
    await run('sendPayload', { socket: id, payload: '"!"' });
    await client.stdout.waitForText(/sent/);

    const lengths: number[] = [];
    for (const length of [512, 512, 4096, 65_536])
      lengths.push((await run('receiveNext', { socket: id, length })).bytes);
    assert.deepEqual(lengths, [512, 512, 4096, 8000 - 512 - 512 - 4096]);
    const bytes = await run('readBytes', { socket: id, direction: 'received' });
    assert.equal(new TextDecoder().decode(bytes), 'a'.repeat(1000) + 'b'.repeat(2000) + 'c'.repeat(5000));

    // It waits for the next bytes, or for the end.
    const end = run('receiveNext', { socket: id, length: 1 });
    client.endInput();
    assert.equal((await end).bytes, 0);
    assert.equal((await socketInfo(id)).state, 'half-closed-remote');
  });

  it('says how much is left in the kernel, where that is known', async function () {
    if (process.platform !== 'linux') skipAloud(this, 'only Linux tells what is left in the kernel');
    const listener = await run('startListener', { address: '0' });
    const { id } = await run('dialEndpoint', { address: listener.local });
    const accepted = await waitForConnection(listener.id);
    await run('pauseReceiving', { socket: accepted.id });
    await run('sendPayload', { socket: id, payload: '"0123456789abcdef"' });
    for (const left of [12, 8, 4, 0]) {
      assert.deepEqual(await run('receiveNext', { socket: accepted.id, length: 4 }), { bytes: 4, left });
    }
  });

  it('is refused for lengths that are none, and where a service reads', async () => {
    const listener = await run('startListener', { address: '0', service: 'echo' });
    const { id } = await run('dialEndpoint', { address: listener.local });
    const accepted = await waitForConnection(listener.id);
    await assertRejects(run('receiveNext', { socket: id, length: 0 }), 'BAD_LENGTH', /from 1 to 1048576, not 0/);
    await assertRejects(run('receiveNext', { socket: accepted.id, length: 1 }), 'RECEIVE_UNBOUNDED', /service/);
    const datagrams = await run('startListener', { address: 'udp://127.0.0.1:0' });
    await assertRejects(run('receiveNext', { socket: datagrams.id, length: 1 }), 'RECEIVE_UNBOUNDED', /UDP/);
    await run('sendPayload', { socket: id, payload: '"x"' });
    await waitForSocket(id, 'the echo', ({ bytesReceived }) => bytesReceived === 1);
  });
});

describe('dialEndpoint', () => {
  afterEach(cleanUp);

  it('gives up after its timeout', async function () {
    const python = requireTool(this, 'python3');
    const server = spawnTool(python, [peerProgram('unanswering.py')]);
    const [port] = await server.stdout.waitForText(/\d+(?=\n)/);
    await assertRejects(
      run('dialEndpoint', { address: `:${port}`, timeout: 200 }),
      'ETIMEDOUT',
      /did not answer in time/,
    );
    const failed = (await run('listSockets')).at(-1)!;
    assert.equal(failed.state, 'failed');
    assert.equal(failed.error?.code, 'ETIMEDOUT');
  });

  it('is called off by closing the socket', async function () {
    const python = requireTool(this, 'python3');
    const server = spawnTool(python, [peerProgram('unanswering.py')]);
    const [port] = await server.stdout.waitForText(/\d+(?=\n)/);
    const dialled = assertRejects(run('dialEndpoint', { address: `:${port}` }), 'CANCELLED');
    const connecting = (await run('listSockets')).at(-1)!;
    assert.equal(connecting.state, 'connecting');
    await assertRejects(run('sendPayload', { socket: connecting.id, payload: '"x"' }), 'NOT_CONNECTED');
    await run('closeSocket', { socket: connecting.id });
    await dialled;
    assert.equal((await socketInfo(connecting.id)).state, 'failed');
  });

  it('explains a refusal, of TCP and of a path', async () => {
    await assertRejects(
      run('dialEndpoint', { address: `:${await freePort('tcp')}` }),
      'ECONNREFUSED',
      /Start the server/,
    );
    await assertRejects(run('dialEndpoint', { address: 'unix:/tmp/sockscope-nobody.sock' }), 'ENOENT', /no socket at/);
  });
});

describe('startListener', () => {
  afterEach(cleanUp);

  it('says who has the port: one of our own', async () => {
    const { local } = await run('startListener', { address: '0', service: 'echo' });
    await assertRejects(
      run('startListener', { address: local }),
      'EADDRINUSE',
      /Sockscope already listens on tcp:\/\/127\.0\.0\.1:\d+ itself \(service echo\)/,
    );
    const failed = (await run('listSockets')).at(-1)!;
    assert.deepEqual([failed.kind, failed.state, failed.error?.code], ['listener', 'failed', 'EADDRINUSE']);
  });

  it('says who has the port: another program', async function () {
    const ncat = requireTool(this, 'ncat');
    const port = await freePort('tcp');
    const server = spawnTool(ncat, ['-v', '-l', '127.0.0.1', port]);
    await server.stderr.waitForText(/Listening on/);
    await assertRejects(
      run('startListener', { address: `:${port}` }),
      'EADDRINUSE',
      /another program listens on tcp:\/\/127\.0\.0\.1:|the port is in use/,
    );
  });

  it('asks before it binds what others can reach, also when other extensions call it', async () => {
    // While tests run, VS Code refuses to show a dialog, with what it would have said.
    for (const [address, named] of [
      ['0.0.0.0:9000', '0.0.0.0 port 9000'],
      ['udp://[::]:9000', ':: port 9000'],
    ] as const) {
      await assert.rejects(run('startListener', { address }), ({ message }: Error) => {
        assert.match(message, /refused to show dialog/);
        return message.includes(named);
      });
    }
    assert.deepEqual(await run('listSockets'), [], 'something was bound before the answer');
  });
});

describe('the commands on all sockets', () => {
  afterEach(cleanUp);

  it('closeAllSockets closes everything, and removes the socket files that were made', async () => {
    const folder = await makeTempFolder();
    try {
      const path = join(folder.path, 'all.sock');
      const listeners = await Promise.all(
        ['0', 'udp://127.0.0.1:0', `unix:${path}`].map((address) => run('startListener', { address })),
      );
      await run('dialEndpoint', { address: listeners[0]!.local });
      await run('dialEndpoint', { address: listeners[2]!.local });
      await vscode.commands.executeCommand('sockscope.closeAllSockets');
      const states = (await run('listSockets')).map(({ state }) => state);
      assert.ok(states.length >= 5 && states.every((state) => state === 'closed'), states.join(', '));
      await assert.rejects(stat(path), { code: 'ENOENT' });
    } finally {
      await folder.remove();
    }
  });

  it('clearClosed forgets what has ended, and nothing else', async () => {
    const [kept, closed] = await Promise.all([
      run('startListener', { address: '0' }),
      run('startListener', { address: '0' }),
    ]);
    await run('closeSocket', { socket: closed.id });
    assert.equal((await run('listSockets')).length, 2);
    await vscode.commands.executeCommand('sockscope.clearClosed');
    assert.deepEqual(await run('listSockets'), [kept]);
    await assertRejects(run('closeSocket', { socket: closed.id }), 'UNKNOWN_SOCKET', /it was cleared/);
  });
});
