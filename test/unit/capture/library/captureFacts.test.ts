import assert from 'node:assert/strict';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCaptureFacts, type CaptureFacts } from '../../../../src/capture/library/captureFacts';
import { makeFileHeader } from '../../../../src/capture/record/fileHeader';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { ACCEPTED_ENDS, makeTestStore } from '../recording';

const ORIGIN = { kind: 'listener', address: 'tcp://127.0.0.1:9000' } as const;

describe('readCaptureFacts', () => {
  let folder: TempFolder;
  before(async () => {
    folder = await makeTempFolder();
  });
  after(() => folder.remove());

  const check = async (bytes: Uint8Array): Promise<CaptureFacts> => {
    const path = join(folder.path, 'x.pcapng');
    await writeFile(path, bytes);
    return (await readCaptureFacts(path))!;
  };

  it('tells what a capture is of, who records it, when it began, and once it has ended, what is in it', async () => {
    const test = await makeTestStore();
    try {
      const recording = test.store.startRecording('tcp 127.0.0.1 9000', ORIGIN);
      const [capture] = test.store.live;
      const stream = recording.stream(ACCEPTED_ENDS);
      stream.chunk('received', Buffer.alloc(100_000));
      stream.chunk('sent', Buffer.alloc(7));
      await capture!.flush();
      const known = { isOwn: true, origin: ORIGIN, process: test.store.process };
      const { startedAt, ...live } = (await readCaptureFacts(capture!.path))!;
      assert.deepEqual(live, known);
      assert.ok(Math.abs(startedAt! - capture!.startTime) < 1, `${startedAt} is ${capture!.startTime}`);
      await recording.close();
      const ended = await readCaptureFacts(capture!.path);
      assert.deepEqual(ended, { ...known, startedAt, end: { conversations: 1, received: 100_000, sent: 7 } });
      const { length } = await readFile(capture!.path);
      await truncate(capture!.path, length - 1);
      assert.equal((await readCaptureFacts(capture!.path))!.end, undefined, 'it was cut off');
    } finally {
      await test.remove();
    }
  });

  it('knows what Sockscope recorded', async () => {
    assert.equal((await check(makeFileHeader('Sockscope 1.2.3'))).isOwn, true);
  });

  it('does not take for ours what another program wrote, even when it holds our name elsewhere', async () => {
    const other = makeFileHeader('Dumpcap (Wireshark) 4.0');
    assert.equal((await check(other)).isOwn, false);
    assert.equal((await check(Buffer.concat([other, Buffer.from('Sockscope 1.2.3')]))).isOwn, false);
  });

  it('does not take for ours what is no capture, empty or missing', async () => {
    assert.equal((await check(new TextEncoder().encode('Sockscope 1.2.3 is a program'))).isOwn, false);
    assert.equal((await check(new Uint8Array())).isOwn, false);
    assert.equal(await readCaptureFacts(join(folder.path, 'missing')), undefined);
  });

  it('comes to an end with blocks of no length, or a few bytes', async () => {
    for (const length of [0, 4, 11]) {
      const block = Buffer.alloc(64);
      block.writeUInt32LE(length, 4);
      assert.deepEqual(await check(Buffer.concat([makeFileHeader('Sockscope 1.2.3'), block])), { isOwn: true });
    }
  });
});
