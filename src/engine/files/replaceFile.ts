import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { access, open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from '../platform/systemError';

/**
 * What a rename fails with while another program, such as a virus scanner or an indexer, has the file open: only Windows
 * refuses then.
 */
const PASSING_FAILURES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  win32: ['EPERM', 'EACCES', 'EBUSY'],
};

/** Milliseconds before each further attempt. */
const PAUSES: readonly number[] = [10, 30, 100, 300, 1000];

/** Of a file that is written aside, and left there where the process was killed at that. */
const ASIDE_NAME = /^\.sockscope-[0-9a-f]{16}\.tmp$/;

/** What differs by system, for tests. */
export interface ReplacingSystem {
  readonly platform: NodeJS.Platform;
  readonly access: (path: string, mode: number) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** The name of the file that is written aside. */
  readonly asideName: () => string;
}

export const THIS_SYSTEM: ReplacingSystem = {
  platform: process.platform,
  access,
  rename,
  pause: delay,
  asideName: () => `.sockscope-${randomBytes(8).toString('hex')}.tmp`,
};

/** Whether a file of that name is one that is, or was, written to take another one's place. */
export const isAsideName = (name: string): boolean => ASIDE_NAME.test(name);

/**
 * Gives an existing file another content at once: whoever reads it meanwhile gets either the old or the new, and so does
 * whoever looks after a crash. Mode and owner stay, and a symbolic link still leads to the file.
 *
 * @throws System errors, such as `EACCES` for a file that may not be written; nothing is left beside it then.
 */
export async function replaceFile(path: string, content: Uint8Array, system = THIS_SYSTEM): Promise<void> {
  const target = await realpath(path);
  const before = await stat(target);
  // Renaming asks for the folder's permissions alone.
  await system.access(target, constants.W_OK);
  await writeOver(target, content, system, async (file) => {
    await takeAfter(file, before);
    await file.sync();
  });
}

/**
 * Puts a file at `path`, in the place of another one if there is one: whoever reads it meanwhile gets either the old or the
 * new. Its owner alone can read it.
 *
 * @throws System errors; nothing is left beside it then.
 */
export async function putPrivateFile(path: string, content: Uint8Array | string, system = THIS_SYSTEM): Promise<void> {
  await writeOver(path, content, system);
}

/** The same for a program, which its owner can run. @throws System errors; nothing is left beside it then. */
export async function putProgram(path: string, content: Uint8Array | string, system = THIS_SYSTEM): Promise<void> {
  await writeOver(path, content, system, (file) => file.chmod(0o700));
}

/** @param finish What is still to be done to the file that takes the place. */
async function writeOver(
  target: string,
  content: Uint8Array | string,
  system: ReplacingSystem,
  finish?: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const aside = join(dirname(target), system.asideName());
  // Never what is there already, nor where a link leads that somebody put there.
  const file = await open(aside, 'wx', 0o600);
  try {
    try {
      await file.writeFile(content);
      await finish?.(file);
    } finally {
      await file.close();
    }
    await moveOver(aside, target, system);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** Owner first: to change it takes some bits of the mode away. */
async function takeAfter(file: FileHandle, { uid, gid, mode }: Stats): Promise<void> {
  const own = await file.stat();
  if (own.uid !== uid || own.gid !== gid) await file.chown(uid, gid);
  await file.chmod(mode & 0o7777);
}

/** Renames a file, and waits for programs that have it open where the system wants that. What has the name is replaced. */
export function moveFile(from: string, to: string, system = THIS_SYSTEM): Promise<void> {
  return moveOver(from, to, system);
}

async function moveOver(from: string, to: string, { platform, rename: move, pause }: ReplacingSystem): Promise<void> {
  const passing = PASSING_FAILURES[platform] ?? [];
  for (const milliseconds of PAUSES) {
    try {
      await move(from, to);
      return;
    } catch (error) {
      if (!passing.includes(codeOf(error))) throw error;
    }
    await pause(milliseconds);
  }
  await move(from, to);
}
