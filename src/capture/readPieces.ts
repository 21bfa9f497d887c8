import type { FileHandle } from 'node:fs/promises';
import type { Direction } from '../base/direction';
import { SockscopeError } from '../base/error';
import type { ChunkLog } from './chunkLog';
import { offPage, PAGE_BYTES } from './pageOffset';

/** Most bytes read from the file at once. */
const MAX_SPAN_BYTES = 1024 * 1024;
/** Bytes between two pieces that are rather read and thrown away than skipped with a read of its own. */
const MAX_SKIPPED_BYTES = 16 * 1024;
/** Reads under way at a time, each into a buffer of its own: the system copies on as many cores as there are. */
const READS_AHEAD = 3;
/** Pieces shorter than this are joined: handing each over would take longer than moving its bytes. */
const SHORT_PIECE_BYTES = 16 * 1024;

/** A run of a stream's bytes. */
export interface StreamPiece {
  /** Of its first byte in the stream. */
  readonly offset: number;
  readonly length: number;
  /** Undefined for a gap: they are known to be missing in the capture. */
  readonly bytes: Uint8Array | undefined;
}

/**
 * Pieces of a stream, in its order, as many at a time as one read has fetched: look at them before the next ones are asked
 * for. Whoever asks no more ends the generator with `return`, as `for await` does.
 */
export type StreamPieces = AsyncGenerator<readonly StreamPiece[], void, undefined>;

/** The part of a file that one read fetches, and where its pieces lie. */
interface Span {
  readonly start: number;
  readonly end: number;
  /** Triples: where in the file, where in the stream, how many bytes. */
  readonly pieces: readonly number[];
}

interface PendingSpan {
  readonly span: Span;
  readonly bytes: Uint8Array;
  readonly read: Promise<void>;
}

/**
 * Reads a part of one direction's stream from the capture's file, piece by piece in its order, through a few buffers that
 * are used again and again. Neighbouring chunks share a read.
 *
 * @param end Exclusive; both are cut to what the stream has.
 * @throws SockscopeError `CAPTURE_CUT_OFF` when the file is shorter than when it was indexed; system errors.
 */
export async function* readPieces(
  file: Pick<FileHandle, 'read'>,
  log: ChunkLog,
  direction: Direction,
  start: number,
  end: number,
): StreamPieces {
  const first = Math.min(Math.max(start, 0), log.bytes(direction));
  const last = Math.min(Math.max(end, first), log.bytes(direction));
  const pending: PendingSpan[] = [];
  const buffers: Uint8Array[] = [];
  let next = first;
  for (const span of spans(log, direction, first, last)) {
    // One buffer more than there are reads: that of the piece which is being looked at.
    const length = span.end - span.start;
    const buffer = sized(buffers.length > READS_AHEAD ? buffers.shift() : undefined, PAGE_BYTES + length);
    buffers.push(buffer);
    const at = offPage(span.start);
    const bytes = buffer.subarray(at, at + length);
    const read = readFully(file, bytes, span.start);
    // It is awaited when its turn comes, or never: an error of an earlier one may end this.
    read.catch(() => undefined);
    pending.push({ span, bytes, read });
    if (pending.length <= READS_AHEAD) continue;
    next = yield* arrived(pending.shift()!, next);
  }
  for (const each of pending) next = yield* arrived(each, next);
  if (next < last) yield [gap(next, last)];
}

/** Waits for a read, and hands over its pieces. Returns where in the stream those of the next one begin. */
async function* arrived(span: PendingSpan, next: number): AsyncGenerator<readonly StreamPiece[], number, undefined> {
  await span.read;
  const pieces = piecesOfSpan(span, next);
  yield pieces;
  const { offset, length } = pieces.at(-1)!;
  return offset + length;
}

function gap(offset: number, end: number): StreamPiece {
  return { offset, length: end - offset, bytes: undefined };
}

/** The buffer, or a new one where it is too small. */
function sized(buffer: Uint8Array | undefined, length: number): Uint8Array {
  return buffer !== undefined && buffer.length >= length ? buffer : new Uint8Array(length);
}

/** What a read fetched, and the gaps before and in it. @param next Where in the stream the first piece begins. */
function piecesOfSpan({ span: { start, pieces }, bytes }: PendingSpan, next: number): StreamPiece[] {
  const found: StreamPiece[] = [];
  let offset = next;
  let from = 0;
  let to = 0;
  for (let i = 0; i < pieces.length; i += 3) {
    const [position, at, length] = [pieces[i]! - start, pieces[i + 1]!, pieces[i + 2]!];
    const isNear = at === offset + to - from;
    if (to > from && isNear && (length < SHORT_PIECE_BYTES || to - from < SHORT_PIECE_BYTES)) {
      bytes.copyWithin(to, position, position + length);
      to += length;
      continue;
    }
    if (to > from) found.push({ offset, length: to - from, bytes: bytes.subarray(from, to) });
    offset += to - from;
    if (at > offset) found.push(gap(offset, at));
    [offset, from, to] = [at, position, position + length];
  }
  found.push({ offset, length: to - from, bytes: bytes.subarray(from, to) });
  return found;
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
    pieces.push(position, offset, length);
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
    const scattered = log.pieces(chunk);
    if (scattered !== undefined) {
      yield* scatteredPieces(scattered, chunkStart, offset, chunkEnd);
      continue;
    }
    while (offset < chunkEnd) {
      const segment = segmentBytes === Infinity ? 0 : Math.floor((offset - chunkStart) / segmentBytes);
      const segmentEnd = segmentBytes === Infinity ? chunkEnd : chunkStart + (segment + 1) * segmentBytes;
      const pieceEnd = Math.min(segmentEnd, chunkEnd, offset + MAX_SPAN_BYTES);
      yield [log.position(chunk) + (offset - chunkStart) + segment * overhead, offset, pieceEnd - offset];
      offset = pieceEnd;
    }
  }
}

/** The pieces of a scattered chunk from `start` to `end` in the stream. */
function* scatteredPieces(
  pieces: readonly number[],
  chunkStart: number,
  start: number,
  end: number,
): Generator<[position: number, offset: number, length: number]> {
  let offset = chunkStart;
  for (let i = 0; i < pieces.length; i += 2) {
    const [position, length] = [pieces[i]!, pieces[i + 1]!];
    const from = Math.max(offset, start);
    const to = Math.min(offset + length, end);
    if (to > from) yield [position + from - offset, from, to - from];
    offset += length;
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
