import type { Direction } from '../../base/direction';
import type { LifecycleKind } from '../../engine/recording';
import type { Scheme } from '../../engine/address/schemes';
import type { IpSocketAddress, SocketAddress } from '../../engine/address/socketAddress';
import { ChunkLog, CONTIGUOUS } from '../chunkLog';
import { Conversation, CONVERSATION_STATES, stateAfter, type ConversationState } from '../conversation';
import type { ConversationOverview, Conversations } from '../conversations';
import { headerAddress } from '../ipFlow';
import { PeerTable } from '../peerTable';
import { tcpLayout } from '../segmentLayout';
import { ByteArena, NO_BLOCK } from './byteArena';
import { packEnds, unpackEnds, type ConversationEnds } from './packedEnds';
import { DOUBLE, FLAG, FlowRows, FLOW_ROW_BYTES, STATE_SHIFT, WORD } from './flowRows';
import { SLOT_BYTES } from './flowTable';
import { COST, MAX_CONVERSATIONS, type IndexBudget } from './indexBudget';
import type { Packet } from './packet';
import { EntryWriter, readEntries } from './packedEntries';
import type { Problems } from '../problems';
import type { Timeline } from './timeline';

/** Entries that take more become a conversation with objects of its own, in which every lookup takes O(log n). */
const MAX_PACKED_BYTES = 1024;

/** How a conversation begins. */
export interface ConversationStart {
  readonly scheme: Scheme;
  /** The side that dialled. */
  readonly initiator: Direction;
  readonly state: ConversationState;
  /** As an annotation writes them; absent: as the headers say. */
  readonly ends?: ConversationEnds;
}

/**
 * The conversations found so far in a capture that is being read. Each is a row of fixed size, and its chunks and events are
 * packed into a few bytes, as long as they are few and nobody looks at them: most conversations stay so, and there may be half a
 * million. Otherwise it gets objects of its own.
 */
export class ConversationTable implements Conversations {
  readonly rows = new FlowRows();
  /** Sockscope recorded the capture: directions, chunk boundaries and comments mean what its recorder means by them. */
  isOwn = false;
  readonly #timeline: Timeline;
  readonly #problems: Problems;
  readonly #budget: IndexBudget;
  readonly #arena: ByteArena;
  readonly #writer = new EntryWriter();
  readonly #unpacked = new Map<number, Conversation>();
  readonly #bytes: Record<Direction, number> = { received: 0, sent: 0 };
  #leftOut = 0;
  #isComplete = false;

