import type { Direction } from '../../base/direction';
import { TCP_FLAG } from '../pcapng';
import { sequenceDifference } from '../read/tcpReassembler';
import type { CapturedPacket } from './capturedPacket';
import { MARK } from './step';

/** Nanoseconds within which what comes late was overtaken, and not sent again: unless a round trip is known to take longer. */
const OVERTAKEN_TIME = 3e6;
/** Most gaps of a direction that are remembered until they are filled. */
const MAX_HOLES = 256;

const { syn: SYN, ack: ACK, fin: FIN, rst: RST } = TCP_FLAG;

/** A part of the stream that was passed over, and when. */
interface Hole {
  from: number;
  to: number;
  readonly time: number;
}

/** What is known of what one end sent. Places count in bytes of its stream, which has SYN at -1 if it was seen. */
interface Sent {
  /** What relative sequence numbers count from. */
  base: number | undefined;
  /** The highest sequence number so far that has not been sent, and its place. */
  next: number | undefined;
  end: number;
  /** Of the last packet. */
  acknowledgement: number | undefined;
  window: number;
  /** That of a SYN is as it stands. */
  isWindowScaled: boolean;
  /** Undefined: no SYN was seen; -1: without a scale. */
  scale: number | undefined;
  isKeepAlive: boolean;
  /** The place behind FIN. */
  finEnd: number | undefined;
  holes: Hole[];
}

/** What a packet means among those before it. */
export interface PacketMeaning {
  /** Of its first byte in its direction's stream; negative where the stream was seen from a later byte on. */
  readonly offset: number;
  /** See `MARK`. */
  readonly marks: number;
  /** It acknowledges the other end's FIN. */
  readonly acksFin: boolean;
}

/**
 * Follows both directions of a connection and says of each packet what is remarkable about it, by the rules of Wireshark's TCP
 * analysis. Works with a fixed amount of memory, whatever the packets claim.
 */
export class PacketMarks {
  readonly #sent: Readonly<Record<Direction, Sent>> = { sent: nothingSent(), received: nothingSent() };
  #synTime: number | undefined;
  #roundTrip: number | undefined;

  /** What relative sequence numbers of a direction count from: its SYN's number, or where that was not seen the one before the first. */
  base(direction: Direction): number {
    return this.#sent[direction].base ?? 0;
  }

  /** By how many bits the windows that a direction's sender names are shifted: both ends have to have said so. */
  scale(direction: Direction): number {
    const { sent, received } = this.#sent;
    if ((sent.scale ?? -1) < 0 || (received.scale ?? -1) < 0) return 0;
    return this.#sent[direction].scale!;
  }

  take(packet: CapturedPacket): PacketMeaning {
    const { direction, flags, length } = packet;
    const own = this.#sent[direction];
    const other = this.#sent[direction === 'sent' ? 'received' : 'sent'];
    this.#begin(own, other, packet);
    const place = own.next === undefined ? 0 : own.end + sequenceDifference(packet.sequence, own.next);
    const isSyn = (flags & SYN) !== 0;
    const end = place + length + (isSyn ? 1 : 0) + ((flags & FIN) === 0 ? 0 : 1);
    let marks = packet.missing > 0 ? MARK.cutShort : 0;
    if ((flags & RST) === 0) {
      marks |= this.#marks(own, other, packet, place, end);
      if ((flags & FIN) !== 0) own.finEnd = end;
      if (own.next !== undefined && end > own.end) {
        own.next = (own.next + end - own.end) >>> 0;
        own.end = end;
      }
      own.window = packet.window;
      own.isWindowScaled = !isSyn;
      if ((flags & ACK) !== 0) own.acknowledgement = packet.acknowledgement;
    }
    const acksFin = (flags & ACK) !== 0 && isAcknowledged(other, packet.acknowledgement);
    return { offset: place + (isSyn ? 1 : 0), marks, acksFin };
  }

