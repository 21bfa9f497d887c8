import { randomBytes } from 'node:crypto';
import { FLAG, KEY_WORDS, WORD, type FlowRows } from './flowRows';
import type { Packet } from './packet';

/** The table is cut into parts by the hash's upper bits: each grows by itself, so that nobody waits long for it. */
const PARTS = 64;
const PART_SHIFT = 26;
const INITIAL_SLOTS = 16;
/** What a slot costs at the most, for each flow: at least every fourth is taken. */
export const SLOT_BYTES = 16;

/** One way of a flow: the way of the packets that look it up. */
export interface FlowWay {
  /** The number of its row. */
  readonly flow: number;
  /** The packets are those that the local side sent. */
  readonly isForward: boolean;
}

/**
 * Finds the flow that a packet's addresses and ports belong to, whichever way the packet goes: a hash table with open addressing
 * over the rows, 8 bytes a flow. A key is the same for both ways: the lower of the two ends comes first in it.
 */
export class FlowTable {
  readonly #rows: FlowRows;
  /** Rows' numbers plus one; 0 is free. */
  readonly #parts = Array.from({ length: PARTS }, () => ({ slots: new Uint32Array(INITIAL_SLOTS), count: 0 }));
  /** Nobody can prepare a file whose flows all meet in one slot. */
  readonly #seed = randomBytes(4).readUInt32LE();
  /** The key of the packet at hand, and what else belongs to it. */
  readonly #key = new Uint32Array(KEY_WORDS);
  #hash = 0;
  #isSourceFirst = true;

  constructor(rows: FlowRows) {
    this.#rows = rows;
  }

  find(packet: Packet, sourcePort: number, destinationPort: number): FlowWay | undefined {
    this.#load(packet, sourcePort, destinationPort);
    const { slots } = this.#part;
    const row = slots[this.#slotOf(slots)]! - 1;
    if (row < 0) return undefined;
    return { flow: row, isForward: this.#rows.has(row, FLAG.localFirst) === this.#isSourceFirst };
  }

  /**
   * Gives a row its key, and puts it in place of the one that had the same. Returns the packet's way.
   *
   * @param isForward The packet's source is the local side.
   */
  add(packet: Packet, sourcePort: number, destinationPort: number, row: number, isForward: boolean): FlowWay {
    this.#load(packet, sourcePort, destinationPort);
    const rows = this.#rows;
    for (let i = 0; i < KEY_WORDS; i++) rows.setWord(row, WORD.key + i, this.#key[i]!);
    rows.setWord(row, WORD.hash, this.#hash);
    if (isForward === this.#isSourceFirst) rows.raise(row, FLAG.localFirst);
    if (packet.ipVersion === 6) rows.raise(row, FLAG.ipv6);
    const part = this.#part;
    const slot = this.#slotOf(part.slots);
    if (part.slots[slot] === 0) part.count++;
    part.slots[slot] = row + 1;
    if (part.count * 2 > part.slots.length) part.slots = this.#grown(part.slots);
    return { flow: row, isForward };
  }

  get #part(): { slots: Uint32Array; count: number } {
    return this.#parts[this.#hash >>> PART_SHIFT]!;
  }

  /** The slot with this key, or the free one where it belongs. */
  #slotOf(slots: Uint32Array): number {
    const mask = slots.length - 1;
    let slot = this.#hash & mask;
    for (; ; slot = (slot + 1) & mask) {
      const row = slots[slot]! - 1;
      if (row < 0 || (this.#rows.word(row, WORD.hash) === this.#hash && this.#hasKey(row))) return slot;
    }
  }

  #hasKey(row: number): boolean {
    for (let i = 0; i < KEY_WORDS; i++) if (this.#rows.word(row, WORD.key + i) !== this.#key[i]) return false;
    return true;
  }

  #grown(before: Uint32Array): Uint32Array {
    const slots = new Uint32Array(before.length * 2);
    const mask = slots.length - 1;
    for (const entry of before) {
      if (entry === 0) continue;
      let slot = this.#rows.word(entry - 1, WORD.hash) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry;
    }
    return slots;
  }

  #load(packet: Packet, sourcePort: number, destinationPort: number): void {
    const { view, sourceAddress: source, destinationAddress: destination, ipVersion } = packet;
    const key = this.#key;
    const words = ipVersion === 4 ? 1 : 4;
    let difference = 0;
    for (let i = 0; i < words && difference === 0; i++) {
      difference = view.getUint32(source + 4 * i) - view.getUint32(destination + 4 * i);
    }
    if (difference === 0) difference = sourcePort - destinationPort;
    const isSourceFirst = difference <= 0;
    this.#isSourceFirst = isSourceFirst;
    const [first, second] = isSourceFirst ? [source, destination] : [destination, source];
    key[0] = isSourceFirst ? (sourcePort << 16) | destinationPort : (destinationPort << 16) | sourcePort;
    key[1] = ipVersion;
    for (let i = 0; i < 4; i++) {
      key[2 + i] = i < words ? view.getUint32(first + 4 * i) : 0;
      key[6 + i] = i < words ? view.getUint32(second + 4 * i) : 0;
    }
    // MurmurHash3 (Austin Appleby, public domain).
    let hash = this.#seed;
    for (const word of key) {
      let mixed = Math.imul(word, 0xcc9e2d51);
      mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
      hash ^= mixed;
      hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    this.#hash = (hash ^ (hash >>> 16)) >>> 0;
  }
}
