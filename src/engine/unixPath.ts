import { linkSync, lstatSync, renameSync, type Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import net from 'node:net';
import { SockscopeError } from '../bytes/error';

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

/** Says what already is at `path` when listening there failed with `EADDRINUSE`; undefined for any other error. */
export async function explainOccupiedPath(error: unknown, path: string): Promise<SockscopeError | undefined> {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) return undefined;
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) return undefined;
  if (!stats.isSocket()) {
    return new SockscopeError(
      'PATH_NOT_A_SOCKET',
      'Cannot listen on unix:{0}: something that is not a socket is there, and it is not overwritten. Choose another path. (EADDRINUSE)',
      [path],
      { cause: error },
    );
  }
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

function isSameFile(one: Stats | undefined, other: Stats | undefined): boolean {
  return one?.ino === other?.ino && one?.dev === other?.dev && one?.birthtimeMs === other?.birthtimeMs;
}

/**
 * Runs `close`, which unlinks `path` whatever is there by then, so that a file which somebody else put in the place of
 * `made` survives it: it is linked aside and put back within the same turn.
 */
export function keepForeignFile(path: string, made: Stats | undefined, close: () => void): void {
  const now = lstatSync(path, { throwIfNoEntry: false });
  // Inode numbers are used again at once, so the time of birth decides too; a directory cannot be unlinked.
  const ours = isSameFile(made, now);
  if (!now || ours || now.isDirectory()) {
    close();
    return;
  }
  const aside = `${path}.${process.pid}`;
  linkSync(path, aside);
  try {
    close();
  } finally {
    renameSync(aside, path);
  }
}
