import type { FileFeed } from './fileFeed';
import type { FrameReader, FrameSink } from './frameSink';
import { Packet } from './packet';
import type { Problems } from '../problems';
import type { Turn } from '../turn';
import type { Timeline } from './timeline';
import { TimeScale } from './timeScale';

export const PCAP_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
/** `MAXIMUM_SNAPLEN` of libpcap: a record that claims more is damaged. */
const MAX_CAPTURED_BYTES = 262_144;

const MICROSECONDS_MAGIC = 0xa1b2_c3d4;
const NANOSECONDS_MAGIC = 0xa1b2_3c4d;
const NANOSECONDS_PER_SECOND = 1_000_000_000;

/** What is to be done before the next record. */
type Step = 'more' | 'pause' | 'end';

/** What the magic number at the beginning of a classic pcap file tells. */
export interface PcapFormat {
  readonly littleEndian: boolean;
  readonly nanosecondsPerUnit: number;
}

/** Recognizes a classic pcap file by its first four bytes. */
export function pcapFormat(view: DataView): PcapFormat | undefined {
  for (const littleEndian of [true, false]) {
    const magic = view.getUint32(0, littleEndian);
    if (magic === MICROSECONDS_MAGIC) return { littleEndian, nanosecondsPerUnit: 1000 };
    if (magic === NANOSECONDS_MAGIC) return { littleEndian, nanosecondsPerUnit: 1 };
  }
  return undefined;
}

/**
 * Reads the records of a classic pcap file (draft-ietf-opsawg-pcap). They carry no mark by which the next one could be
 * found, so a damaged record ends the reading.
 */
export class PcapReader implements FrameReader {
  readonly #feed: FileFeed;
  readonly #sink: FrameSink;
  readonly #timeline: Timeline;
  readonly #problems: Problems;
  readonly #format: PcapFormat;
  readonly #packet = new Packet();
  readonly #scale = new TimeScale(BigInt(NANOSECONDS_PER_SECOND));
  #linkType: number | undefined;

  constructor(feed: FileFeed, sink: FrameSink, timeline: Timeline, problems: Problems, format: PcapFormat) {
    this.#feed = feed;
    this.#sink = sink;
    this.#timeline = timeline;
    this.#problems = problems;
    this.#format = format;
  }

  async readWindow(turn: Turn): Promise<boolean> {
    const feed = this.#feed;
    this.#packet.bytes = feed.bytes;
    this.#packet.view = feed.view;
    this.#packet.filePosition = feed.position - feed.start;
    const step = this.#readRecords(turn);
    if (step !== 'more') return step === 'pause';
    if (await feed.more()) return true;
    if (feed.left > 0) this.#problems.add(feed.position, 'The last packet is cut off and left out.');
    return false;
  }

  /** Reads the records that the window holds whole. */
  #readRecords(turn: Turn): Step {
    const feed = this.#feed;
    const { littleEndian } = this.#format;
    if (this.#linkType === undefined) {
      if (feed.end - feed.start < PCAP_HEADER_BYTES) return 'more';
      // The upper half tells of checksums behind each frame, which the IP header's own length leaves out anyway.
      this.#linkType = feed.view.getUint32(feed.start + 20, littleEndian) & 0xffff;
      feed.skip(PCAP_HEADER_BYTES);
    }
    while (feed.end - feed.start >= RECORD_HEADER_BYTES) {
      if (turn.isOver()) return 'pause';
      const { start } = feed;
      const captured = feed.view.getUint32(start + 8, littleEndian);
      if (captured > MAX_CAPTURED_BYTES) {
        this.#problems.add(feed.position, 'A packet has a damaged length: what follows is left out.');
        return 'end';
      }
      const recordBytes = RECORD_HEADER_BYTES + captured;
      if (feed.end - start < recordBytes) return 'more';
      this.#readRecord(this.#linkType, start, captured);
      feed.skip(recordBytes);
    }
    return 'more';
  }

  #readRecord(linkType: number, start: number, captured: number): void {
    const { littleEndian, nanosecondsPerUnit } = this.#format;
    const view = this.#feed.view;
    const packet = this.#packet;
    const seconds = view.getUint32(start, littleEndian);
    const fraction = view.getUint32(start + 4, littleEndian) * nanosecondsPerUnit;
    // 32 bits of seconds are always possible.
    packet.time = this.#time(seconds, fraction) ?? 0;
    packet.start = start + RECORD_HEADER_BYTES;
    packet.end = packet.start + captured;
    this.#sink.frame(packet, linkType);
  }

  /** The two words of the nanoseconds since the epoch, without losing any in a double. */
  #time(seconds: number, nanoseconds: number): number | undefined {
    const product = BigInt(seconds) * BigInt(NANOSECONDS_PER_SECOND) + BigInt(nanoseconds);
    return this.#timeline.relative(this.#scale, Number(product >> 32n), Number(product & 0xffff_ffffn));
  }
}
