import assert from 'node:assert/strict';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPemFile } from '../../../../src/engine/tls/pemFile';
import { makeTempFolder } from '../../../support/temp-folder';
import { failure } from '../harness';

describe('engine/tls/pemFile', () => {
  it('reads a file, and says what is wrong with one', async () => {
    const folder = await makeTempFolder();
    try {
      const path = join(folder.path, 'a.pem');
      await writeFile(path, 'text');
      assert.equal(await readPemFile(path), 'text');
      await truncate(path, 4 * 1024 * 1024 + 1);
      assert.equal((await failure(readPemFile(path, 'a.pem'))).code, 'PEM_TOO_LARGE');
      assert.match(
        (await failure(readPemFile(join(folder.path, 'b.pem'), 'b.pem'))).message,
        /^Cannot read b\.pem: there is no such file/,
      );
      assert.equal((await failure(readPemFile(folder.path))).code, 'EISDIR');
    } finally {
      await folder.remove();
    }
  });
});
