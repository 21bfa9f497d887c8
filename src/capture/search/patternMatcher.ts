import { fitsAt, type MaskedPattern } from '../../bytes/find/maskedPattern';
import type { MatcherWork, OnMatch, StreamMatcher } from './streamMatcher';

const EXACT = 0xff;

/** Comparisons of single bytes, at most, between two turns of others: a few milliseconds. */
const MAX_COMPARISONS = 4 * 1024 * 1024;

/** A pattern with its longest run of exact bytes, which the system's own search finds much faster than a loop. */
interface Anchored extends MaskedPattern {
  readonly anchor: Buffer;
  /** Where the run begins in the pattern. */
  readonly anchorAt: number;
}

function anchored(pattern: MaskedPattern): Anchored {
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
  /** Places that are looked at between two turns of others. */
  readonly #block: number;
  /** Most bytes of a match that begins before a place and ends behind it. */
  readonly #overlap: number;
  /** The last bytes so far, and room for as many of what comes: a match may begin in the ones and end in the others. */
  readonly #joint: Buffer;
  /** How many bytes those are. */
  #carried = 0;
  /** Of the first of them in the stream. */
  #carryOffset = 0;
  /** Where the next match may begin. */
  #next = 0;

  /** @param patterns At least one, none of them empty. */
  constructor(patterns: readonly MaskedPattern[]) {
    this.#patterns = patterns.map(anchored);
    this.#overlap = Math.max(...patterns.map(({ values }) => values.length)) - 1;
    this.#joint = Buffer.alloc(2 * this.#overlap);
    const compared = this.#patterns.filter(({ values, anchor }) => anchor.length < values.length);
    const perPlace = compared.reduce((sum, { values }) => sum + values.length, 0);
    this.#block = Math.ceil(MAX_COMPARISONS / Math.max(1, perPlace));
  }

  *push(piece: Uint8Array, onMatch: OnMatch): MatcherWork {
    const overlap = this.#overlap;
    const carried = this.#carried;
    const pieceOffset = this.#carryOffset + carried;
    if (carried > 0) {
      const joined = carried + Math.min(overlap, piece.length);
      this.#joint.set(piece.subarray(0, overlap), carried);
      const decided = Math.min(carried, Math.max(0, joined - overlap));
      if (!(yield* this.#scan(this.#joint.subarray(0, joined), this.#carryOffset, decided, onMatch))) return false;
      if (decided < carried) {
        this.#keep(this.#joint.subarray(decided, joined), this.#carryOffset + decided);
        return true;
      }
    }
    const decided = Math.max(0, piece.length - overlap);
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    if (!(yield* this.#scan(bytes, pieceOffset, decided, onMatch))) return false;
    this.#keep(piece.subarray(decided), pieceOffset + decided);
    return true;
  }

  *skip(length: number, onMatch: OnMatch): MatcherWork {
    const goesOn = yield* this.end(onMatch);
    this.#carryOffset += length;
    return goesOn;
  }

  *end(onMatch: OnMatch): MatcherWork {
    const carried = this.#carried;
    const goesOn = yield* this.#scan(this.#joint.subarray(0, carried), this.#carryOffset, carried, onMatch);
    this.restart(this.#carryOffset + carried);
    return goesOn;
  }

  restart(offset: number): void {
    this.#carried = 0;
    this.#carryOffset = offset;
  }

  /** @param bytes At most as many as a match can overlap. */
  #keep(bytes: Uint8Array, offset: number): void {
    this.#joint.set(bytes);
    this.#carried = bytes.length;
    this.#carryOffset = offset;
  }

  /** Finds what begins in the first `end` bytes. */
  *#scan(bytes: Buffer, offset: number, end: number, onMatch: OnMatch): MatcherWork {
    for (let done = 0; done < end;) {
      if (done > 0) yield;
      done = Math.min(end, done + this.#block);
      const block = done === end ? bytes : bytes.subarray(0, done + this.#overlap);
      if (!this.#scanBlock(block, offset, done, onMatch)) return false;
    }
    return true;
  }

  #scanBlock(buffer: Buffer, offset: number, end: number, onMatch: OnMatch): boolean {
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
