import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { completePayload } from '../../../../src/cli/commands/payloadCompletion';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';

describe('cli/payloadCompletion', () => {
  let folder: TempFolder;
  before(async () => {
    folder = await makeTempFolder();
    await mkdir(join(folder.path, 'inside', 'deep'), { recursive: true });
    // Windows has no such names.
    const odd = process.platform === 'win32' ? [] : ['with "quotes"', 'esc\x1b[31m'];
    for (const name of ['a.bin', 'a b.bin', ...odd, join('inside', 'x'), join('inside', 'y')]) {
      await writeFile(join(folder.path, 'inside', '..', name), '');
    }
  });
  after(() => folder.remove());
  const complete = async (text: string): Promise<readonly string[]> =>
    (await completePayload(text, join(folder.path, text.includes('..') ? 'inside' : ''))).words;

  it('offers functions where a word begins, in any case', async () => {
    assert.deepEqual(await complete('"hello" u16'), ['u16be(', 'u16le(']);
    assert.deepEqual(await completePayload('[0a] HTO', '/'), { word: 'HTO', words: ['htons(', 'htonl('] });
    assert.ok((await complete('')).includes('repeat('));
    assert.deepEqual(await complete('u16be(1) q'), []);
  });

  it('offers nothing within text', async () => {
    assert.deepEqual(await complete('"u1'), []);
    assert.deepEqual(await complete(String.raw`"a \" u1`), []);
    assert.deepEqual(await complete('"a" "file(" "'), []);
  });

  it('offers the files that file(…) can read, and folders of them', async () => {
    assert.deepEqual(await complete('u8(1) file("'), ['a b.bin"', 'a.bin"', 'inside/']);
    assert.deepEqual(await completePayload('file( "inside/x', folder.path), { word: 'inside/x', words: ['inside/x"'] });
    assert.deepEqual(await complete('file("inside/'), ['inside/deep/', 'inside/x"', 'inside/y"']);
    assert.deepEqual(await complete('file("nowhere/'), []);
    assert.deepEqual(await complete('file("../'), []);
  });
});