  #begin(own: Sent, other: Sent, { flags, sequence, acknowledgement, scale, time }: CapturedPacket): void {
    const isSyn = (flags & SYN) !== 0;
    if (isSyn) own.scale = scale ?? -1;
    if (isSyn && (flags & ACK) === 0) this.#synTime ??= time;
    if (!isSyn && (flags & ACK) !== 0 && own.scale !== undefined && other.scale !== undefined) {
      this.#roundTrip ??= this.#synTime === undefined ? 0 : time - this.#synTime;
    }
    own.base ??= isSyn ? sequence : (sequence - 1) >>> 0;
    if ((flags & ACK) !== 0) other.base ??= (acknowledgement - 1) >>> 0;
    if (own.next !== undefined || (flags & RST) !== 0) return;
    own.next = sequence;
    own.end = isSyn ? -1 : 0;
  }

  #marks(own: Sent, other: Sent, packet: CapturedPacket, place: number, end: number): number {
    const { flags, window, length, acknowledgement } = packet;
    const isControl = (flags & (SYN | FIN)) !== 0;
    let marks = 0;
    own.isKeepAlive = !isControl && length <= 1 && place === own.end - 1;
    if (own.isKeepAlive) marks |= MARK.keepAlive;
    else if (end > place)
      marks |= markPlace(own, place, end, packet.time, Math.max(OVERTAKEN_TIME, this.#roundTrip ?? 0));
    if (isControl) return marks;
    if (window === 0) marks |= MARK.zeroWindow;
    const isIdle = length === 0 && place === own.end && own.acknowledgement === acknowledgement && window > 0;
    if (isIdle && window !== own.window) marks |= MARK.windowUpdate;
    else if (isIdle && !other.isKeepAlive) marks |= MARK.duplicateAck;
    if (length > 0 && this.#fills(other, packet)) marks |= MARK.windowFull;
    return marks;
  }

  /** Whether a packet reaches to the end of what its receiver has room for. */
  #fills(receiver: Sent, { direction, sequence, length }: CapturedPacket): boolean {
    if (receiver.scale === undefined || receiver.acknowledgement === undefined) return false;
    const scale = receiver.isWindowScaled ? this.scale(direction === 'sent' ? 'received' : 'sent') : 0;
    const limit = receiver.acknowledgement + receiver.window * 2 ** scale;
    return sequenceDifference(sequence + length, limit) === 0;
  }
}

/** What is remarkable about where a packet stands in its stream. */
function markPlace(own: Sent, place: number, end: number, time: number, overtaken: number): number {
  if (place > own.end) {
    own.holes.push({ from: own.end, to: place, time });
    if (own.holes.length > MAX_HOLES) own.holes.shift();
    return MARK.gapBefore;
  }
  if (place === own.end) return 0;
  const hole = own.holes.find(({ from, to }) => place < to && end > from);
  if (!hole) return MARK.retransmission;
  fill(own.holes, place, end);
  return time - hole.time <= overtaken ? MARK.outOfOrder : MARK.retransmission;
}

function fill(holes: Hole[], from: number, to: number): void {
  for (let i = holes.length - 1; i >= 0; i--) {
    const hole = holes[i]!;
    if (to <= hole.from || from >= hole.to) continue;
    const rest = [
      { ...hole, to: from },
      { ...hole, from: to },
    ].filter((part) => part.to > part.from);
    holes.splice(i, 1, ...rest);
  }
  holes.splice(0, Math.max(0, holes.length - MAX_HOLES));
}

function isAcknowledged(sent: Sent, acknowledgement: number): boolean {
  if (sent.finEnd === undefined || sent.next === undefined) return false;
  return sent.end + sequenceDifference(acknowledgement, sent.next) >= sent.finEnd;
}

function nothingSent(): Sent {
  return {
    base: undefined,
    next: undefined,
    end: 0,
    acknowledgement: undefined,
    window: 0,
    isWindowScaled: false,
    scale: undefined,
    isKeepAlive: false,
    finEnd: undefined,
    holes: [],
  };
}