  constructor(timeline: Timeline, problems: Problems, budget: IndexBudget) {
    this.#timeline = timeline;
    this.#problems = problems;
    this.#budget = budget;
    this.#arena = new ByteArena((bytes) => {
      budget.charge(bytes);
    });
  }

  get length(): number {
    return this.rows.length;
  }

  /** No other conversation has room. */
  get isFull(): boolean {
    return this.length >= MAX_CONVERSATIONS;
  }

  /** Packets that are left out because there is no room for what they belong to. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Counts a packet that is left out for want of room, and says so among the problems. */
  leaveOut(packet: Packet): void {
    this.#leftOut++;
    const position = packet.filePosition + packet.start;
    if (this.#budget.isSpent) {
      this.#problems.add(position, 'The index of this file is full, and packets after that are left out.');
    } else {
      this.#problems.add(
        position,
        'Packets of other conversations than the first {0} are left out.',
        MAX_CONVERSATIONS,
      );
    }
  }

  bytes(direction: Direction): number {
    return this.#bytes[direction];
  }

  at(index: number): Conversation | undefined {
    const id = index < 0 ? this.length + index : index;
    if (!(Number.isInteger(id) && id >= 0 && id < this.length)) return undefined;
    const known = this.#unpacked.get(id);
    if (known !== undefined) return known;
    // What can still grow must be the same for all who look at it.
    return this.#isComplete ? this.#unpack(id) : this.#keepUnpacked(id);
  }

  overview(index: number): ConversationOverview | undefined {
    if (!(Number.isInteger(index) && index >= 0 && index < this.length)) return undefined;
    const { rows } = this;
    return {
      id: index,
      scheme: this.#scheme(index),
      ...this.#ends(index),
      initiator: this.#initiator(index),
      state: this.state(index),
      startedAt: this.#startedAt(index),
      chunks: rows.word(index, WORD.chunks),
      received: rows.double(index, DOUBLE.received),
      sent: rows.double(index, DOUBLE.sent),
      peers: this.#unpacked.get(index)?.peers,
    };
  }

  *[Symbol.iterator](): Iterator<Conversation> {
    for (let id = 0; id < this.length; id++) yield this.at(id)!;
  }

  /**
   * Adds a conversation, whose ends are those of the packet until they are told otherwise.
   *
   * @param packet Its first one.
   */
  add(packet: Packet, start: ConversationStart): number {
    const { rows } = this;
    this.#budget.charge(FLOW_ROW_BYTES + SLOT_BYTES);
    const id = rows.add();
    rows.setDouble(id, DOUBLE.startedAt, packet.time);
    const { scheme, initiator, state, ends } = start;
    if (scheme !== 'tcp') rows.raise(id, FLAG[scheme]);
    if (initiator === 'received') rows.raise(id, FLAG.initiatorReceived);
    if (packet.ipVersion === 6) rows.raise(id, FLAG.ipv6);
    if (this.isOwn) rows.raise(id, FLAG.own);
    this.#setState(id, state);
    if (ends !== undefined) this.#writeEnds(id, ends);
    return id;
  }

  /** Adds a datagram socket, whose chunks each have their peer. */
  addSocket(packet: Packet, local: SocketAddress, state: ConversationState): { id: number; peers: PeerTable } {
    const id = this.add(packet, { scheme: 'udp', initiator: 'sent', state, ends: { local, remote: undefined } });
    const peers = new PeerTable();
    this.#keepUnpacked(id, peers);
    return { id, peers };
  }

  state(id: number): ConversationState {
    return CONVERSATION_STATES[this.rows.word(id, WORD.flags) >>> STATE_SHIFT]!;
  }

  /** Adds a chunk: see `ChunkLog.append`, and `ChunkLog.scatter` for its pieces, if there are several. */
  chunk(
    id: number,
    direction: Direction,
    length: number,
    time: number,
    position: number,
    gap = false,
    peer = 0,
    pieces: readonly number[] = [],
  ): void {
    const { rows } = this;
    const isScattered = pieces.length > 2;
    if (isScattered && !rows.has(id, FLAG.unpacked)) this.#keepUnpacked(id);
    const total = DOUBLE[direction];
    rows.setDouble(id, total, rows.double(id, total) + length);
    rows.setWord(id, WORD.chunks, rows.word(id, WORD.chunks) + 1);
    this.#bytes[direction] += length;
    if (!rows.has(id, FLAG.unpacked)) {
      const lastTime = rows.double(id, DOUBLE.lastTime);
      const lastPosition = rows.double(id, DOUBLE.lastPosition);
      const bytes = this.#writer.chunk(direction, length, time, position, gap, lastTime, lastPosition);
      if (this.#append(id, bytes)) {
        rows.setDouble(id, DOUBLE.lastTime, time);
        if (!gap) rows.setDouble(id, DOUBLE.lastPosition, position);
        return;
      }
    }
    const { log } = this.#unpacked.get(id)!;
    log.append(direction, length, time, position, peer, gap);
    if (isScattered) log.scatter(pieces);
    log.commit();
    this.#budget.charge(COST.chunk + (isScattered ? COST.mapped + COST.piece * pieces.length : 0));
  }

  event(id: number, kind: LifecycleKind, direction: Direction, time: number, detail?: string): void {
    const { rows } = this;
    this.#setState(id, stateAfter(this.state(id), { kind, direction }, this.#scheme(id)));
    if (!rows.has(id, FLAG.unpacked)) {
      const bytes = this.#writer.event(kind, direction, time, detail, rows.double(id, DOUBLE.lastTime));
      if (this.#append(id, bytes)) {
        rows.setDouble(id, DOUBLE.lastTime, time);
        return;
      }
    }
    const conversation = this.#unpacked.get(id)!;
    addEvent(conversation, kind, direction, time, detail);
    this.#budget.charge(COST.event + COST.letter * (detail?.length ?? 0));
  }

  /** The capture is at its end: nothing will be added. */
  complete(): void {
    this.#isComplete = true;
  }

  /** Packs the entry that was written last; false when there is no room for it: the conversation has its own objects then. */
  #append(id: number, length: number): boolean {
    const { rows } = this;
    const arena = this.#arena;
    const used = rows.word(id, WORD.blockBytes);
    const needed = used + length;
    if (needed > MAX_PACKED_BYTES) {
      this.#keepUnpacked(id);
      return false;
    }
    let block = rows.word(id, WORD.block);
    if (block === NO_BLOCK || needed > ByteArena.sizeFor(used)) {
      const wider = arena.allocate(needed);
      if (block !== NO_BLOCK) {
        const from = arena.locate(block);
        const to = arena.locate(wider);
        to.bytes.set(from.bytes.subarray(from.start, from.start + used), to.start);
        arena.release(block, used);
      }
      block = wider;
      rows.setWord(id, WORD.block, block);
    }
    const { bytes, start } = arena.locate(block);
    const entry = this.#writer.bytes;
    for (let i = 0; i < length; i++) bytes[start + used + i] = entry[i]!;
    rows.setWord(id, WORD.blockBytes, needed);
    return true;
  }

  /** Gives the conversation objects of its own, which grow with it. */
  #keepUnpacked(id: number, peers?: PeerTable): Conversation {
    const { rows } = this;
    const conversation = this.#unpack(id, peers);
    const { length } = conversation.log;
    this.#budget.charge(COST.conversation + COST.chunk * length + COST.event * conversation.events.length);
    this.#unpacked.set(id, conversation);
    rows.raise(id, FLAG.unpacked);
    const block = rows.word(id, WORD.block);
    if (block !== NO_BLOCK) this.#arena.release(block, rows.word(id, WORD.blockBytes));
    rows.setWord(id, WORD.block, NO_BLOCK);
    return conversation;
  }

  #unpack(id: number, peers?: PeerTable): Conversation {
    const { rows } = this;
    const flags = rows.word(id, WORD.flags);
    const { local, remote } = this.#ends(id);
    const scheme = this.#scheme(id);
    const isOwnStream = (flags & FLAG.own) !== 0 && scheme !== 'udp';
    const log = new ChunkLog(isOwnStream ? tcpLayout((flags & FLAG.ipv6) === 0 ? 4 : 6) : CONTIGUOUS);
    const conversation = new Conversation({
      id,
      scheme,
      local,
      ...(remote && { remote }),
      initiator: this.#initiator(id),
      startedAt: this.#startedAt(id),
      log,
      ...(peers && { peers }),
      state: this.state(id),
    });
    const block = rows.word(id, WORD.block);
    if (block === NO_BLOCK) return conversation;
    const { bytes, start } = this.#arena.locate(block);
    readEntries(bytes, start, start + rows.word(id, WORD.blockBytes), {
      chunk: (direction, length, time, position, gap) => {
        log.append(direction, length, time, position, 0, gap);
      },
      event: (kind, direction, time, detail) => {
        addEvent(conversation, kind, direction, time, detail);
      },
    });
    log.commit();
    return conversation;
  }

  /** Milliseconds since the Unix epoch. */
  #startedAt(id: number): number {
    return this.#timeline.startTime + this.rows.double(id, DOUBLE.startedAt) / 1e6;
  }

  #initiator(id: number): Direction {
    return (this.rows.word(id, WORD.flags) & FLAG.initiatorReceived) === 0 ? 'sent' : 'received';
  }

  #scheme(id: number): Scheme {
    if (this.rows.has(id, FLAG.udp)) return 'udp';
    if (this.rows.has(id, FLAG.unix)) return 'unix';
    if (this.rows.has(id, FLAG.pipe)) return 'pipe';
    return this.rows.has(id, FLAG.tls) ? 'tls' : 'tcp';
  }

  #setState(id: number, state: ConversationState): void {
    const { rows } = this;
    const others = rows.word(id, WORD.flags) & ((1 << STATE_SHIFT) - 1);
    rows.setWord(id, WORD.flags, others | (CONVERSATION_STATES.indexOf(state) << STATE_SHIFT));
  }

  #writeEnds(id: number, ends: ConversationEnds): void {
    const packed = packEnds(ends);
    const block = this.#arena.allocate(packed.length);
    const { bytes, start } = this.#arena.locate(block);
    bytes.set(packed, start);
    this.rows.setWord(id, WORD.ends, block);
  }

  #ends(id: number): ConversationEnds {
    const { rows } = this;
    const block = rows.word(id, WORD.ends);
    if (block !== NO_BLOCK) {
      const { bytes, start } = this.#arena.locate(block);
      return unpackEnds(bytes, start);
    }
    const ports = rows.word(id, WORD.key);
    const first = this.#keyEnd(id, WORD.key + 2, ports >>> 16);
    const second = this.#keyEnd(id, WORD.key + 6, ports & 0xffff);
    return rows.has(id, FLAG.localFirst) ? { local: first, remote: second } : { local: second, remote: first };
  }

  #keyEnd(id: number, at: number, port: number): IpSocketAddress {
    const { rows } = this;
    const words = Array.from({ length: rows.has(id, FLAG.ipv6) ? 4 : 1 }, (_, i) => rows.word(id, at + i));
    return { family: 'ip', address: headerAddress(words), port };
  }
}

function addEvent(
  conversation: Conversation,
  kind: LifecycleKind,
  direction: Direction,
  time: number,
  detail: string | undefined,
): void {
  const { appended: beforeChunk } = conversation.log;
  conversation.addEvent({ kind, direction, ...(detail === undefined ? {} : { detail }), time, beforeChunk });
}
