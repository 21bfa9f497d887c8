import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import * as vscode from 'vscode';

import { assertRejects, cleanUp, run, runUnchecked, waitForConnection } from '../support/commands';

const missing = 'file:///nowhere/missing.pcapng';

/** A listener with one connection that said something, and is closed again; its capture. */
async function record(): Promise<string> {
  const listener = await run('startListener', { address: 'tcp://127.0.0.1:0', service: 'discard' });
  const { id } = await run('dialEndpoint', { address: listener.local });
  await waitForConnection(listener.id);
  await run('sendPayload', { socket: id, payload: '"hello"' });
  await vscode.commands.executeCommand('sockscope.closeAllSockets');
  return listener.capture;
}

describe('the commands of captures', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('sockscope.clearCaptureFilter');
    await cleanUp();
  });

  it('pin a capture, and unpin it', async () => {
    const capture = await record();
    assert.deepEqual(await run('pinCapture', { capture }), { capture, pinned: true });
    assert.deepEqual(await run('unpinCapture', { capture }), { capture, pinned: false });
  });

  it('delete a capture without asking, unless it is being recorded', async () => {
    const capture = await record();
    const path = vscode.Uri.parse(capture, true).fsPath;
    assert.deepEqual(await run('deleteCapture', { capture }), { capture });
    await assert.rejects(access(path));
    await assertRejects(run('deleteCapture', { capture }), 'UNKNOWN_CAPTURE');

    const live = await run('startListener', { address: 'tcp://127.0.0.1:0', service: 'discard' });
    const { id } = await run('dialEndpoint', { address: live.local });
    await waitForConnection(live.id);
    await run('sendPayload', { socket: id, payload: '"hello"' });
    await assertRejects(run('deleteCapture', { capture: live.capture }), 'CAPTURE_LIVE');
  });

  it('filter the view', async () => {
    const capture = await record();
    const [port] = /\d+(?= · )/.exec(vscode.Uri.parse(capture, true).path) ?? [];
    assert.ok(port);
    const { all } = await run('filterCaptures', { text: '' });
    assert.ok(all >= 2);
    // The listener, and what was dialled.
    assert.deepEqual(await run('filterCaptures', { text: port }), { shown: 2, all });
    assert.deepEqual(await run('filterCaptures', { text: `  ${port} LISTENER ` }), { shown: 1, all });
    assert.deepEqual(await run('filterCaptures', { text: 'no such capture' }), { shown: 0, all });
  });

  it('refuse an argument of another shape', async () => {
    for (const name of ['pinCapture', 'unpinCapture', 'deleteCapture'] as const) {
      for (const argument of [{}, { capture: 7 }, 'x', missing]) {
        await assertRejects(runUnchecked(name, argument), 'BAD_ARGUMENT');
      }
      for (const capture of [missing, '', 'no uri', 'http://127.0.0.1/x.pcapng']) {
        await assertRejects(run(name, { capture }), 'UNKNOWN_CAPTURE');
      }
    }
    for (const argument of [{}, { text: 7 }, 'x']) {
      await assertRejects(runUnchecked('filterCaptures', argument), 'BAD_ARGUMENT');
    }
  });
});
