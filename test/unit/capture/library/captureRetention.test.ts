import assert from 'node:assert/strict';
import fs from 'node:fs';
import { access, mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CaptureStore } from '../../../../src/capture/captureStore';
import { relativePath } from '../../../../src/capture/library/captureFolder';
import { CaptureRetention, requireEnded, type MadeRoom } from '../../../../src/capture/library/captureRetention';
import { isInUse } from '../../../../src/capture/library/inUse';
import { isPinned, pin, unpin } from '../../../../src/capture/library/pins';
import { processIdentity } from '../../../../src/capture/library/processIdentity';
import { ELSEWHERE_LIFETIME, ProcessMarker } from '../../../../src/capture/library/processMarker';
import type { RetentionLimits } from '../../../../src/capture/library/retention';
import { THIS_SYSTEM } from '../../../../src/engine/files/replaceFile';
import type { StartRecording } from '../../../../src/engine/recording';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { ACCEPTED_ENDS } from '../recording';

const ORIGIN = { kind: 'listener', address: 'tcp://127.0.0.1:9000' } as const;
const PLENTY = 2 ** 40;

/** What one process has of a folder that several share. */
class Window {
  readonly store: CaptureStore;
  readonly marker: ProcessMarker;
  readonly retention: CaptureRetention;
  readonly made: MadeRoom[] = [];
  readonly removed: string[] = [];
  limits: RetentionLimits = { captures: 3, runs: 2, bytes: PLENTY };
  time = Date.UTC(2026, 0, 1);

  constructor(folder: string, processId: number, identity = processIdentity(processId)) {
    this.store = new CaptureStore({
      folder,
      application: 'Sockscope 0.0.0',
      maxCaptureBytes: () => PLENTY,
      isOwnFolder: true,
      process: identity,
      wallClock: () => this.time,
    });
    this.marker = new ProcessMarker(folder, () => identity, { wallClock: () => this.time });
    this.retention = new CaptureRetention({
      store: this.store,
      marker: this.marker,
      limits: () => this.limits,
      onRemoved: (path) => this.removed.push(path),
      wallClock: () => this.time,
      onMadeRoom: (made) => this.made.push(made),
    });
  }

  async record(title: string, record: StartRecording = this.store.startRecording): Promise<string> {
    const { path, end } = await this.begin(title, record);
    await end();
    return path;
  }

  async begin(
    title: string,
    record: StartRecording = this.store.startRecording,
  ): Promise<{ path: string; end: () => Promise<void> }> {
    // prettier-ignore
    const before = new Set(this.store.live);
    const recording = record(title, ORIGIN);
    const [capture] = this.store.live.filter((each) => !before.has(each));
    recording.stream(ACCEPTED_ENDS).chunk('sent', Buffer.from(title));
    await capture!.flush();
    return { path: capture!.path, end: () => recording.close() };
  }
}

