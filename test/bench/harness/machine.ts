import { readFile, statfs } from 'node:fs/promises';
import os from 'node:os';
import { formatBytes } from './units';

/** What the measurements depend on, in lines for people. */
export async function describeMachine(folder: string): Promise<string> {
  const cpus = os.cpus();
  return [
    `CPU: ${cpus[0]?.model.trim() ?? 'unknown'}, ${cpus.length} cores`,
    `memory: ${formatBytes(os.totalmem())}`,
    `kernel: ${os.type()} ${os.release()} ${os.arch()}`,
    `Node: ${process.version}`,
    `file system: ${await fileSystemOf(folder)} (${folder})`,
    `load average before: ${os.loadavg()[0]!.toFixed(2)}`,
  ].join('\n');
}

/** Bytes that can still be written into a folder. */
export async function freeSpace(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** The type of the file system with the longest mount point that `folder` lies under (`proc_mounts(5)`). */
async function fileSystemOf(folder: string): Promise<string> {
  const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n').map((line) => line.split(' '));
  let longest = '';
  let found = 'unknown';
  for (const [, point, type] of mounts) {
    if (point === undefined || type === undefined || point.length < longest.length) continue;
    if (folder === point || folder.startsWith(point.endsWith('/') ? point : `${point}/`)) {
      longest = point;
      found = type;
    }
  }
  return found;
}
