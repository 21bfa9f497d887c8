import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processIdentity, type ProcessSystem } from '../../../../src/capture/library/processIdentity';
import { ELSEWHERE_LIFETIME, ProcessMarker, type InUse } from '../../../../src/capture/library/processMarker';
import { eventually } from '../../../support/eventually';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';

const ours = processIdentity(process.pid);
const theirs = processIdentity(process.ppid);
const NOTHING: InUse = { open: [], runs: [], isRecording: false };

describe('ProcessMarker', () => {
  let folder: TempFolder;
  let markers: string;
  let own: ProcessMarker;
  let other: ProcessMarker;

  beforeEach(async () => {
    folder = await makeTempFolder();
    markers = join(folder.path, '.processes');
    own = new ProcessMarker(folder.path, () => ours);
    other = new ProcessMarker(folder.path, () => theirs);
  });
  afterEach(async () => {
    own.dispose();
    other.dispose();
    await folder.remove();
  });

  it('tells what other running processes have in use', async () => {
    const inUse = { open: ['a.pcapng', 'runs/x/b.pcapng'], runs: ['x'], isRecording: false };
    await Promise.all([own.update({ open: ['c.pcapng'], runs: [], isRecording: false }), other.update(inUse)]);
    assert.deepEqual(await own.others(), [{ identity: theirs, ...inUse }]);
    assert.deepEqual(await other.others(), [{ identity: ours, ...own.own }]);
  });

  it('forgets a process that has ended, and removes its file', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await new ProcessMarker(folder.path, () => processIdentity(pid)).update({
      open: ['gone.pcapng'],
      runs: [],
      isRecording: false,
    });
    assert.deepEqual(await own.others(), []);
    assert.deepEqual(await readdir(markers), []);
  });

  it('leaves no file behind when nothing is in use any more', async () => {
    await own.update({ open: ['a.pcapng'], runs: [], isRecording: false });
    assert.equal((await readdir(markers)).length, 1);
    await own.update(NOTHING);
    assert.deepEqual(await readdir(markers), []);
  });

  it('does without a folder', async () => {
    await rm(folder.path, { recursive: true });
    await own.update(NOTHING);
    assert.deepEqual(await own.others(), []);
    await mkdir(folder.path);
  });

  it('does not guess what a running process has in use when its file cannot be read', async () => {
    await mkdir(markers);
    const path = join(markers, `${processIdentity(process.ppid)}.json`);
    for (const text of ['', '{"open":["a', '[]', '{"open":[1],"runs":[]}', '{"open":[]}']) {
      await writeFile(path, text);
      await assert.rejects(own.others(), { code: 'MARKER_UNREADABLE' }, text);
    }
  });

  it('takes a file that is gone before it is read for nothing in use', async function () {
    if (process.platform === 'win32') this.skip();
    await mkdir(markers);
    await symlink(join(folder.path, 'gone'), join(markers, `${theirs}.json`));
    assert.deepEqual(await own.others(), []);
  });

  it('says so when it cannot be told which processes there are', async () => {
    await writeFile(markers, '');
    await assert.rejects(own.others(), { code: 'MARKER_UNREADABLE' });
  });

  it('is never read half written', async () => {
    const names = Array.from({ length: 2000 }, (_, number) => `${number}.pcapng`);
    const writer = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'inherit'] });
    const exited = once(writer, 'exit');
    const rewritten = new ProcessMarker(folder.path, () => processIdentity(writer.pid!));
    let reads = 0;
    const written = new AbortController();
    const reading = (async () => {
      while (!written.signal.aborted) {
        for (const { open } of await own.others()) assert.ok(open.length === 2000 || open.length === 1999);
        reads++;
      }
    })();
    try {
      for (let i = 0; i < 100; i++) await rewritten.update({ open: names.slice(i % 2), runs: [], isRecording: false });
    } finally {
      written.abort();
      writer.kill();
    }
    await reading;
    await exited;
    assert.ok(reads > 0);
  });

  it('goes on after a write that failed', async () => {
    await writeFile(markers, '');
    await assert.rejects(own.update({ open: ['a.pcapng'], runs: [], isRecording: false }), { code: 'EEXIST' });
    const failed = own.update({ open: ['b.pcapng'], runs: [], isRecording: false });
    const waited = own.update({ open: ['c.pcapng'], runs: [], isRecording: false });
    await Promise.all([assert.rejects(failed), assert.rejects(waited)]);
    await rm(markers);
    await own.update({ open: ['d.pcapng'], runs: [], isRecording: false });
    assert.deepEqual(await other.others(), [{ identity: ours, open: ['d.pcapng'], runs: [], isRecording: false }]);
  });

  it('writes what comes meanwhile once, and the last of it', async () => {
    const updates = Array.from({ length: 100 }, (_, number) =>
      own.update({ open: [`${number}`], runs: [], isRecording: false }),
    );
    await Promise.all(updates);
    assert.deepEqual(await other.others(), [{ identity: ours, open: ['99'], runs: [], isRecording: false }]);
    assert.equal((await readdir(markers)).length, 1);
  });

  describe('of a machine or container that shares the folder', () => {
    const system = (host: string): ProcessSystem => ({
      startOf: () => '1-a',
      // The number means another process here, or none.
      isRunning: () => false,
      uptime: () => 1,
      host: () => host,
    });
    let time: number;
    let there: ProcessMarker;
    const here = (): ProcessMarker =>
      new ProcessMarker(folder.path, () => ours, { system: system('here'), wallClock: () => time });
    const identity = processIdentity(7, system('there'));
    const inUse = { open: ['a.pcapng'], runs: [], isRecording: true };

    beforeEach(async () => {
      time = 1e12;
      there = new ProcessMarker(folder.path, () => identity, { system: system('there'), wallClock: () => time });
      await there.update(inUse);
    });
    afterEach(() => {
      there.dispose();
    });

    it('counts for ten minutes after it was said last, whatever runs here under that number', async () => {
      time += ELSEWHERE_LIFETIME;
      assert.deepEqual(await here().others(), [{ identity, ...inUse }]);
      await there.update(inUse);
      time += ELSEWHERE_LIFETIME;
      assert.deepEqual(await here().others(), [{ identity, ...inUse }]);
      time += 1;
      assert.deepEqual(await here().others(), []);
      assert.deepEqual(await readdir(markers), [], 'what has not been renewed is removed');
    });

    it('counts when the clock there is ahead', async () => {
      time -= ELSEWHERE_LIFETIME;
      assert.equal((await here().others()).length, 1);
      time -= 1;
      assert.equal((await here().others()).length, 0);
    });

    it('is not guessed when it cannot be read, for as long as its file is new', async () => {
      const path = join(markers, `${identity}.json`);
      await writeFile(path, '{"op');
      await utimes(path, time / 1000, time / 1000);
      await assert.rejects(here().others(), { code: 'MARKER_UNREADABLE' });
      time += ELSEWHERE_LIFETIME + 1;
      assert.deepEqual(await here().others(), []);
    });
  });

  it('says again that something is in use, until nothing is', async () => {
    const timers: { readonly work: () => void; readonly milliseconds: number | undefined }[] = [];
    const cleared: unknown[] = [];
    const real = { setInterval, clearInterval };
    globalThis.setInterval = ((work: () => void, milliseconds?: number) => {
      timers.push({ work, milliseconds });
      return { unref: () => undefined };
    }) as never;
    globalThis.clearInterval = (timer: unknown) => {
      if (timer !== undefined) cleared.push(timer);
    };
    try {
      let time = 1;
      const marker = new ProcessMarker(folder.path, () => ours, { wallClock: () => time });
      const path = join(markers, `${ours}.json`);
      await marker.update({ ...NOTHING, isRecording: true });
      await marker.update({ open: ['a'], runs: [], isRecording: true });
      assert.equal(timers.length, 1);
      assert.ok(timers[0]!.milliseconds! * 5 <= ELSEWHERE_LIFETIME, 'some may fail');
      time = 2;
      timers[0]!.work();
      await eventually(async () => {
        assert.match(await readFile(path, 'utf8'), /"at":2/);
      });
      await marker.update(NOTHING);
      assert.equal(cleared.length, 1);
    } finally {
      Object.assign(globalThis, real);
    }
  });
});
