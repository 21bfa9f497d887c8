import { MAX_ITEM_BYTES, type FileFeed } from './fileFeed';
import type { FrameReader, FrameSink } from './frameSink';
import { Packet } from './packet';
import { BLOCK, BYTE_ORDER_MAGIC, OPTION, PACKET_BLOCK_HEADER_BYTES, PACKET_FLAGS, padded } from '../pcapng';
import type { Problems } from '../problems';
import type { Timeline } from './timeline';
import { TimeScale } from './timeScale';

/** Type, length, and length again. */
const MIN_BLOCK_BYTES = 12;
/** Blocks that the search for the next intact block believes in. */
const KNOWN_TYPES: ReadonlySet<number> = new Set(Object.values(BLOCK));

interface Interface {
  readonly linkType: number;
  readonly snapLength: number;
  readonly scale: TimeScale;
}

/** What is to be done for the next block. */
type Step = 'more' | 'jump' | 'end';

/**
 * Reads the blocks of a pcapng file: several sections in either byte order, several interfaces each. A damaged block is
 * counted, and reading goes on with the next intact one.
 */
export class PcapngReader implements FrameReader {
  readonly #feed: FileFeed;
  readonly #sink: FrameSink;
  readonly #timeline: Timeline;
  readonly #problems: Problems;
  readonly #packet = new Packet();
  #littleEndian = true;
  #interfaces: Interface[] = [];
  /** In search of an intact block after a damaged one. */
  #isSearching = false;
  /** The last packet's time, for blocks that have none. */
  #lastTime = 0;

  constructor(feed: FileFeed, sink: FrameSink, timeline: Timeline, problems: Problems) {
    this.#feed = feed;
    this.#sink = sink;
    this.#timeline = timeline;
    this.#problems = problems;
  }

  async readWindow(): Promise<boolean> {
    const feed = this.#feed;
    this.#packet.bytes = feed.bytes;
    this.#packet.view = feed.view;
    this.#packet.filePosition = feed.position - feed.start;
    switch (this.#readBlocks()) {
      case 'end':
        return false;
      case 'jump':
        await this.#jump();
        return true;
      case 'more':
        if (await feed.more()) return true;
        this.#reportRest();
        return false;
    }
  }

  /** Reads the blocks that the window holds whole. */
  #readBlocks(): Step {
    const feed = this.#feed;
    const view = feed.view;
    for (;;) {
      const { start } = feed;
      const available = feed.end - start;
      if (available < MIN_BLOCK_BYTES) return 'more';
      const type = view.getUint32(start, this.#littleEndian);
      // The section header's type reads the same either way, and tells the byte order of its own length.
      const littleEndian = type === BLOCK.sectionHeader ? this.#sectionByteOrder(start) : this.#littleEndian;
      const length = littleEndian === undefined ? 0 : view.getUint32(start + 4, littleEndian);
      if (length < MIN_BLOCK_BYTES || length % 4 !== 0 || (this.#isSearching && !this.#isPlausible(type, length))) {
        this.#damaged();
      } else if (length > feed.left) {
        if (length > MAX_ITEM_BYTES) this.#damaged();
        else {
          this.#problems.add(feed.position, 'The last block is cut off and left out.');
          return 'end';
        }
      } else if (length > MAX_ITEM_BYTES) {
        return 'jump';
      } else if (length > available) {
        return 'more';
      } else if (view.getUint32(start + length - 4, littleEndian) !== length) {
        this.#damaged();
      } else {
        this.#isSearching = false;
        if (littleEndian !== undefined) this.#littleEndian = littleEndian;
        this.#readBlock(type, start, length);
        feed.skip(length);
      }
    }
  }

  #sectionByteOrder(start: number): boolean | undefined {
    const magic = this.#feed.view.getUint32(start + 8, true);
    if (magic === BYTE_ORDER_MAGIC) return true;
    return this.#feed.view.getUint32(start + 8) === BYTE_ORDER_MAGIC ? false : undefined;
  }

