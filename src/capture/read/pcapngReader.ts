import type { Template } from '../../base/error';
import { MAX_ITEM_BYTES, type FileFeed } from './fileFeed';
import type { FrameReader, FrameSink } from './frameSink';
import { InterfaceTable, MAX_INTERFACES, type Interface } from './interfaceTable';
import { Packet } from './packet';
import { BLOCK, BYTE_ORDER_MAGIC, OPTION, PACKET_BLOCK_HEADER_BYTES, PACKET_FLAGS, padded } from '../pcapng';
import type { Problems } from '../problems';
import type { Turn } from '../turn';
import type { Timeline } from './timeline';
import { TimeScale } from './timeScale';

/** Type, length, and length again. */
const MIN_BLOCK_BYTES = 12;
const DAMAGED = 'Damaged blocks are left out.';
const CUT_OFF = 'The last block is cut off and left out.';
const IMPOSSIBLE_TIME = 'Packets with an impossible time are given that of the packet before.';
/** Blocks that the search for the next intact block believes in. */
const KNOWN_TYPES: ReadonlySet<number> = new Set(Object.values(BLOCK));

/** What is to be done for the next block. */
type Step = 'more' | 'jump' | 'pause' | 'end';

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
  readonly #interfaces = new InterfaceTable();
  #littleEndian = true;
  /** In search of an intact block after a damaged one: where that is. */
  #damagedAt: number | undefined;
  /** It may as well be the last one, whose end was never written. */
  #mayBeCutOff = false;
  /** The last packet's time, for blocks that have none. */
  #lastTime = 0;

  constructor(feed: FileFeed, sink: FrameSink, timeline: Timeline, problems: Problems) {
    this.#feed = feed;
    this.#sink = sink;
    this.#timeline = timeline;
    this.#problems = problems;
  }

  async readWindow(turn: Turn): Promise<boolean> {
    const feed = this.#feed;
    this.#packet.bytes = feed.bytes;
    this.#packet.view = feed.view;
    this.#packet.filePosition = feed.position - feed.start;
    switch (this.#readBlocks(turn)) {
      case 'pause':
        return true;
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
  #readBlocks(turn: Turn): Step {
    const feed = this.#feed;
    const view = feed.view;
    for (;;) {
      if (turn.isOver()) return 'pause';
      const { start } = feed;
      const available = feed.end - start;
      if (available < MIN_BLOCK_BYTES) return 'more';
      const type = view.getUint32(start, this.#littleEndian);
      // The section header's type reads the same either way, and tells the byte order of its own length.
      const littleEndian = type === BLOCK.sectionHeader ? this.#sectionByteOrder(start) : this.#littleEndian;
      const length = littleEndian === undefined ? 0 : view.getUint32(start + 4, littleEndian);
      if (
        length < MIN_BLOCK_BYTES ||
        length % 4 !== 0 ||
        (this.#damagedAt !== undefined && !this.#isPlausible(type, length))
      ) {
        this.#damaged();
      } else if (length > feed.left) {
        this.#damaged(length <= MAX_ITEM_BYTES);
      } else if (length > MAX_ITEM_BYTES) {
        return 'jump';
      } else if (length > available) {
        return 'more';
      } else if (view.getUint32(start + length - 4, littleEndian) !== length) {
        this.#damaged();
      } else {
        this.#endSearch(DAMAGED);
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

  /** Begins the search for the next intact block, or goes on with it: blocks begin at multiples of 4. */
  #damaged(mayBeCutOff = false): void {
    if (this.#damagedAt === undefined) {
      this.#damagedAt = this.#feed.position;
      this.#mayBeCutOff = mayBeCutOff;
    }
    this.#feed.skip(4);
  }

  /** What the search began at is one problem, whatever lies between it and the next intact block. */
  #endSearch(problem: Template): void {
    if (this.#damagedAt === undefined) return;
    this.#problems.add(this.#damagedAt, problem);
    this.#damagedAt = undefined;
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
    if (this.#damagedAt !== undefined) this.#endSearch(this.#mayBeCutOff ? CUT_OFF : DAMAGED);
    else if (this.#feed.left > 0) this.#problems.add(this.#feed.position, CUT_OFF);
  }

  #readBlock(type: number, start: number, length: number): void {
    switch (type) {
      case BLOCK.sectionHeader:
        this.#interfaces.clear();
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
      this.#problems.add(this.#feed.position, DAMAGED);
      return;
    }
    let resolution = 6;
    let offsetSeconds = 0n;
    this.#readOptions(start + 16, start + length - 4, (code, at, bytes) => {
      if (code === OPTION.timeResolution && bytes === 1) resolution = view.getUint8(at);
      if (code === OPTION.timeOffset && bytes === 8) offsetSeconds = view.getBigInt64(at, littleEndian);
    });
    if (!TimeScale.canBe(resolution)) {
      this.#problems.add(
        this.#feed.position,
        'An interface has a time resolution that cannot be: its times are wrong.',
      );
    }
    const snapLength = view.getUint32(start + 12, littleEndian);
    this.#interfaces.add(view.getUint16(start + 8, littleEndian), snapLength, resolution, offsetSeconds);
  }

  /** An Enhanced Packet Block, or the older Packet Block, which differ only in how they name the interface. */
  #readPacket(interfaceNumber: number, start: number, length: number): void {
    const view = this.#feed.view;
    const packet = this.#packet;
    const from = this.#interface(interfaceNumber);
    if (from === undefined) return;
    const captured = view.getUint32(start + 20, this.#littleEndian);
    const optionsStart = start + PACKET_BLOCK_HEADER_BYTES + padded(captured);
    const optionsEnd = start + length - 4;
    if (optionsStart > optionsEnd) {
      this.#problems.add(this.#feed.position, DAMAGED);
      return;
    }
    const high = view.getUint32(start + 12, this.#littleEndian);
    const low = view.getUint32(start + 16, this.#littleEndian);
    const time = this.#timeline.relative(from.scale, high, low);
    if (time === undefined) this.#problems.add(this.#feed.position, IMPOSSIBLE_TIME);
    else this.#lastTime = time;
    packet.time = this.#lastTime;
    packet.start = start + PACKET_BLOCK_HEADER_BYTES;
    packet.end = packet.start + captured;
    packet.direction = undefined;
    packet.commentStart = -1;
    this.#readOptions(optionsStart, optionsEnd, this.#packetOption);
    this.#sink.frame(packet, from.linkType);
  }

  /** The interface of a packet; when it is not known, the packet is counted as left out. */
  #interface(number: number): Interface | undefined {
    const from = this.#interfaces.get(number);
    if (from !== undefined) return from;
    const { position } = this.#feed;
    if (number >= this.#interfaces.count) this.#problems.add(position, DAMAGED);
    else this.#problems.add(position, 'Packets of other interfaces than the first {0} are left out.', MAX_INTERFACES);
    return undefined;
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
    const from = this.#interface(0);
    const packet = this.#packet;
    if (from === undefined) return;
    if (length < 16) {
      this.#problems.add(this.#feed.position, DAMAGED);
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
