import assert from 'node:assert/strict';
import { existsSync, lstatSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { explainOccupiedPath, explainRefusedPath, keepForeignFile } from '../../../../src/engine/address/unixPath';
import { failure, Harness } from '../harness';

/** Leaves its socket file behind, as a program does that is killed. */
const leaveStale = (path: string): string =>
  `require('node:net').createServer().listen(${JSON.stringify(path)}, () => {
     require('node:fs').writeSync(1, 'listening');
     process.kill(process.pid, 'SIGKILL');
   });`;

describe('engine/unixPath', () => {
  let folder: TempFolder;
  let path: string;
  let harness: Harness;
  beforeEach(async () => {
    harness = new Harness();
    folder = await makeTempFolder();
    path = `${folder.path}/s.sock`;
  });
  afterEach(async () => {
    await harness.dispose();
    await folder.remove();
  });

  describe('listening where something is already', () => {
    it('explains a stale socket file, and keeps it', async () => {
      await harness.run(leaveStale(path), { untilExit: true });
      const error = await failure(harness.listen(`unix:${path}`));
      assert.equal(error.code, 'PATH_STALE');
      assert.match(
        error.message,
        /left there by a program that has ended, and nobody answers behind it\. Delete the file/,
      );
      assert.equal(existsSync(path), true);
    });

    it('explains a live server of another program', async () => {
      await harness.serve({ path });
      const error = await failure(harness.listen(`unix:${path}`));
      assert.equal(error.code, 'EADDRINUSE');
      assert.match(error.message, /another program listens there\. Close it, or choose another path/);
    });

    it('explains what is not a socket: a file, a folder, a link to nowhere; and overwrites none', async () => {
      await writeFile(path, 'precious');
      await mkdir(`${folder.path}/folder`);
      await symlink('nowhere', `${folder.path}/link`);
      for (const occupied of [path, `${folder.path}/folder`, `${folder.path}/link`]) {
        const error = await failure(harness.listen(`unix:${occupied}`));
        assert.equal(error.code, 'PATH_NOT_A_SOCKET');
        assert.match(error.message, /something that is not a socket is there, and it is not overwritten/);
      }
      assert.equal(await readFile(path, 'utf8'), 'precious');
    });

    it('leaves it to others when nothing is there any more', async () => {
      assert.equal(await explainOccupiedPath(new Error(), path), undefined);
    });
  });

  describe('dialling', () => {
    it('explains a stale socket file', async () => {
      await harness.run(leaveStale(path), { untilExit: true });
      const error = await failure(harness.dial(`unix:${path}`));
      assert.equal(error.code, 'ECONNREFUSED');
      assert.match(error.message, /The socket file is there, but its server has ended; start it again/);
    });

    it('explains what is not a socket', async () => {
      await writeFile(path, '');
      const error = await failure(harness.dial(`unix:${path}`));
      assert.equal(error.code, 'PATH_NOT_A_SOCKET');
      assert.match(error.message, /Nobody can be dialled at unix:.*: what is there is not a socket\. Check the path/);
      assert.equal(explainRefusedPath(new Error(), `${path}x`), undefined);
    });

    it('explains a path where nothing is', async () => {
      const error = await failure(harness.dial(`unix:${path}`));
      assert.equal(error.code, 'ENOENT');
      assert.match(error.message, /There is no socket at unix:.*: start its server first, or check the path/);
    });
  });

  describe('keepForeignFile', () => {
    it('lets the file go that was made here', async () => {
      await writeFile(path, '');
      let seen = false;
      keepForeignFile(path, lstatSync(path), () => {
        seen = existsSync(path);
      });
      assert.equal(seen, true);
    });

    it('hides another’s file while closing, and puts it back', async () => {
      await writeFile(path, 'old');
      const made = lstatSync(path);
      await writeFile(`${path}.other`, 'other');
      for (const stats of [undefined, lstatSync(`${path}.other`)]) {
        let seen = true;
        keepForeignFile(path, stats, () => {
          seen = existsSync(path);
        });
        assert.equal(seen, false);
        assert.equal(await readFile(path, 'utf8'), 'old');
        assert.equal(lstatSync(path).ino, made.ino);
      }
    });

    it('overwrites nothing while it moves another’s file, and leaves nothing behind', async () => {
      await writeFile(path, 'another’s');
      const neighbours = [`${path}.${process.pid}`, `${path}.1`];
      for (const neighbour of neighbours) await writeFile(neighbour, 'neighbour');
      const before = await readdir(dirname(path));
      keepForeignFile(path, undefined, () => {
        rmSync(path, { force: true });
      });
      assert.deepEqual(await readdir(dirname(path)), before);
      for (const neighbour of neighbours) assert.equal(await readFile(neighbour, 'utf8'), 'neighbour');
      assert.equal(await readFile(path, 'utf8'), 'another’s');
    });

    it('does not put a file back over one that has come meanwhile', async () => {
      await writeFile(path, 'another’s');
      keepForeignFile(path, undefined, () => {
        writeFileSync(path, 'newcomer');
      });
      assert.equal(await readFile(path, 'utf8'), 'newcomer');
      const [aside] = (await readdir(dirname(path))).filter((name) => name.startsWith('.sockscope-'));
      assert.equal(await readFile(join(dirname(path), aside!, basename(path)), 'utf8'), 'another’s');
    });

    it('closes all the same when nothing is there', () => {
      let isClosed = false;
      keepForeignFile(path, undefined, () => {
        isClosed = true;
      });
      assert.equal(isClosed, true);
    });
  });
});
