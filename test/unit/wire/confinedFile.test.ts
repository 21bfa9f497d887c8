import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfinedFile, type ConfinedFolder } from '../../../src/wire/confinedFile';
import { spawnTool } from '../../support/process';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';

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
  afterEach(() => temporary.remove());

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
});
