import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openCapture } from '../../../src/capture/openCapture';
import { captureProblemSentence } from '../../../src/capture/problems';
import { ip, makeTestStore, readAll, type TestStore } from './recording';

describe('a capture that ends in the middle of a block', () => {
  let test: TestStore;

  beforeEach(async () => {
    test = await makeTestStore();
  });

  afterEach(() => test.remove());

  it('opens with everything before that block, and says so, wherever it is cut', async () => {
    const { recording, capture, path } = test.begin();
    const stream = recording.stream({
      scheme: 'tcp',
      local: ip('127.0.0.1', 1),
      remote: ip('127.0.0.1', 2),
      initiator: 'sent',
    });
    stream.chunk('sent', Buffer.from('the first chunk'));
    stream.chunk('received', Buffer.from('the second one'));
    await capture.flush();
    const whole = await readFile(path);
    stream.chunk('sent', Buffer.from('the last one'));
    await capture.flush();
    const all = await readFile(path);
    const cutPath = join(test.store.folder, 'cut.pcapng');
    for (let size = whole.length; size <= all.length; size++) {
      await writeFile(cutPath, all.subarray(0, size));
      const opened = await openCapture(cutPath);
      await opened.flush();
      const conversation = opened.conversations.at(0)!;
      const isWhole = size === all.length;
      assert.equal(
        String(await readAll(opened, conversation, 'sent')),
        `the first chunk${isWhole ? 'the last one' : ''}`,
      );
      assert.equal(String(await readAll(opened, conversation, 'received')), 'the second one');
      const isBetween = size === whole.length || isWhole;
      assert.deepEqual(
        opened.problems.list.map((problem) => [problem.position, captureProblemSentence(problem)]),
        isBetween ? [] : [[whole.length, 'The last block is cut off and left out.']],
      );
      await opened.close();
    }
  });

  it('opens with the segments that are there of a chunk that has several', async () => {
    const { recording, capture, path } = test.begin();
    const stream = recording.stream({
      scheme: 'tcp',
      local: ip('127.0.0.1', 1),
      remote: ip('127.0.0.1', 2),
      initiator: 'sent',
    });
    stream.chunk('sent', Buffer.alloc(200_000, 'x'));
    await capture.flush();
    const all = await readFile(path);
    const cutPath = join(test.store.folder, 'cut.pcapng');
    await writeFile(cutPath, all.subarray(0, -1));
    const opened = await openCapture(cutPath);
    assert.equal(opened.conversations.at(0)!.log.length, 1);
    assert.equal((await readAll(opened, opened.conversations.at(0)!, 'sent')).length, 3 * 65_492);
    await opened.close();
  });
});
