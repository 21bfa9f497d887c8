import type { Direction } from '../../base/direction';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import { cutText, MAX_TEXT } from '../annotation';
import { formatAddress } from '../ipFlow';

/** Why a packet is left out: it ends before its headers do. */
export const CUT_OFF = 'Packets of which too little was captured are left out.';

/** Of one UTF-16 unit. */
const MAX_UTF8_BYTES = 3;

/** One packet of a capture, decoded step by step; the same object serves for one packet after the other. */
export class Packet {
  /** The window of the file that holds the packet. */
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  /** What to add to an offset in `bytes` for the position in the file. */
  filePosition = 0;
  /** Nanoseconds since the capture's start. */
  time = 0;
  /** As the capture says, if it does. */
  direction: Direction | undefined;
  /** A text about the packet, in `bytes`; -1: none. */
  commentStart = -1;
  commentEnd = -1;

  /** The captured bytes of the frame, then of the layer that is decoded next. */
  start = 0;
  end = 0;
  /** Bytes of the layer that were on the network, but are not in the file. */
  missing = 0;

  ipVersion: 4 | 6 = 4;
  sourceAddress = 0;
  destinationAddress = 0;
  /** The IP protocol of what is at `start`. */
  protocol = 0;

  /** It is a part of a packet: which one, where it belongs, and whether more comes behind it. */
  isFragment = false;
  fragmentId = 0;
  fragmentOffset = 0;
  hasMoreFragments = false;
  /** Where its parts lie, if it was put together of fragments. Triples: offset in `bytes`, position in the file, length. */
  pieces: readonly number[] | undefined;

  /** Both addresses, the source first. */
  addresses(): Uint8Array {
    return this.bytes.subarray(this.sourceAddress, this.sourceAddress + (this.ipVersion === 4 ? 8 : 32));
  }

  /**
   * Where a part of the packet lies in the file, as pairs: position and length. Undefined when it lies there in one piece, from
   * `filePosition + start`.
   */
  scattered(start: number, end: number): number[] | undefined {
    if (this.pieces === undefined) return undefined;
    const pairs: number[] = [];
    for (let i = 0; i < this.pieces.length; i += 3) {
      const [offset, position, length] = [this.pieces[i]!, this.pieces[i + 1]!, this.pieces[i + 2]!];
      const from = Math.max(start, offset);
      const to = Math.min(end, offset + length);
      if (to > from) pairs.push(position + from - offset, to - from);
    }
    return pairs;
  }

  source(port: number): IpSocketAddress {
    return { family: 'ip', address: this.#address(this.sourceAddress), port };
  }

  destination(port: number): IpSocketAddress {
    return { family: 'ip', address: this.#address(this.destinationAddress), port };
  }

  /** Cut as our own details are. */
  comment(): string | undefined {
    if (this.commentStart < 0) return undefined;
    const end = Math.min(this.commentEnd, this.commentStart + MAX_UTF8_BYTES * (MAX_TEXT + 1));
    return cutText(new TextDecoder().decode(this.bytes.subarray(this.commentStart, end)));
  }

  #address(at: number): string {
    return formatAddress(this.bytes.subarray(at, at + (this.ipVersion === 4 ? 4 : 16)));
  }
}
