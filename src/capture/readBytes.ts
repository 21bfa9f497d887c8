import type { FileHandle } from 'node:fs/promises';
import type { Direction } from '../bytes/direction';
import { SockscopeError } from '../bytes/error';
import type { ChunkLog } from './chunkLog';

/** Most bytes read from the file at once. */
const MAX_SPAN_BYTES = 1024 * 1024;
/** Bytes between two pieces that are rather read and thrown away than skipped with a read of its own. */
const MAX_SKIPPED_BYTES = 16 * 1024;

/** The part of a file that one read fetches, and where its pieces belong in the result. */
interface Span {
  readonly start: number;
  readonly end: number;
  /** Triples: where in the file, where in the result, how many bytes. */
  readonly pieces: readonly number[];
}

/**
 * Reads a part of one direction's stream from the capture's file: a new buffer of exactly that size, shorter where the
 * stream ends. Gaps read as zeros. Neighbouring chunks share a read.
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
  // Two buffers in turn: while the pieces of one read are copied, the next one is under way.
  const scratch: [Uint8Array, Uint8Array] = [new Uint8Array(0), new Uint8Array(0)];
  let turn: 0 | 1 = 0;
  let previous: { readonly span: Span; readonly bytes: Uint8Array; readonly read: Promise<void> } | undefined;
  const copyPrevious = async (): Promise<void> => {
    if (previous === undefined) return;
    const { span, bytes, read } = previous;
    await read;
    for (let i = 0; i < span.pieces.length; i += 3) {
      const from = span.pieces[i]! - span.start;
      result.set(bytes.subarray(from, from + span.pieces[i + 2]!), span.pieces[i + 1]);
    }
  };
  for (const span of spans(log, direction, start, end)) {
    const spanBytes = span.end - span.start;
    if (scratch[turn].length < spanBytes) scratch[turn] = new Uint8Array(spanBytes);
    const bytes = scratch[turn].subarray(0, spanBytes);
    const read = readFully(file, bytes, span.start);
    // It is awaited when its turn comes; until then, an error of an earlier one may end this function.
    read.catch(() => undefined);
    await copyPrevious();
    previous = { span, bytes, read };
    turn = turn === 0 ? 1 : 0;
  }
  await copyPrevious();
  return result;
}

/** Cuts the stream's bytes from `start` to `end` into reads. */
function* spans(log: ChunkLog, direction: Direction, start: number, end: number): Generator<Span> {
  let spanStart = 0;
  let spanEnd = 0;
  let pieces: number[] = [];
  for (const [position, offset, length] of piecesOf(log, direction, start, end)) {
    const skipped = position - spanEnd;
    const isNear = skipped >= 0 && skipped <= MAX_SKIPPED_BYTES && position + length - spanStart <= MAX_SPAN_BYTES;
    if (pieces.length > 0 && !isNear) {
      yield { start: spanStart, end: spanEnd, pieces };
      pieces = [];
    }
    if (pieces.length === 0) spanStart = position;
    spanEnd = position + length;
    pieces.push(position, offset - start, length);
  }
  if (pieces.length > 0) yield { start: spanStart, end: spanEnd, pieces };
}

/** Each piece lies together in the file: its position there, its offset in the stream, its length. */
function* piecesOf(
  log: ChunkLog,
  direction: Direction,
  start: number,
  end: number,
): Generator<[position: number, offset: number, length: number]> {
  if (start === end) return;
  const { segmentBytes, overhead } = log.layout;
  const last = log.atOffset(direction, end - 1);
  for (let chunk = log.atOffset(direction, start); chunk <= last; chunk++) {
    if (log.direction(chunk) !== direction || log.isGap(chunk)) continue;
    const chunkStart = log.offset(chunk);
    const chunkEnd = Math.min(chunkStart + log.byteLength(chunk), end);
    let offset = Math.max(chunkStart, start);
    while (offset < chunkEnd) {
      const segment = segmentBytes === Infinity ? 0 : Math.floor((offset - chunkStart) / segmentBytes);
      const segmentEnd = segmentBytes === Infinity ? chunkEnd : chunkStart + (segment + 1) * segmentBytes;
      const pieceEnd = Math.min(segmentEnd, chunkEnd, offset + MAX_SPAN_BYTES);
      yield [log.position(chunk) + (offset - chunkStart) + segment * overhead, offset, pieceEnd - offset];
      offset = pieceEnd;
    }
  }
}

async function readFully(file: Pick<FileHandle, 'read'>, target: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < target.length) {
    const { bytesRead } = await file.read(target, done, target.length - done, position + done);
    if (bytesRead === 0) {
      throw new SockscopeError(
        'CAPTURE_CUT_OFF',
        'The capture is shorter than it was: it was changed by another program. Open it again.',
      );
    }
    done += bytesRead;
  }
}
