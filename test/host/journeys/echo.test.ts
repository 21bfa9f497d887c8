import assert from 'node:assert/strict';
import * as vscode from 'vscode';

import { spawnTool } from '../../support/process';
import { requireTool } from '../../support/tools';
import { cleanUp, portOf, run, waitForConnection, waitForSocket } from '../support/commands';

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, value) => value);

describe('a listener with echo', () => {
  afterEach(cleanUp);

  it('sends all 256 byte values back to ncat, and shows them', async function () {
    const ncat = requireTool(this, 'ncat');
    const listener = await run('startListener', { address: 'tcp://127.0.0.1:0', service: 'echo' });
    assert.equal(listener.state, 'listening');
    assert.equal(listener.service, 'echo');

    const client = spawnTool(ncat, ['127.0.0.1', portOf(listener.local)]);
    await client.write(ALL_BYTES);
    assert.deepEqual(await client.stdout.waitForBytes(256), ALL_BYTES);

    const connection = await waitForConnection(listener.id);
    const { state, bytesReceived, local } = await waitForSocket(
      connection.id,
      'the echo to be counted',
      ({ bytesSent }) => bytesSent === 256,
    );
    assert.deepEqual({ state, bytesReceived, local }, { state: 'open', bytesReceived: 256, local: listener.local });
    for (const direction of ['received', 'sent'] as const)
      assert.deepEqual(await run('readBytes', { socket: connection.id, direction }), ALL_BYTES);

    client.endInput();
    assert.equal((await client.exited).code, 0);
    assert.deepEqual(client.stdout.bytes(), ALL_BYTES);
    await waitForSocket(connection.id, 'its end', ({ state }) => state === 'closed');
    // Read back from the file, which is no longer being written once the listener is closed too.
    await run('closeSocket', { socket: listener.id });
    assert.deepEqual(await run('readBytes', { socket: connection.id, direction: 'received' }), ALL_BYTES);
  });

  it('has its bytes in an inspector: a custom editor on the capture', async function () {
    const ncat = requireTool(this, 'ncat');
    const listener = await run('startListener', { address: '127.0.0.1:0', service: 'echo' });
    const client = spawnTool(ncat, ['127.0.0.1', portOf(listener.local)]);
    await client.write('inspect me');
    await client.stdout.waitForBytes(10);
    const connection = await waitForConnection(listener.id);
    assert.equal(connection.capture, listener.capture, 'a listener and its connections share a capture');

    await run('inspectBytes', { socket: connection.id });

    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    assert.equal(tabs.length, 1);
    const { input } = tabs[0]!;
    assert.ok(input instanceof vscode.TabInputCustom);
    assert.equal(input.viewType, 'sockscope.inspector');
    assert.equal(input.uri.fsPath, vscode.Uri.parse(connection.capture, true).fsPath);
    assert.match(tabs[0]!.label, /^tcp 127\.0\.0\.1 \d+ .*\.pcapng$/);

    // The listener has the same one, and no second tab.
    await run('inspectBytes', { socket: listener.id });
    assert.equal(vscode.window.tabGroups.all.flatMap((group) => group.tabs).length, 1);
  });
});
