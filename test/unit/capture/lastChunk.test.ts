import assert from 'node:assert/strict';
import { writeFile, appendFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { CaptureAccess } from '../../../src/capture/captureAccess';
import { readLastChunk } from '../../../src/capture/lastChunk';
import type { BytesSocket } from '../../../src/engine/bytesSocket';
import { ACCEPTED_ENDS, makeTestStore, type TestStore } from './recording';

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

describe('readLastChunk', () => {
  let test: TestStore;
  let access: CaptureAccess;
  beforeEach(async () => {
    test = await makeTestStore();
    access = new CaptureAccess(test.store);
  });
  afterEach(async () => {
    await access.closeAll();
    await test.remove();
  });

  const socketOf = (capture: string): BytesSocket =>
    ({ conversation: 0, info: () => ({ capture }) }) as unknown as BytesSocket;

  it('reads the beginning of what came last, which may not be written yet', async () => {
    const { recording } = test.begin();
    const stream = recording.stream(ACCEPTED_ENDS);
    const read = () => readLastChunk({ access, store: test.store }, socketOf(recording.uri), 5);
    assert.equal(await read(), undefined);
    stream.chunk('received', Buffer.from('one'));
    stream.chunk('sent', Buffer.from('the second one'));
    const chunk = await read();
    assert.deepEqual([chunk?.direction, chunk?.length, text(chunk?.first)], ['sent', 14, 'the s']);
    stream.chunk('received', Buffer.from('3'));
    assert.equal(text((await read())?.first), '3');
  });

  it('reads from a capture that has ended, unless it is large', async () => {
    const { recording, path } = test.begin();
    recording.stream(ACCEPTED_ENDS).chunk('received', Buffer.from('last words'));
    await recording.close();
    const read = () => readLastChunk({ access, store: test.store }, socketOf(recording.uri), 100);
    assert.equal(text((await read())?.first), 'last words');
    await appendFile(path, Buffer.alloc(1024 * 1024));
    assert.equal(await read(), undefined);
  });

  it('says that nothing was recorded, or that it cannot be read', async () => {
    const noCapture = pathToFileURL(`${test.store.folder}/none.pcapng`).href;
    await writeFile(`${test.store.folder}/none.pcapng`, 'no capture');
    const read = (uri: string) => readLastChunk({ access, store: test.store }, socketOf(uri), 5);
    await assert.rejects(read(''), { code: 'NOT_RECORDED' });
    await assert.rejects(read(noCapture), { code: 'NOT_A_CAPTURE' });
  });
});
