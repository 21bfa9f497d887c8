import type { Direction } from '../../base/direction';
import { finishChecksum } from '../../bytes/digest/internetChecksum';
import type { IpFlow } from '../ipFlow';
import {
  BLOCK,
  ipHeaderBytes,
  IPV4_HEADER_BYTES,
  IPV6_HEADER_BYTES,
  OPTION,
  PACKET_BLOCK_HEADER_BYTES,
  PACKET_FLAGS,
  PACKET_TRAILER_BYTES,
  padded,
} from '../pcapng';
import { MAX_COPIED, type WriteQueue } from './writeQueue';

const WORD_LIMIT = 2 ** 32;
/** "Don't fragment": a recorded packet is always whole. */
const IPV4_DONT_FRAGMENT = 0x4000;
const HOP_LIMIT = 64;

/**
 * Puts Enhanced Packet Blocks (pcapng, 4.3) into the write queue: `begin`, the transport header into the queue's slab,
 * then `end`. Pcapng's own fields are little-endian, the headers inside in network order.
 */
export class PacketWriter {
  readonly queue: WriteQueue;
  readonly #startHigh: number;
  readonly #startLow: number;

  /** @param start The capture's start, in nanoseconds since the Unix epoch. */
  constructor(queue: WriteQueue, start: bigint) {
    this.queue = queue;
    this.#startHigh = Number(start >> 32n);
    this.#startLow = Number(start & 0xffff_ffffn);
  }

  /**
   * Writes the block's and the IP header. Returns where in the slab the transport header belongs.
   *
   * @param time Nanoseconds since the capture's start.
   * @param transportBytes The transport header and the payload.
   * @param commentBytes The length of the comment in UTF-8; 0 for none.
   * @param missing Bytes at the packet's end that were not captured.
   */
  begin(
    flow: IpFlow,
    direction: Direction,
    time: number,
    protocol: number,
    transportBytes: number,
    commentBytes = 0,
    missing = 0,
  ): number {
    const offset = this.queue.reserve();
    const view = this.queue.slab.view;
    const packetBytes = ipHeaderBytes(flow.version) + transportBytes;
    const commentOption = commentBytes === 0 ? 0 : 4 + padded(commentBytes);
    const blockBytes = PACKET_BLOCK_HEADER_BYTES + padded(packetBytes - missing) + commentOption + PACKET_TRAILER_BYTES;
    const timeHigh = Math.floor(time / WORD_LIMIT);
    const low = this.#startLow + (time - timeHigh * WORD_LIMIT);
    view.setUint32(offset, BLOCK.enhancedPacket, true);
    view.setUint32(offset + 4, blockBytes, true);
    view.setUint32(offset + 8, 0, true);
    view.setUint32(offset + 12, this.#startHigh + timeHigh + (low >= WORD_LIMIT ? 1 : 0), true);
    view.setUint32(offset + 16, low, true);
    view.setUint32(offset + 20, packetBytes - missing, true);
    view.setUint32(offset + 24, packetBytes, true);
    return writeIpHeader(view, offset + PACKET_BLOCK_HEADER_BYTES, flow, direction, protocol, transportBytes);
  }

  /**
   * Queues the headers that were written since {@link begin}, the payload from `from` to `to`, and the trailer. Returns
   * where in the file the payload lies.
   *
   * @param headerBytes All headers: the block's, IP's and the transport's.
   */
  end(
    headerBytes: number,
    direction: Direction,
    payload: Uint8Array,
    from: number,
    to: number,
    comment?: Uint8Array,
  ): number {
    const queue = this.queue;
    const length = to - from;
    const position = queue.position + headerBytes;
    let offset = queue.reserve() + headerBytes;
    let unqueued = headerBytes;
    if (length <= MAX_COPIED) {
      if (length > 0) queue.slab.bytes.set(length === payload.length ? payload : payload.subarray(from, to), offset);
      offset += length;
      unqueued += length;
    } else {
      queue.advance(unqueued);
      queue.reference(length === payload.length ? payload : payload.subarray(from, to));
      offset = queue.reserve();
      unqueued = 0;
    }
    // Headers have a multiple of 4 bytes, so only the payload decides about the padding.
    const padding = -length & 3;
    for (let i = 0; i < padding; i++) queue.slab.bytes[offset++] = 0;
    unqueued += padding;
    if (comment !== undefined && comment.length > 0) {
      queue.advance(unqueued);
      queue.copy(commentOption(comment));
      offset = queue.reserve();
      unqueued = 0;
    }
    const blockBytes = queue.position + unqueued + PACKET_TRAILER_BYTES - (position - headerBytes);
    const view = queue.slab.view;
    view.setUint16(offset, OPTION.packetFlags, true);
    view.setUint16(offset + 2, 4, true);
    view.setUint32(offset + 4, direction === 'received' ? PACKET_FLAGS.inbound : PACKET_FLAGS.outbound, true);
    view.setUint32(offset + 8, OPTION.end, true);
    view.setUint32(offset + 12, blockBytes, true);
    queue.advance(unqueued + PACKET_TRAILER_BYTES);
    return position;
  }
}

/** `opt_comment`: UTF-8 text, padded. */
function commentOption(comment: Uint8Array): Uint8Array {
  const option = new Uint8Array(4 + padded(comment.length));
  const view = new DataView(option.buffer);
  view.setUint16(0, OPTION.comment, true);
  view.setUint16(2, comment.length, true);
  option.set(comment, 4);
  return option;
}

/** IPv4 (RFC 791) or IPv6 (RFC 8200), without options. Returns the offset behind it. */
function writeIpHeader(
  view: DataView,
  offset: number,
  flow: IpFlow,
  direction: Direction,
  protocol: number,
  payloadBytes: number,
): number {
  const source = direction === 'sent' ? flow.localWords : flow.remoteWords;
  const destination = direction === 'sent' ? flow.remoteWords : flow.localWords;
  if (flow.version === 4) {
    const length = IPV4_HEADER_BYTES + payloadBytes;
    const fixed = 0x4500 + IPV4_DONT_FRAGMENT + ((HOP_LIMIT << 8) | protocol);
    view.setUint16(offset, 0x4500);
    view.setUint16(offset + 2, length);
    view.setUint32(offset + 4, IPV4_DONT_FRAGMENT);
    view.setUint16(offset + 8, (HOP_LIMIT << 8) | protocol);
    view.setUint16(offset + 10, finishChecksum(fixed + length + flow.addressSum));
    view.setUint32(offset + 12, source[0]!);
    view.setUint32(offset + 16, destination[0]!);
    return offset + IPV4_HEADER_BYTES;
  }
  view.setUint32(offset, 0x6000_0000);
  view.setUint16(offset + 4, payloadBytes);
  view.setUint16(offset + 6, (protocol << 8) | HOP_LIMIT);
  for (let word = 0; word < 4; word++) {
    view.setUint32(offset + 8 + word * 4, source[word]!);
    view.setUint32(offset + 24 + word * 4, destination[word]!);
  }
  return offset + IPV6_HEADER_BYTES;
}
