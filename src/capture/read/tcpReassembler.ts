import type { Direction } from '../../base/direction';
import { MAX_SEGMENT_BYTES } from '../pcapng';
import type { Problems } from '../problems';
import { tcpLayout } from '../segmentLayout';
import type { ConversationTable } from './conversationTable';
import { FLAG, WORD, type FlowRows } from './flowRows';
import { COST, type IndexBudget } from './indexBudget';

/** Most segments of one direction that are held until the bytes before them come. */
const MAX_HELD = 4096;
/** The largest window that TCP can have (RFC 7323): nothing that far ahead belongs to the stream. */
const MAX_WINDOW = 2 ** 30;

/** A part of the stream, and where its bytes are. */
interface Segment {
  /** Sequence number of its first byte. */
  sequence: number;
  position: number;
  /** Bytes in the file. */
  captured: number;
  /** Bytes behind them that were on the network, but are not in the file. */
  missing: number;
  /** It ends what was sent at once. */
  isLast: boolean;
}

/** A chunk that more segments may belong to. */
interface OpenChunk {
  readonly position: number;
  readonly time: number;
  length: number;
}

/** One direction of one connection: twice its number, and one more for the bytes sent. */
export type HalfStream = number;

export function halfStreamOf(flow: number, direction: Direction): HalfStream {
  return 2 * flow + (direction === 'sent' ? 1 : 0);
}

/** `one` − `other` for sequence numbers, which wrap around at 2^32: from −2^31 to 2^31 − 1. */
export function sequenceDifference(one: number, other: number): number {
  return (one - other) | 0;
}

/**
 * Puts the segments of each direction of each TCP connection in order (RFC 9293, 3.4): what is there already is dropped, what
 * came early is held, and what never comes is a gap. What is known of a direction stands in the row of its connection; only what
 * is held has objects.
 */
export class TcpReassembler {
  readonly #table: ConversationTable;
  readonly #rows: FlowRows;
  readonly #problems: Problems;
  readonly #budget: IndexBudget;
  /** In the order of their sequence numbers, none of them empty. */
  readonly #held = new Map<HalfStream, Segment[]>();
  readonly #open = new Map<HalfStream, OpenChunk>();

  constructor(table: ConversationTable, problems: Problems, budget: IndexBudget) {
    this.#table = table;
    this.#rows = table.rows;
    this.#problems = problems;
    this.#budget = budget;
  }

  /** All bytes before FIN are there, and FIN too. */
  hasFinished(half: HalfStream): boolean {
    return this.#has(half, FLAG.hasFinished);
  }

