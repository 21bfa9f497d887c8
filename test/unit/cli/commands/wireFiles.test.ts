import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expandNames } from '../../../../src/cli/commands/wireFiles';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';

describe('cli/wireFiles', () => {
  let folder: TempFolder;
  before(async () => {
    folder = await makeTempFolder();
    await mkdir(join(folder.path, 'all', 'inner'), { recursive: true });
    for (const name of ['a.wire', 'inner/b.wire', 'no.txt']) await writeFile(join(folder.path, 'all', name), '');
  });
  after(() => folder.remove());

  it('names files with slashes on Windows, whatever was typed', async () => {
    const files = ['all/a.wire', 'all/inner/b.wire'];
    for (const typed of ['all', 'all\\', '.\\all', 'all\\**\\*.wire', 'all/**/*.wire']) {
      assert.deepEqual(await expandNames([typed], folder.path, 'win32'), files, typed);
    }
    assert.deepEqual(await expandNames(['\\\\host\\share\\x.wire', 'C:\\x.wire'], folder.path, 'win32'), [
      '//host/share/x.wire',
      'C:/x.wire',
    ]);
  });

  it('leaves a backslash where it is a character of names', async () => {
    assert.deepEqual(await expandNames(['all\\a.wire'], folder.path, 'linux'), ['all\\a.wire']);
  });
});
