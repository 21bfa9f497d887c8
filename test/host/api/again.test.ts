import assert from 'node:assert/strict';
import * as vscode from 'vscode';

import { assertRejects, cleanUp, portOf, run, runUnchecked, waitForConnection } from '../support/commands';

describe('dialAgain and listenAgain', () => {
  afterEach(cleanUp);

  it('dial what was dialled, whether it has ended or not', async () => {
    const listener = await run('startListener', { address: '0', service: 'echo' });
    const first = await run('dialEndpoint', { address: listener.local });
    const second = await run('dialAgain', { socket: first.id });
    await run('closeSocket', { socket: first.id });
    const third = await run('dialAgain', { socket: first.id });
    for (const { state, remote } of [second, third]) assert.deepEqual([state, remote], ['open', listener.local]);
    assert.equal(new Set([first.id, second.id, third.id]).size, 3);
  });

  it('dial what had failed', async () => {
    const listener = await run('startListener', { address: '0' });
    const { local } = await run('closeSocket', { socket: listener.id });
    await assertRejects(run('dialEndpoint', { address: local }), 'ECONNREFUSED');
    const failed = (await run('listSockets')).find(({ remote }) => remote === local);
    await assertRejects(run('dialAgain', { socket: failed!.id }), 'ECONNREFUSED');
    await run('listenAgain', { socket: listener.id });
    assert.equal((await run('dialAgain', { socket: failed!.id })).state, 'open');
  });

  it('listen at the port that it was, with the same service and options', async () => {
    const options = { payload: '"pong"', when: 'connected' };
    const listener = await run('startListener', { address: '0', service: 'reply', options });
    await assertRejects(run('listenAgain', { socket: listener.id }), 'EADDRINUSE');
    await run('closeSocket', { socket: listener.id });
    const again = await run('listenAgain', { socket: listener.id });
    assert.deepEqual([again.local, again.service, again.state], [listener.local, 'reply', 'listening']);
    const { id } = await run('dialEndpoint', { address: `:${portOf(again.local)}` });
    const accepted = await waitForConnection(again.id);
    assert.ok(accepted.bytesSent <= 4);
    await run('shutdownSending', { socket: id });
    const socket = await run('startListener', { address: 'udp://127.0.0.1:0', service: 'echo' });
    await run('closeSocket', { socket: socket.id });
    assert.equal((await run('listenAgain', { socket: socket.id })).local, socket.local);
  });

  it('refuse what was opened otherwise, and what is no argument', async () => {
    const listener = await run('startListener', { address: '0' });
    await run('dialEndpoint', { address: listener.local });
    const accepted = await waitForConnection(listener.id);
    await assertRejects(run('dialAgain', { socket: listener.id }), 'NOT_DIALLED', /can be dialled again/);
    await assertRejects(run('dialAgain', { socket: accepted.id }), 'NOT_DIALLED');
    await assertRejects(run('listenAgain', { socket: accepted.id }), 'NOT_A_LISTENER', /can be listened on again/);
    for (const name of ['dialAgain', 'listenAgain'] as const) {
      await assertRejects(run(name, { socket: 'nobody' }), 'UNKNOWN_SOCKET');
      await assertRejects(runUnchecked(name, {}), 'BAD_ARGUMENT', /"socket" must be a string/);
    }
    await assertRejects(Promise.resolve(vscode.commands.executeCommand('sockscope.editAddress', {})), 'BAD_ARGUMENT');
  });
});
