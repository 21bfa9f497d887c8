import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import * as vscode from 'vscode';

import type { SocketInfo } from '../../../src/ui/api';
import { assertRejects, cleanUp, freePort, portOf, run, waitForConnection, waitForSocket } from '../support/commands';

const ALWAYS = ['bytesReceived', 'bytesSent', 'capture', 'id', 'kind', 'local', 'openedAt', 'state'] as const;

function assertFields(info: SocketInfo, ...others: readonly (keyof SocketInfo)[]): void {
  assert.deepEqual(Object.keys(info).toSorted(), [...ALWAYS, ...others].toSorted());
  assert.equal(Object.getPrototypeOf(info), Object.prototype, 'it is no plain object');
  assert.deepEqual(JSON.parse(JSON.stringify(info)), info);
}

describe('SocketInfo', () => {
  afterEach(cleanUp);

  it('of a listener', async () => {
    const before = Date.now();
    const info = await run('startListener', { address: '0', service: 'discard', backlog: 5 });
    assertFields(info, 'service', 'connectionsRefused');
    assert.equal(info.kind, 'listener');
    assert.equal(info.state, 'listening');
    assert.equal(info.service, 'discard');
    assert.match(info.local, /^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/);
    assert.ok(info.openedAt >= before && info.openedAt <= Date.now());
    assert.deepEqual([info.bytesReceived, info.bytesSent, info.connectionsRefused], [0, 0, 0]);
    assert.match(info.capture, /^file:\/\//);
    await access(vscode.Uri.parse(info.capture, true).fsPath);
    assert.deepEqual(await run('listSockets'), [info]);
  });

  it('of both ends of a connection', async () => {
    const listener = await run('startListener', { address: 'localhost:0' });
    const dialled = await run('dialEndpoint', { address: listener.local });
    const accepted = await waitForConnection(listener.id);
    assertFields(dialled, 'remote');
    assertFields(accepted, 'remote', 'parent');
    assert.deepEqual([dialled.kind, accepted.kind], ['connection', 'connection']);
    assert.deepEqual([dialled.state, accepted.state], ['open', 'open']);
    assert.equal(dialled.remote, listener.local);
    assert.equal(accepted.local, listener.local);
    assert.equal(accepted.remote, dialled.local);
    assert.equal(accepted.parent, listener.id);
    assert.equal(new Set([listener.id, dialled.id, accepted.id]).size, 3);
    assert.notEqual(dialled.capture, listener.capture);
  });

  it('counts the bytes of both directions, for a listener those of all its connections', async () => {
    const listener = await run('startListener', { address: '0', service: 'echo' });
    for (const payload of ['"abc"', '"defgh"']) {
      const { id } = await run('dialEndpoint', { address: listener.local });
      await run('sendPayload', { socket: id, payload });
      await run('shutdownSending', { socket: id });
    }
    await waitForSocket(
      listener.id,
      'eight bytes each way',
      (info) => info.bytesReceived === 8 && info.bytesSent === 8,
    );
  });

  it('of UDP sockets', async () => {
    const bound = await run('startListener', { address: 'udp://127.0.0.1:0' });
    const dialled = await run('dialEndpoint', { address: bound.local });
    const counts = ['datagramsNotRecorded', 'datagramsNotAnswered', 'groups'] as const;
    // Elsewhere the system does not tell.
    const dropped = process.platform === 'linux' ? (['datagramsDropped'] as const) : [];
    assertFields(bound, 'service', ...counts, ...dropped);
    assertFields(dialled, 'remote', ...counts, ...dropped);
    assert.deepEqual([bound.kind, bound.state, bound.service], ['datagram', 'open', 'manual']);
    assert.deepEqual([dialled.kind, dialled.state], ['datagram', 'open']);
    assert.equal(dialled.remote, bound.local);
    assert.match(dialled.local, /^udp:\/\/127\.0\.0\.1:[1-9]\d*$/);
    assert.equal(bound.datagramsNotRecorded, 0);
  });

  it('of a failed connection', async () => {
    const port = await freePort('tcp');
    const { code, message } = await assertRejects(
      run('dialEndpoint', { address: `:${port}` }),
      'ECONNREFUSED',
      /^Nobody listens on tcp:\/\/127\.0\.0\.1:\d+: .*\(ECONNREFUSED\)$/,
    );
    const failed = (await run('listSockets')).at(-1)!;
    assertFields(failed, 'remote', 'error');
    assert.equal(failed.state, 'failed');
    assert.equal(failed.remote, `tcp://127.0.0.1:${port}`);
    assert.equal(failed.local, '');
    assert.equal(failed.capture, '');
    assert.deepEqual(failed.error, { code, message });
    for (const reading of [
      run('inspectBytes', { socket: failed.id }),
      run('readBytes', { socket: failed.id, direction: 'sent' }),
    ])
      await assertRejects(reading, 'NOT_RECORDED');
  });

  it('names the real port, whatever was asked for', async () => {
    const listeners = await Promise.all(
      ['0', ':0', '127.0.0.1:0', 'tcp://127.0.0.1:0', 'localhost:0'].map((address) =>
        run('startListener', { address }),
      ),
    );
    const ports = listeners.map(({ local }) => portOf(local));
    assert.equal(new Set(ports).size, ports.length);
  });
});
