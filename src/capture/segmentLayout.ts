import type { SegmentLayout } from './chunkLog';
import {
  ipHeaderBytes,
  MAX_SEGMENT_BYTES,
  PACKET_BLOCK_HEADER_BYTES,
  PACKET_TRAILER_BYTES,
  TCP_HEADER_BYTES,
} from './pcapng';

/** How the bytes of a chunk lie in a capture of ours: in TCP segments that follow each other. */
export function tcpLayout(ipVersion: 4 | 6): SegmentLayout {
  const overhead = PACKET_TRAILER_BYTES + PACKET_BLOCK_HEADER_BYTES + ipHeaderBytes(ipVersion) + TCP_HEADER_BYTES;
  return { segmentBytes: MAX_SEGMENT_BYTES, overhead };
}
