import { constants, type Stats } from 'node:fs';
import { lstat, open, stat, type FileHandle } from 'node:fs/promises';
import { SockscopeError, type Template } from '../../base/error';

/** Bytes read at once of a file that does not say how long it is. */
const PIECE_BYTES = 64 * 1024;

/** What is no regular file, and what to say of it; {0} is its name. */
const REFUSALS: readonly (readonly [is: (stats: Stats) => boolean, template: Template])[] = [
  [
    (stats) => stats.isFIFO(),
    'Cannot read {0}: it is a named pipe, which may never end. Copy what comes out of it into a file.',
  ],
  [(stats) => stats.isSocket(), 'Cannot read {0}: it is a socket, not a file. Dial it instead.'],
  [
    (stats) => stats.isCharacterDevice() || stats.isBlockDevice(),
    'Cannot read {0}: it is a device, not a file. Copy what is on it into a file.',
  ],
  [() => true, 'Cannot read {0}: it is not a regular file.'],
];

export interface OpenRegularFileOptions {
  /** What errors call the file; `path` unless given. */
  readonly name?: string;
  /** False: a path that ends in a symbolic link is refused (`ELOOP`). */
  readonly followsLinks?: boolean;
  /** For opening, besides those of every file. */
  readonly flags?: number;
}

/**
 * Opens a file for reading that a user or a file names, and which may be anything: what is no regular file is refused.
 * Opening never waits, as it would for the other end of a named pipe, and with it one of the few threads that all file
 * operations of the process share.
 *
 * @throws SockscopeError `NOT_A_FILE`; system errors, `EISDIR` for a folder.
 */
export async function openRegularFile(path: string, options: OpenRegularFileOptions = {}): Promise<FileHandle> {
  const { name = path, followsLinks = true, flags = 0 } = options;
  // To open a device can already do something, such as to rewind a tape: it is not even tried.
  requireRegular(await (followsLinks ? stat(path) : lstat(path)), name);
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
  // Windows has neither of the other two: there they are undefined, and count as 0.
  const file = await open(path, O_RDONLY | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW) | flags);
  try {
    // What was looked at by its path may be something else by now.
    requireRegular(await file.stat(), name);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * Reads a file from its beginning to its end, whatever size the system claims: that of many files in `/proc` is 0.
 *
 * @param limit Bytes.
 * @returns Undefined when the file is longer than `limit`.
 */
export async function readToEnd(file: FileHandle, limit: number): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let { size: expected } = await file.stat();
  while (length <= limit) {
    // One byte more than is allowed, and than is expected, tells whether there is more.
    const wanted = Math.min(limit - length, Math.max(expected - length, PIECE_BYTES)) + 1;
    const { buffer, bytesRead } = await file.read(new Uint8Array(wanted), 0, wanted, length);
    if (bytesRead === 0) return Buffer.concat(pieces, length);
    pieces.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
    expected = Math.max(expected, length);
  }
  return undefined;
}

function requireRegular(stats: Stats, name: string): void {
  // A link is left to `open`, which refuses it.
  if (stats.isFile() || stats.isSymbolicLink()) return;
  if (stats.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
  const [, template] = REFUSALS.find(([is]) => is(stats))!;
  throw new SockscopeError('NOT_A_FILE', template, [name]);
}
