import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempFolder } from '../../support/temp-folder';

describe('makeTempFolder', () => {
  it('makes an empty folder of its own, and removes it with what is in it', async () => {
    const [one, other] = await Promise.all([makeTempFolder(), makeTempFolder()]);
    assert.notEqual(one.path, other.path);
    assert.deepEqual(await readdir(one.path), []);
    await writeFile(join(one.path, 'file'), 'text');
    await Promise.all([one.remove(), other.remove()]);
    assert.equal(existsSync(one.path), false);
    assert.equal(existsSync(other.path), false);
  });
});
