import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { SockscopeError } from '../bytes/error';
import { explain } from '../engine/systemError';

/** Which files a payload may read. */
export interface ConfinedFolder {
  /** Absolute; nothing outside is read, even when symbolic links are followed. */
  readonly root: string;
  /** Absolute; what paths are relative to. */
  readonly base: string;
}

/**
 * Reads a file that a payload names with `file("…")`.
 *
 * @param limit Bytes; a larger file is refused before it is read.
 * @throws SockscopeError `FILE_OUTSIDE_WORKSPACE`, `FILE_TOO_LARGE`, `NOT_A_FILE`, or a system code such as `ENOENT`.
 */
export async function readConfinedFile(folder: ConfinedFolder, path: string, limit: number): Promise<Uint8Array> {
  try {
    const root = await realpath(folder.root);
    const target = await realpath(resolve(folder.base, path));
    const inside = relative(root, target);
    if (isAbsolute(inside) || inside === '..' || inside.startsWith(`..${sep}`)) {
      throw new SockscopeError(
        'FILE_OUTSIDE_WORKSPACE',
        'file("{0}") leads out of {1} and is not read: copy the file into that folder.',
        [path, folder.root],
      );
    }
    return await readFile(target, path, limit);
  } catch (error) {
    throw explain(error, 'read-file', path);
  }
}

async function readFile(target: string, path: string, limit: number): Promise<Uint8Array> {
  // Opening a named pipe would wait for its other end; what was a link is none any more.
  const file = await open(target, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
    if (!stats.isFile()) {
      throw new SockscopeError('NOT_A_FILE', 'file("{0}") is a pipe or a device, and only files are read.', [path]);
    }
    const { size } = stats;
    if (size > limit) {
      throw new SockscopeError(
        'FILE_TOO_LARGE',
        'file("{0}") has {1} bytes; the payload has room for {2}. Use Send File for large files.',
        [path, size, limit],
      );
    }
    const bytes = new Uint8Array(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await file.read(bytes, length, size - length, length);
      // It has become shorter meanwhile.
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}
