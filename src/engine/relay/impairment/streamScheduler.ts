import { changeStream, type ByteChange } from './change';
import type { Draw } from './draw';
import {
  DEFAULT_PAUSE_MS,
  DEFAULT_QUEUE_BYTES,
  isTransparent,
  SEGMENT_BYTES,
  STALL_MS,
  type Impairments,
} from './impairments';
import { latencyOf } from './latency';

/** How a direction ends: `fin` and `rst` are passed on from the peer, the others are the relay's own doing. */
export type RelayedEnd = 'fin' | 'rst' | 'cut' | 'close';

/** What goes on next. */
export type DueStreamPart =
  | {
      readonly kind: 'bytes';
      readonly bytes: Uint8Array;
      /** Of its first byte in the stream. */
      readonly offset: number;
      readonly changes: readonly ByteChange[];
      /** Milliseconds since it came. */
      readonly delay: number;
    }
  | { readonly kind: RelayedEnd };

export interface StreamSchedulerOptions {
  readonly draw: Draw;
  /** Milliseconds, which never go back. */
  readonly clock: () => number;
}

interface Arrival {
  readonly bytes: Uint8Array;
  readonly at: number;
}

/** The next part, and when it is due. */
interface Planned {
  readonly due: number;
  readonly length: number;
  /** When the rate lets the one behind it go. */
  readonly linkFree: number;
}

/** Milliseconds of a rate that pass in one piece. */
const RATE_PIECE_MS = 10;

/**
 * The bytes of one direction of a connection: what comes in goes on in order and in time, or is still held, or came behind the
 * end that this scheduler made. What is decided depends on the place in the stream alone, however it was cut by those who read.
 */
export class StreamScheduler {
  readonly #options: StreamSchedulerOptions;
  readonly #began: number;
  #impairments: Impairments = {};
  #isTransparent = true;
  /** The first is at `#head` of its bytes; those before `#first` are gone. */
  #arrived: (Arrival | undefined)[] = [];
  #first = 0;
  #head = 0;
  #held = 0;
  #discarded = 0;
  /** Of the next byte that goes on. */
  #offset = 0;
  #end: { readonly kind: 'fin' | 'rst'; readonly at: number } | undefined;
  #hasEnded = false;
  #planned: Planned | undefined;
  #lastDue = -Infinity;
  #lastTaken = -Infinity;
  #linkFree = -Infinity;

  constructor(options: StreamSchedulerOptions) {
    this.#options = options;
    this.#began = options.clock();
  }

  /** Holds for what is held, too: without any delay left it goes at once. */
  set(impairments: Impairments): void {
    this.#impairments = impairments;
    this.#planned = undefined;
    this.#lastDue = -Infinity;
    this.#linkFree = -Infinity;
    this.#isTransparent = isTransparent(impairments);
  }

  /** Bytes go on as they come: {@link pass} may count them instead. */
  get isTransparent(): boolean {
    return this.#isTransparent && this.#first === this.#arrived.length && this.#end === undefined && !this.#hasEnded;
  }

  get heldBytes(): number {
    return this.#held;
  }

  /** Bytes that came behind an end that was made here. */
  get discardedBytes(): number {
    return this.#discarded;
  }

  /** Bytes that may be held for a rate, besides those that are under way as long as they are delayed: no more is read meanwhile. */
  get queueBytes(): number {
    const { rate, queue = DEFAULT_QUEUE_BYTES, delayMs = 0, jitterMs = 0, stall = 0 } = this.#impairments;
    if (rate === undefined) return Infinity;
    const underWay = delayMs + jitterMs + (stall > 0 ? STALL_MS : 0);
    return queue + (rate * underWay) / 1000;
  }

  /** Where the next byte that goes on is in its stream. */
  get offset(): number {
    return this.#offset;
  }

