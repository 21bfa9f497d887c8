import assert from 'node:assert/strict';
import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CaptureStore } from '../../../src/capture/captureStore';
import { openCapture } from '../../../src/capture/openCapture';
import type { LiveCapture } from '../../../src/capture/record/liveCapture';
import { ip, makeTestStore, readAll, type TestStore } from './recording';

const ENDS = { local: ip('127.0.0.1', 9000), remote: ip('127.0.0.1', 40000), initiator: 'received' } as const;

function nextFailure(store: CaptureStore): Promise<LiveCapture> {
  return new Promise((resolve) => {
    const stop = store.onDidFail((capture) => {
      stop();
      resolve(capture);
    });
  });
}

describe('CaptureStore', () => {
  let test: TestStore;
  let store: CaptureStore;

  beforeEach(async () => {
    test = await makeTestStore();
    store = test.store;
  });

  afterEach(() => test.remove());

  it('names captures after their title and time, each differently', async () => {
    const names = Array.from({ length: 3 }, () => basename(test.begin('tcp [::1] 9000').path));
    assert.equal(new Set(names).size, 3);
    for (const name of names)
      assert.match(name, /^tcp \[__1\] 9000 · \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d( \(\d\))?\.pcapng$/);
    assert.deepEqual((await readdir(store.folder)).sort(), [...names].sort());
  });

  it('never writes into a file that is there already', async () => {
    const first = test.begin();
    await first.recording.close();
    const { size } = await stat(first.path);
    const second = test.begin();
    assert.notEqual(second.path, first.path);
    await second.recording.close();
    assert.equal((await stat(first.path)).size, size);
  });

  it('knows which captures are being recorded', async () => {
    let changes = 0;
    const stop = store.onDidChange(() => changes++);
    const { recording, capture, path } = test.begin();
    assert.equal(store.find(path), capture);
    assert.deepEqual(store.live, [capture]);
    assert.ok(capture.live);
    await recording.close();
    assert.equal(store.find(path), undefined);
    assert.deepEqual(store.live, []);
    assert.ok(!capture.live);
    assert.equal(changes, 2);
    stop();
    test.begin();
    assert.equal(changes, 2);
  });

  it('lists the captures in the folder, the newest first', async () => {
    const old = test.begin('old');
    await old.recording.close();
    await utimes(old.path, 1000, 1000);
    const live = test.begin('live');
    await live.capture.flush();
    await writeFile(join(store.folder, 'notes.txt'), 'not a capture');
    await mkdir(join(store.folder, 'folder.pcapng'));
    const list = await store.list();
    assert.deepEqual(
      list.map(({ path, name, live: isLive }) => ({ path, name, isLive })),
      [
        { path: live.path, name: basename(live.path), isLive: true },
        { path: old.path, name: basename(old.path), isLive: false },
      ],
    );
    assert.equal(list[1]!.modifiedAt, 1_000_000);
    assert.equal(list[1]!.bytes, (await stat(old.path)).size);
  });

  it('lists nothing when there is no folder yet', async () => {
    await rm(store.folder, { recursive: true });
    assert.deepEqual(await store.list(), []);
  });

  it('goes on without a file when none can be created, and says why', async () => {
    const path = join(store.folder, 'file');
    await writeFile(path, '');
    const blocked = new CaptureStore({ folder: join(path, 'captures'), application: 'x', maxCaptureBytes: () => 1e9 });
    const told = nextFailure(blocked);
    const recording = blocked.startRecording('tcp 127.0.0.1 9000');
    const other = blocked.startRecording('tcp 127.0.0.1 9000');
    const stream = recording.stream(ENDS);
    assert.ok(stream.chunk('received', Buffer.alloc(100)));
    await stream.drained();
    const capture = await told;
    assert.equal(capture.failure?.error.code, 'CAPTURE_NOT_CREATED');
    assert.match(capture.failure.error.message, /captures.*\(ENOTDIR\).*nothing is recorded/);
    assert.equal(blocked.live.length, 2, 'each has its own name');
    await Promise.all([recording.close(), other.close()]);
    assert.equal(blocked.live.length, 0);
  });

  it('stops at the size limit, keeps what is there, and tells once', async () => {
    const limited = await makeTestStore(1_000_000);
    try {
      const failures: LiveCapture[] = [];
      limited.store.onDidFail((capture) => failures.push(capture));
      const { recording, capture, path } = limited.begin();
      const stream = recording.stream(ENDS);
      for (let i = 0; i < 100; i++) stream.chunk('received', Buffer.alloc(50_000, i));
      assert.deepEqual(failures, [capture]);
      assert.equal(capture.failure?.error.code, 'CAPTURE_TOO_LARGE');
      assert.ok(stream.chunk('received', Buffer.alloc(1)), 'nobody has to wait for a recorder that takes nothing');
      await stream.drained();
      await capture.flush();
      stream.event({ kind: 'close', direction: 'sent' });
      assert.equal(capture.conversations[0]?.state, 'closed', 'the inspector still sees what becomes of it');
      await recording.close();
      const opened = await openCapture(path);
      await opened.flush();
      assert.equal(opened.problems.count, 0);
      assert.equal(opened.conversations[0]!.log.bytes('received'), 20 * 50_000);
      assert.equal(failures.length, 1);
      await opened.close();
    } finally {
      await limited.remove();
    }
  });

  it('resumes into a new file, in which open sockets go on', async () => {
    const limited = await makeTestStore(200_000);
    try {
      const { recording, capture, path } = limited.begin();
      const stream = recording.stream(ENDS);
      const socket = recording.datagrams(ip('127.0.0.1', 9000));
      const ended = recording.stream({ ...ENDS, remote: ip('127.0.0.1', 40001) });
      ended.event({ kind: 'close', direction: 'sent' });
      stream.event({ kind: 'open', direction: 'received' });
      stream.chunk('sent', Buffer.alloc(300_000));
      assert.notEqual(capture.failure, undefined);
      assert.equal(socket.datagram('received', Buffer.from('lost'), ip('127.0.0.1', 7)), false);
      stream.event({ kind: 'shutdown', direction: 'received' });

      const resumed = limited.store.resume(capture)!;
      assert.equal(limited.store.find(path), undefined);
      assert.equal(fileURLToPath(recording.uri), resumed.path);
      assert.equal(limited.store.find(resumed.path), resumed);
      stream.chunk('sent', Buffer.from('goes on'));
      stream.event({ kind: 'close', direction: 'received' });
      assert.ok(socket.datagram('received', Buffer.from('not lost'), ip('127.0.0.1', 7)));
      await recording.close();

      const opened = await openCapture(resumed.path);
      await opened.flush();
      assert.equal(opened.conversations.length, 2, 'what had ended is not in it');
      const again = opened.conversations[stream.conversation]!;
      assert.equal(again.state, 'closed');
      assert.deepEqual(
        again.events.map(({ kind }) => kind),
        ['close'],
      );
      assert.equal(String(await readAll(opened, again, 'sent')), 'goes on');
      const datagrams = opened.conversations[socket.conversation]!;
      assert.equal(String(await readAll(opened, datagrams, 'received')), 'not lost');
      assert.match(datagrams.events[0]?.detail ?? '', /^1 datagram was not recorded here/);
      await opened.close();
      assert.equal(limited.store.resume(capture), undefined);
    } finally {
      await limited.remove();
    }
  });

  it('notices that its file was deleted', async () => {
    const { recording, path } = test.begin();
    const stream = recording.stream(ENDS);
    const told = nextFailure(store);
    stream.chunk('sent', Buffer.from('before'));
    await store.live[0]!.flush();
    await rm(path);
    // It looks once a second, when it has written something.
    let capture: LiveCapture | undefined;
    void told.then((failed) => (capture = failed));
    while (capture === undefined) {
      stream.chunk('sent', Buffer.from('after'));
      await store.live[0]!.flush();
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(capture.failure?.error.code, 'CAPTURE_DELETED');
  });

  it('ends all captures, with everything in them', async () => {
    const captures = ['one', 'two'].map((title) => test.begin(title));
    for (const { recording } of captures) recording.stream(ENDS).chunk('sent', Buffer.from('last words'));
    await store.closeAll();
    for (const { path } of captures) {
      const opened = await openCapture(path);
      assert.equal(String(await readAll(opened, opened.conversations[0]!, 'sent')), 'last words');
      await opened.close();
    }
    assert.deepEqual(store.live, []);
  });
});
