import assert from 'node:assert/strict';
import { link, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nameFor } from '../../../../src/engine/files/takenName';
import { makeTempFolder } from '../../../support/temp-folder';

describe('engine/takenName', () => {
  it('tells a free name from that of another file, and from the file itself', async () => {
    const folder = await makeTempFolder();
    try {
      const [one, two, three] = ['one', 'two', 'three'].map((name) => join(folder.path, name)) as [
        string,
        string,
        string,
      ];
      await writeFile(one, '1');
      await writeFile(two, '1');
      assert.equal(await nameFor(one, three), 'free');
      assert.equal(await nameFor(one, two), 'taken');
      assert.equal(await nameFor(three, two), 'taken');
      // As `ONE` is where names compare without case.
      await link(one, three);
      assert.equal(await nameFor(one, three), 'own');
    } finally {
      await folder.remove();
    }
  });
});
