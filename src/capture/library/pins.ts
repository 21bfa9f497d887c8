import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ifMissing } from '../../engine/files/ifMissing';

/** Beside captures: an empty file for each that is pinned, so that every process and every profile knows. */
export const PIN_FOLDER = '.pinned';

/** Where the pins of the captures in a folder are. */
function pinFolder(folder: string): string {
  return join(folder, PIN_FOLDER);
}

function pinOf(capture: string): string {
  return join(pinFolder(dirname(capture)), basename(capture));
}

/** Retention leaves the capture of that path alone from then on. */
export async function pin(capture: string): Promise<void> {
  const path = pinOf(capture);
  await fs.promises.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await fs.promises.writeFile(path, '', { mode: 0o600 });
}

export async function unpin(capture: string): Promise<void> {
  await fs.promises.rm(pinOf(capture), { force: true });
}

/** @throws a system error when it cannot be told. */
export async function isPinned(capture: string): Promise<boolean> {
  return await fs.promises.access(pinOf(capture)).then(() => true, ifMissing(false));
}

/**
 * Which of the captures are pinned now.
 *
 * @throws a system error when it cannot be told.
 */
export async function pinnedAmong(captures: readonly string[]): Promise<Set<string>> {
  const pinned = new Set<string>();
  for (const folder of new Set(captures.map((path) => dirname(path)))) {
    for (const name of await listPins(folder)) pinned.add(join(folder, name));
  }
  return pinned;
}

/** The names of the captures in a folder that are pinned. */
export async function listPins(folder: string): Promise<string[]> {
  return await fs.promises.readdir(pinFolder(folder)).catch(ifMissing([]));
}
