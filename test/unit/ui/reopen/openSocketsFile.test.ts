import assert from 'node:assert/strict';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseEndpoint } from '../../../../src/engine/address/endpoint';
import type { Opening } from '../../../../src/ui/reopen/opening';
import { OpenSocketsFile } from '../../../../src/ui/reopen/openSocketsFile';
import { makeTempFolder } from '../../../support/temp-folder';

const DIAL: Opening = { kind: 'dial', endpoint: parseEndpoint('tcp://127.0.0.1:9000'), options: {} };

describe('OpenSocketsFile', () => {
  let folder: Awaited<ReturnType<typeof makeTempFolder>>;
  let path: string;
  beforeEach(async () => {
    folder = await makeTempFolder();
    path = join(folder.path, 'not there yet', 'open-sockets.json');
  });
  afterEach(() => folder.remove());

  it('tells the next window once what was open', async () => {
    assert.deepEqual(await new OpenSocketsFile(path).take(), []);
    const file = new OpenSocketsFile(path);
    await file.keep([DIAL, DIAL]);
    assert.deepEqual(await new OpenSocketsFile(path).take(), [DIAL, DIAL]);
    assert.deepEqual(await new OpenSocketsFile(path).take(), []);
  });

  it('is there while anything is open, and the owner’s alone', async () => {
    const file = new OpenSocketsFile(path);
    await file.keep([DIAL]);
    if (process.platform !== 'win32') assert.equal((await stat(path)).mode & 0o777, 0o600);
    await file.keep([]);
    assert.deepEqual(await readdir(dirname(path)), []);
  });

  it('stays as it is when the window ends', async () => {
    const file = new OpenSocketsFile(path);
    await file.keep([DIAL]);
    file.leave();
    await file.keep([]);
    assert.deepEqual(await new OpenSocketsFile(path).take(), [DIAL]);
  });

  it('forgets what it cannot read', async () => {
    const file = new OpenSocketsFile(path);
    await file.keep([DIAL]);
    for (const text of ['', '{', '5', '[5]']) {
      await writeFile(path, text);
      assert.deepEqual(await new OpenSocketsFile(path).take(), [], text);
    }
  });
});
