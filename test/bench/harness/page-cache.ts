import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MIB } from './units';

const PIECE_BYTES = 4 * MIB;

/**
 * Writes a file of so many bytes into `folder`, and removes it at once: the next one to write finds memory for the
 * system's cache at hand. A virtual machine gives free memory back to its host, and getting it again takes longer than
 * the work that is to be measured, for whoever happens to be the first.
 */
export async function warmPageCache(folder: string, bytes: number): Promise<void> {
  const path = join(folder, 'warm');
  const piece = new Uint8Array(PIECE_BYTES).fill(1);
  const file = await open(path, 'wx');
  try {
    for (let left = bytes; left > 0; left -= PIECE_BYTES) await file.write(piece, 0, Math.min(left, PIECE_BYTES));
  } finally {
    await file.close();
  }
  await rm(path);
}
