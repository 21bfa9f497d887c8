import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath, getuid, platform } from 'node:process';
import { openCapture } from '../../src/capture/openCapture';
import { killTools, spawnTool, type ToolProcess } from '../support/process';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { skipAloud } from '../support/tools';
import { output } from './tshark';

const CHUNK_BYTES = 1000;
const PROGRAM = join(__dirname, 'captureFlood.ts');

function flood(folder: string): ToolProcess {
  return spawnTool(execPath, ['--import', 'tsx', PROGRAM, folder]);
}

/** Opens the only capture of a folder, checks that its chunks are all in their place, and returns how many there are. */
async function readFlood(folder: string): Promise<number> {
  const [name] = await readdir(folder);
  const capture = await openCapture(join(folder, name!));
  try {
    await capture.flush();
    const { log } = capture.conversations.at(0)!;
    const bytes = Buffer.from(await capture.readBytes(log, 'received', 0, Infinity));
    assert.equal(bytes.length, log.length * CHUNK_BYTES);
    for (let chunk = 0; chunk < log.length; chunk++) {
      assert.equal(Number(bytes.toString('latin1', chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES)), chunk);
    }
    assert.ok(capture.problems.count <= 1, 'at most the last block');
    return log.length;
  } finally {
    await capture.close();
  }
}

function lastCount(tool: ToolProcess): number {
  return Math.max(0, ...Array.from(tool.stdout.text().matchAll(/^(\d+)$/gm), ([, count]) => Number(count)));
}

describe('a capture whose recording ends badly', function () {
  this.timeout(60_000);
  let folder: TempFolder;

  beforeEach(async () => {
    folder = await makeTempFolder();
  });

  afterEach(killTools);
  afterEach(() => folder.remove());

  it('opens again with everything that was written when its process was killed', async () => {
    const process = flood(folder.path);
    await process.stdout.waitForText(/^20000$/m);
    process.signal('SIGKILL');
    await process.exited;
    const certain = lastCount(process);
    assert.ok(certain >= 20_000);
    assert.ok((await readFlood(folder.path)) >= certain);
  });

  it('keeps what is in it when the disk is full, while its process goes on', async function () {
    if (platform !== 'linux' || getuid?.() !== 0) skipAloud(this, 'only root on Linux may mount a small disk to fill.');
    try {
      await output('mount', '-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder.path);
    } catch {
      skipAloud(this, 'this machine mounts no small disk to fill, as most containers do not.');
    }
    try {
      const process = flood(folder.path);
      await process.stdout.waitForText(/^failed CAPTURE_WRITE_FAILED$/m);
      const count = lastCount(process);
      await process.stdout.waitForText(new RegExp(`^${count + 10_000}$`, 'm'));
      await process.kill();
      const recorded = await readFlood(folder.path);
      assert.ok(recorded > 1000 && recorded * CHUNK_BYTES < 4 * 2 ** 20, String(recorded));
    } finally {
      await output('umount', folder.path);
    }
  });
});