  #isPlausible(type: number, length: number): boolean {
    return KNOWN_TYPES.has(type) && length <= MAX_ITEM_BYTES && length <= this.#feed.left;
  }

  /** Blocks begin at multiples of 4. */
  #damaged(): void {
    if (!this.#isSearching) this.#problems.add(this.#feed.position, 'Damaged blocks are left out.');
    this.#isSearching = true;
    this.#feed.skip(4);
  }

  /** Passes over a block that is too large to hold a packet, without reading it. */
  async #jump(): Promise<void> {
    const feed = this.#feed;
    const { position } = feed;
    const type = feed.view.getUint32(feed.start, this.#littleEndian);
    const length = feed.view.getUint32(feed.start + 4, this.#littleEndian);
    await feed.seek(position + length - 4);
    const isIntact = (await feed.more()) && feed.view.getUint32(feed.start, this.#littleEndian) === length;
    if (isIntact) {
      feed.skip(4);
      if (KNOWN_TYPES.has(type)) this.#problems.add(position, 'Blocks of more than 1 MiB are left out.');
    } else {
      await feed.seek(position);
      await feed.more();
      this.#damaged();
    }
  }

  #reportRest(): void {
    if (this.#feed.left > 0 && !this.#isSearching) {
      this.#problems.add(this.#feed.position, 'The last block is cut off and left out.');
    }
  }

  #readBlock(type: number, start: number, length: number): void {
    switch (type) {
      case BLOCK.sectionHeader:
        this.#interfaces = [];
        break;
      case BLOCK.interfaceDescription:
        this.#readInterface(start, length);
        break;
      case BLOCK.enhancedPacket:
        if (length >= 32) {
          const view = this.#feed.view;
          this.#readPacket(view.getUint32(start + 8, this.#littleEndian), start, length);
        }
        break;
      case BLOCK.packet:
        if (length >= 32) {
          const view = this.#feed.view;
          this.#readPacket(view.getUint16(start + 8, this.#littleEndian), start, length);
        }
        break;
      case BLOCK.simplePacket:
        this.#readSimplePacket(start, length);
        break;
    }
  }

  #readInterface(start: number, length: number): void {
    const view = this.#feed.view;
    const littleEndian = this.#littleEndian;
    if (length < 20) {
      this.#problems.add(this.#feed.position, 'Damaged blocks are left out.');
      return;
    }
    let resolution = 6;
    let offsetSeconds = 0n;
    this.#readOptions(start + 16, start + length - 4, (code, at, bytes) => {
      if (code === OPTION.timeResolution && bytes === 1) resolution = view.getUint8(at);
      if (code === OPTION.timeOffset && bytes === 8) offsetSeconds = view.getBigInt64(at, littleEndian);
    });
    const scale = TimeScale.fromResolution(resolution, offsetSeconds);
    if (scale === undefined) {
      this.#problems.add(
        this.#feed.position,
        'An interface has a time resolution that cannot be: its times are wrong.',
      );
    }
    this.#interfaces.push({
      linkType: view.getUint16(start + 8, littleEndian),
      snapLength: view.getUint32(start + 12, littleEndian),
      scale: scale ?? new TimeScale(1_000_000n),
    });
  }

  /** An Enhanced Packet Block, or the older Packet Block, which differ only in how they name the interface. */
  #readPacket(interfaceNumber: number, start: number, length: number): void {
    const view = this.#feed.view;
    const packet = this.#packet;
    const from = this.#interfaces[interfaceNumber];
    const captured = view.getUint32(start + 20, this.#littleEndian);
    const optionsStart = start + PACKET_BLOCK_HEADER_BYTES + padded(captured);
    const optionsEnd = start + length - 4;
    if (from === undefined || optionsStart > optionsEnd) {
      this.#problems.add(this.#feed.position, 'Damaged blocks are left out.');
      return;
    }
    const high = view.getUint32(start + 12, this.#littleEndian);
    const low = view.getUint32(start + 16, this.#littleEndian);
    packet.time = this.#lastTime = this.#timeline.relative(from.scale, high, low);
    packet.start = start + PACKET_BLOCK_HEADER_BYTES;
    packet.end = packet.start + captured;
    packet.direction = undefined;
    packet.commentStart = -1;
    this.#readOptions(optionsStart, optionsEnd, this.#packetOption);
    this.#sink.frame(packet, from.linkType);
  }

  readonly #packetOption = (code: number, at: number, bytes: number): void => {
    const packet = this.#packet;
    if (code === OPTION.packetFlags && bytes === 4) {
      const flags = packet.view.getUint32(at, this.#littleEndian) & PACKET_FLAGS.mask;
      if (flags === PACKET_FLAGS.inbound) packet.direction = 'received';
      if (flags === PACKET_FLAGS.outbound) packet.direction = 'sent';
    } else if (code === OPTION.comment) {
      packet.commentStart = at;
      packet.commentEnd = at + bytes;
    }
  };

  /** It has neither an interface nor a time nor a captured length: they follow from the rest. */
  #readSimplePacket(start: number, length: number): void {
    const from = this.#interfaces[0];
    const packet = this.#packet;
    if (from === undefined || length < 16) {
      this.#problems.add(this.#feed.position, 'Damaged blocks are left out.');
      return;
    }
    const original = this.#feed.view.getUint32(start + 8, this.#littleEndian);
    const limit = from.snapLength === 0 ? original : Math.min(original, from.snapLength);
    packet.time = this.#lastTime;
    packet.start = start + 12;
    packet.end = packet.start + Math.min(limit, length - 16);
    packet.direction = undefined;
    packet.commentStart = -1;
    this.#sink.frame(packet, from.linkType);
  }

  #readOptions(start: number, end: number, option: (code: number, at: number, bytes: number) => void): void {
    const view = this.#feed.view;
    for (let at = start; at + 4 <= end;) {
      const code = view.getUint16(at, this.#littleEndian);
      const bytes = view.getUint16(at + 2, this.#littleEndian);
      if (code === OPTION.end || at + 4 + bytes > end) return;
      option(code, at + 4, bytes);
      at += 4 + padded(bytes);
    }
  }
}
