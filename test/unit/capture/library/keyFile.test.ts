import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyFile, keyFileOf, moveKeys, removeKeys } from '../../../../src/capture/library/keyFile';
import { eventually } from '../../../support/eventually';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { makeTestStore } from '../recording';

describe('capture/library/keyFile', () => {
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await makeTempFolder();
  });
  afterEach(() => folder.remove());

  it('lies beside the capture, for its owner alone, and has all lines in their order', async () => {
    const file = new KeyFile(join(folder.path, 'a.pcapng'), () => assert.fail());
    assert.equal(file.path, join(folder.path, 'a.keys'));
    for (let line = 0; line < 100; line++) file.append(Buffer.from(`${line}\n`));
    await file.flush();
    assert.equal(await readFile(file.path, 'utf8'), Array.from({ length: 100 }, (_, line) => `${line}\n`).join(''));
    if (process.platform !== 'win32') assert.equal((await stat(file.path)).mode & 0o777, 0o600);
  });

  it('says once that it cannot be written', async () => {
    const errors: unknown[] = [];
    const file = new KeyFile(join(folder.path, 'missing', 'a.pcapng'), (error) => errors.push(error));
    file.append(Buffer.from('x\n'));
    file.append(Buffer.from('y\n'));
    await file.flush();
    assert.deepEqual(
      errors.map((error) => (error as NodeJS.ErrnoException).code),
      ['ENOENT'],
    );
  });

  it('goes where its capture goes, and need not be there', async () => {
    const [one, other] = [join(folder.path, 'a.pcapng'), join(folder.path, 'b.pcapng')];
    await moveKeys(one, other);
    await writeFile(keyFileOf(one), 'x');
    await moveKeys(one, other);
    assert.equal(await readFile(keyFileOf(other), 'utf8'), 'x');
    await removeKeys(other);
    await removeKeys(other);
    await assert.rejects(readFile(keyFileOf(other)), /ENOENT/);
  });

  it('is written while a capture is recorded, and goes with one that is discarded', async () => {
    const store = await makeTestStore(undefined, { isInUse: () => Promise.resolve(false) });
    try {
      const { recording, path } = store.begin();
      recording.keys(Buffer.from('CLIENT_RANDOM 00 00\n'));
      await eventually(async () => {
        assert.equal(await readFile(keyFileOf(path), 'utf8'), 'CLIENT_RANDOM 00 00\n');
      });
      await recording.close();
      await assert.rejects(readFile(keyFileOf(path)), /ENOENT/);
      await assert.rejects(readFile(path), /ENOENT/);
    } finally {
      await store.remove();
    }
  });
});
