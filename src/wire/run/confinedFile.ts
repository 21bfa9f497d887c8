import { readlink, realpath, stat, type FileHandle } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { SockscopeError } from '../../base/error';
import { openRegularFile, readToEnd } from '../../engine/files/regularFile';
import { explain } from '../../engine/platform/systemError';

/** Which files a payload may read. */
export interface ConfinedFolder {
  /** Absolute; nothing outside is read, even when symbolic links are followed. */
  readonly root: string;
  /** Absolute; what paths are relative to. */
  readonly base: string;
}

/** How a system lets us be sure that the file which was opened lies where its path said, though folders are swapped meanwhile. */
export interface Confinement {
  /** Flags for opening besides those of every file. */
  readonly flags: number;
  /** Where the open file really lies; `target` is the path, without links when it was looked at, by which it was opened. */
  readonly locate: (file: FileHandle, target: string) => Promise<string>;
}

/** `O_NOFOLLOW_ANY` of macOS 11 and later, which Node does not name: opening fails where any part of the path is a link. */
const O_NOFOLLOW_ANY = 0x2000_0000;

/** How often a path has to lead to the same file where the system tells no other way. */
const LOOKS = 3;

/** Says nothing of an open file but its identity: its path has to lead to it several times in a row. */
const BY_IDENTITY: Confinement = {
  flags: 0,
  locate: async (file, target) => {
    const opened = await file.stat({ bigint: true });
    let path = target;
    for (let look = 0; look < LOOKS; look++) {
      path = await realpath(target);
      const found = await stat(path, { bigint: true });
      if (path !== target || found.dev !== opened.dev || found.ino !== opened.ino) return '';
    }
    return path;
  },
};

/** By platform; others, Windows among them, can only compare identities, before and after. */
const CONFINEMENTS: Readonly<Partial<Record<NodeJS.Platform, Confinement>>> = {
  // The kernel's own word for where an open file lies.
  linux: { flags: 0, locate: (file) => readlink(`/proc/self/fd/${file.fd}`) },
  // Without links in it a path leads to one place alone.
  darwin: { flags: O_NOFOLLOW_ANY, locate: (_file, target) => Promise.resolve(target) },
};

export const confinementOf = (platform: NodeJS.Platform): Confinement => CONFINEMENTS[platform] ?? BY_IDENTITY;

/**
 * Reads a file that a payload names with `file("…")`. What was opened is compared with the folder, not only its path: folders
 * may be swapped for links while it is opened.
 *
 * @param limit Bytes; a larger file is refused.
 * @throws SockscopeError `FILE_OUTSIDE_WORKSPACE`, `FILE_TOO_LARGE`, `NOT_A_FILE`, or a system code such as `ENOENT`.
 */
export async function readConfinedFile(
  folder: ConfinedFolder,
  path: string,
  limit: number,
  confinement = confinementOf(process.platform),
): Promise<Uint8Array> {
  try {
    const root = await realpath(folder.root);
    const target = await realpath(resolve(folder.base, path));
    if (!isInside(root, target)) throw outside(path, folder.root);
    const { flags } = confinement;
    const file = await openRegularFile(target, { name: `file("${path}")`, followsLinks: false, flags });
    try {
      if (!isInside(root, await confinement.locate(file, target))) throw outside(path, folder.root);
      const bytes = await readToEnd(file, limit);
      if (bytes === undefined) throw tooLarge(path, (await file.stat()).size, limit);
      return bytes;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw explain(error, 'read-file', path);
  }
}

/** Whether a relative path leads nowhere else. On Windows the way to another drive is absolute. */
export const staysInside = (way: string, separator: string): boolean =>
  !isAbsolute(way) && way !== '..' && !way.startsWith(`..${separator}`);

/** Both without links. */
function isInside(root: string, path: string): boolean {
  return isAbsolute(path) && staysInside(relative(root, path), sep);
}

export function outside(path: string, root: string): SockscopeError {
  const template = 'file("{0}") leads out of {1} and is not read: copy the file into that folder.';
  return new SockscopeError('FILE_OUTSIDE_WORKSPACE', template, [path, root]);
}

export function tooLarge(path: string, size: number, limit: number): SockscopeError {
  const template = 'file("{0}") has {1} bytes; the payload has room for {2}. Use Send File for large files.';
  return new SockscopeError('FILE_TOO_LARGE', template, [path, size, limit]);
}
