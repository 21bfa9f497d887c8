import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expandNames, type FileKind } from '../../../../src/cli/commands/namedFiles';
import { WIRE_FILES } from '../../../../src/cli/commands/wireFiles';
import { UsageError } from '../../../../src/cli/terminal/terminal';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';

describe('cli/namedFiles', () => {
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
      assert.deepEqual(await expandNames([typed], folder.path, WIRE_FILES, 'win32'), files, typed);
    }
    assert.deepEqual(await expandNames(['\\\\host\\share\\x.wire', 'C:\\x.wire'], folder.path, WIRE_FILES, 'win32'), [
      '//host/share/x.wire',
      'C:/x.wire',
    ]);
  });

  it('takes an empty name for no folder', async () => {
    await assert.rejects(expandNames([''], folder.path, WIRE_FILES), UsageError);
  });

  it('looks for the files of a kind', async () => {
    const texts: FileKind = { name: 'text', isOne: (name) => name.endsWith('.txt') };
    assert.deepEqual(await expandNames(['all', 'a*/*'], folder.path, texts), ['all/no.txt', 'all/no.txt']);
    await assert.rejects(
      expandNames(['all/*.wire'], folder.path, texts),
      /No text matches “all\/\*\.wire” \(other files do\)/,
    );
  });

  it('leaves a backslash where it is a character of names', async () => {
    assert.deepEqual(await expandNames(['all\\a.wire'], folder.path, WIRE_FILES, 'linux'), ['all\\a.wire']);
  });
});
