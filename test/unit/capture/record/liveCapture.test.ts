import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openCapture } from '../../../../src/capture/openCapture';
import { createCaptureFile, type CaptureFile } from '../../../../src/capture/record/captureFile';
import { LiveCapture } from '../../../../src/capture/record/liveCapture';
import { SlabPool } from '../../../../src/capture/record/slabPool';
import { SocketRecording } from '../../../../src/capture/record/socketRecording';
import { MAX_NOTES } from '../../../../src/capture/capture';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { ACCEPTED_ENDS, ip, readAll } from '../recording';

describe('LiveCapture', () => {
  let folder: TempFolder;
  let path: string;

  beforeEach(async () => {
    folder = await makeTempFolder();
    path = join(folder.path, 'test.pcapng');
  });

  afterEach(() => folder.remove());

  function begin(file: CaptureFile = createCaptureFile(path)) {
    const capture = new LiveCapture({
      path,
      title: 'tcp 127.0.0.1 9000',
      application: 'Sockscope 0.0.0',
      slabs: new SlabPool(),
      maxBytes: 1e9,
      file,
    });
    return { capture, recording: new SocketRecording(capture) };
  }

  /** A file whose disk is full after `size` bytes: it takes what fits, and then nothing. */
  function fullAfter(size: number): CaptureFile {
    const file = createCaptureFile(path);
    return {
      ...file,
      write: (buffers, position, done) => {
        const room = size - position;
        const bytes = Buffer.concat(buffers);
        if (room <= 0) {
          const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
          setImmediate(done, error, 0);
        } else {
          file.write([bytes.subarray(0, room)], position, done);
        }
      },
    };
  }

  it('goes on without the file when the disk is full, keeps what is in it, and says so', async () => {
    const { capture, recording } = begin(fullAfter(100_000));
    let failures = 0;
    capture.onDidFail(() => failures++);
    const stream = recording.stream(ACCEPTED_ENDS);
    const socket = recording.datagrams(ip('127.0.0.1', 9000));
    const before = Date.now();
    for (let i = 0; i < 10; i++) {
      stream.chunk('sent', Buffer.alloc(10_000, i));
      await capture.flush();
    }
    assert.equal(failures, 1);
    assert.equal(capture.failure?.error.code, 'CAPTURE_WRITE_FAILED');
    assert.match(capture.failure.error.message, /the disk is full \(ENOSPC\)/);
    assert.ok(capture.failure.since >= before);
    assert.ok(capture.live, 'its sockets go on');
    assert.ok(stream.chunk('sent', Buffer.from('not recorded')));
    assert.equal(socket.datagram('sent', Buffer.from('not recorded'), ip('127.0.0.1', 1)), false);
    stream.event({ kind: 'close', direction: 'sent' });
    await Promise.all([stream.drained(), capture.flush()]);

    const conversation = capture.conversations.at(0)!;
    assert.equal(conversation.state, 'closed');
    const recorded = await readAll(capture, conversation, 'sent');
    assert.equal(recorded.length, 90_000);
    await recording.close();
    assert.ok(!capture.live);
    const opened = await openCapture(path);
    await opened.flush();
    assert.equal(opened.problems.count, 0, 'a block that was written in part is cut off');
    assert.ok(recorded.equals(await readAll(opened, opened.conversations.at(0)!, 'sent')));
    await opened.close();
  });

  it('lets everyone go on who waits for room when the disk is full', async () => {
    const { capture, recording } = begin(fullAfter(1_000_000));
    const stream = recording.stream(ACCEPTED_ENDS);
    while (stream.chunk('received', Buffer.alloc(65_536)));
    await stream.drained();
    assert.notEqual(capture.failure, undefined);
    await recording.close();
  });

  it('does not record datagrams for which there is no room, and says so in their place', async () => {
    const { capture, recording } = begin();
    const socket = recording.datagrams(ip('127.0.0.1', 9000));
    const peer = ip('127.0.0.1', 1);
    let recorded = 0;
    while (socket.datagram('received', Buffer.alloc(60_000), peer)) recorded++;
    assert.equal(socket.datagram('received', Buffer.alloc(60_000), peer), false);
    await capture.flush();
    assert.ok(socket.datagram('received', Buffer.from('again'), peer));
    await capture.flush();
    const { log, events } = capture.conversations.at(0)!;
    assert.equal(log.length, recorded + 1);
    assert.equal(events[0]?.detail, '2 datagrams were not recorded here, for want of room.');
    assert.equal(events[0].beforeChunk, recorded);
    await recording.close();
  });

  it('names a multicast group as where datagrams went, and never as where they came from', async () => {
    const { capture, recording } = begin();
    const socket = recording.datagrams(ip('239.7.7.7', 5000), ip('127.0.0.1', 5000));
    socket.datagram('received', Buffer.from('in'), ip('127.0.0.2', 6000));
    socket.datagram('sent', Buffer.from('out'), ip('127.0.0.2', 6000));
    await recording.close();
    const content = await readFile(path);
    assert.ok(content.includes(Buffer.of(127, 0, 0, 2, 239, 7, 7, 7)), 'to the group');
    assert.ok(content.includes(Buffer.of(127, 0, 0, 1, 127, 0, 0, 2)), 'from the interface');
    assert.ok(!content.includes(Buffer.of(239, 7, 7, 7, 127, 0, 0, 2)));
    assert.deepEqual(capture.conversations.at(0)!.local, ip('239.7.7.7', 5000));
    const opened = await openCapture(path);
    assert.equal(opened.conversations.length, 1, 'both directions are one conversation');
    await opened.close();
  });

  it('keeps so many notes in memory, and all in the file', async () => {
    const { capture, recording } = begin();
    for (let i = 0; i <= MAX_NOTES; i++) recording.note(`note ${i}.`);
    recording.note('x'.repeat(1000));
    await recording.close();
    assert.equal(capture.notes.length, MAX_NOTES);
    const content = await readFile(path, 'latin1');
    assert.ok(content.includes(`note ${MAX_NOTES}.`));
    assert.ok(!content.includes('x'.repeat(501)), 'long texts are cut');
  });

  it('tells when it grows', async () => {
    const { capture, recording } = begin();
    let grown = 0;
    const stop = capture.onDidGrow(() => grown++);
    recording.note('one');
    await capture.flush();
    assert.ok(grown > 0);
    stop();
    const before = grown;
    recording.note('two');
    await capture.flush();
    assert.equal(grown, before);
    await recording.close();
  });

  it('records nothing after its end', async () => {
    const { capture, recording } = begin();
    const stream = recording.stream(ACCEPTED_ENDS);
    await recording.close();
    const { size } = await stat(path);
    assert.ok(stream.chunk('sent', Buffer.from('late')));
    stream.event({ kind: 'close', direction: 'sent' });
    recording.note('late');
    recording.stream(ACCEPTED_ENDS).chunk('sent', Buffer.from('late'));
    await recording.close();
    assert.equal((await stat(path)).size, size);
    assert.equal(capture.failure, undefined);
  });
});
