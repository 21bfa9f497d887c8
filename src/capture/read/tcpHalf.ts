import type { Direction } from '../../bytes/direction';
import type { ChunkLog } from '../chunkLog';
import { MAX_SEGMENT_BYTES } from '../pcapng';
import type { Problems } from '../problems';

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

/** `one` − `other` for sequence numbers, which wrap around at 2^32: from −2^31 to 2^31 − 1. */
export function sequenceDifference(one: number, other: number): number {
  return (one - other) | 0;
}

/**
 * Puts the segments of one direction of a TCP connection in order (RFC 9293, 3.4): what is there already is dropped,
 * what came early is held, and what never comes is a gap.
 */
export class TcpHalf {
  readonly #direction: Direction;
  readonly #log: ChunkLog;
  readonly #problems: Problems;
  /** Consecutive segments of a chunk belong together: only in Sockscope's own captures. */
  readonly #joinsSegments: boolean;
  readonly #held: Segment[] = [];
  /** The sequence number that the next byte must have. */
  #next: number | undefined;
  #finish: number | undefined;
  #hasFinished = false;
  /** The chunk that more segments may belong to. */
  #open: { readonly position: number; readonly time: number; length: number } | undefined;

  constructor(direction: Direction, log: ChunkLog, joinsSegments: boolean, problems: Problems) {
    this.#direction = direction;
    this.#log = log;
    this.#joinsSegments = joinsSegments;
    this.#problems = problems;
  }

  /** All bytes before FIN are there, and FIN too. */
  get hasFinished(): boolean {
    return this.#hasFinished;
  }

  /** Sets the sequence number of the first byte, unless it is known. */
  begin(sequence: number): void {
    this.#next ??= sequence >>> 0;
  }

  /** Adds a segment. Its bytes may become visible now, later or never. */
  add(sequence: number, position: number, captured: number, missing: number, isLast: boolean, time: number): void {
    const next = (this.#next ??= sequence);
    const segment = { sequence, position, captured, missing, isLast };
    if (sequenceDifference(sequence, next) > 0) {
      this.#hold(segment, time);
      return;
    }
    this.#deliver(segment, time);
    this.#deliverHeld(time);
  }

  /** FIN has this sequence number. */
  finish(sequence: number): void {
    this.#next ??= sequence;
    this.#finish ??= sequence;
    this.#checkFinish();
  }

  /** The other side has received everything before this number: what is missing before held bytes will not come. */
  acknowledge(sequence: number, time: number): void {
    while (this.#held.length > 0 && sequenceDifference(sequence, this.#held[0]!.sequence) > 0) this.#skipGap(time);
  }

  /** The capture is at its end. */
  end(time: number, filePosition: number): void {
    while (this.#held.length > 0) {
      if (sequenceDifference(this.#held[0]!.sequence, this.#next!) > MAX_WINDOW) {
        this.#problems.add(filePosition, 'TCP segments far outside of their window are left out.');
        this.#held.length = 0;
      } else {
        this.#skipGap(time);
      }
    }
    this.#closeChunk();
  }

  #hold(segment: Segment, time: number): void {
    let index = this.#held.length;
    while (index > 0 && sequenceDifference(this.#held[index - 1]!.sequence, segment.sequence) > 0) index--;
    this.#held.splice(index, 0, segment);
    if (this.#held.length > MAX_HELD) this.#skipGap(time);
  }

  /** Gives up the bytes before the first held segment. */
  #skipGap(time: number): void {
    const first = this.#held[0]!;
    const length = sequenceDifference(first.sequence, this.#next!);
    if (length > 0) this.#appendGap(length, time);
    this.#deliverHeld(time);
  }

  #deliverHeld(time: number): void {
    let count = 0;
    while (count < this.#held.length && sequenceDifference(this.#held[count]!.sequence, this.#next!) <= 0) {
      this.#deliver(this.#held[count]!, time);
      count++;
    }
    if (count > 0) this.#held.splice(0, count);
    this.#checkFinish();
  }

  /** Appends what is new of a segment that begins at or before the next byte. */
  #deliver(segment: Segment, time: number): void {
    const known = sequenceDifference(this.#next!, segment.sequence);
    const captured = segment.captured - known;
    const missing = segment.missing + Math.min(captured, 0);
    if (captured > 0) this.#appendBytes(segment.position + known, captured, segment.isLast && missing === 0, time);
    if (missing > 0) this.#appendGap(missing, time);
  }

  #appendBytes(position: number, length: number, isLast: boolean, time: number): void {
    this.#next = (this.#next! + length) >>> 0;
    if (!this.#joinsSegments) {
      this.#log.append(this.#direction, length, time, position);
      return;
    }
    const open = this.#open;
    const { segmentBytes, overhead } = this.#log.layout;
    if (open !== undefined && position === open.position + (open.length / segmentBytes) * (segmentBytes + overhead)) {
      open.length += length;
    } else {
      this.#closeChunk();
      this.#open = { position, length, time };
    }
    if (isLast || length !== MAX_SEGMENT_BYTES) this.#closeChunk();
  }

  #appendGap(length: number, time: number): void {
    this.#closeChunk();
    this.#log.append(this.#direction, length, time, 0, 0, true);
    this.#next = (this.#next! + length) >>> 0;
  }

  #closeChunk(): void {
    if (this.#open === undefined) return;
    const { length, time, position } = this.#open;
    this.#open = undefined;
    this.#log.append(this.#direction, length, time, position);
  }

  #checkFinish(): void {
    if (this.#finish !== undefined && sequenceDifference(this.#next!, this.#finish) >= 0) this.#hasFinished = true;
  }
}
