import assert from 'node:assert/strict';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCaptureFile, type CaptureFile } from '../../../../src/capture/record/captureFile';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';

function write(file: CaptureFile, position: number, ...texts: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    file.write(
      texts.map((text) => Buffer.from(text)),
      position,
      (error, written) => {
        if (error) reject(error);
        else resolve(written);
      },
    );
  });
}

describe('createCaptureFile', () => {
  let folder: TempFolder;
  let path: string;

  beforeEach(async () => {
    folder = await makeTempFolder();
    path = join(folder.path, 'file');
  });

  afterEach(() => folder.remove());

  it('writes buffers behind each other at a position', async () => {
    const file = createCaptureFile(path);
    assert.equal(await write(file, 0, 'abc', 'def'), 6);
    assert.equal(await write(file, 6, 'ghi'), 3);
    await file.close();
    assert.equal(await readFile(path, 'utf8'), 'abcdefghi');
  });

  it('does not touch what is there already', async () => {
    await writeFile(path, 'precious');
    assert.throws(() => createCaptureFile(path), { code: 'EEXIST' });
    assert.equal(await readFile(path, 'utf8'), 'precious');
  });

  it('notices that another file, or none, is in its place', async () => {
    const file = createCaptureFile(path);
    assert.ok(await file.isInPlace());
    await rename(path, `${path}.moved`);
    assert.ok(!(await file.isInPlace()));
    await writeFile(path, '');
    assert.ok(!(await file.isInPlace()));
    await rm(path);
    await mkdir(path);
    assert.ok(!(await file.isInPlace()));
    await file.close();
  });

  it('cuts off what a failed write left behind', async () => {
    const file = createCaptureFile(path);
    await write(file, 0, 'whole', 'torn');
    await file.abandon(5);
    assert.equal(await readFile(path, 'utf8'), 'whole');
    await assert.rejects(write(file, 0, 'late'), { code: 'EBADF' });
  });
});
