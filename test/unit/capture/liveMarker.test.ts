import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { LiveMarker } from '../../../src/capture/liveMarker';

describe('LiveMarker', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sockscope-marker-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('tells what running processes record', async () => {
    const own = new LiveMarker(folder, process.pid);
    const other = new LiveMarker(folder, process.ppid);
    await Promise.all([own.update(['a.pcapng']), other.update(['b.pcapng', 'c.pcapng'])]);
    assert.deepEqual([...(await own.recordedAnywhere())].toSorted(), ['a.pcapng', 'b.pcapng', 'c.pcapng']);
  });

  it('forgets a process that has ended, and removes its file', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await new LiveMarker(folder, pid).update(['gone.pcapng']);
    assert.deepEqual([...(await new LiveMarker(folder, process.pid).recordedAnywhere())], []);
    assert.deepEqual(await readdir(folder), []);
  });

  it('leaves no file behind when nothing is recorded any more', async () => {
    const marker = new LiveMarker(folder, process.pid);
    await marker.update(['a.pcapng']);
    assert.equal((await readdir(folder)).length, 1);
    await marker.update([]);
    assert.deepEqual(await readdir(folder), []);
  });

  it('passes over what is no list of names', async () => {
    await writeFile(join(folder, `.recording-${process.pid}.json`), '{"half');
    assert.deepEqual([...(await new LiveMarker(folder, process.pid).recordedAnywhere())], []);
  });

  it('does without a folder', async () => {
    const marker = new LiveMarker(join(folder, 'missing'), process.pid);
    await marker.update(['a.pcapng']);
    assert.deepEqual([...(await marker.recordedAnywhere())], []);
  });
});
