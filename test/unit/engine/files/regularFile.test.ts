import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { openRegularFile, readToEnd } from '../../../../src/engine/files/regularFile';
import { spawnTool } from '../../../support/process';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { skipAloud } from '../../../support/tools';

/** More than the threads that share all file operations of a process. */
const PIPES = 8;

describe('openRegularFile', () => {
  let folder: TempFolder;
  let path: string;

  beforeEach(async () => {
    folder = await makeTempFolder();
    path = join(folder.path, 'file');
  });

  afterEach(() => folder.remove());

  it('opens a file, and one that a link leads to', async () => {
    await writeFile(path, 'content');
    const link = join(folder.path, 'link');
    await symlink(path, link);
    for (const each of [path, link]) {
      const file = await openRegularFile(each);
      assert.equal(await file.readFile('utf8'), 'content');
      await file.close();
    }
    await assert.rejects(openRegularFile(link, { followsLinks: false }), { code: 'ELOOP' });
    const file = await openRegularFile(path, { followsLinks: false });
    await file.close();
  });

  it('refuses named pipes at once, as many as there are, and nothing else waits for them', async () => {
    const pipes = Array.from({ length: PIPES }, (_, i) => `${path}${i}`);
    await spawnTool('mkfifo', pipes).exited;
    const refusals = pipes.map((pipe) =>
      assert.rejects(openRegularFile(pipe), {
        code: 'NOT_A_FILE',
        message: /^Cannot read .*file\d: it is a named pipe/,
      }),
    );
    await stat(folder.path);
    await Promise.all(refusals);
  });

  it('refuses a pipe that takes the place of the file between looking and opening', async () => {
    const pipes = Array.from({ length: PIPES }, (_, i) => `${path}${i}`);
    await spawnTool('mkfifo', pipes).exited;
    for (const pipe of pipes) {
      await writeFile(path, 'content');
      const opening = openRegularFile(path);
      // Another thread looks at the file meanwhile; what is done with the answer waits for this one.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      renameSync(pipe, path);
      await assert.rejects(opening, { code: 'NOT_A_FILE' });
      await rm(path);
    }
  });

  it('refuses sockets, devices and folders, and says which it is', async () => {
    const server = net.createServer().listen(path);
    await new Promise((resolve) => server.once('listening', resolve));
    await assert.rejects(openRegularFile(path, { name: 'x.bin' }), {
      code: 'NOT_A_FILE',
      message: 'Cannot read x.bin: it is a socket, not a file. Dial it instead.',
    });
    await new Promise((resolve) => server.close(resolve));
    await assert.rejects(openRegularFile('/dev/null'), { code: 'NOT_A_FILE', message: /it is a device/ });
    await assert.rejects(openRegularFile(folder.path), { code: 'EISDIR' });
    await assert.rejects(openRegularFile(path), { code: 'ENOENT' });
  });
});

describe('readToEnd', () => {
  let folder: TempFolder;
  let path: string;

  beforeEach(async () => {
    folder = await makeTempFolder();
    path = join(folder.path, 'file');
  });

  afterEach(() => folder.remove());

  async function read(name: string, limit: number): Promise<Uint8Array | undefined> {
    const file = await openRegularFile(name);
    try {
      return await readToEnd(file, limit);
    } finally {
      await file.close();
    }
  }

  it('reads files up to the limit, and none that is longer', async () => {
    for (const length of [0, 1, 65_536, 65_537, 300_000]) {
      const bytes = Buffer.alloc(length, 7);
      await writeFile(path, bytes);
      assert.deepEqual(Buffer.from((await read(path, length))!), bytes);
      assert.deepEqual(Buffer.from((await read(path, length + 100))!), bytes);
      if (length > 0) assert.equal(await read(path, length - 1), undefined);
    }
  });

  it('reads files whose size the system calls 0', async function () {
    if (process.platform !== 'linux') skipAloud(this, 'only Linux has /proc');
    assert.equal((await stat('/proc/version')).size, 0);
    const expected = await readFile('/proc/version');
    assert.deepEqual(Buffer.from((await read('/proc/version', 4096))!), expected);
    assert.equal(await read('/proc/version', expected.length - 1), undefined);
  });
});
