import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copySamples, sampleNames } from '../../../../src/ui/start/copySamples';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { PROJECT_ROOT } from '../../../support/vscode-install';

describe('copying samples', () => {
  let folder: TempFolder;
  let from: string;
  let to: string;
  beforeEach(async () => {
    folder = await makeTempFolder();
    from = join(folder.path, 'package');
    to = join(folder.path, 'deep', 'samples');
    await mkdir(from);
    await writeFile(join(from, 'b.wire'), 'wait 1ms\n', { mode: 0o444 });
    await writeFile(join(from, 'a.txt'), 'é\n');
  });
  afterEach(() => folder.remove());

  const text = (name: string): Promise<string> => readFile(join(to, name), 'utf8');

  it('makes the folder, and copies every file into it, which can be changed then', async () => {
    assert.deepEqual(await copySamples(from, to), { copied: ['a.txt', 'b.wire'], same: [], kept: [] });
    assert.deepEqual([await text('a.txt'), await text('b.wire')], ['é\n', 'wait 1ms\n']);
    await writeFile(join(to, 'b.wire'), 'wait 2ms\n');
  });

  it('overwrites nothing: what is there stays, and is told apart by whether it is the same', async () => {
    await mkdir(to, { recursive: true });
    await writeFile(join(to, 'a.txt'), 'mine');
    await writeFile(join(to, 'b.wire'), 'wait 1ms\n');
    await writeFile(join(to, 'own.wire'), 'own');
    assert.deepEqual(await copySamples(from, to), { copied: [], same: ['b.wire'], kept: ['a.txt'] });
    assert.deepEqual([await text('a.txt'), await text('own.wire')], ['mine', 'own']);
  });

  it('replaces no folder', async () => {
    await mkdir(join(to, 'a.txt'), { recursive: true });
    assert.deepEqual(await copySamples(from, to), { copied: ['b.wire'], same: [], kept: ['a.txt'] });
    assert.deepEqual(await readdir(join(to, 'a.txt')), []);
  });

  it('follows no link', async () => {
    const outside = join(folder.path, 'outside');
    await mkdir(to, { recursive: true });
    await symlink(outside, join(to, 'b.wire'));
    assert.deepEqual(await copySamples(from, to), { copied: ['a.txt'], same: [], kept: ['b.wire'] });
    assert.ok(!(await readdir(folder.path)).includes('outside'));
  });

  it('copies what was missing the next time', async () => {
    await copySamples(from, to);
    await writeFile(join(from, 'c.wire'), '');
    assert.deepEqual(await copySamples(from, to), { copied: ['c.wire'], same: ['a.txt', 'b.wire'], kept: [] });
  });

  it('says what is in the way of the folder', async () => {
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    for (const target of [file, join(file, 'below')]) {
      await assert.rejects(copySamples(from, target), (error: Error) => {
        assert.match(error.message, /^The samples cannot be copied to .*file.* Choose another folder\. \(E[A-Z]+\)$/);
        assert.match(String((error as { code?: string }).code), /^(EEXIST|ENOTDIR)$/);
        return true;
      });
    }
  });

  it('says that the package has none', async () => {
    await assert.rejects(copySamples(join(folder.path, 'nowhere'), to), { code: 'ENOENT' });
  });
});

describe('the samples of the package', () => {
  it('are in it, each of them: they lie in no folder below', async () => {
    const samples = join(PROJECT_ROOT, 'samples');
    assert.deepEqual(await sampleNames(samples), (await readdir(samples)).toSorted());
    assert.match(await readFile(join(PROJECT_ROOT, '.vscodeignore'), 'utf8'), /^!samples\/\*$/m);
  });
});
