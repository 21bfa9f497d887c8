/**
 * Looks up chunks at random offsets of a long conversation, and tells how long one lookup takes.
 *
 * Argument: how many chunks.
 */
import { performance } from 'node:perf_hooks';
import { ChunkLog } from '../../../src/capture/chunkLog';
import type { LookupReport } from './reports';
import { tell } from './serve';

const LOOKUPS = 1_000_000;
const MAX_CHUNK_BYTES = 1460;
const HEADER_BYTES = 80;
const MICROSECONDS_PER_MILLISECOND = 1000;

function findChunks(chunks: number): LookupReport {
  const before = process.memoryUsage();
  const log = new ChunkLog();
  let position = 0;
  for (let chunk = 0; chunk < chunks; chunk++) {
    const length = 1 + Math.floor(Math.random() * MAX_CHUNK_BYTES);
    log.append(chunk % 4 === 0 ? 'sent' : 'received', length, chunk * 1000, position);
    position += HEADER_BYTES + length;
  }
  log.commit();
  const after = process.memoryUsage();

  const total = log.bytes('received');
  const offsets = Float64Array.from({ length: LOOKUPS }, () => Math.floor(Math.random() * total));
  const found = new Int32Array(LOOKUPS);
  const start = performance.now();
  for (let at = 0; at < LOOKUPS; at++) found[at] = log.atOffset('received', offsets[at]!);
  const milliseconds = performance.now() - start;

  for (let at = 0; at < LOOKUPS; at++) requireHolds(log, found[at]!, offsets[at]!);
  return {
    perLookup: (milliseconds * MICROSECONDS_PER_MILLISECOND) / LOOKUPS,
    bytesPerChunk: (after.arrayBuffers - before.arrayBuffers) / chunks,
  };
}

function requireHolds(log: ChunkLog, chunk: number, offset: number): void {
  const begin = log.offset(chunk);
  if (log.direction(chunk) === 'received' && begin <= offset && offset < begin + log.byteLength(chunk)) return;
  throw new Error(`Chunk ${chunk} does not hold the byte at ${offset}.`);
}

tell(findChunks(Number(process.argv[2])));
