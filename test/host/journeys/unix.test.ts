import assert from 'node:assert/strict';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { spawnTool } from '../../support/process';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';
import { requireTool } from '../../support/tools';
import { assertRejects, cleanUp, run, waitForConnection, waitForSocket } from '../support/commands';

describe('a Unix socket', () => {
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await makeTempFolder();
  });
  afterEach(async () => {
    await cleanUp();
    await folder.remove();
  });

  it('listens for socat', async function () {
    const socat = requireTool(this, 'socat');
    const path = join(folder.path, 'echo.sock');
    const listener = await run('startListener', { address: `unix:${path}`, service: 'echo' });
    assert.equal(listener.local, `unix:${path}`);
    const client = spawnTool(socat, ['-t', '10', '-', `UNIX-CONNECT:${path}`]);
    client.endInput('over a path');
    assert.equal((await client.exited).code, 0);
    assert.equal(client.stdout.text(), 'over a path');
    const connection = await waitForConnection(listener.id);
    assert.equal(connection.remote, undefined);
    assert.deepEqual(
      await run('readBytes', { socket: connection.id, direction: 'received' }),
      new TextEncoder().encode('over a path'),
    );
    await run('closeSocket', { socket: listener.id });
    await assert.rejects(stat(path), { code: 'ENOENT' }, 'the socket file is left behind');
  });

  it('dials socat', async function () {
    const socat = requireTool(this, 'socat');
    const path = join(folder.path, 'server.sock');
    const server = spawnTool(socat, ['-d', '-d', `UNIX-LISTEN:${path}`, '-']);
    await server.stderr.waitForText(/listening on/);
    const connection = await run('dialEndpoint', { address: `unix:${path}` });
    assert.equal(connection.remote, `unix:${path}`);
    await run('sendPayload', { socket: connection.id, payload: '[00 ff] "dialled"' });
    assert.deepEqual(await server.stdout.waitForBytes(9), Uint8Array.from(Buffer.from('\x00\xffdialled', 'latin1')));
    await server.write('and answered');
    await waitForSocket(connection.id, 'the answer', ({ bytesReceived }) => bytesReceived === 12);
    assert.deepEqual(
      await run('readBytes', { socket: connection.id, direction: 'received' }),
      new TextEncoder().encode('and answered'),
    );
    await assertRejects(run('resetSocket', { socket: connection.id }), 'RESET_UNSUPPORTED');
    await run('closeSocket', { socket: connection.id });
    assert.equal((await server.exited).code, 0);
    assert.ok(await stat(path).catch(() => true), 'socat’s own file is socat’s to remove');
  });

  it('is not put in the place of a file', async () => {
    const path = join(folder.path, 'notes.txt');
    await writeFile(path, 'precious');
    await assertRejects(run('startListener', { address: `unix:${path}` }), 'PATH_NOT_A_SOCKET');
    assert.equal((await stat(path)).size, 8);
  });
});
