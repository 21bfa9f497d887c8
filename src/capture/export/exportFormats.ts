import type { Direction } from '../../base/direction';
import { toHex } from '../../bytes/hex';
import { formatOffset } from '../../bytes/hexDump';
import { formatHostPort } from '../../engine/address/endpoint';
import type { Capture } from '../capture';
import type { ChunkLog } from '../chunkLog';
import type { Conversation } from '../conversation';
import type { StreamPiece } from '../readPieces';
import { Turn } from '../turn';
import { READ_AHEAD_BYTES, ReadAhead } from './readAhead';

/** Bytes in one line of a hex dump. */
const LINE_BYTES = 16;

/** What is exported: a conversation, and of a datagram socket all its peers or, with a log of its own, one of them. */
export interface ExportSource {
  readonly capture: Capture;
  readonly conversation: Conversation;
  readonly log: ChunkLog;
}

/** Pieces of the exported file, in order. A piece is not used again once the next one is asked for. */
export type Export = AsyncGenerator<Uint8Array, void, undefined>;

/** The bytes of one direction's stream, as they are. What is missing is left out: see {@link missingBytes}. */
export async function* exportRaw(source: ExportSource, direction: Direction): Export {
  for await (const { bytes } of pieces(source, direction)) if (bytes !== undefined) yield bytes;
}

/** Bytes that are known to be missing in one direction's stream. Others have their turn in between. */
export async function missingBytes({ log }: ExportSource, direction: Direction): Promise<number> {
  const turn = new Turn();
  let missing = 0;
  for (let chunk = 0; chunk < log.length; chunk++) {
    if (turn.isOver()) await turn.pass();
    if (log.isGap(chunk) && log.direction(chunk) === direction) missing += log.byteLength(chunk);
  }
  return missing;
}

/**
 * One direction's stream as a hex dump: `00000010: 0a 0b …`, the offset in the stream in hex, 16 bytes a line. `xxd -r` makes
 * the bytes of it again, and `text2pcap` packets. Of what is missing a line that begins with `#` tells; the offsets count it.
 */
export async function* exportHexDump(source: ExportSource, direction: Direction): Export {
  const text = new TextEncoder();
  for await (const { offset, length, bytes } of pieces(source, direction)) {
    yield text.encode(bytes === undefined ? missingLine(length) : offsetLines(bytes, offset));
  }
}

/** The stream in pieces; those without bytes are missing, however long they are. */
async function* pieces({ capture, log }: ExportSource, direction: Direction): AsyncGenerator<StreamPiece> {
  const end = log.bytes(direction);
  for (let offset = 0; offset < end;) {
    const run = runFrom(log, direction, offset, Math.min(end, offset + READ_AHEAD_BYTES));
    const bytes = run.isGap ? undefined : await capture.readBytes(log, direction, offset, run.end - offset);
    yield { offset, length: run.end - offset, bytes };
    offset = run.end;
  }
}

/** How far the bytes from `offset` on are alike: all there up to `end` at most, or all missing. */
function runFrom(log: ChunkLog, direction: Direction, offset: number, end: number): { isGap: boolean; end: number } {
  let chunk = log.atOffset(direction, offset);
  const isGap = log.isGap(chunk);
  let reached = log.offset(chunk) + log.byteLength(chunk);
  while (!isGap && reached < end) {
    chunk = log.atOffset(direction, reached);
    if (log.isGap(chunk)) break;
    reached = log.offset(chunk) + log.byteLength(chunk);
  }
  return { isGap, end: isGap ? reached : Math.min(reached, end) };
}

/**
 * The whole conversation for `text2pcap -D -t ISO`: for each chunk a line with its direction (`I` received, `O` sent) and
 * time, then its bytes with offsets from 0. Of what is missing a line that begins with `#` tells.
 */
export async function* exportPacketDump(source: ExportSource): Export {
  const text = new TextEncoder();
  for await (const { direction, time, length, bytes } of chunks(source)) {
    const head = `${direction === 'received' ? 'I' : 'O'} ${time}`;
    yield text.encode(
      bytes === undefined ? `# ${head}\n${missingLine(length)}\n` : `${head}\n${offsetLines(bytes, 0)}\n`,
    );
  }
}

/**
 * A JSON object a line and chunk: `{"time": …, "direction": "received", "data": base64}`, the time in ISO 8601 with
 * nanoseconds (UTC); a datagram has its `peer` too. What is missing has `"missing"`, a number of bytes, and no `data`.
 */
export async function* exportJsonLines(source: ExportSource): Export {
  const text = new TextEncoder();
  for await (const { direction, time, peer, length, bytes } of chunks(source)) {
    const what =
      bytes === undefined
        ? { missing: length }
        : { data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') };
    yield text.encode(`${JSON.stringify({ time, direction, ...(peer === undefined ? {} : { peer }), ...what })}\n`);
  }
}

interface ExportedChunk {
  readonly direction: Direction;
  readonly time: string;
  readonly peer: string | undefined;
  readonly length: number;
  /** Undefined where they are missing. */
  readonly bytes: Uint8Array | undefined;
}

/** The chunks in order of time. Neighbours of one direction share a read. */
async function* chunks({ capture, conversation, log }: ExportSource): AsyncGenerator<ExportedChunk, void, undefined> {
  const ahead = { received: new ReadAhead(capture, log, 'received'), sent: new ReadAhead(capture, log, 'sent') };
  const count = log.length;
  for (let chunk = 0; chunk < count; chunk++) {
    const direction = log.direction(chunk);
    const peer = conversation.peers?.get(log.peer(chunk));
    const length = log.byteLength(chunk);
    yield {
      direction,
      time: isoTime(capture.startNanoseconds, log.time(chunk)),
      peer: peer && formatHostPort(peer.address, peer.port),
      length,
      bytes: log.isGap(chunk) ? undefined : await ahead[direction].read(log.offset(chunk), length),
    };
  }
}

function missingLine(length: number): string {
  return `# ${length} bytes are missing here: they were not captured.\n`;
}

/** Lines that `xxd -r` and `text2pcap` read, which the text column of a dump for people would mislead. */
function offsetLines(bytes: Uint8Array, offset: number): string {
  let lines = '';
  for (let start = 0; start < bytes.length; start += LINE_BYTES) {
    lines += `${formatOffset(offset + start)}: ${toHex(bytes.subarray(start, start + LINE_BYTES), ' ')}\n`;
  }
  return lines;
}

/** @param start Nanoseconds since the Unix epoch; `nanoseconds` count from there. */
function isoTime(start: bigint, nanoseconds: number): string {
  const total = start + BigInt(nanoseconds);
  const seconds = new Date(Number(total / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(total % 1_000_000_000n).padStart(9, '0')}Z`;
}