describe('CaptureRetention', () => {
  let folder: TempFolder;
  let here: Window;
  let there: Window;

  beforeEach(async () => {
    folder = await makeTempFolder();
    here = new Window(folder.path, process.pid);
    there = new Window(folder.path, process.ppid);
  });
  afterEach(async () => {
    await Promise.all([here.store.closeAll(), there.store.closeAll()]);
    await folder.remove();
  });

  const titles = async (under = ''): Promise<string[]> =>
    (await readdir(join(folder.path, under)))
      .filter((name) => name.endsWith('.pcapng'))
      .map((name) => name.split(' ')[0]!)
      .sort();
  const recordAll = async (window: Window, list: string): Promise<string[]> => {
    const paths: string[] = [];
    for (const title of list) paths.push(await window.record(title));
    return paths;
  };

  it('removes what a killed process left empty, but nothing that is just beginning, open or pinned', async () => {
    const empty = async (name: string, time = here.time - 2 * ELSEWHERE_LIFETIME): Promise<string> => {
      const path = join(folder.path, `${name} x.pcapng`);
      await writeFile(path, '');
      await utimes(path, time / 1000, time / 1000);
      return path;
    };
    await Promise.all([empty('left'), empty('begun', here.time), empty('opened'), empty('pinned')]);
    await pin(join(folder.path, 'pinned x.pcapng'));
    await there.marker.update({ open: ['opened x.pcapng'], runs: [], isRecording: false });
    await here.retention.prune();
    assert.deepEqual(await titles(), ['begun', 'opened', 'pinned']);
    assert.deepEqual(here.made, []);
  });

  it('removes the oldest, and says what it removed', async () => {
    const paths = await recordAll(here, 'abcde');
    await here.retention.prune();
    assert.deepEqual(await titles(), ['c', 'd', 'e']);
    assert.deepEqual(here.removed.sort(), paths.slice(0, 2));
    assert.deepEqual(
      here.made.map(({ captures, runs }) => ({ captures, runs })),
      [{ captures: 2, runs: 0 }],
    );
    assert.ok(here.made[0]!.bytes > 0);
    await here.retention.prune();
    assert.equal(here.made.length, 1);
  });

  it('shares one limit with other processes', async () => {
    await recordAll(there, 'ab');
    await recordAll(here, 'cd');
    await here.retention.prune();
    assert.deepEqual(await titles(), ['b', 'c', 'd']);
  });

  it('goes by the order in which captures ended when the clock is set, also another process, also later', async () => {
    for (const [title, time] of [
      ['a', 9e12],
      ['b', 1e12],
      ['c', 5e12],
      ['d', 0],
      ['e', 8e12],
    ] as const) {
      here.time = time;
      fs.utimesSync(await here.record(title), time / 1000, time / 1000);
    }
    await there.retention.prune();
    assert.deepEqual(await titles(), ['c', 'd', 'e']);
  });

  it('leaves alone what is pinned, although another process pinned it a moment ago, or it has another name', async () => {
    const [a, b] = await recordAll(here, 'abcdef');
    await here.store.index.refresh(0);
    await pin(a!);
    const renamed = join(folder.path, 'renamed.pcapng');
    await pin(renamed);
    await rename(b!, renamed);
    await here.retention.prune();
    assert.deepEqual(await titles(), ['a', 'd', 'e', 'f', 'renamed.pcapng']);
    await unpin(a!);
    assert.equal(await isPinned(a!), false);
    await there.retention.prune();
    assert.deepEqual(await titles(), ['d', 'e', 'f', 'renamed.pcapng']);
  });

  it('does not count what is pinned or in a tab, so that neither costs another its place', async () => {
    const paths = await recordAll(here, 'abcdef');
    await pin(paths[5]!);
    here.store.index.setPinned(paths[5]!, true);
    await here.marker.update({ open: [basename(paths[4]!)], runs: [], isRecording: false });
    await here.retention.prune();
    assert.deepEqual(await titles(), ['b', 'c', 'd', 'e', 'f']);
  });

  it('leaves alone what is in a tab, of any running process', async () => {
    const [a, b] = await recordAll(here, 'abcdef');
    await here.marker.update({ open: [basename(a!)], runs: [], isRecording: false });
    await there.marker.update({ open: [basename(b!)], runs: [], isRecording: false });
    await here.retention.prune();
    assert.deepEqual(await titles(), ['a', 'b', 'd', 'e', 'f']);
    await there.marker.update({ open: [], runs: [], isRecording: false });
    await there.retention.prune();
    assert.deepEqual(await titles(), ['a', 'd', 'e', 'f']);
  });

  it('leaves alone what is being recorded, by any running process', async () => {
    const mine = await here.begin('mine');
    const theirs = await there.begin('theirs');
    here.limits = there.limits = { captures: 0, runs: 0, bytes: 0 };
    await here.retention.prune();
    await there.retention.prune();
    assert.deepEqual(await titles(), ['mine', 'theirs']);
    // As another process sees it: it is live for the one that records it, too.
    const entry = there.store.index.find(mine.path)!;
    assert.ok(here.retention.protection([]).isLive(entry) && there.retention.protection([]).isLive(entry));
    await Promise.all([mine.end(), theirs.end()]);
    await here.retention.prune();
    // The other one's is looked at again when its file has changed.
    await there.retention.prune();
    assert.deepEqual(await titles(), []);
  });

  it('leaves alone what a process of another machine or container records, for as long as that says so', async () => {
    const system = { startOf: () => '1-a', isRunning: () => false, uptime: () => 1, host: () => 'there' };
    const elsewhere = new Window(folder.path, 7, processIdentity(7, system));
    try {
      const { path } = await elsewhere.begin('there');
      here.limits = { captures: 0, runs: 0, bytes: 0 };
      // What it has begun just now counts before it has said that it records.
      const { mtimeMs } = await stat(path);
      here.time = mtimeMs + ELSEWHERE_LIFETIME;
      await here.retention.prune();
      assert.deepEqual(await titles(), ['there']);
      elsewhere.time = here.time = mtimeMs + 10 * ELSEWHERE_LIFETIME;
      await elsewhere.marker.update({ open: [], runs: [], isRecording: true });
      await here.retention.prune();
      assert.deepEqual(await titles(), ['there']);
      here.time += ELSEWHERE_LIFETIME + 1;
      await here.retention.prune();
      assert.deepEqual(await titles(), []);
    } finally {
      elsewhere.marker.dispose();
      await elsewhere.store.closeAll();
    }
  });

  it('removes what a process left behind that has ended', async () => {
    const dead = new Window(folder.path, 2 ** 22 + 1);
    try {
      await dead.begin('left');
      here.limits = { captures: 0, runs: 0, bytes: PLENTY };
      await here.retention.prune();
      assert.deepEqual(await titles(), []);
    } finally {
      await dead.store.closeAll();
    }
  });

  it('never removes what another program put there', async () => {
    await writeFile(join(folder.path, 'foreign.pcapng'), 'of another program');
    here.limits = { captures: 0, runs: 0, bytes: 0 };
    await here.retention.prune();
    assert.deepEqual(await titles(), ['foreign.pcapng']);
  });

  it('removes nothing when it cannot be told what another process has in use, and goes on when it can', async () => {
    await recordAll(here, 'abcde');
    const markers = join(folder.path, '.processes');
    await mkdir(markers);
    const marker = join(markers, `${processIdentity(process.ppid)}.json`);
    await writeFile(marker, '{"op');
    await assert.rejects(here.retention.prune(), { code: 'MARKER_UNREADABLE' });
    assert.equal((await titles()).length, 5);
    assert.ok(await isInUse(here.marker, folder.path, join(folder.path, 'x.pcapng')), 'in doubt');
    await rm(marker);
    await here.retention.prune();
    assert.equal((await titles()).length, 3);
  });

  it('removes the others when one cannot be removed', async function () {
    if (process.platform === 'win32') this.skip();
    const paths = await recordAll(here, 'abcde');
    const { unlink } = fs.promises;
    fs.promises.unlink = (path) =>
      path === paths[0] ? Promise.reject(Object.assign(new Error('busy'), { code: 'EBUSY' })) : unlink(path);
    try {
      await assert.rejects(here.retention.prune(), { code: 'EBUSY' });
    } finally {
      fs.promises.unlink = unlink;
    }
    assert.deepEqual(await titles(), ['a', 'c', 'd', 'e']);
    await here.retention.prune();
    assert.deepEqual(await titles(), ['c', 'd', 'e']);
  });

  describe('of test runs', () => {
    const runTests = async (
      window: Window,
      label: string,
      outcome: 'passed' | 'failed',
      count = 2,
    ): Promise<string> => {
      const recording = window.store.forRun(label);
      for (let i = 0; i < count; i++) await window.record(`${label}${i}`, recording.record);
      await recording.end(outcome);
      return recording.run.id;
    };
    const runs = async (): Promise<string[]> => readdir(join(folder.path, 'runs')).catch(() => []);

    it('never removes captures made by hand, nor the other way round', async () => {
      await recordAll(here, 'abc');
      const id = await runTests(here, 'many', 'failed', 20);
      await here.retention.prune();
      assert.deepEqual(await titles(), ['a', 'b', 'c']);
      assert.equal((await titles(join('runs', id))).length, 20);
    });

    it('removes whole runs, passed ones first, with their folders', async () => {
      const failed = await runTests(here, 'failed', 'failed');
      const passed = await runTests(here, 'passed', 'passed');
      const last = await runTests(here, 'last', 'passed');
      await here.retention.prune();
      assert.deepEqual((await runs()).sort(), [failed, last].sort());
      assert.deepEqual(
        here.made.map(({ captures, runs: removed }) => ({ captures, removed })),
        [{ captures: 0, removed: 1 }],
      );
      await assert.rejects(access(join(folder.path, 'runs', passed)));
    });

    it('leaves alone a run that goes on, in any process', async () => {
      here.limits = there.limits = { captures: 0, runs: 0, bytes: PLENTY };
      const run = here.store.forRun('going on');
      const path = await here.record('a', run.record);
      await here.marker.update({ open: [], runs: [run.run.id], isRecording: false });
      await here.retention.prune();
      await there.retention.prune();
      assert.deepEqual(await titles(join('runs', run.run.id)), ['a']);
      // Somebody deletes what it has recorded so far.
      await rm(path);
      await there.store.index.refresh(0);
      await there.retention.prune();
      assert.deepEqual(await runs(), [run.run.id]);
      await run.end('passed');
      await here.marker.update({ open: [], runs: [], isRecording: false });
      await there.retention.prune();
      assert.deepEqual(await runs(), []);
    });

    it('leaves the folder of a run in which somebody has put something, and what a killed process left there goes', async () => {
      here.limits = { captures: 0, runs: 0, bytes: PLENTY };
      const [kept, gone] = [await runTests(here, 'one', 'failed'), await runTests(here, 'two', 'failed')];
      await writeFile(join(folder.path, 'runs', kept, 'notes.txt'), 'of somebody');
      await writeFile(join(folder.path, 'runs', gone, THIS_SYSTEM.asideName()), 'of a killed process');
      await here.retention.prune();
      assert.deepEqual(await runs(), [kept]);
      assert.deepEqual((await readdir(join(folder.path, 'runs', kept))).sort(), ['notes.txt', 'run.json']);
    });

    it('leaves a pinned capture, and one in a tab, of a run that goes', async () => {
      here.limits = { captures: 0, runs: 0, bytes: PLENTY };
      const recording = here.store.forRun('run');
      const { run, record } = recording;
      const [pinned, open] = [await here.record('a', record), await here.record('b', record)];
      await here.record('c', record);
      await recording.end('failed');
      await pin(pinned);
      await here.marker.update({ open: [relativePath(folder.path, open)], runs: [], isRecording: false });
      await here.retention.prune();
      assert.deepEqual(await titles(join('runs', run.id)), ['a', 'b']);
    });
  });

  describe('at a rate', () => {
    const calls = { readdir: 0, lstat: 0 };
    const real = { ...fs.promises };
    beforeEach(() => {
      Object.assign(calls, { readdir: 0, lstat: 0 });
      for (const name of ['readdir', 'lstat'] as const) {
        fs.promises[name] = ((...args: Parameters<typeof fs.promises.lstat>) => {
          calls[name]++;
          return (real[name] as typeof fs.promises.lstat)(...args);
        }) as never;
      }
    });
    afterEach(() => {
      Object.assign(fs.promises, { readdir: real.readdir, lstat: real.lstat });
    });

    it('looks at no other capture than those that it removes, and stays at its limit', async () => {
      here.limits = { captures: 20, runs: 5, bytes: PLENTY };
      await here.retention.prune();
      Object.assign(calls, { readdir: 0, lstat: 0 });
      let prunes = 0;
      const stop = here.store.onDidChange(({ kind }) => {
        if (kind !== 'ended') return;
        prunes++;
        void here.retention.prune();
      });
      for (let i = 0; i < 300; i++) await here.record(`n${i}`);
      stop();
      await here.retention.prune();
      assert.equal(prunes, 300);
      assert.equal((await titles()).length, 20);
      await here.store.index.refresh(0);
      assert.equal(calls.lstat, 0, 'what has ended does not change any more');
      // Those of the markers and of the pins alone, one of each for each pruning, and those of looking again.
      assert.ok(calls.readdir <= 607, String(calls.readdir));
    });

    it('prunes one at a time, and once for all that ended meanwhile', async () => {
      await recordAll(here, 'abcdef');
      await here.retention.prune();
      Object.assign(calls, { readdir: 0, lstat: 0 });
      await Promise.all(Array.from({ length: 100 }, () => here.retention.prune()));
      assert.ok(calls.readdir <= 2, String(calls.readdir));
    });
  });
});

describe('requireEnded', () => {
  it('refuses what is still being recorded', () => {
    requireEnded(false, 'a');
    assert.throws(() => {
      requireEnded(true, 'a');
    }, { code: 'CAPTURE_LIVE' }); // prettier-ignore
  });
});
