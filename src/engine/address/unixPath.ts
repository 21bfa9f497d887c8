import { lstatSync, mkdtempSync, renameSync, rmdirSync, statSync, unlinkSync, type Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import net from 'node:net';
import { basename, dirname, join } from 'node:path';
import { SockscopeError } from '../../base/error';
import { codeOf, explain } from '../platform/systemError';

/** Whether a program listens behind this socket file: `live`; nobody does: `stale`. */
function probe(path: string): Promise<'live' | 'stale'> {
  return new Promise((resolve) => {
    const socket = net.connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve('live');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ECONNREFUSED' ? 'stale' : 'live');
    });
  });
}

function notASocket(operation: 'listen' | 'dial', path: string, cause: unknown): SockscopeError {
  return new SockscopeError(
    'PATH_NOT_A_SOCKET',
    operation === 'listen'
      ? 'Cannot listen on unix:{0}: something that is not a socket is there, and it is not overwritten. Choose another path. (EADDRINUSE)'
      : 'Nobody can be dialled at unix:{0}: what is there is not a socket. Check the path.',
    [path],
    { cause },
  );
}

/** Says what already is at `path` when listening there failed with `EADDRINUSE`; undefined when nothing is any more. */
export async function explainOccupiedPath(error: unknown, path: string): Promise<SockscopeError | undefined> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) return undefined;
  if (!stats.isSocket()) return notASocket('listen', path, error);
  if ((await probe(path)) === 'stale') {
    return new SockscopeError(
      'PATH_STALE',
      'Cannot listen on unix:{0}: a socket file is left there by a program that has ended, and nobody answers behind it. Delete the file, or choose another path. (EADDRINUSE)',
      [path],
      { cause: error },
    );
  }
  return new SockscopeError(
    'EADDRINUSE',
    'Cannot listen on unix:{0}: another program listens there. Close it, or choose another path. (EADDRINUSE)',
    [path],
    { cause: error },
  );
}

/** Says so when `EACCES` at `path` only means that its folder is missing: libuv turns `ENOENT` into that. */
export function explainMissingFolder(path: string): SockscopeError | undefined {
  try {
    statSync(dirname(path));
    return undefined;
  } catch (missing) {
    return codeOf(missing) === 'ENOENT' ? explain(missing, 'listen', `unix:${path}`) : undefined;
  }
}

/** Says so when what refused a connection at `path` is not a socket: Linux answers `ECONNREFUSED` for that too. */
export function explainRefusedPath(error: unknown, path: string): SockscopeError | undefined {
  const stats = statsOf(path);
  return stats && !stats.isSocket() ? notASocket('dial', path, error) : undefined;
}

/** What is at `path`, symbolic links followed or not; undefined when nothing is, or nobody may know. */
function statsOf(path: string, stat: typeof lstatSync = statSync): Stats | undefined {
  try {
    return stat(path);
  } catch {
    return undefined;
  }
}

function isSameFile(one: Stats | undefined, other: Stats): boolean {
  return one?.ino === other.ino && one.dev === other.dev && one.birthtimeMs === other.birthtimeMs;
}

/**
 * Runs `close`, which unlinks `path` whatever is there by then, so that a file which somebody else put in the place of
 * `made` survives it: it is moved into a new folder beside it and put back within the same turn. Should the place be taken
 * again by then, it stays in that folder, `.sockscope-…`: nothing is overwritten.
 */
export function keepForeignFile(path: string, made: Stats | undefined, close: () => void): void {
  const now = statsOf(path, lstatSync);
  // Inode numbers are used again at once, so the time of birth decides too.
  const aside = now && !isSameFile(made, now) ? moveAside(path) : undefined;
  close();
  if (aside === undefined || statsOf(path, lstatSync) !== undefined) return;
  renameSync(aside, path);
  rmdirSync(dirname(aside));
}

/** Removes what a process that has ended left there, if it is still what it `made`. */
export function removeOwnFile(path: string, made: Stats | undefined): void {
  const now = statsOf(path, lstatSync);
  if (now && isSameFile(made, now)) unlinkSync(path);
}

/** @returns Where it is now; undefined when it cannot be moved, since then it cannot be unlinked either. */
function moveAside(path: string): string | undefined {
  let folder: string;
  try {
    folder = mkdtempSync(join(dirname(path), '.sockscope-'));
  } catch {
    return undefined;
  }
  try {
    const aside = join(folder, basename(path));
    renameSync(path, aside);
    return aside;
  } catch {
    rmdirSync(folder);
    return undefined;
  }
}
