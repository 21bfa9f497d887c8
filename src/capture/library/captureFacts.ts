import type { FileHandle } from 'node:fs/promises';
import { codeOf } from '../../engine/platform/systemError';
import { openRegularFile } from '../../engine/files/regularFile';
import type { RecordingOrigin } from '../../engine/recording';
import type { Annotation, CaptureEnd } from '../annotation';
import { BLOCK, IPV4_HEADER_BYTES, PACKET_BLOCK_HEADER_BYTES, PROTOCOL } from '../pcapng';
import { parseAnnotation } from '../read/annotationParser';

/** The program's name at the beginning of the option `shb_userappl`. */
const APPLICATION = 'Sockscope ';
/** Enough for our Section Header Block, the interface, and what a capture says of itself. */
const HEAD_BYTES = 4096;
/** Enough for the block that says that a capture has ended. */
const TAIL_BYTES = 512;
const MIN_BLOCK_BYTES = 12;

/** What a capture's first and last block say of it. */
export interface CaptureFacts {
  /** Sockscope recorded it. */
  readonly isOwn: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt?: number;
  readonly origin?: RecordingOrigin;
  /** Which process recorded it: see `processIdentity`. */
  readonly process?: string;
  /** Absent while it is being recorded, and when it ended before its time. */
  readonly end?: CaptureEnd;
}

const FOREIGN: CaptureFacts = { isOwn: false };

/**
 * Reads the first and the last block of a file. What cannot be read is not known to be ours, and that is the answer;
 * undefined when there is no such file.
 */
export async function readCaptureFacts(path: string): Promise<CaptureFacts | undefined> {
  try {
    const file = await openRegularFile(path);
    try {
      const facts = parseHead(await readAt(file, 0, HEAD_BYTES));
      if (!facts.isOwn) return facts;
      const { size } = await file.stat();
      const start = Math.max(0, size - TAIL_BYTES);
      const end = parseTail(await readAt(file, start, size - start));
      return { ...facts, ...(end ? { end } : {}) };
    } finally {
      await file.close();
    }
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? undefined : FOREIGN;
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function parseHead(head: Buffer): CaptureFacts {
  if (head.length < MIN_BLOCK_BYTES || head.readUInt32LE(0) !== BLOCK.sectionHeader) return FOREIGN;
  const sectionBytes = head.readUInt32LE(4);
  if (!head.subarray(0, sectionBytes).includes(APPLICATION)) return FOREIGN;
  for (let start = sectionBytes; start + 8 <= head.length;) {
    const length = head.readUInt32LE(start + 4);
    if (length < MIN_BLOCK_BYTES) break;
    const block = head.subarray(start, start + length);
    const annotation = parseBlock(block);
    if (annotation?.kind === 'capture') {
      const { origin, process } = annotation;
      return {
        isOwn: true,
        startedAt: timeOf(block),
        ...(origin ? { origin } : {}),
        ...(process === undefined ? {} : { process }),
      };
    }
    start += length;
  }
  return { isOwn: true };
}

/** A block's length stands at its end too, so that the last one can be found. */
function parseTail(tail: Buffer): CaptureEnd | undefined {
  if (tail.length < MIN_BLOCK_BYTES) return undefined;
  const length = tail.readUInt32LE(tail.length - 4);
  if (length < MIN_BLOCK_BYTES || length > tail.length) return undefined;
  const annotation = parseBlock(tail.subarray(tail.length - length));
  if (annotation?.kind !== 'end') return undefined;
  const { conversations, received, sent, number } = annotation;
  return { conversations, received, sent, ...(number === undefined ? {} : { number }) };
}

function parseBlock(block: Buffer): Annotation | undefined {
  const packet = PACKET_BLOCK_HEADER_BYTES;
  if (block.length < packet + IPV4_HEADER_BYTES || block.readUInt32LE(0) !== BLOCK.enhancedPacket) return undefined;
  // The protocol field of the IPv4 header (RFC 791, 3.1).
  if (block[packet + 9] !== PROTOCOL.annotation) return undefined;
  return parseAnnotation(block.subarray(packet + IPV4_HEADER_BYTES, packet + block.readUInt32LE(20)));
}

/** Milliseconds since the Unix epoch: our times are in nanoseconds, their upper half first (pcapng, 4.3). */
function timeOf(block: Buffer): number {
  return (block.readUInt32LE(12) * 2 ** 32 + block.readUInt32LE(16)) / 1e6;
}
