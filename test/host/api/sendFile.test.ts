import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';

import { spawnTool } from '../../support/process';
import { cleanUp, run, waitForSocket } from '../support/commands';
import { ask, makeWireFolder, type WireFolder } from '../support/wireFiles';

/** As the Explorer's menu does: with the file, over the only socket that there is to send on. */
const sendFile = (path: string): Promise<unknown> => ask('sockscope.sendFile', vscode.Uri.file(path));

describe('Send File', () => {
  let folder: WireFolder;
  /** Not ours: then only one socket can send. */
  let server: Server;
  let id: string;
  beforeEach(async () => {
    folder = await makeWireFolder();
    server = createServer((peer) => peer.on('error', () => undefined).resume()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ id } = await run('dialEndpoint', { address: String((server.address() as AddressInfo).port) }));
  });
  afterEach(async () => {
    await cleanUp();
    server.close();
    await folder.remove();
  });

  it('sends a file to its end', async () => {
    const path = join(folder.path, 'a.bin');
    await writeFile(path, new Uint8Array(300_000).fill(7));
    assert.deepEqual(await sendFile(path), { bytes: 300_000 });
    await waitForSocket(id, 'what was sent', ({ bytesSent }) => bytesSent === 300_000);
  });

  it('sends a file whose size the system calls 0', async function () {
    if (process.platform !== 'linux') this.skip();
    const { length } = await readFile('/proc/version');
    assert.ok(length > 0);
    assert.deepEqual(await sendFile('/proc/version'), { bytes: length });
    await waitForSocket(id, 'what was sent', ({ bytesSent }) => bytesSent === length);
  });

  it('does not wait for what is in a named pipe, nor for a device, but says so', async function () {
    if (process.platform === 'win32') this.skip();
    const pipe = join(folder.path, 'pipe');
    await spawnTool('mkfifo', [pipe]).exited;
    for (const path of [pipe, '/dev/zero', folder.path]) assert.equal(await sendFile(path), undefined);
    assert.deepEqual(
      (await run('listSockets')).map(({ bytesSent }) => bytesSent),
      [0],
    );
    await ask('notifications.clearAll');
  });
});
