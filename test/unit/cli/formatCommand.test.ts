import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';
import { FakeTerminal, sockscope } from './fakeTerminal';

describe('cli/formatCommand', () => {
  let folder: TempFolder;
  let path: string;
  beforeEach(async () => {
    folder = await makeTempFolder();
    path = join(folder.path, 'a.wire');
    await writeFile(path, '\ufeffwait   5ms\n');
  });
  afterEach(() => folder.remove());
  const run = (...args: string[]) => sockscope(['fmt', ...args], new FakeTerminal(folder.path, 'wait  1s'));

  it('formats files in place, and names those that it changed', async () => {
    assert.deepEqual(await run('a.wire'), { code: 0, output: 'a.wire\n', complaints: '' });
    assert.equal(await readFile(path, 'utf8'), 'wait 5ms\n');
    assert.deepEqual(await run('a.wire'), { code: 0, output: '', complaints: '' });
  });
  it('only looks with --check, and fails when something would change', async () => {
    assert.deepEqual(await run('--check', 'a.wire'), { code: 1, output: 'a.wire\n', complaints: '' });
    assert.equal(await readFile(path, 'utf8'), '\ufeffwait   5ms\n');
  });
  it('formats its input for -', async () => {
    assert.deepEqual(await run('-'), { code: 0, output: 'wait 1s\n', complaints: '' });
  });
  it('complains about mistakes, with their places, and leaves them', async () => {
    await writeFile(path, 'wait 1s\n  wait soon\n');
    const { code, complaints } = await run('a.wire');
    assert.equal(code, 1);
    assert.match(complaints, /^a\.wire:2:8: “soon” is no time/);
    assert.equal(await readFile(path, 'utf8'), 'wait 1s\nwait soon\n');
  });
});
