import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TempFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** A process that was just killed may still be writing there. */
const REMOVAL = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 };

/**
 * Makes an empty folder under the system's temporary folder. Whoever makes it removes it; at the latest it goes when
 * this process exits.
 */
export async function makeTempFolder(): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), 'sockscope-'));
  const removeAtExit = (): void => {
    rmSync(path, REMOVAL);
  };
  process.once('exit', removeAtExit);
  return {
    path,
    async remove() {
      await rm(path, REMOVAL);
      process.removeListener('exit', removeAtExit);
    },
  };
}