  /** When something is due next; undefined while nothing is, as in a black hole. */
  get nextDue(): number | undefined {
    if (this.#hasEnded) return undefined;
    const { blackhole = false, cutAfterMs } = this.#impairments;
    const cut = cutAfterMs === undefined ? Infinity : this.#began + cutAfterMs;
    const due = Math.min(cut, blackhole ? Infinity : this.#dueOfNext());
    return due === Infinity ? undefined : due;
  }

  /** For bytes that were not {@link push}ed, since nothing is done to them. */
  pass(length: number): void {
    this.#offset += length;
  }

  /** @param bytes Which nobody changes any more. */
  push(bytes: Uint8Array): void {
    if (this.#hasEnded) {
      this.#discarded += bytes.length;
      return;
    }
    if (bytes.length === 0) return;
    this.#arrived.push({ bytes, at: this.#options.clock() });
    this.#held += bytes.length;
  }

  /** The peer has ended what it sends: that goes on behind its bytes. */
  end(kind: 'fin' | 'rst'): void {
    this.#end ??= { kind, at: this.#options.clock() };
    this.#planned = undefined;
  }

  /** What is due, in order; each is taken once. An end is the last. */
  *takeDue(slack = 0): Generator<DueStreamPart, void> {
    for (;;) {
      const now = this.#options.clock();
      const due = this.nextDue;
      if (due === undefined || due > now + slack) return;
      const { cutAfterMs } = this.#impairments;
      const isCut = cutAfterMs !== undefined && this.#began + cutAfterMs <= now + slack;
      const made = isCut ? 'cut' : this.#madeEnd();
      if (made !== undefined) {
        yield this.#finish(made);
        return;
      }
      if (this.#first === this.#arrived.length) {
        yield this.#finish(this.#end!.kind);
        return;
      }
      yield this.#takeBytes(now);
    }
  }

  #takeBytes(now: number): DueStreamPart {
    const { due, length, linkFree } = this.#planned!;
    const arrival = this.#arrived[this.#first]!;
    const offset = this.#offset;
    const part = arrival.bytes.subarray(this.#head, this.#head + length);
    this.#head += length;
    if (this.#head === arrival.bytes.length) this.#forgetFirst();
    this.#held -= length;
    this.#offset += length;
    this.#lastDue = due;
    this.#lastTaken = now;
    this.#linkFree = linkFree;
    this.#planned = undefined;
    const { bytes, changes } = changeStream(part, offset, this.#impairments, this.#options.draw);
    return { kind: 'bytes', bytes, offset, changes, delay: Math.max(0, now - arrival.at) };
  }

  #forgetFirst(): void {
    this.#head = 0;
    this.#arrived[this.#first++] = undefined;
    if (this.#first === this.#arrived.length) {
      this.#arrived = [];
      this.#first = 0;
    } else if (this.#first >= 1024 && this.#first * 2 >= this.#arrived.length) {
      this.#arrived = this.#arrived.slice(this.#first);
      this.#first = 0;
    }
  }

  #finish(kind: RelayedEnd): DueStreamPart {
    this.#hasEnded = true;
    if (kind === 'cut' || kind === 'close') this.#discarded += this.#held;
    this.#held = 0;
    this.#arrived = [];
    this.#first = 0;
    return { kind };
  }

  /** The end that is made once enough bytes have passed. */
  #madeEnd(): RelayedEnd | undefined {
    const { cutAfter = Infinity, closeAfter = Infinity } = this.#impairments;
    if (this.#offset >= cutAfter) return 'cut';
    return this.#offset >= closeAfter ? 'close' : undefined;
  }

  #dueOfNext(): number {
    if (this.#madeEnd() !== undefined) return Math.max(this.#lastDue, -Infinity);
    const arrival = this.#arrived[this.#first];
    if (arrival) {
      this.#planned ??= this.#plan(arrival);
      return this.#planned.due;
    }
    if (!this.#end) return Infinity;
    const segment = Math.floor(this.#offset / SEGMENT_BYTES);
    return Math.max(this.#lastDue, this.#end.at + latencyOf(this.#impairments, this.#options.draw, segment));
  }

  #plan({ bytes, at }: Arrival): Planned {
    const { draw } = this.#options;
    const impairments = this.#impairments;
    const {
      slice,
      pauseMs = DEFAULT_PAUSE_MS,
      jitterMs = 0,
      stall = 0,
      rate,
      cutAfter = Infinity,
      closeAfter = Infinity,
    } = impairments;
    const offset = this.#offset;
    let length = Math.min(bytes.length - this.#head, cutAfter - offset, closeAfter - offset);
    if (slice !== undefined) length = Math.min(length, slice - (offset % slice));
    if (jitterMs > 0 || stall > 0) length = Math.min(length, SEGMENT_BYTES - (offset % SEGMENT_BYTES));
    if (rate !== undefined) length = Math.min(length, Math.max(1, Math.floor((rate * RATE_PIECE_MS) / 1000)));
    const sent = rate === undefined ? at : Math.max(at, this.#linkFree) + (length / rate) * 1000;
    const segment = Math.floor(offset / SEGMENT_BYTES);
    let due = sent + latencyOf(impairments, draw, segment);
    if (stall > 0 && draw('stall', segment) < stall) due += STALL_MS;
    due = Math.max(due, this.#lastDue);
    // From when the one before has really gone, so that a late timer lets no two go together.
    if (slice !== undefined && offset % slice === 0) due = Math.max(due, this.#lastTaken + pauseMs);
    return { due, length, linkFree: rate === undefined ? -Infinity : sent };
  }
}
