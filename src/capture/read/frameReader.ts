import type { Problems } from '../problems';
import type { FileFeed } from './fileFeed';
import type { FrameReader, FrameSink } from './frameSink';
import { PcapngReader } from './pcapngReader';
import { PcapReader, type PcapFormat } from './pcapReader';
import type { Timeline } from './timeline';

/** @param format Of a classic pcap file; absent: pcapng. */
export function frameReader(
  feed: FileFeed,
  sink: FrameSink,
  timeline: Timeline,
  problems: Problems,
  format?: PcapFormat,
): FrameReader {
  return format === undefined
    ? new PcapngReader(feed, sink, timeline, problems)
    : new PcapReader(feed, sink, timeline, problems, format);
}
