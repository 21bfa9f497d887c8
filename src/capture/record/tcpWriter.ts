import type { Direction } from '../../base/direction';
import { foldSum } from '../../bytes/digest/internetChecksum';
import type { IpFlow } from '../ipFlow';
import type { PacketWriter } from './packetWriter';
import {
  ipHeaderBytes,
  MAX_SEGMENT_BYTES,
  PACKET_BLOCK_HEADER_BYTES,
  PROTOCOL,
  TCP_FLAG,
  TCP_HEADER_BYTES,
} from '../pcapng';

/** After so many segments one way, the other side acknowledges, so that readers need not keep a list of them all. */
const SEGMENTS_PER_ACKNOWLEDGEMENT = 32;
/**
 * Bytes left out until the other side acknowledges: readers tell what comes next from what came before by less than half of
 * all sequence numbers, and take what is left out for lost when what follows is acknowledged.
 */
const LEFT_OUT_PER_ACKNOWLEDGEMENT = 2 ** 30;
/** 65,535 << 8 (RFC 7323): more than is ever unacknowledged. */
const WINDOW = 0xffff;
const WINDOW_SHIFT = 8;
/** No-operation, then the window scale option: kind 3, length 3, shift. */
const WINDOW_SCALE_OPTION = 0x0103_0300 | WINDOW_SHIFT;
/** Maximum segment size: kind 2, length 4, and what Linux says on its loopback interface. */
const SEGMENT_SIZE_OPTION = 0x0204_0000 | 65_495;
const SYN_HEADER_BYTES = TCP_HEADER_BYTES + 8;
const NO_PAYLOAD = new Uint8Array(0);

/** One side of the connection. */
interface Side {
  /** The sequence number of its next byte, modulo 2^32. */
  next: number;
  /** Segments. */
  unacknowledged: number;
  unacknowledgedBytes: number;
  hasFinished: boolean;
  /** Bytes left out since its last segment with any: nothing says yet that they were there. */
  leftOut: number;
}

function opposite(direction: Direction): Direction {
  return direction === 'sent' ? 'received' : 'sent';
}

/**
 * Writes one connection's chunks and lifecycle as TCP segments (RFC 9293) that a reader puts together without complaint.
 * A chunk's last segment has PSH, and no other one has, so that chunks can be told apart again.
 */
export class TcpWriter {
  readonly #packets: PacketWriter;
  readonly #flow: IpFlow;
  readonly #initiator: Direction;
  readonly #sides: Readonly<Record<Direction, Side>>;
  #isOpen = false;
  #isReset = false;

