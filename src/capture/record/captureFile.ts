import fs from 'node:fs';
import { codeOf } from '../../engine/platform/systemError';
import type { WriteFile } from './writeQueue';

/** What was said over a socket is nobody else's business. On Windows modes mean nothing. */
const PRIVATE = 0o600;

/** The file that a recorder appends to. */
export interface CaptureFile {
  readonly write: WriteFile;
  /** True when the path still leads to this file: a deleted file takes writes without complaint. */
  isInPlace(): Promise<boolean>;
  /** Cuts off what a failed write may have left behind `length`, and closes. Settles in any case. */
  abandon(length: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Creates the file, which its owner alone can read. This waits for the system, so that the name is known to be ours at once, and a failure too.
 *
 * @throws NodeJS.ErrnoException `EEXIST` when the name is taken.
 */
export function createCaptureFile(path: string): CaptureFile {
  const descriptor = fs.openSync(path, 'wx', PRIVATE);
  const inode = fs.fstatSync(descriptor, { bigint: true }).ino;
  const close = (): Promise<void> =>
    new Promise((resolve, reject) => {
      fs.close(descriptor, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  return {
    write: (buffers, position, done) => {
      fs.writev(descriptor, buffers, position, done);
    },
    isInPlace: async () => {
      try {
        return (await fs.promises.stat(path, { bigint: true })).ino === inode;
      } catch (error) {
        return codeOf(error) !== 'ENOENT';
      }
    },
    abandon: async (length) => {
      // Both may fail for the same reason as the write did, which is reported already.
      await new Promise<void>((resolve) => {
        fs.ftruncate(descriptor, length, () => {
          resolve();
        });
      });
      await close().catch(() => undefined);
    },
    close,
  };
}
