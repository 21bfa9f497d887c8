import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { FakeTerminal, sockscope } from '../fakeTerminal';

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
  const write = async (name: string, content: string | Uint8Array): Promise<void> =>
    writeFile(join(folder.path, name), content);
  const read = (name: string): Promise<string> => readFile(join(folder.path, name), 'latin1');

  it('formats files in place, and names those that it changed', async () => {
    assert.deepEqual(await run('a.wire'), { code: 0, output: 'a.wire\n', complaints: '' });
    assert.equal(await readFile(path, 'utf8'), 'wait 5ms\n');
    const { ino } = await stat(path);
    assert.deepEqual(await run('a.wire'), { code: 0, output: '', complaints: '' });
    assert.equal((await stat(path)).ino, ino, 'a file that is formatted is not written');
  });

  it('only looks with --check, and fails when something would change', async () => {
    assert.deepEqual(await run('--check', 'a.wire'), { code: 1, output: 'a.wire\n', complaints: '' });
    assert.equal(await readFile(path, 'utf8'), '\ufeffwait   5ms\n');
    await run('a.wire');
    assert.deepEqual(await run('--check', 'a.wire'), { code: 0, output: '', complaints: '' });
  });

  it('formats its input for -, which comes back as it was when it has mistakes', async () => {
    assert.deepEqual(await run('-'), { code: 0, output: 'wait 1s\n', complaints: '' });
    assert.deepEqual(await run('-', '--check'), { code: 1, output: '-\n', complaints: '' });
    const mistaken = new FakeTerminal(folder.path, 'wait  1s\n  \x1b[31mnonsense');
    const { code, output, complaints } = await sockscope(['fmt', '-'], mistaken);
    assert.equal(code, 1);
    assert.equal(output, 'wait  1s\n  \x1b[31mnonsense');
    assert.match(complaints, /^-:2:3: /);
  });

  it('complains about mistakes, with their places, and does not touch the file', async () => {
    await writeFile(path, 'wait   1s\n  wait soon\n');
    for (const args of [[], ['--check']]) {
      const { code, output, complaints } = await run('a.wire', ...args);
      assert.equal(code, 1);
      assert.equal(output, '');
      assert.match(complaints, /^a\.wire:2:8: “soon” is no time/);
      assert.equal(await readFile(path, 'utf8'), 'wait   1s\n  wait soon\n');
    }
  });

  it('writes only what is a wire file by name, and by its bytes', async () => {
    const files: readonly (readonly [name: string, content: string | Uint8Array, complaint: RegExp])[] = [
      ['setup.py', '# only   comments\n\n\n# here\n', /^setup\.py: this is no wire file by its name/],
      ['Makefile', '# all\n\n\n\n', /^Makefile: this is no wire file/],
      ['python.wire', 'if x:\n    y = 1\n', /^python\.wire:1:/],
      ['latin1.wire', Buffer.from('wait  1ms # caf\xe9\n', 'latin1'), /^latin1\.wire: .*line 1, byte 16 is e9/],
      ['binary.wire', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0xfe), /^binary\.wire: .*line 1, byte 5 is fe/],
      ['huge.wire', Buffer.alloc(8 * 1024 * 1024 + 1, '\n'), /^huge\.wire: This file has 8388609 bytes/],
    ];
    for (const [name, content, complaint] of files) {
      await write(name, content);
      const { code, output, complaints } = await run(name);
      assert.equal(code, 1, name);
      assert.equal(output, '');
      assert.match(complaints, complaint);
      assert.ok((await readFile(join(folder.path, name))).equals(Buffer.from(content)), name);
    }
  });

  it('goes on with the next file when one cannot be read, and counts T.WIRE as one', async () => {
    await write('T.WIRE', 'wait  2ms');
    const { code, output, complaints } = await run('none.wire', 'setup.py', 'T.WIRE', 'a.wire');
    assert.equal(code, 1);
    assert.match(complaints, /^Cannot read none\.wire: there is no such file.*\nsetup\.py: this is no wire file/m);
    assert.match(output, /^T\.WIRE\na\.wire\n$/);
    assert.equal(await read('T.WIRE'), 'wait 2ms\n');
  });

  it('formats the wire files of a folder and below, and no others', async () => {
    await mkdir(join(folder.path, 'all', 'inner'), { recursive: true });
    for (const name of ['all/b.wire', 'all/inner/C.Wire', 'all/d.txt']) await write(name, 'wait  1ms\n');
    assert.deepEqual(await run('all'), { code: 0, output: 'all/b.wire\nall/inner/C.Wire\n', complaints: '' });
    assert.equal(await read('all/d.txt'), 'wait  1ms\n');
  });

  it('keeps the mode, and what links lead to', async () => {
    await chmod(path, 0o640);
    await symlink('a.wire', join(folder.path, 'link.wire'));
    assert.equal((await run('link.wire')).code, 0);
    assert.equal(await readFile(path, 'utf8'), 'wait 5ms\n');
    assert.equal((await stat(path)).mode & 0o777, 0o640);
  });

  it('ends when it is interrupted while its input goes on', async () => {
    const endless: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
    };
    const terminal = new FakeTerminal(folder.path, endless);
    const formatting = sockscope(['fmt', '-'], terminal);
    terminal.interrupt();
    assert.equal((await formatting).code, 1);
  });
});
