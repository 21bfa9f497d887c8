import type { FileHandle } from 'node:fs/promises';
import type { Direction } from '../base/direction';
import type { ChunkLog } from './chunkLog';
import { readPieces } from './readPieces';

/**
 * Reads a part of one direction's stream from the capture's file: a new buffer of exactly that size, shorter where the
 * stream ends. Gaps read as zeros.
 *
 * @throws SockscopeError `CAPTURE_CUT_OFF` when the file is shorter than when it was indexed; system errors.
 */
export async function readBytes(
  file: Pick<FileHandle, 'read'>,
  log: ChunkLog,
  direction: Direction,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const start = Math.min(Math.max(offset, 0), log.bytes(direction));
  const end = Math.min(Math.max(offset + length, start), log.bytes(direction));
  const result = new Uint8Array(end - start);
  for await (const pieces of readPieces(file, log, direction, start, end)) {
    for (const piece of pieces) if (piece.bytes) result.set(piece.bytes, piece.offset - start);
  }
  return result;
}
