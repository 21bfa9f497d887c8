import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openCapture } from '../../../src/capture/openCapture';
import { readCaptureFacts } from '../../../src/capture/library/captureFacts';
import { spawnTool } from '../../support/process';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';
import { skipAloud } from '../../support/tools';
import { ipPacket, LINK, PcapngFile, tcp } from './foreign';
import { ip, makeTestStore } from './recording';

/** More than one window of the file. */
const SEGMENTS = 100;
const SEGMENT_BYTES = 50_000;

function largeFile(): Buffer {
  const file = new PcapngFile().section().interface(LINK.raw);
  for (let i = 0; i < SEGMENTS; i++) {
    file.packet(ipPacket(tcp(Buffer.alloc(SEGMENT_BYTES, i), { sequence: i * SEGMENT_BYTES })));
  }
  return file.bytes;
}

describe('openCapture', () => {
  let folder: TempFolder;
  let path: string;

  beforeEach(async () => {
    folder = await makeTempFolder();
    path = join(folder.path, 'test.pcapng');
  });

  afterEach(() => folder.remove());

  async function codeOf(opening: Promise<unknown>): Promise<unknown> {
    const error: unknown = await opening.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return (error as { code?: unknown }).code;
  }

  it('says what is wrong with what is no capture', async () => {
    assert.equal(await codeOf(openCapture(path)), 'CAPTURE_UNREADABLE');
    await assert.rejects(openCapture(path), /cannot be read: there is no such file or folder \(ENOENT\)/);
    assert.equal(await codeOf(openCapture(folder.path)), 'CAPTURE_UNREADABLE');
    for (const content of ['', 'abc', 'just some text']) {
      await writeFile(path, content);
      assert.equal(await codeOf(openCapture(path)), 'NOT_A_CAPTURE', content);
    }
    await writeFile(path, Buffer.of(0x1f, 0x8b, 8, 0));
    await assert.rejects(openCapture(path), /is compressed/);
  });

  it('refuses named pipes, as many as there are, and opens others meanwhile', async function () {
    if (process.platform === 'win32') skipAloud(this, 'Windows has no named pipes in folders');
    await writeFile(path, largeFile());
    const pipes = Array.from({ length: 8 }, (_, i) => join(folder.path, `pipe${i}.pcapng`));
    await spawnTool('mkfifo', pipes).exited;
    const refusals = pipes.map((pipe) => codeOf(openCapture(pipe)));
    const own = pipes.map((pipe) => readCaptureFacts(pipe));
    const capture = await openCapture(path);
    await capture.close();
    assert.deepEqual(new Set(await Promise.all(refusals)), new Set(['NOT_A_FILE']));
    for (const facts of await Promise.all(own)) assert.equal(facts?.isOwn, false);
  });

  it('can be looked at while it is being indexed', async () => {
    await writeFile(path, largeFile());
    const capture = await openCapture(path);
    try {
      let grown = 0;
      const stop = capture.onDidGrow(() => grown++);
      const first = capture.conversations.at(0)!;
      const early = first.log.bytes('sent');
      assert.ok(early > 0 && early < SEGMENTS * SEGMENT_BYTES);
      assert.ok(capture.indexing!.bytesRead > early);
      assert.ok(capture.indexing!.bytesRead < capture.indexing!.fileBytes);
      assert.deepEqual(await capture.readBytes(first.log, 'sent', SEGMENT_BYTES, 2), Uint8Array.of(1, 1));
      await capture.flush();
      assert.ok(grown > 0);
      assert.equal(capture.indexing, undefined);
      assert.equal(first.log.bytes('sent'), SEGMENTS * SEGMENT_BYTES);
      stop();
    } finally {
      await capture.close();
    }
  });

  it('gives up indexing when it is closed, and reads nothing afterwards', async () => {
    await writeFile(path, largeFile());
    const capture = await openCapture(path);
    const { log } = capture.conversations.at(0)!;
    await capture.close();
    assert.ok(log.bytes('sent') < SEGMENTS * SEGMENT_BYTES);
    assert.equal(await codeOf(capture.readBytes(log, 'sent', 0, 1)), 'CAPTURE_CLOSED');
    await capture.close();
  });

  it('gives up opening when it is told to', async () => {
    await writeFile(path, largeFile());
    const reason = new Error('enough');
    await assert.rejects(openCapture(path, { signal: AbortSignal.abort(reason) }), reason);
    const controller = new AbortController();
    const opening = openCapture(path, { signal: controller.signal });
    controller.abort(reason);
    await assert.rejects(opening, reason);
  });

  it('says so when the file is shorter than it was', async () => {
    await writeFile(path, largeFile());
    const capture = await openCapture(path);
    await capture.flush();
    await writeFile(path, 'gone');
    const { log } = capture.conversations.at(0)!;
    assert.equal(await codeOf(capture.readBytes(log, 'sent', 0, 10)), 'CAPTURE_CUT_OFF');
    await capture.close();
  });

  it('reads what is there of a capture that another process is still recording', async () => {
    const test = await makeTestStore();
    try {
      const { recording, capture: live, path: livePath } = test.begin();
      const stream = recording.stream({
        scheme: 'tcp',
        local: ip('127.0.0.1', 1),
        remote: ip('127.0.0.1', 2),
        initiator: 'sent',
      });
      stream.chunk('sent', Buffer.from('first'));
      await live.flush();
      const opened = await openCapture(livePath);
      stream.chunk('sent', Buffer.from('second'));
      await live.flush();
      await opened.flush();
      assert.equal(opened.conversations.at(0)!.log.bytes('sent'), 5);
      assert.equal(opened.problems.count, 0);
      await opened.close();
    } finally {
      await test.remove();
    }
  });
});
