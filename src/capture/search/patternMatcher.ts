import { fitsAt, type BytePattern } from '../../bytes/find/bytePattern';
import type { OnMatch, StreamMatcher } from './streamMatcher';

const EXACT = 0xff;

/** A pattern with its longest run of exact bytes, which the system's own search finds much faster than a loop. */
interface Anchored extends BytePattern {
  readonly anchor: Buffer;
  /** Where the run begins in the pattern. */
  readonly anchorAt: number;
}

function anchored(pattern: BytePattern): Anchored {
  const { values, masks } = pattern;
  let best = { at: 0, length: 0 };
  for (let at = 0; at < masks.length; at++) {
    let end = at;
    while (masks[end] === EXACT) end++;
    if (end - at > best.length) best = { at, length: end - at };
    at = Math.max(at, end);
  }
  return { ...pattern, anchor: Buffer.from(values.subarray(best.at, best.at + best.length)), anchorAt: best.at };
}

/** Finds byte patterns: of all that fit somewhere, the leftmost; of those that begin there, the longest. */
export class PatternMatcher implements StreamMatcher {
  readonly pieceBytes = 1024 * 1024;
  readonly #patterns: readonly Anchored[];
  readonly #longest: number;
  /** The last bytes so far: a match may begin in them that ends in what comes. */
  #carry: Uint8Array = new Uint8Array(0);
  /** Of the carry's first byte in the stream. */
  #carryOffset = 0;
  /** Where the next match may begin. */
  #next = 0;

  /** @param patterns At least one, none of them empty. */
  constructor(patterns: readonly BytePattern[]) {
    this.#patterns = patterns.map(anchored);
    this.#longest = Math.max(...patterns.map(({ values }) => values.length));
  }

  push(piece: Uint8Array, onMatch: OnMatch): boolean {
    const overlap = this.#longest - 1;
    const carried = this.#carry.length;
    const pieceOffset = this.#carryOffset + carried;
    if (carried > 0) {
      const joint = Buffer.concat([this.#carry, piece.subarray(0, overlap)]);
      const decided = Math.min(carried, Math.max(0, joint.length - overlap));
      if (!this.#scan(joint, this.#carryOffset, decided, onMatch)) return false;
      if (decided < carried) {
        this.#keep(joint, decided, this.#carryOffset);
        return true;
      }
    }
    const decided = Math.max(0, piece.length - overlap);
    if (!this.#scan(piece, pieceOffset, decided, onMatch)) return false;
    this.#keep(piece, decided, pieceOffset);
    return true;
  }

  skip(length: number, onMatch: OnMatch): boolean {
    const goesOn = this.end(onMatch);
    this.#carryOffset += length;
    return goesOn;
  }

  end(onMatch: OnMatch): boolean {
    const carry = this.#carry;
    const goesOn = this.#scan(carry, this.#carryOffset, carry.length, onMatch);
    this.#keep(carry, carry.length, this.#carryOffset);
    return goesOn;
  }

  restart(offset: number): void {
    this.#carry = new Uint8Array(0);
    this.#carryOffset = offset;
  }

  #keep(bytes: Uint8Array, from: number, offset: number): void {
    this.#carry = bytes.slice(from);
    this.#carryOffset = offset + from;
  }

  /** Finds what begins in the first `end` bytes. */
  #scan(bytes: Uint8Array, offset: number, end: number, onMatch: OnMatch): boolean {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const places = this.#patterns.map(() => -1);
    for (let at = Math.max(0, this.#next - offset); at < end; at = this.#next - offset) {
      let first = Infinity;
      let length = 0;
      for (const [i, pattern] of this.#patterns.entries()) {
        if (places[i]! < at) places[i] = place(pattern, buffer, at, end);
        const found = places[i]!;
        const size = pattern.values.length;
        if (found < first || (found === first && size > length)) {
          first = found;
          length = size;
        }
      }
      if (first === Infinity) return true;
      this.#next = offset + first + length;
      if (!onMatch(offset + first, length)) return false;
    }
    return true;
  }
}

/** The first place from `start` on, below `end`, where the whole pattern is; `Infinity` when there is none. */
function place(pattern: Anchored, bytes: Buffer, start: number, end: number): number {
  const last = Math.min(end - 1, bytes.length - pattern.values.length);
  const { anchor, anchorAt } = pattern;
  for (let at = start; at <= last; at++) {
    if (anchor.length > 0) {
      const found = bytes.indexOf(anchor, at + anchorAt);
      if (found < 0 || found - anchorAt > last) return Infinity;
      at = found - anchorAt;
    }
    if (fitsAt(pattern, bytes, at)) return at;
  }
  return Infinity;
}
