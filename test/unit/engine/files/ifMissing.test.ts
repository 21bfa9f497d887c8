import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { ifMissing } from '../../../../src/engine/files/ifMissing';

describe('ifMissing', () => {
  it('is its value where there is no such file', async () => {
    const nowhere = `/nowhere-${crypto.randomUUID()}`;
    assert.deepEqual(await fs.readdir(nowhere).catch(ifMissing([])), []);
    assert.equal(await fs.access(nowhere).then(() => true, ifMissing(false)), false);
  });

  it('throws what else went wrong', async () => {
    await assert.rejects(fs.readdir(__filename).catch(ifMissing([])), { code: 'ENOTDIR' });
    const own = new Error('of another kind');
    assert.throws(() => {
      ifMissing(undefined)(own);
    }, own);
  });
});
