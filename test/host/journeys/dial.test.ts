import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

import type { SocketInfo } from '../../../src/ui/api';
import { spawnTool, type ToolProcess } from '../../support/process';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';
import { requireTool } from '../../support/tools';
import { cleanUp, freePort, run, waitForSocket } from '../support/commands';

const EXPECTED = Uint8Array.of(0x0a, 0x0b, 0x68, 0x69, 0x0d, 0x0a);

describe('dialling ncat -l', () => {
  let folder: TempFolder;
  before(async () => {
    folder = await makeTempFolder();
  });
  after(() => folder.remove());
  afterEach(cleanUp);

  async function dialNcat(ncat: string): Promise<{ server: ToolProcess; connection: SocketInfo }> {
    const port = await freePort('tcp');
    const server = spawnTool(ncat, ['-v', '-l', '127.0.0.1', port]);
    await server.stderr.waitForText(/Listening on/);
    const connection = await run('dialEndpoint', { address: `tcp://127.0.0.1:${port}` });
    assert.equal(connection.state, 'open');
    assert.equal(connection.remote, `tcp://127.0.0.1:${port}`);
    return { server, connection };
  }

  it('sends it exactly the bytes of a payload', async function () {
    const { server, connection } = await dialNcat(requireTool(this, 'ncat'));
    assert.deepEqual(await run('sendPayload', { socket: connection.id, payload: 'u16be(0x0A0B) "hi\\r\\n"' }), {
      bytes: 6,
    });
    assert.equal((await run('closeSocket', { socket: connection.id })).state, 'closed');
    assert.equal((await server.exited).code, 0);
    assert.deepEqual(server.stdout.bytes(), EXPECTED);
    assert.deepEqual(await run('readBytes', { socket: connection.id, direction: 'sent' }), EXPECTED);
  });

  it('sends it exactly the given bytes, and not what is beside them in memory', async function () {
    const { server, connection } = await dialNcat(requireTool(this, 'ncat'));
    const bytes = Uint8Array.of(0xff, ...EXPECTED, 0xff).subarray(1, 7);
    assert.deepEqual(await run('sendPayload', { socket: connection.id, bytes }), { bytes: 6 });
    await run('closeSocket', { socket: connection.id });
    assert.equal((await server.exited).code, 0);
    assert.deepEqual(server.stdout.bytes(), EXPECTED);
  });

  it('receives what is typed there, and reads back parts of it in copies of their exact size', async function () {
    const { server, connection } = await dialNcat(requireTool(this, 'ncat'));
    await server.write('0123456789');
    await waitForSocket(connection.id, 'ten bytes', ({ bytesReceived }) => bytesReceived === 10);
    const read = async (offset?: number, length?: number): Promise<string> => {
      const part = await run('readBytes', {
        socket: connection.id,
        direction: 'received',
        ...(offset === undefined ? {} : { offset }),
        ...(length === undefined ? {} : { length }),
      });
      assert.equal(part.buffer.byteLength, part.length, 'the buffer is larger than the bytes');
      return new TextDecoder().decode(part);
    };
    assert.equal(await read(), '0123456789');
    assert.equal(await read(7), '789');
    assert.equal(await read(2, 3), '234');
    assert.equal(await read(8, 100), '89');
    assert.equal(await read(10), '');
    assert.equal(await read(1000, 1), '');
    assert.equal(await read(3, 0), '');
    const whole = { socket: connection.id, direction: 'received' } as const;
    (await run('readBytes', whole)).fill(0);
    assert.equal(await read(), '0123456789', 'what is handed out is a copy');
  });

  it('streams a file to it', async function () {
    const { server } = await dialNcat(requireTool(this, 'ncat'));
    const content = Uint8Array.from({ length: 3_000_001 }, (_, index) => (index * 7919) >>> 5);
    const path = join(folder.path, 'three megabytes.bin');
    await writeFile(path, content);
    // The only open socket that can send needs no picking.
    assert.deepEqual(await vscode.commands.executeCommand('sockscope.sendFile', vscode.Uri.file(path)), {
      bytes: content.length,
    });
    const received = await server.stdout.waitForBytes(content.length);
    assert.ok(Buffer.from(content).equals(received), 'ncat received something else than the file');
  });
});
