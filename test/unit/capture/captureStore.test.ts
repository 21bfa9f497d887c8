import assert from 'node:assert/strict';
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CaptureStore } from '../../../src/capture/captureStore';
import { openCapture } from '../../../src/capture/openCapture';
import type { LiveCapture } from '../../../src/capture/record/liveCapture';
import { parseEndpoint } from '../../../src/engine/address/endpoint';
import { Engine } from '../../../src/engine/engine';
import type { Recording } from '../../../src/engine/recording';
import { eventually } from '../../support/eventually';
import { ACCEPTED_ENDS, ip, makeTestStore, readAll, type TestStore } from './recording';

function nextFailure(store: CaptureStore): Promise<LiveCapture> {
  return new Promise((resolve) => {
    const stop = store.onDidFail((capture) => {
      stop();
      resolve(capture);
    });
  });
}

function onceEnded(store: CaptureStore): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.onDidChange(({ kind }) => {
      if (kind !== 'ended') return;
      stop();
      resolve();
    });
  });
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

describe('CaptureStore', () => {
  let test: TestStore;
  let store: CaptureStore;

  beforeEach(async () => {
    test = await makeTestStore(2 ** 40, { isInUse: () => Promise.resolve(false) });
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
    first.recording.stream(ACCEPTED_ENDS);
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
    recording.stream(ACCEPTED_ENDS);
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

  it('tells when a capture is complete whose socket was closed, and does not wait for others', async () => {
    const { recording, path } = test.begin();
    recording.stream(ACCEPTED_ENDS);
    await store.whenEnding(path);
    assert.ok(store.find(path));
    void recording.close();
    await store.whenEnding(path);
    assert.equal(store.find(path), undefined);
    await store.whenEnding('unknown');
  });

  it('keeps the captures of a test run together, and says which run and what sockets', async () => {
    const origin = { kind: 'listener', address: 'tcp://127.0.0.1:9000' } as const;
    const run = store.forRun('echo.wire');
    const recording = run.record('tcp 127.0.0.1 9000', origin);
    recording.stream(ACCEPTED_ENDS);
    await recording.close();
    await store.index.refresh(0);
    const [listed, ...others] = store.index.entries;
    assert.deepEqual(others, []);
    assert.deepEqual(listed?.origin, origin);
    assert.deepEqual(listed.run, run.run);
    assert.deepEqual([...store.runs], [run.run]);
    assert.notEqual(dirname(listed.path), store.folder);
    await run.end('passed');
    assert.deepEqual([...store.runs], []);
    assert.deepEqual([...store.index.entries][0]?.run, { ...run.run, outcome: 'passed' });
    const later = new CaptureStore({ folder: store.folder, application: 'x', maxCaptureBytes: () => 1e9 });
    await later.index.refresh(0);
    assert.deepEqual([...later.index.entries][0]?.run, { ...run.run, outcome: 'passed' });
  });

  it('leaves nothing of a test run that recorded nothing', async () => {
    await store.forRun('empty').end('failed');
    assert.deepEqual(await readdir(store.folder), []);
  });

  it('leaves no file of what never had a conversation, whatever it noted', async () => {
    const listener = test.begin();
    listener.recording.note('listening');
    const datagrams = test.begin('udp 127.0.0.1 9000');
    const socket = datagrams.recording.datagrams(ip('127.0.0.1', 9000));
    assert.equal((await readdir(store.folder)).length, 2, 'somebody may look at them meanwhile');
    socket.event({ kind: 'close', direction: 'sent' });
    await Promise.all([listener.recording.close(), datagrams.recording.close(), listener.recording.close()]);
    assert.deepEqual(await readdir(store.folder), []);
    assert.equal(listener.recording.uri, '');
    assert.deepEqual([...store.index.entries], []);
  });

  it('hands on where the datagrams of a multicast group come from', async () => {
    const { recording, path } = test.begin();
    const socket = recording.datagrams(ip('239.7.7.7', 5000), ip('127.0.0.1', 5000));
    socket.datagram('sent', Buffer.from('out'), ip('127.0.0.2', 6000));
    await recording.close();
    assert.ok((await readFile(path)).includes(Buffer.of(127, 0, 0, 1, 127, 0, 0, 2)));
  });

  it('keeps the file of a conversation without bytes, of an empty datagram, and of an error', async () => {
    const connection = test.begin();
    connection.recording.stream(ACCEPTED_ENDS);
    const empty = test.begin();
    empty.recording.datagrams(ip('127.0.0.1', 9000)).datagram('received', new Uint8Array(), ip('127.0.0.1', 7));
    const failed = test.begin();
    const socket = failed.recording.datagrams(ip('127.0.0.1', 9000));
    socket.event({ kind: 'error', direction: 'received', detail: 'ECONNREFUSED' });
    for (const { recording } of [connection, empty, failed]) await recording.close();
    assert.equal((await readdir(store.folder)).length, 3);
  });

  it('leaves what failed before anything happened: somebody is told of that file', async () => {
    const limited = await makeTestStore(1, { isInUse: () => Promise.resolve(false) });
    try {
      const { recording, capture, path } = limited.begin();
      assert.equal(capture.failure?.error.code, 'CAPTURE_TOO_LARGE');
      assert.ok(capture.isEmpty);
      const { since } = capture.failure;
      await recording.close();
      assert.equal(fileURLToPath(recording.uri), path);
      assert.equal(recording.failedSince, since);
      assert.ok((await stat(path)).size > 0);
      assert.equal(limited.store.index.find(path)?.name, basename(path));
    } finally {
      await limited.remove();
    }
  });

  it('says where it is after its end, and takes no more', async () => {
    const { recording, path } = test.begin();
    const stream = recording.stream(ACCEPTED_ENDS);
    stream.event({ kind: 'close', direction: 'sent' });
    await recording.close();
    assert.equal(fileURLToPath(recording.uri), path);
    assert.equal(recording.failedSince, undefined);
    // What comes late is neither recorded nor refused.
    recording.note('late');
    const [late, datagrams] = [recording.stream(ACCEPTED_ENDS), recording.datagrams(ip('127.0.0.1', 9000))];
    assert.ok(late.chunk('sent', Buffer.from('late')));
    assert.ok(datagrams.datagram('sent', Buffer.from('late'), ip('127.0.0.1', 7)));
    late.event({ kind: 'close', direction: 'sent' });
    await late.drained();
    await recording.close();
    assert.equal(store.index.find(path)?.end?.sent, 0);
    assert.equal(stream.conversation, 0);
  });

  it('keeps in memory nothing of a record that has ended, though its socket is listed', async () => {
    const engine = new Engine({ record: store.startRecording });
    try {
      const listener = await engine.listen(parseEndpoint('tcp://127.0.0.1:0'));
      const udp = await engine.listen(parseEndpoint('udp://127.0.0.1:0'));
      const sockets: { readonly conversation: number | undefined; readonly recording: Recording | undefined }[] = [];
      const captures: WeakRef<LiveCapture>[] = [];
      for (const { local } of [listener, udp]) {
        assert.ok(local?.family === 'ip');
        const transport = local === udp.local ? 'udp' : 'tcp';
        const socket = await engine.dial(parseEndpoint(`${transport}://127.0.0.1:${local.port}`));
        await socket.send(Buffer.from('hello'));
        captures.push(new WeakRef(store.find(fileURLToPath(socket.recording!.uri))!));
        const ended = onceEnded(store);
        await socket.close();
        await ended;
        sockets.push(socket);
      }
      await eventually(() => {
        collectGarbage();
        assert.ok(captures.every((capture) => capture.deref() === undefined));
      }, 5_000);
      for (const { conversation, recording } of sockets) {
        assert.equal(conversation, 0);
        assert.equal(store.index.find(fileURLToPath(recording!.uri))?.end?.sent, 5);
      }
    } finally {
      await engine.closeAll();
    }
  });

  it('leaves the file of a conversation that never was to whoever looks at it', async () => {
    const seen = await makeTestStore();
    try {
      const { recording, path } = seen.begin();
      await recording.close();
      assert.equal(fileURLToPath(recording.uri), path);
      assert.ok((await stat(path)).size > 0);
    } finally {
      await seen.remove();
    }
  });

  it('lets nobody but the owner read captures, nor the folder if it is its own', async function () {
    if (process.platform === 'win32') this.skip();
    const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
    await chmod(store.folder, 0o755);
    const given = test.begin();
    assert.equal(await modeOf(given.path), 0o600);
    assert.equal(await modeOf(store.folder), 0o755, 'a folder that a user named is left as it is');
    const own = new CaptureStore({
      folder: store.folder,
      application: 'x',
      maxCaptureBytes: () => 1e9,
      isOwnFolder: true,
    });
    const recording = own.forRun('run').record('tcp 127.0.0.1 9000', { kind: 'listener', address: '' });
    assert.equal(await modeOf(store.folder), 0o700);
    assert.equal(await modeOf(dirname(fileURLToPath(recording.uri))), 0o700);
    await recording.close();
  });

  it('numbers captures in the order in which they end, whatever the clock says', async () => {
    let time = Date.UTC(2026, 0, 1);
    const own = await makeTestStore(1e9, { isOwnFolder: true, wallClock: () => time });
    try {
      const captures = ['a', 'b', 'c'].map((title) => own.begin(title));
      const ended: string[] = [];
      for (const { recording, path } of captures.toReversed()) {
        recording.stream(ACCEPTED_ENDS);
        await recording.close();
        ended.push(path);
        time -= 7_200_000;
      }
      const inOrder = (store: CaptureStore): string[] => Array.from(store.index.entries, ({ path }) => path);
      assert.deepEqual(inOrder(own.store), ended);
      const later = new CaptureStore({ folder: own.store.folder, application: 'x', maxCaptureBytes: () => 1e9 });
      await later.index.refresh(0);
      assert.deepEqual(inOrder(later), ended);
      assert.deepEqual(
        Array.from(later.index.entries, ({ end }) => end?.number),
        [1, 2, 3],
      );
      assert.equal(await later.index.nextNumber(), 4);
    } finally {
      await own.remove();
    }
  });

  it('goes on without a file when none can be created, and says why', async () => {
    const path = join(store.folder, 'file');
    await writeFile(path, '');
    const blocked = new CaptureStore({ folder: join(path, 'captures'), application: 'x', maxCaptureBytes: () => 1e9 });
    const told = nextFailure(blocked);
    const recording = blocked.startRecording('tcp 127.0.0.1 9000');
    const other = blocked.startRecording('tcp 127.0.0.1 9000');
    const stream = recording.stream(ACCEPTED_ENDS);
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
      const stream = recording.stream(ACCEPTED_ENDS);
      for (let i = 0; i < 100; i++) stream.chunk('received', Buffer.alloc(50_000, i));
      assert.deepEqual(failures, [capture]);
      assert.equal(capture.failure?.error.code, 'CAPTURE_TOO_LARGE');
      assert.ok(stream.chunk('received', Buffer.alloc(1)), 'nobody has to wait for a recorder that takes nothing');
      await stream.drained();
      await capture.flush();
      stream.event({ kind: 'close', direction: 'sent' });
      assert.equal(capture.conversations.at(0)?.state, 'closed', 'the inspector still sees what becomes of it');
      await recording.close();
      const opened = await openCapture(path);
      await opened.flush();
      assert.equal(opened.problems.count, 0);
      assert.equal(opened.conversations.at(0)!.log.bytes('received'), 20 * 50_000);
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
      const stream = recording.stream(ACCEPTED_ENDS);
      const socket = recording.datagrams(ip('127.0.0.1', 9000));
      const ended = recording.stream({ ...ACCEPTED_ENDS, remote: ip('127.0.0.1', 40001) });
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
      const again = opened.conversations.at(stream.conversation)!;
      assert.equal(again.state, 'closed');
      assert.deepEqual(
        again.events.map(({ kind }) => kind),
        ['close'],
      );
      assert.equal(String(await readAll(opened, again, 'sent')), 'goes on');
      const datagrams = opened.conversations.at(socket.conversation)!;
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
    const stream = recording.stream(ACCEPTED_ENDS);
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
    for (const { recording } of captures) recording.stream(ACCEPTED_ENDS).chunk('sent', Buffer.from('last words'));
    await store.closeAll();
    for (const { path } of captures) {
      const opened = await openCapture(path);
      assert.equal(String(await readAll(opened, opened.conversations.at(0)!, 'sent')), 'last words');
      await opened.close();
    }
    assert.deepEqual(store.live, []);
  });
});
