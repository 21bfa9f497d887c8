import assert from 'node:assert/strict';
import { mkdir, open, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  confinementOf,
  readConfinedFile,
  staysInside,
  type ConfinedFolder,
  type Confinement,
} from '../../../../src/wire/run/confinedFile';
import { killTools, spawnTool } from '../../../support/process';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';

/** Puts a link in place of a folder, and the folder back, again and again. */
const SWAPPER = `
const { renameSync } = require('node:fs');
const [folder, link] = process.argv.slice(1);
console.log('ready');
for (;;) {
  renameSync(folder, folder + '-aside');
  renameSync(link, folder);
  renameSync(folder, link);
  renameSync(folder + '-aside', folder);
}`;

describe('wire/confinedFile', () => {
  let temporary: TempFolder;
  let folder: ConfinedFolder;
  beforeEach(async () => {
    temporary = await makeTempFolder();
    const root = join(temporary.path, 'root');
    await mkdir(join(root, 'inner'), { recursive: true });
    await writeFile(join(root, 'a.bin'), 'inside');
    await writeFile(join(temporary.path, 'secret'), 'outside');
    folder = { root, base: join(root, 'inner') };
  });
  afterEach(async () => {
    await killTools();
    await temporary.remove();
  });

  const read = async (path: string, limit = 100): Promise<string> =>
    Buffer.from(await readConfinedFile(folder, path, limit)).toString();
  const refused = (path: string, code: string, limit?: number): Promise<void> =>
    assert.rejects(read(path, limit), { code });

  it('reads what is inside, relative to its base', async () => {
    assert.equal(await read('../a.bin'), 'inside');
    assert.equal(await read(join(folder.root, 'a.bin')), 'inside');
  });
  it('refuses what is outside, however it is named', async () => {
    await refused('../../secret', 'FILE_OUTSIDE_WORKSPACE');
    await refused(join(temporary.path, 'secret'), 'FILE_OUTSIDE_WORKSPACE');
    await refused('../inner/../../secret', 'FILE_OUTSIDE_WORKSPACE');
  });
  it('refuses symbolic links out of it, of files and of folders, and follows those within', async () => {
    await symlink(join(temporary.path, 'secret'), join(folder.base, 'link'));
    await symlink(temporary.path, join(folder.base, 'up'));
    await symlink(join(folder.root, 'a.bin'), join(folder.base, 'within'));
    await refused('link', 'FILE_OUTSIDE_WORKSPACE');
    await refused('up/secret', 'FILE_OUTSIDE_WORKSPACE');
    assert.equal(await read('within'), 'inside');
    assert.equal(await read('up/root/a.bin'), 'inside');
  });
  it('does not even open what its path says is outside', async () => {
    const trusting: Confinement = { flags: 0, locate: () => realpath(folder.root) };
    await assert.rejects(readConfinedFile(folder, '../../secret', 100, trusting), { code: 'FILE_OUTSIDE_WORKSPACE' });
  });
  it('refuses what lies nowhere, though this program runs in the folder', async () => {
    const nowhere: Confinement = { flags: 0, locate: () => Promise.resolve('') };
    const before = process.cwd();
    process.chdir(folder.root);
    try {
      await assert.rejects(readConfinedFile(folder, '../a.bin', 100, nowhere), { code: 'FILE_OUTSIDE_WORKSPACE' });
    } finally {
      process.chdir(before);
    }
  });
  it('takes an absolute way, such as to another drive, for one that leads out', () => {
    assert.ok(!staysInside('/elsewhere', '/'));
    assert.ok(!staysInside('..', '/') && !staysInside('../a', '/') && !staysInside('..\\a', '\\'));
    assert.ok(staysInside('a/..b', '/') && staysInside('..a', '/') && staysInside('', '/'));
  });
  it('takes a folder whose name begins with two dots for inside', async () => {
    await writeFile(join(folder.root, '..a'), 'dots');
    assert.equal(await read('../..a'), 'dots');
  });
  it('refuses what is too large, no file, or not there', async () => {
    await refused('../a.bin', 'FILE_TOO_LARGE', 5);
    await refused('.', 'EISDIR');
    await refused('nothing', 'ENOENT');
    await spawnTool('mkfifo', [join(folder.base, 'pipe')]).exited;
    await refused('pipe', 'NOT_A_FILE');
  });
  it('reads as much as there is room for, and no more', async () => {
    assert.equal(await read('../a.bin', 6), 'inside');
    await refused('../a.bin', 'FILE_TOO_LARGE', 5);
  });
  it('says what it refuses by the name that the payload gives it', async () => {
    await spawnTool('mkfifo', [join(folder.base, 'pipe')]).exited;
    await assert.rejects(read('pipe'), /file\("pipe"\): it is a named pipe/);
    await assert.rejects(read('../../secret'), /file\("..\/..\/secret"\) leads out of/);
  });

  describe('while a folder is swapped for a link', () => {
    /** Looks away at the worst moment: the file was opened by a path that was inside when it was looked at. */
    async function swapped(platform: NodeJS.Platform): Promise<void> {
      const real = confinementOf(platform);
      await mkdir(join(folder.base, 'd'));
      await mkdir(join(temporary.path, 'outer'));
      await writeFile(join(folder.base, 'd', 'x'), 'inside');
      await writeFile(join(temporary.path, 'outer', 'x'), 'outside');
      assert.equal(Buffer.from(await readConfinedFile(folder, 'd/x', 100, real)).toString(), 'inside');
      const outer = await open(join(temporary.path, 'outer', 'x'));
      try {
        const opened: Confinement = { ...real, locate: (_file, target) => real.locate(outer, target) };
        await assert.rejects(readConfinedFile(folder, 'd/x', 100, opened), { code: 'FILE_OUTSIDE_WORKSPACE' });
      } finally {
        await outer.close();
      }
    }
    it('asks the kernel where the open file lies (Linux)', () => swapped('linux'));
    it('compares the file that was opened with the one that the path leads to (Windows)', () => swapped('win32'));
    it('opens no path with a link anywhere in it (macOS)', () => {
      assert.equal(confinementOf('darwin').flags, 0x2000_0000);
      assert.equal(confinementOf('linux').flags, 0);
      assert.equal(confinementOf('win32').flags, 0);
    });
    it('refuses a file that has become a link to another place meanwhile (Windows)', async () => {
      const file = await open(join(folder.root, 'a.bin'));
      await symlink(join(folder.root, 'a.bin'), join(folder.base, 'moved'));
      try {
        assert.equal(await confinementOf('win32').locate(file, join(folder.base, 'moved')), '');
        assert.notEqual(await confinementOf('win32').locate(file, await realpath(join(folder.root, 'a.bin'))), '');
      } finally {
        await file.close();
      }
    });
    it('reads nothing from outside, however often it is swapped', async () => {
      const inside = join(folder.base, 'd');
      const outer = join(temporary.path, 'outer');
      await mkdir(outer);
      await writeFile(join(outer, 'x'), 'outside');
      await mkdir(inside);
      await writeFile(join(inside, 'x'), 'inside');
      await symlink(outer, join(folder.base, 'link'));
      const swapper = spawnTool(process.execPath, ['-e', SWAPPER, inside, join(folder.base, 'link')]);
      await swapper.stdout.waitForText(/ready/);
      const seen = new Map<string, number>();
      for (let round = 0; round < 300; round++) {
        const results = await Promise.allSettled(Array.from({ length: 8 }, () => read('d/x')));
        for (const result of results) {
          const key = result.status === 'fulfilled' ? result.value : (result.reason as { code: string }).code;
          seen.set(key, (seen.get(key) ?? 0) + 1);
        }
      }
      await swapper.kill();
      assert.equal(seen.get('outside'), undefined, JSON.stringify([...seen]));
      assert.ok((seen.get('inside') ?? 0) > 0 && seen.size > 1, JSON.stringify([...seen]));
    });
  });
});
