import { posix } from 'node:path';
import { SockscopeError } from '../../base/error';
import { outside, staysInside, tooLarge, type ConfinedFolder } from './confinedFile';

/** What a file system that is not the disk says of a path. */
export interface VirtualEntry {
  readonly kind: 'file' | 'folder' | 'other';
  /** Where it leads is known to the file system alone. */
  readonly isLink: boolean;
  /** Bytes. */
  readonly size: number;
}

/** A file system whose paths have slashes, such as that of a virtual workspace. */
export interface VirtualFiles {
  readonly look: (path: string) => Promise<VirtualEntry>;
  readonly read: (path: string) => Promise<Uint8Array>;
}

/**
 * Reads a file that a payload names with `file("…")` where the workspace is no folder on disk. Links are refused, since nobody
 * here can tell where they lead.
 *
 * @param limit Bytes; a larger file is refused before it is read.
 * @throws SockscopeError `FILE_OUTSIDE_WORKSPACE`, `FILE_TOO_LARGE`, `NOT_A_FILE`, or what the file system rejects with.
 */
export async function readVirtualFile(
  files: VirtualFiles,
  { root, base }: ConfinedFolder,
  path: string,
  limit: number,
): Promise<Uint8Array> {
  const target = posix.resolve(base, path);
  const way = posix.relative(root, target);
  if (!staysInside(way, posix.sep)) throw outside(path, root);
  let at = root;
  let entry: VirtualEntry | undefined;
  for (const name of way.split('/')) {
    at = posix.join(at, name);
    entry = await files.look(at);
    if (entry.isLink) {
      const template =
        'file("{0}") leads through a link, which could lead anywhere, and is not read: name the file itself.';
      throw new SockscopeError('FILE_OUTSIDE_WORKSPACE', template, [path]);
    }
  }
  if (entry?.kind !== 'file') {
    throw new SockscopeError('NOT_A_FILE', 'file("{0}") is no file, and only files are read.', [path]);
  }
  if (entry.size > limit) throw tooLarge(path, entry.size, limit);
  const bytes = await files.read(target);
  if (bytes.length > limit) throw tooLarge(path, bytes.length, limit);
  return bytes;
}
