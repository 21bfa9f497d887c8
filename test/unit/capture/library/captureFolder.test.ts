import assert from 'node:assert/strict';
import { chmod, mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CaptureFolder, inOrder, relativePath, type FolderEntry } from '../../../../src/capture/library/captureFolder';
import { pin } from '../../../../src/capture/library/pins';
import { ACCEPTED_ENDS, makeTestStore, type TestStore } from '../recording';

describe('CaptureFolder', () => {
  let test: TestStore;
  let folder: CaptureFolder;
  let time: number;

  beforeEach(async () => {
    test = await makeTestStore();
    time = 0;
    folder = new CaptureFolder(
      test.store.folder,
      () => false,
      () => time,
    );
  });
  afterEach(() => test.remove());

  const record = async (title: string): Promise<string> => {
    const { recording, path } = test.begin(title);
    recording.stream(ACCEPTED_ENDS);
    await recording.close();
    return path;
  };
  const names = (): string[] => Array.from(folder.entries, ({ name }) => name.split(' ')[0]!);

  it('knows the captures in the folder, and nothing else', async () => {
    const path = await record('one');
    await writeFile(join(folder.path, 'notes.txt'), 'not a capture');
    await mkdir(join(folder.path, 'folder.pcapng'));
    await writeFile(join(folder.path, 'foreign.pcapng'), 'of another program');
    await folder.refresh(0);
    const foreign = folder.find(join(folder.path, 'foreign.pcapng'));
    assert.equal(foreign?.isOwn, false);
    const { size, mtimeMs } = await stat(path);
    const { startedAt, ...entry } = folder.find(path)!;
    assert.equal(typeof startedAt, 'number');
    assert.deepEqual(entry, {
      path,
      name: basename(path),
      bytes: size,
      modifiedAt: mtimeMs,
      isOwn: true,
      process: test.store.process,
      end: { conversations: 1, received: 0, sent: 0 },
    });
    assert.equal([...folder.entries].length, 2);
  });

  it('knows nothing when there is no folder', async () => {
    await rm(folder.path, { recursive: true });
    await folder.refresh(0);
    assert.deepEqual([...folder.entries], []);
    await mkdir(folder.path);
  });

  it('looks again only when what it knows is too old', async () => {
    await folder.refresh(100);
    await record('one');
    time = 99;
    await folder.refresh(100);
    assert.deepEqual(names(), []);
    time = 100;
    await folder.refresh(100);
    assert.deepEqual(names(), ['one']);
  });

  it('notices what other processes did: deleted, pinned, went on', async () => {
    const gone = await record('gone');
    const pinned = await record('pinned');
    const { recording, path: live } = test.begin('live');
    await test.store.find(live)!.flush();
    await folder.refresh(0);
    assert.equal(folder.find(live)?.end, undefined);
    await rm(gone);
    await pin(pinned);
    recording.stream(ACCEPTED_ENDS).chunk('sent', Buffer.alloc(10));
    await recording.close();
    await folder.refresh(0);
    assert.equal(folder.find(gone), undefined);
    assert.ok(folder.isPinned(pinned));
    assert.ok(!folder.isPinned(live));
    assert.equal(folder.find(live)?.end?.sent, 10);
  });

  it('notices how a test run of another process ended, for its captures too', async () => {
    const run = test.store.forRun('run');
    const recording = run.record('one', { kind: 'listener', address: 'tcp://127.0.0.1:9000' });
    const [capture] = test.store.live;
    recording.stream(ACCEPTED_ENDS);
    await recording.close();
    await folder.refresh(0);
    assert.equal(folder.find(capture!.path)?.run?.outcome, undefined);
    await run.end('passed');
    await folder.refresh(0);
    assert.equal(folder.find(capture!.path)?.run?.outcome, 'passed');
    assert.equal(folder.findRun(run.run.id)?.outcome, 'passed');
  });

  it('keeps what is added while it looks', async () => {
    const path = await record('added');
    await folder.refresh(0);
    const entry = folder.find(path)!;
    await rm(path);
    folder.forget(path);
    const refreshing = folder.refresh(0);
    folder.add(entry);
    await refreshing;
    assert.equal(folder.find(path), entry);
  });

  it('does not know what this process records before that has ended, and is told of it then', async () => {
    const other = await record('other');
    const { recording, path: live } = test.begin('live');
    await test.store.find(live)!.flush();
    const { index } = test.store;
    await index.refresh(0);
    assert.deepEqual(Array.from(index.entries, ({ path }) => path), [other]); // prettier-ignore
    recording.stream(ACCEPTED_ENDS);
    await recording.close();
    assert.equal(index.find(live)?.end?.conversations, 1);
    await index.refresh(0);
    assert.equal([...index.entries].length, 2);
  });

  it('makes captures private that others could read', async function () {
    if (process.platform === 'win32') this.skip();
    const path = await record('one');
    const foreign = join(folder.path, 'foreign.pcapng');
    await writeFile(foreign, 'of another program');
    for (const file of [path, foreign]) await chmod(file, 0o644);
    await folder.refresh(0);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal((await stat(foreign)).mode & 0o777, 0o644, 'what is not ours is left as it is');
  });

  it('orders by time what has no number', async () => {
    for (const [title, seconds] of [
      ['new', 3000],
      ['old', 1000],
      ['middle', 2000],
    ] as const) {
      await utimes(await record(title), seconds, seconds);
    }
    await folder.refresh(0);
    assert.deepEqual(names(), ['old', 'middle', 'new']);
  });

  it('is told what is pinned here, and what is no more', async () => {
    const path = await record('one');
    await folder.refresh(0);
    folder.setPinned(path, true);
    assert.ok(folder.isPinned(path));
    folder.setPinned(path, false);
    assert.ok(!folder.isPinned(path));
  });

  it('follows a capture to its other name', async () => {
    const path = await record('one');
    await folder.refresh(0);
    const target = join(folder.path, 'two.pcapng');
    folder.move(path, target);
    assert.equal(folder.find(path), undefined);
    assert.equal(folder.find(target)?.name, 'two.pcapng');
    folder.move(path, join(folder.path, 'three.pcapng'));
    assert.equal([...folder.entries].length, 1, 'what is not there goes nowhere');
  });
});

describe('inOrder', () => {
  const entry = (path: string, modifiedAt: number, number?: number): FolderEntry => ({
    path,
    name: path,
    bytes: 1,
    modifiedAt,
    isOwn: true,
    ...(number === undefined ? {} : { end: { conversations: 1, received: 0, sent: 0, number } }),
  });
  const order = (...entries: FolderEntry[]): string => inOrder(entries).map(({ path }) => path).join(''); // prettier-ignore

  it('goes by numbers, although the clock was set back or ahead', () => {
    assert.equal(order(entry('c', 100, 3), entry('a', 9000, 1), entry('b', 50, 2)), 'abc');
  });

  it('puts what was cut off where the clock says that it was written last', () => {
    assert.equal(order(entry('x', 150), entry('a', 100, 1), entry('b', 200, 2), entry('y', 250)), 'axby');
  });
});

describe('relativePath', () => {
  it('is the path below the folder', () => {
    assert.equal(relativePath(join('/', 'a'), join('/', 'a', 'runs', 'b.pcapng')), 'runs/b.pcapng');
    assert.equal(relativePath(join('/', 'a'), join('/', 'c.pcapng')), '../c.pcapng');
  });
});