  /** @param initialSequence Of both sides. */
  constructor(packets: PacketWriter, flow: IpFlow, initiator: Direction, initialSequence = 0) {
    this.#packets = packets;
    this.#flow = flow;
    this.#initiator = initiator;
    this.#sides = {
      received: { next: initialSequence, unacknowledged: 0, unacknowledgedBytes: 0, hasFinished: false, leftOut: 0 },
      sent: { next: initialSequence, unacknowledged: 0, unacknowledgedBytes: 0, hasFinished: false, leftOut: 0 },
    };
  }

  /** The handshake is written. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  get isReset(): boolean {
    return this.#isReset;
  }

  /** False before the handshake, after this side's FIN, and after a reset. */
  canFinish(direction: Direction): boolean {
    return this.#isOpen && !this.#isReset && !this.#sides[direction].hasFinished;
  }

  /** The three-way handshake. Does nothing the second time. */
  open(time: number, comment?: Uint8Array): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const initiator = this.#initiator;
    this.#control(initiator, TCP_FLAG.syn, time, comment);
    this.#advance(initiator, 1);
    this.#control(opposite(initiator), TCP_FLAG.syn | TCP_FLAG.ack, time);
    this.#advance(opposite(initiator), 1);
    this.#control(initiator, TCP_FLAG.ack, time);
  }

  /** Goes on in the middle: the handshake is in another file. */
  resume(): void {
    this.#isOpen = true;
  }

  /** Writes the bytes of one chunk. Returns where in the file the first one lies. */
  chunk(direction: Direction, bytes: Uint8Array, time: number): number {
    this.open(time);
    let from = 0;
    let first = -1;
    do {
      const to = Math.min(from + MAX_SEGMENT_BYTES, bytes.length);
      const flags = to === bytes.length ? TCP_FLAG.ack | TCP_FLAG.psh : TCP_FLAG.ack;
      const position = this.#segment(direction, flags, time, bytes, from, to);
      if (first < 0) first = position;
      this.#advance(direction, to - from);
      this.#sides[direction].unacknowledged++;
      this.#sides[direction].leftOut = 0;
      from = to;
    } while (from < bytes.length);
    if (this.#sides[direction].unacknowledged >= SEGMENTS_PER_ACKNOWLEDGEMENT) {
      this.#control(opposite(direction), TCP_FLAG.ack, time);
    }
    return first;
  }

  /** Leaves out bytes that are missing: the next chunk's sequence number is so much higher. */
  skip(direction: Direction, bytes: number, time: number): void {
    this.open(time);
    const side = this.#sides[direction];
    for (let left = bytes; left > 0;) {
      const step = Math.min(left, LEFT_OUT_PER_ACKNOWLEDGEMENT);
      if (side.unacknowledgedBytes + step > LEFT_OUT_PER_ACKNOWLEDGEMENT) {
        this.markLeftOut(direction, time);
        this.#control(opposite(direction), TCP_FLAG.ack, time);
      }
      this.#advance(direction, step);
      side.leftOut += step;
      left -= step;
    }
  }

  /** Where a side's last bytes were left out, a segment of which nothing was captured says that they were there. */
  markLeftOut(direction: Direction, time: number): void {
    const side = this.#sides[direction];
    if (side.leftOut === 0) return;
    const missing = Math.min(side.leftOut, MAX_SEGMENT_BYTES);
    side.leftOut = 0;
    side.next = (side.next - missing) >>> 0;
    this.#segment(direction, TCP_FLAG.ack | TCP_FLAG.psh, time, NO_PAYLOAD, 0, 0, undefined, missing);
    this.#advance(direction, missing);
  }

  /** FIN of one side. Does nothing unless {@link canFinish}. */
  finish(direction: Direction, time: number, comment?: Uint8Array): void {
    if (!this.canFinish(direction)) return;
    this.markLeftOut(direction, time);
    this.#sides[direction].hasFinished = true;
    this.#control(direction, TCP_FLAG.fin | TCP_FLAG.ack, time, comment);
    // The last acknowledgement; before it, the other side's segments acknowledge this FIN.
    if (this.#sides[opposite(direction)].hasFinished) this.#control(opposite(direction), TCP_FLAG.ack, time);
  }

  /** RST of one side. Does nothing the second time. */
  reset(direction: Direction, time: number, comment?: Uint8Array): void {
    if (this.#isReset) return;
    this.markLeftOut(direction, time);
    this.markLeftOut(opposite(direction), time);
    this.#isReset = true;
    this.#control(direction, TCP_FLAG.rst | TCP_FLAG.ack, time, comment);
  }

  #advance(direction: Direction, bytes: number): void {
    const side = this.#sides[direction];
    side.next = (side.next + bytes) >>> 0;
    side.unacknowledgedBytes += bytes;
  }

  #control(direction: Direction, flags: number, time: number, comment?: Uint8Array): void {
    this.#segment(direction, flags, time, NO_PAYLOAD, 0, 0, comment);
  }

  #segment(
    direction: Direction,
    flags: number,
    time: number,
    payload: Uint8Array,
    from: number,
    to: number,
    comment?: Uint8Array,
    missing = 0,
  ): number {
    const isSyn = (flags & TCP_FLAG.syn) !== 0;
    const headerBytes = isSyn ? SYN_HEADER_BYTES : TCP_HEADER_BYTES;
    const tcpBytes = headerBytes + to - from + missing;
    const flow = this.#flow;
    const packets = this.#packets;
    const other = this.#sides[opposite(direction)];
    const side = this.#sides[direction];
    const offset = packets.begin(flow, direction, time, PROTOCOL.tcp, tcpBytes, comment?.length, missing);
    const view = packets.queue.slab.view;
    const isAck = (flags & TCP_FLAG.ack) !== 0;
    // A FIN counts as one byte. It is added here and not to `next`, so that bytes which are late do not leave a gap.
    const isAfterFin = side.hasFinished && (flags & TCP_FLAG.fin) === 0 && to - from + missing === 0;
    view.setUint16(offset, direction === 'sent' ? flow.localPort : flow.remotePort);
    view.setUint16(offset + 2, direction === 'sent' ? flow.remotePort : flow.localPort);
    view.setUint32(offset + 4, (side.next + (isAfterFin ? 1 : 0)) >>> 0);
    view.setUint32(offset + 8, isAck ? (other.next + (other.hasFinished ? 1 : 0)) >>> 0 : 0);
    view.setUint16(offset + 12, ((headerBytes / 4) << 12) | flags);
    view.setUint16(offset + 14, WINDOW);
    // As the kernel leaves it to the network card: the pseudo header's sum alone. Readers know and accept that.
    view.setUint16(offset + 16, foldSum(flow.addressSum + PROTOCOL.tcp + tcpBytes));
    view.setUint16(offset + 18, 0);
    if (isSyn) {
      view.setUint32(offset + 20, SEGMENT_SIZE_OPTION);
      view.setUint32(offset + 24, WINDOW_SCALE_OPTION);
    }
    if (isAck) other.unacknowledged = other.unacknowledgedBytes = 0;
    const allHeaders = PACKET_BLOCK_HEADER_BYTES + ipHeaderBytes(flow.version) + headerBytes;
    return packets.end(allHeaders, direction, payload, from, to, comment);
  }
}
