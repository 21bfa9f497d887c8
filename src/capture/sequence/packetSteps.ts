import type { Direction } from '../../base/direction';
import { TCP_STATES, type TcpState } from '../../engine/kernel/tcpState';
import { NO_PEER, type ChunkLog } from '../chunkLog';
import { TCP_FLAG } from '../pcapng';
import type { CapturedPacket } from './capturedPacket';
import { endOf } from './recordedSteps';
import { PacketMarks } from './packetMarks';
import type { SequenceStep, SequenceSteps } from './step';
import { TcpEnds, type TcpEndStates } from './tcpEnds';

/** Most packets of a sequence; it says so when it is full. Each takes 43 bytes. */
export const MAX_PACKETS = 2 ** 20;

const PAGE = 65_536;
const FLAGS = 0xfff;
const RECEIVED = 0x1000;
const UNKNOWN_STATE = 15;
/** Packets that are looked at for one whose place in the file does not tell where it is. */
const MAX_LOOK = 4096;

interface Page {
  readonly times: Float64Array;
  readonly offsets: Float64Array;
  readonly positions: Float64Array;
  readonly sequences: Uint32Array;
  readonly acknowledgements: Uint32Array;
  readonly lengths: Uint32Array;
  readonly windows: Uint16Array;
  readonly flags: Uint16Array;
  readonly marks: Uint16Array;
  readonly states: Uint8Array;
}

/** The packets of a TCP connection that another program captured, in the file's order, in typed arrays with a cap. */
export class PacketSteps implements SequenceSteps {
  readonly #pages: Page[] = [];
  readonly #log: ChunkLog;
  readonly #ends = new TcpEnds();
  readonly #marks = new PacketMarks();
  #length = 0;

  /** @param log The connection's chunks: what was put together of the packets. */
  constructor(log: ChunkLog) {
    this.#log = log;
  }

  get count(): number {
    return this.#length;
  }

  get isFull(): boolean {
    return this.#length >= MAX_PACKETS;
  }

  /** Adds the packet that comes next in the file; does nothing once it is full. */
  add(packet: CapturedPacket): void {
    if (this.isFull) return;
    const at = this.#length % PAGE;
    if (at === 0) this.#pages.push(newPage());
    const page = this.#pages.at(-1)!;
    const { offset, marks, acksFin } = this.#marks.take(packet);
    const { direction, flags } = packet;
    this.#ends.packet(endOf(direction), flags, acksFin);
    page.times[at] = packet.time;
    page.offsets[at] = offset;
    page.positions[at] = packet.position;
    page.sequences[at] = packet.sequence;
    page.acknowledgements[at] = packet.acknowledgement;
    page.lengths[at] = packet.length;
    page.windows[at] = packet.window;
    page.flags[at] = (flags & FLAGS) | (direction === 'received' ? RECEIVED : 0);
    page.marks[at] = marks;
    page.states[at] = packStates(this.#ends.states);
    this.#length++;
  }

  at(row: number): SequenceStep {
    const page = this.#pages[Math.floor(row / PAGE)];
    if (!page || !(row >= 0 && row < this.#length)) throw new RangeError(`packet ${row} of ${this.#length}`);
    const at = row % PAGE;
    const word = page.flags[at]!;
    const direction = (word & RECEIVED) === 0 ? 'sent' : 'received';
    const other = direction === 'sent' ? 'received' : 'sent';
    const flags = word & FLAGS;
    return {
      kind: 'packet',
      direction,
      time: page.times[at]!,
      offset: page.offsets[at]!,
      length: page.lengths[at]!,
      inferred: false,
      continues: false,
      flags,
      tcp: {
        flags,
        sequence: page.sequences[at]!,
        acknowledgement: page.acknowledgements[at]!,
        window: page.windows[at]! * 2 ** ((flags & TCP_FLAG.syn) === 0 ? this.#marks.scale(direction) : 0),
        base: this.#marks.base(direction),
        otherBase: this.#marks.base(other),
        marks: page.marks[at]!,
      },
      peer: NO_PEER,
      states: unpackStates(page.states[at]!),
    };
  }

  rowOf(direction: Direction, offset: number): number {
    const chunk = this.#log.atOffset(direction, offset);
    if (chunk < 0 || this.#log.isGap(chunk)) return -1;
    // The chunk is a part of a packet, and lies in the file behind its header.
    const last = this.#lastAtOrBefore(this.#log.position(chunk));
    for (let row = last; row >= 0 && last - row < MAX_LOOK; row--) if (this.#holds(row, direction, offset)) return row;
    return -1;
  }

  #holds(row: number, direction: Direction, offset: number): boolean {
    const step = this.at(row);
    return step.direction === direction && step.offset <= offset && offset < step.offset + step.length;
  }

  #lastAtOrBefore(position: number): number {
    let low = -1;
    let high = this.#length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#pages[Math.floor(middle / PAGE)]!.positions[middle % PAGE]! <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function packStates([local, remote]: TcpEndStates): number {
  return (stateNumber(local) << 4) | stateNumber(remote);
}

function stateNumber(state: TcpState | undefined): number {
  return state === undefined ? UNKNOWN_STATE : TCP_STATES.indexOf(state);
}

function unpackStates(packed: number): TcpEndStates {
  return [TCP_STATES[packed >>> 4], TCP_STATES[packed & 0xf]];
}

function newPage(): Page {
  return {
    times: new Float64Array(PAGE),
    offsets: new Float64Array(PAGE),
    positions: new Float64Array(PAGE),
    sequences: new Uint32Array(PAGE),
    acknowledgements: new Uint32Array(PAGE),
    lengths: new Uint32Array(PAGE),
    windows: new Uint16Array(PAGE),
    flags: new Uint16Array(PAGE),
    marks: new Uint16Array(PAGE),
    states: new Uint8Array(PAGE),
  };
}
