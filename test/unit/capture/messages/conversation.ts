import type { Direction } from '../../../../src/base/direction';
import { ChunkLog } from '../../../../src/capture/chunkLog';
import type { ReadStream } from '../../../../src/capture/messages/streamWindow';

export interface TestChunk {
  readonly direction: Direction;
  readonly bytes: readonly number[];
  /** Nanoseconds since the chunk before. */
  readonly after: number;
}

/** A log of these chunks, all visible, and how to read their streams. */
export function logOf(chunks: readonly TestChunk[]): {
  log: ChunkLog;
  read: ReadStream;
  append: (chunk: TestChunk) => void;
} {
  const log = new ChunkLog();
  const streams: Record<Direction, number[]> = { received: [], sent: [] };
  let time = 0;
  const append = ({ direction, bytes, after }: TestChunk): void => {
    time += after;
    log.append(direction, bytes.length, time, 0);
    log.commit();
    streams[direction].push(...bytes);
  };
  chunks.forEach(append);
  return {
    log,
    append,
    read: (_log, direction, offset, length) =>
      Promise.resolve(Uint8Array.from(streams[direction].slice(offset, offset + length))),
  };
}
