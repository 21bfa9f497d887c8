import type { Turn } from '../turn';
import type { Packet } from './packet';

/** Takes the frames of a capture one after the other. */
export interface FrameSink {
  /**
   * @param packet From its link layer's header on; valid during the call only.
   * @param linkType A number of https://www.tcpdump.org/linktypes.html.
   */
  frame(packet: Packet, linkType: number): void;
}

/** Reads the frames of a file into a sink, a window of the file at a time. */
export interface FrameReader {
  /**
   * Takes in what the window holds, or as much of it as the turn allows. Settles with false when the file is at its end.
   */
  readWindow(turn: Turn): Promise<boolean>;
}
