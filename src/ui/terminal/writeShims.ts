import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ifMissing } from '../../engine/files/ifMissing';
import { putProgram } from '../../engine/files/replaceFile';
import { shims, type Shim, type ShimParts } from './shims';

const OWNER_MAY_RUN = 0o100;

/** Puts the scripts into their folder, where they are not there as they should be. @throws System errors */
export async function writeShims(parts: ShimParts): Promise<void> {
  await mkdir(parts.folder, { recursive: true });
  for (const shim of shims(parts)) {
    const path = join(parts.folder, shim.name);
    if (!(await isThere(path, shim, parts.platform))) await putProgram(path, shim.text);
  }
}

/** Windows knows no mode. */
async function isThere(path: string, { text }: Shim, platform: NodeJS.Platform): Promise<boolean> {
  if ((await readFile(path, 'utf8').catch(ifMissing(undefined))) !== text) return false;
  return platform === 'win32' || ((await stat(path)).mode & OWNER_MAY_RUN) !== 0;
}
