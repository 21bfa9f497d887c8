import { basename } from 'node:path';
import { SockscopeError, type MessageArgument, type Template } from '../base/error';

const BYTES_PER_MEBIBYTE = 2 ** 20;

/** What the system's codes mean for a file, for the middle of a sentence. */
const CAUSES: Readonly<Record<string, Template>> = {
  ENOSPC: 'the disk is full ({0})',
  EDQUOT: 'the disk quota is used up ({0})',
  EFBIG: 'the file has reached the largest size that the system allows ({0})',
  EIO: 'the disk reports an error ({0})',
  EROFS: 'the disk is read-only ({0})',
  EACCES: 'access to it is denied ({0})',
  EPERM: 'access to it is denied ({0})',
  ENOENT: 'there is no such file or folder ({0})',
  ENOTDIR: 'there is no such folder ({0})',
  EISDIR: 'it is a folder ({0})',
  EMFILE: 'too many files are open ({0})',
  ENFILE: 'too many files are open ({0})',
};

/** `the disk is full (ENOSPC)` */
function causeOf(error: unknown): MessageArgument {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const template = CAUSES[code];
  return template === undefined ? message : { template, args: [code] };
}

/** The sockets' bytes cannot be recorded from the beginning. */
export function captureNotCreated(path: string, error: unknown): SockscopeError {
  return new SockscopeError(
    'CAPTURE_NOT_CREATED',
    'The capture {0} could not be created: {1}. The socket works, but nothing is recorded. Solve this, then resume recording.',
    [path, causeOf(error)],
    { cause: error },
  );
}

export function captureWriteFailed(path: string, error: unknown): SockscopeError {
  return new SockscopeError(
    'CAPTURE_WRITE_FAILED',
    'Recording into {0} has stopped: {1}. The sockets go on, and what was recorded before is kept. Solve this, then resume recording into a new file.',
    [path, causeOf(error)],
    { cause: error },
  );
}

export function captureDeleted(path: string): SockscopeError {
  return new SockscopeError(
    'CAPTURE_DELETED',
    'Recording into {0} has stopped: the file was deleted or moved. The sockets go on. Resume recording to begin a new file.',
    [path],
  );
}

export function captureTooLarge(path: string, maxBytes: number): SockscopeError {
  return new SockscopeError(
    'CAPTURE_TOO_LARGE',
    'Recording into {0} has stopped: it has reached the limit of {1} MiB. The sockets go on. Resume recording to begin a new file, or raise the limit in the settings.',
    [basename(path), Math.floor(maxBytes / BYTES_PER_MEBIBYTE)],
  );
}

export function captureUnreadable(path: string, error: unknown): SockscopeError {
  if (error instanceof SockscopeError) return error;
  return new SockscopeError('CAPTURE_UNREADABLE', 'The capture {0} cannot be read: {1}.', [path, causeOf(error)], {
    cause: error,
  });
}

export function captureClosed(path: string): SockscopeError {
  return new SockscopeError('CAPTURE_CLOSED', 'The capture {0} is closed. Open it again to read from it.', [path]);
}

export function notACapture(path: string, isCompressed: boolean): SockscopeError {
  return isCompressed
    ? new SockscopeError('NOT_A_CAPTURE', '{0} is compressed. Decompress it with gunzip, then open the result.', [path])
    : new SockscopeError('NOT_A_CAPTURE', '{0} is neither a pcapng nor a pcap file.', [path]);
}
