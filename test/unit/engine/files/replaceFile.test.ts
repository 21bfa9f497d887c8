import assert from 'node:assert/strict';
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, readlink, realpath, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'; // prettier-ignore
import { basename, join } from 'node:path';
import {
  isAsideName,
  moveFile,
  putPrivateFile,
  putProgram,
  replaceFile,
  THIS_SYSTEM,
  type ReplacingSystem,
} from '../../../../src/engine/files/replaceFile';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';

const SYSTEM: ReplacingSystem = { ...THIS_SYSTEM, platform: 'linux', pause: () => Promise.resolve() };

describe('engine/replaceFile', () => {
  let folder: TempFolder;
  let path: string;
  beforeEach(async () => {
    folder = await makeTempFolder();
    path = join(folder.path, 'file');
    await writeFile(path, 'old');
  });
  afterEach(() => folder.remove());
  const NEW = Buffer.from('new content');
  const failing = (code: string): Error => Object.assign(new Error(code), { code });

  it('replaces the content by another file, and keeps the mode', async () => {
    await chmod(path, 0o751);
    const before = await stat(path);
    await replaceFile(path, NEW);
    assert.equal(await readFile(path, 'utf8'), 'new content');
    const after = await stat(path);
    assert.equal(after.mode & 0o7777, 0o751);
    assert.notEqual(after.ino, before.ino);
    assert.deepEqual(await readdir(folder.path), ['file']);
  });

  it('puts a program there, which its owner alone can run', async () => {
    await putProgram(path, NEW);
    assert.equal(await readFile(path, 'utf8'), 'new content');
    assert.equal((await stat(path)).mode & 0o7777, 0o700);
  });

  it('writes what a symbolic link leads to, beside that, and leaves the link', async () => {
    await mkdir(join(folder.path, 'links'));
    const link = join(folder.path, 'links', 'link');
    await symlink('../file', link);
    await replaceFile(link, NEW);
    assert.equal(await readFile(path, 'utf8'), 'new content');
    assert.ok((await lstat(link)).isSymbolicLink());
    assert.equal(await readlink(link), '../file');
    assert.deepEqual(await readdir(join(folder.path, 'links')), ['link']);
  });

  it('does not write what may not be written, nor what is not there', async () => {
    await assert.rejects(replaceFile(join(folder.path, 'other'), NEW), { code: 'ENOENT' });
    assert.deepEqual(await readdir(folder.path), ['file']);
    // Some users are stopped by no permission, so the system's answer is made up here.
    const asked: unknown[] = [];
    const access = (...question: unknown[]): Promise<void> => {
      asked.push(question);
      return Promise.reject(failing('EACCES'));
    };
    await assert.rejects(replaceFile(path, NEW, { ...SYSTEM, access }), { code: 'EACCES' });
    assert.deepEqual(asked, [[await realpath(path), constants.W_OK]]);
    assert.equal(await readFile(path, 'utf8'), 'old');
  });

  it('tries again while another program has the file open on Windows, and gives up in the end', async () => {
    const pauses: number[] = [];
    let failures = 3;
    const system: ReplacingSystem = {
      ...SYSTEM,
      platform: 'win32',
      rename: async (from, to) => {
        if (failures-- > 0) throw failing('EPERM');
        await rename(from, to);
      },
      pause: (milliseconds) => Promise.resolve(pauses.push(milliseconds)),
    };
    await replaceFile(path, NEW, system);
    assert.equal(await readFile(path, 'utf8'), 'new content');
    assert.equal(pauses.length, 3);

    await writeFile(path, 'old');
    failures = 100;
    await assert.rejects(replaceFile(path, NEW, system), { code: 'EPERM' });
    assert.equal(failures, 94);
    assert.equal(await readFile(path, 'utf8'), 'old');
    assert.deepEqual(await readdir(folder.path), ['file']);
  });

  it('moves a file as patiently', async () => {
    let failures = 2;
    const system: ReplacingSystem = {
      ...SYSTEM,
      platform: 'win32',
      rename: async (from, to) => {
        if (failures-- > 0) throw failing('EBUSY');
        await rename(from, to);
      },
    };
    await moveFile(path, join(folder.path, 'moved'), system);
    assert.deepEqual(await readdir(folder.path), ['moved']);
  });

  it('takes the same failure for the last word elsewhere, and others everywhere', async () => {
    for (const [platform, code] of [
      ['linux', 'EPERM'],
      ['win32', 'ENOSPC'],
    ] as const) {
      let attempts = 0;
      const move = (): Promise<void> => {
        attempts++;
        return Promise.reject(failing(code));
      };
      await assert.rejects(replaceFile(path, NEW, { ...SYSTEM, platform, rename: move }), {
        code,
      });
      assert.equal(attempts, 1);
      assert.equal(await readFile(path, 'utf8'), 'old');
      assert.deepEqual(await readdir(folder.path), ['file']);
    }
  });

  it('overwrites nothing that lies where it writes aside, nor what a link there leads to', async () => {
    const aside = join(folder.path, 'aside');
    const system = { ...SYSTEM, asideName: () => 'aside' };
    const victim = join(folder.path, 'victim');
    await writeFile(victim, 'of somebody else');
    for (const put of [replaceFile, putPrivateFile]) {
      await writeFile(aside, 'of somebody else');
      await assert.rejects(put(path, NEW, system), { code: 'EEXIST' });
      assert.equal(await readFile(aside, 'utf8'), 'of somebody else');
      await rm(aside);
      await symlink(victim, aside);
      await assert.rejects(put(path, NEW, system), { code: 'EEXIST' });
      assert.equal(await readFile(victim, 'utf8'), 'of somebody else');
      assert.equal(await readlink(aside), victim);
      await rm(aside);
      assert.equal(await readFile(path, 'utf8'), 'old');
    }
  });

  it('writes aside under names that are known again, each another one', async () => {
    const [one, two] = [THIS_SYSTEM.asideName(), THIS_SYSTEM.asideName()];
    assert.notEqual(one, two);
    assert.ok(isAsideName(one) && isAsideName(two));
    for (const name of ['run.json', `${one}.pcapng`, `x${one}`]) assert.ok(!isAsideName(name), name);
    const asides: string[] = [];
    const system = {
      ...SYSTEM,
      rename: async (from: string, to: string): Promise<void> => {
        asides.push(basename(from));
        assert.equal((await stat(from)).mode & 0o777, 0o600);
        await rename(from, to);
      },
    };
    await putPrivateFile(path, NEW, system);
    assert.deepEqual(asides.map(isAsideName), [true]);
  });

  it('puts a file where there is none, or in the place of another, which its owner alone can read then', async () => {
    const other = join(folder.path, 'other');
    await putPrivateFile(other, 'one');
    assert.equal(await readFile(other, 'utf8'), 'one');
    await chmod(other, 0o644);
    await putPrivateFile(other, 'two');
    assert.equal(await readFile(other, 'utf8'), 'two');
    assert.equal((await stat(other)).mode & 0o777, 0o600);
    assert.deepEqual((await readdir(folder.path)).sort(), ['file', 'other']);
  });
});
