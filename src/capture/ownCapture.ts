import { open } from 'node:fs/promises';
import { BLOCK } from './pcapng';

/** The program's name at the beginning of the option `shb_userappl`. */
const APPLICATION = 'Sockscope ';
/** Enough for our Section Header Block. */
const HEADER_BYTES = 256;

/** Whether the file says in its Section Header Block that Sockscope recorded it; false too when it cannot be read. */
export async function isOwnCapture(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
      if (bytesRead < 12 || buffer.readUInt32LE(0) !== BLOCK.sectionHeader) return false;
      const section = buffer.subarray(0, Math.min(bytesRead, buffer.readUInt32LE(4)));
      return section.includes(APPLICATION);
    } finally {
      await file.close();
    }
  } catch {
    // What cannot be read is not known to be ours, and that is the answer.
    return false;
  }
}
