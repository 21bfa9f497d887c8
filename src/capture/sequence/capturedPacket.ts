import type { Direction } from '../../base/direction';

/** A TCP packet as it was captured. */
export interface CapturedPacket {
  readonly direction: Direction;
  /** Nanoseconds since the capture's start. */
  readonly time: number;
  /** All twelve bits. */
  readonly flags: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  /** As it stands in the header. */
  readonly window: number;
  /** Of the option in a SYN (RFC 7323); undefined where there is none. */
  readonly scale: number | undefined;
  /** Bytes of the payload, those included that were not captured. */
  readonly length: number;
  readonly missing: number;
  /** Where in the file the payload begins. */
  readonly position: number;
}
