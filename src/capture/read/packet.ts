import type { Direction } from '../../bytes/direction';
import type { IpEndpoint } from '../../engine/tap';
import { formatAddress } from '../ipFlow';

/** Why a packet is left out: it ends before its headers do. */
export const CUT_OFF = 'Packets of which too little was captured are left out.';

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

  source(port: number): IpEndpoint {
    return { family: 'ip', address: this.#address(this.sourceAddress), port };
  }

  destination(port: number): IpEndpoint {
    return { family: 'ip', address: this.#address(this.destinationAddress), port };
  }

  comment(): string | undefined {
    if (this.commentStart < 0) return undefined;
    return new TextDecoder().decode(this.bytes.subarray(this.commentStart, this.commentEnd));
  }

  #address(at: number): string {
    return formatAddress(this.bytes.subarray(at, at + (this.ipVersion === 4 ? 4 : 16)));
  }
}
