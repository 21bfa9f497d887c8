import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOwnCapture } from '../../../src/capture/ownCapture';
import { makeFileHeader } from '../../../src/capture/record/fileHeader';

describe('isOwnCapture', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sockscope-own-'));
  });
  after(async () => {
    await rm(folder, { recursive: true });
  });

  const check = async (bytes: Uint8Array): Promise<boolean> => {
    const path = join(folder, 'x.pcapng');
    await writeFile(path, bytes);
    return isOwnCapture(path);
  };

  it('knows what Sockscope recorded', async () => {
    assert.equal(await check(makeFileHeader('Sockscope 1.2.3')), true);
  });

  it('does not take for ours what another program wrote, even when it holds our name elsewhere', async () => {
    const other = makeFileHeader('Dumpcap (Wireshark) 4.0');
    assert.equal(await check(other), false);
    assert.equal(await check(Buffer.concat([other, Buffer.from('Sockscope 1.2.3')])), false);
  });

  it('does not take for ours what is no capture, empty or missing', async () => {
    assert.equal(await check(new TextEncoder().encode('Sockscope 1.2.3 is a program')), false);
    assert.equal(await check(new Uint8Array()), false);
    assert.equal(await isOwnCapture(join(folder, 'missing')), false);
  });
});
