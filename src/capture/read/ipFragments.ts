import type { Template } from '../../base/error';
import type { Problems } from '../problems';
import { CUT_OFF, Packet } from './packet';

const DAMAGED = 'IP fragments that contradict each other are left out.';
const INCOMPLETE = 'IP packets of which fragments are missing are left out.';

/** Packets whose other fragments are waited for; those that began first are given up. */
const MAX_WAITING = 4096;
/** What a fragment costs besides its bytes, in memory, about. */
const FRAGMENT_COST = 256;
/** Most bytes that their fragments cost together. */
export const MAX_WAITING_BYTES = 4 * 2 ** 20;
/** RFC 8200, 4.5, in nanoseconds: what is not whole by then never will be, and its identification may be used again. */
const TIMEOUT = 60e9;
/** What an IP packet can hold. */
const MAX_PACKET_BYTES = 65_535;
/** Fragments but the last one have a multiple of this. */
const UNIT_BYTES = 8;

interface Fragment {
  /** In the packet. */
  readonly offset: number;
  readonly position: number;
  readonly bytes: Uint8Array;
  readonly protocol: number;
}

interface Waiting {
  /** In the order of their offsets. */
  readonly fragments: Fragment[];
  readonly addresses: Uint8Array;
  readonly begun: number;
  readonly position: number;
  bytes: number;
  counted: number;
  /** Bytes of the whole, once the last fragment is there. */
  total: number | undefined;
  isCutOff: boolean;
}

/** Puts the fragments of IPv4 and IPv6 packets together (RFC 791, 3.2; RFC 8200, 4.5), in bounded memory. */
export class IpFragments {
  readonly #problems: Problems;
  /** Those that began first come first. */
  readonly #waiting = new Map<string, Waiting>();
  #cost = 0;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /**
   * Takes a fragment, whose IP header is taken off.
   *
   * @returns The whole packet, valid until the next call; nothing while others are missing; or why it is left out.
   */
  add(packet: Packet): Packet | Template | undefined {
    const { fragmentOffset: offset, hasMoreFragments, start, end, missing } = packet;
    const length = end + missing - start;
    const isWrong = length === 0 || (hasMoreFragments && length % UNIT_BYTES !== 0);
    if (isWrong || offset + length > MAX_PACKET_BYTES) return DAMAGED;
    const key = keyOf(packet);
    let waiting = this.#waiting.get(key);
    if (waiting !== undefined && packet.time - waiting.begun > TIMEOUT) {
      this.#giveUp(key, waiting);
      waiting = undefined;
    }
    waiting ??= this.#begin(key, packet);
    waiting.isCutOff ||= missing > 0;
    const bytes = new Uint8Array(length);
    bytes.set(packet.bytes.subarray(start, end));
    const position = packet.filePosition + start;
    const place = insert(waiting, { offset, position, bytes, protocol: packet.protocol });
    if (place === 'known') return undefined;
    if (place === 'contradiction' || !takesEnd(waiting, offset + length, hasMoreFragments)) {
      this.#forget(key, waiting);
      return DAMAGED;
    }
    waiting.bytes += length;
    waiting.counted++;
    this.#cost += FRAGMENT_COST + length;
    if (waiting.bytes === waiting.total) {
      this.#forget(key, waiting);
      return waiting.isCutOff ? CUT_OFF : wholeOf(waiting, packet);
    }
    for (const [oldest, each] of this.#waiting) {
      if (this.#waiting.size <= MAX_WAITING && this.#cost <= MAX_WAITING_BYTES) break;
      this.#giveUp(oldest, each);
    }
    return undefined;
  }

  /** The capture is at its end: nothing more will come. */
  end(): void {
    for (const [key, waiting] of this.#waiting) this.#giveUp(key, waiting);
  }

  #begin(key: string, packet: Packet): Waiting {
    const addresses = packet.addresses().slice();
    const waiting: Waiting = {
      fragments: [],
      addresses,
      begun: packet.time,
      position: packet.filePosition + packet.start,
      bytes: 0,
      counted: 0,
      total: undefined,
      isCutOff: false,
    };
    this.#waiting.set(key, waiting);
    return waiting;
  }

  #giveUp(key: string, waiting: Waiting): void {
    this.#problems.add(waiting.position, INCOMPLETE);
    this.#forget(key, waiting);
  }

  #forget(key: string, waiting: Waiting): void {
    this.#waiting.delete(key);
    // A fragment in the wrong place is not counted yet.
    this.#cost -= waiting.bytes + FRAGMENT_COST * waiting.counted;
  }
}

/** What the fragments of one packet have in common. In IPv6, the next header does not count. */
function keyOf(packet: Packet): string {
  const { ipVersion, fragmentId, protocol } = packet;
  const addresses = String.fromCharCode(...packet.addresses());
  return `${addresses} ${fragmentId}${ipVersion === 4 ? ` ${protocol}` : ''}`;
}

/** Puts a fragment in its place, unless it is there already; none may overlap another (RFC 5722). */
function insert({ fragments }: Waiting, fragment: Fragment): 'new' | 'known' | 'contradiction' {
  const { offset, bytes } = fragment;
  let index = fragments.length;
  while (index > 0 && fragments[index - 1]!.offset >= offset) index--;
  const next = fragments[index];
  if (next?.offset === offset && next.bytes.length === bytes.length) return 'known';
  const before = fragments[index - 1];
  if (before !== undefined && before.offset + before.bytes.length > offset) return 'contradiction';
  if (next !== undefined && offset + bytes.length > next.offset) return 'contradiction';
  fragments.splice(index, 0, fragment);
  return 'new';
}

/** Whether a fragment may end there, with what is known of the packet's length. */
function takesEnd(waiting: Waiting, end: number, hasMore: boolean): boolean {
  if (!hasMore) {
    const last = waiting.fragments.at(-1)!;
    if (waiting.total !== undefined || last.offset + last.bytes.length > end) return false;
    waiting.total = end;
    return true;
  }
  return waiting.total === undefined || end < waiting.total;
}

/** @param last The fragment that was missing; the packet has its time. */
function wholeOf({ fragments, addresses, total = 0 }: Waiting, last: Packet): Packet {
  const whole = new Packet();
  const { length } = addresses;
  whole.bytes = new Uint8Array(length + total);
  whole.view = new DataView(whole.bytes.buffer);
  whole.bytes.set(addresses);
  const pieces: number[] = [];
  for (const { offset, position, bytes } of fragments) {
    whole.bytes.set(bytes, length + offset);
    pieces.push(length + offset, position, bytes.length);
  }
  whole.pieces = pieces;
  whole.filePosition = fragments[0]!.position - length;
  whole.time = last.time;
  whole.direction = last.direction;
  whole.ipVersion = last.ipVersion;
  whole.sourceAddress = 0;
  whole.destinationAddress = length / 2;
  whole.protocol = fragments[0]!.protocol;
  whole.start = length;
  whole.end = length + total;
  return whole;
}