  /** Sets the sequence number of the first byte, unless it is known. */
  begin(half: HalfStream, sequence: number): void {
    if (!this.#has(half, FLAG.hasNext)) this.#setNext(half, sequence);
  }

  /** Adds a segment. Its bytes may become visible now, later or never. */
  add(
    half: HalfStream,
    sequence: number,
    position: number,
    captured: number,
    missing: number,
    isLast: boolean,
    time: number,
  ): void {
    this.begin(half, sequence);
    const segment = { sequence, position, captured, missing, isLast };
    if (sequenceDifference(sequence, this.#next(half)) > 0) {
      this.#hold(half, segment, time);
      return;
    }
    this.#deliver(half, segment, time);
    this.#deliverHeld(half, time);
  }

  /** FIN has this sequence number. */
  finish(half: HalfStream, sequence: number): void {
    this.begin(half, sequence);
    if (!this.#has(half, FLAG.hasFinish)) {
      this.#raise(half, FLAG.hasFinish);
      this.#rows.setWord(half >>> 1, WORD.finishReceived + (half & 1), sequence);
    }
    this.#checkFinish(half);
  }

  /** The other side has received everything before this number: what is missing before held bytes will not come. */
  acknowledge(half: HalfStream, sequence: number, time: number): void {
    for (let held = this.#held.get(half); held !== undefined; held = this.#held.get(half)) {
      if (sequenceDifference(sequence, held[0]!.sequence) <= 0) return;
      this.#skipGap(half, held, time);
    }
  }

  /** The directions that wait for something, each once. */
  get waiting(): HalfStream[] {
    return [...new Set([...this.#held.keys(), ...this.#open.keys()])];
  }

  /** The capture is at its end. */
  end(half: HalfStream, time: number, filePosition: number): void {
    for (let held = this.#held.get(half); held !== undefined; held = this.#held.get(half)) {
      if (sequenceDifference(held[0]!.sequence, this.#next(half)) > MAX_WINDOW) {
        this.#problems.add(filePosition, 'TCP segments far outside of their window are left out.');
        this.#forget(half, held, held.length);
      } else {
        this.#skipGap(half, held, time);
      }
    }
    this.#closeChunk(half);
  }

  #hold(half: HalfStream, segment: Segment, time: number): void {
    let held = this.#held.get(half);
    if (held === undefined) this.#held.set(half, (held = []));
    let index = held.length;
    while (index > 0 && sequenceDifference(held[index - 1]!.sequence, segment.sequence) > 0) index--;
    held.splice(index, 0, segment);
    this.#budget.charge(COST.heldSegment);
    if (held.length > MAX_HELD) this.#skipGap(half, held, time);
  }

  #forget(half: HalfStream, held: Segment[], count: number): void {
    held.splice(0, count);
    this.#budget.charge(-count * COST.heldSegment);
    if (held.length === 0) this.#held.delete(half);
  }

  /** Gives up the bytes before the first held segment. */
  #skipGap(half: HalfStream, held: readonly Segment[], time: number): void {
    const length = sequenceDifference(held[0]!.sequence, this.#next(half));
    if (length > 0) this.#appendGap(half, length, time);
    this.#deliverHeld(half, time);
  }

  #deliverHeld(half: HalfStream, time: number): void {
    const held = this.#held.get(half);
    if (held !== undefined) {
      let count = 0;
      while (count < held.length && sequenceDifference(held[count]!.sequence, this.#next(half)) <= 0) {
        this.#deliver(half, held[count]!, time);
        count++;
      }
      if (count > 0) this.#forget(half, held, count);
    }
    this.#checkFinish(half);
  }

  /** Appends what is new of a segment that begins at or before the next byte. */
  #deliver(half: HalfStream, segment: Segment, time: number): void {
    const known = sequenceDifference(this.#next(half), segment.sequence);
    const captured = segment.captured - known;
    const missing = segment.missing + Math.min(captured, 0);
    if (captured > 0)
      this.#appendBytes(half, segment.position + known, captured, segment.isLast && missing === 0, time);
    if (missing > 0) this.#appendGap(half, missing, time);
  }

  #appendBytes(half: HalfStream, position: number, length: number, isLast: boolean, time: number): void {
    this.#setNext(half, this.#next(half) + length);
    // Consecutive segments of a chunk belong together: only in Sockscope's own captures.
    if (!this.#rows.has(half >>> 1, FLAG.own)) {
      this.#append(half, length, time, position);
      return;
    }
    const open = this.#open.get(half);
    if (open !== undefined && position === this.#endOf(half, open)) {
      open.length += length;
    } else {
      this.#closeChunk(half);
      if (isLast || length !== MAX_SEGMENT_BYTES) {
        this.#append(half, length, time, position);
        return;
      }
      this.#budget.charge(COST.openChunk);
      this.#open.set(half, { position, length, time });
    }
    if (isLast || length !== MAX_SEGMENT_BYTES) this.#closeChunk(half);
  }

  /** Where in the file the next segment of the chunk would begin. */
  #endOf(half: HalfStream, { position, length }: OpenChunk): number {
    const { segmentBytes, overhead } = tcpLayout(this.#rows.has(half >>> 1, FLAG.ipv6) ? 6 : 4);
    return position + (length / segmentBytes) * (segmentBytes + overhead);
  }

  #appendGap(half: HalfStream, length: number, time: number): void {
    this.#closeChunk(half);
    this.#append(half, length, time, 0, true);
    this.#setNext(half, this.#next(half) + length);
  }

  #closeChunk(half: HalfStream): void {
    const open = this.#open.get(half);
    if (open === undefined) return;
    this.#open.delete(half);
    this.#budget.charge(-COST.openChunk);
    this.#append(half, open.length, open.time, open.position);
  }

  #append(half: HalfStream, length: number, time: number, position: number, gap = false): void {
    this.#table.chunk(half >>> 1, (half & 1) === 0 ? 'received' : 'sent', length, time, position, gap);
  }

  #checkFinish(half: HalfStream): void {
    if (!this.#has(half, FLAG.hasFinish)) return;
    const finish = this.#rows.word(half >>> 1, WORD.finishReceived + (half & 1));
    if (sequenceDifference(this.#next(half), finish) >= 0) this.#raise(half, FLAG.hasFinished);
  }

  /** The sequence number that the next byte must have; only after {@link begin}. */
  #next(half: HalfStream): number {
    return this.#rows.word(half >>> 1, WORD.nextReceived + (half & 1));
  }

  #setNext(half: HalfStream, sequence: number): void {
    this.#raise(half, FLAG.hasNext);
    this.#rows.setWord(half >>> 1, WORD.nextReceived + (half & 1), sequence >>> 0);
  }

  /** @param flag The first of a pair. */
  #has(half: HalfStream, flag: number): boolean {
    return this.#rows.has(half >>> 1, flag << (half & 1));
  }

  #raise(half: HalfStream, flag: number): void {
    this.#rows.raise(half >>> 1, flag << (half & 1));
  }
}
