import type { Direction } from '../../bytes/direction';
import { toHex } from '../../bytes/hex';
import { formatHostPort } from '../../engine/endpoint';
import type { Capture } from '../capture';
import type { ChunkLog } from '../chunkLog';
import type { Conversation } from '../conversation';
import { READ_BYTES, ReadAhead } from './readAhead';

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

/** The bytes of one direction's stream, as they are. Gaps are zeros. */
export async function* exportRaw({ capture, log }: ExportSource, direction: Direction): Export {
  const end = log.bytes(direction);
  for (let offset = 0; offset < end; offset += READ_BYTES) {
    yield await capture.readBytes(log, direction, offset, Math.min(READ_BYTES, end - offset));
  }
}

/**
 * One direction's stream as a hex dump: `00000010: 0a 0b …`, the offset in the stream in hex, 16 bytes a line. `xxd -r` makes
 * the bytes of it again, and `text2pcap` packets.
 */
export async function* exportHexDump(source: ExportSource, direction: Direction): Export {
  const text = new TextEncoder();
  let offset = 0;
  for await (const bytes of exportRaw(source, direction)) {
    yield text.encode(hexLines(bytes, offset));
    offset += bytes.length;
  }
}

/**
 * The whole conversation for `text2pcap -D -t ISO`: for each chunk a line with its direction (`I` received, `O` sent) and
 * time, then its bytes with offsets from 0.
 */
export async function* exportPacketDump(source: ExportSource): Export {
  const text = new TextEncoder();
  for await (const { direction, time, bytes } of chunks(source)) {
    yield text.encode(`${direction === 'received' ? 'I' : 'O'} ${time}\n${hexLines(bytes, 0)}\n`);
  }
}

/**
 * A JSON object a line and chunk: `{"time": …, "direction": "received", "data": base64}`, the time in ISO 8601 with
 * nanoseconds (UTC); a datagram has its `peer` too.
 */
export async function* exportJsonLines(source: ExportSource): Export {
  const text = new TextEncoder();
  for await (const { direction, time, peer, bytes } of chunks(source)) {
    const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
    yield text.encode(`${JSON.stringify({ time, direction, ...(peer === undefined ? {} : { peer }), data })}\n`);
  }
}

interface ExportedChunk {
  readonly direction: Direction;
  readonly time: string;
  readonly peer: string | undefined;
  readonly bytes: Uint8Array;
}

/** The chunks in order of time. Neighbours of one direction share a read. */
async function* chunks({ capture, conversation, log }: ExportSource): AsyncGenerator<ExportedChunk, void, undefined> {
  const ahead = { received: new ReadAhead(capture, log, 'received'), sent: new ReadAhead(capture, log, 'sent') };
  const count = log.length;
  for (let chunk = 0; chunk < count; chunk++) {
    const direction = log.direction(chunk);
    const peer = conversation.peers?.get(log.peer(chunk));
    yield {
      direction,
      time: isoTime(capture.startTime, log.time(chunk)),
      peer: peer && formatHostPort(peer.address, peer.port),
      bytes: await ahead[direction].read(log.offset(chunk), log.byteLength(chunk)),
    };
  }
}

function hexLines(bytes: Uint8Array, offset: number): string {
  let lines = '';
  for (let start = 0; start < bytes.length; start += LINE_BYTES) {
    const address = (offset + start).toString(16).padStart(8, '0');
    lines += `${address}: ${toHex(bytes.subarray(start, start + LINE_BYTES), ' ')}\n`;
  }
  return lines;
}

/** @param startTime Milliseconds since the Unix epoch; `nanoseconds` count from there. */
function isoTime(startTime: number, nanoseconds: number): string {
  const milliseconds = Math.floor(startTime);
  const total = BigInt(milliseconds) * 1_000_000n + BigInt(Math.round((startTime - milliseconds) * 1e6 + nanoseconds));
  const seconds = new Date(Number(total / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(total % 1_000_000_000n).padStart(9, '0')}Z`;
}
