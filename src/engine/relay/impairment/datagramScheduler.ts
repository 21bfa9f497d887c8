import { changeDatagram, type ByteChange } from './change';
import type { Draw } from './draw';
import { DueQueue } from './dueQueue';
import { BURST_DATAGRAMS, DEFAULT_QUEUE_BYTES, isTransparent, type Impairments } from './impairments';
import { latencyOf } from './latency';

/** Why a datagram does not arrive. `full`: more is held than a relay keeps. */
export type DropReason = 'blackhole' | 'drop' | 'loss' | 'burst' | 'mtu' | 'queue' | 'full';

/** What has been decided of one datagram. */
export interface DatagramFate {
  /** From 1, of its flow and direction. */
  readonly number: number;
  readonly dropped?: DropReason;
  readonly isDoubled?: true;
  /** It waits for the next one to pass. */
  readonly isHeldBack?: true;
  /** Its length before it was cut. */
  readonly cutFrom?: number;
  readonly changes: readonly ByteChange[];
  /** The milliseconds by which it is late; those of one that is held back only show at its end. */
  readonly delay: number;
}

/** A datagram that goes on. */
export interface DueDatagram {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly isCopy: boolean;
}

export interface DatagramSchedulerOptions {
  readonly draw: Draw;
  /** Milliseconds, which never go back. */
  readonly clock: () => number;
  /** Bytes of the headers of IP and UDP, for what counts them. */
  readonly headerBytes: number;
  /** Bytes that are held at most. */
  readonly maxHeld: number;
}

/** Milliseconds until a datagram that is held back goes without another one to pass it. */
const HELD_BACK_MS = 100;

const NO_CHANGES: readonly never[] = [];

/**
 * The datagrams of one flow in one direction: what comes in goes on in time, or is dropped, or is still held. What is decided
 * depends on the datagram's number alone, but for queues that are full.
 */
export class DatagramScheduler {
  readonly #options: DatagramSchedulerOptions;
  readonly #waiting = new DueQueue<DueDatagram>();
  #impairments: Impairments = {};
  #isUnimpaired = true;
  #count = 0;
  #held = 0;
  #isInBurst = false;
  #wasHeldBack = false;
  /** When the rate lets the next one go. */
  #linkFree = -Infinity;
  /** When the last one is due, for those that must not overtake. */
  #lastDue = -Infinity;
  #heldBack: { readonly due: number; readonly item: DueDatagram; readonly copies: number } | undefined;

  constructor(options: DatagramSchedulerOptions) {
    this.#options = options;
  }

  /** Holds for what comes from now on; without any delay left, what is held goes at once. */
  set(impairments: Impairments): void {
    this.#impairments = impairments;
    this.#isUnimpaired = isTransparent(impairments);
    const { delayMs = 0, jitterMs = 0, rate, reorder = 0 } = impairments;
    if (delayMs === 0 && jitterMs === 0 && rate === undefined && reorder === 0) this.#dueNow();
  }

  /** Datagrams go on as they come: {@link pass} may count them instead. */
  get isTransparent(): boolean {
    return this.#isUnimpaired && this.#waiting.size === 0 && !this.#heldBack;
  }

  get heldDatagrams(): number {
    return this.#waiting.size + (this.#heldBack?.copies ?? 0);
  }

  get heldBytes(): number {
    return this.#held;
  }

  /** When something is due next; undefined while nothing is held. */
  get nextDue(): number | undefined {
    const heldBack = this.#heldBack?.due;
    const { next } = this.#waiting;
    return next === undefined || (heldBack !== undefined && heldBack < next) ? heldBack : next;
  }

  /** For one that was not {@link push}ed, since nothing is done to it. */
  pass(): void {
    this.#count++;
    this.#isInBurst = false;
    this.#wasHeldBack = false;
  }

  push(bytes: Uint8Array): DatagramFate {
    const number = ++this.#count;
    const { draw, clock, headerBytes } = this.#options;
    const impairments = this.#impairments;
    const now = clock();
    const dropped = this.#dropReason(bytes.length, number, now);
    if (dropped !== undefined) return { number, dropped, changes: NO_CHANGES, delay: 0 };
    const { truncate = Infinity, duplicate = 0, reorder = 0 } = impairments;
    const whole = bytes.length;
    const length = Math.min(whole, Math.max(0, truncate - headerBytes));
    const changed = changeDatagram(bytes.subarray(0, length), number, impairments, draw);
    const due = this.#dueOf(whole, number, now);
    const isDoubled = draw('duplicate', number) < duplicate;
    // By the numbers alone: whether the one before still waits depends on time.
    const isHeldBack = !this.#wasHeldBack && draw('reorder', number) < reorder;
    this.#wasHeldBack = isHeldBack;
    const item = { number, bytes: changed.bytes, isCopy: false };
    const copies = isDoubled ? 2 : 1;
    this.#held += copies * length;
    if (isHeldBack) {
      this.#letPass(due);
      this.#heldBack = { due: due + HELD_BACK_MS, item, copies };
    } else {
      this.#add(due, item, copies);
      this.#letPass(due);
    }
    return {
      number,
      ...(isDoubled ? { isDoubled } : {}),
      ...(isHeldBack ? { isHeldBack } : {}),
      ...(length < whole ? { cutFrom: whole } : {}),
      changes: changed.changes,
      delay: due - now,
    };
  }

  /** What is due, in order; each is taken once. */
  *takeDue(slack = 0): Generator<DueDatagram, void> {
    for (;;) {
      const now = this.#options.clock() + slack;
      const heldBack = this.#heldBack;
      if (heldBack && heldBack.due <= now) this.#letPass(heldBack.due);
      const item = this.#waiting.take(now);
      if (!item) return;
      this.#held -= item.bytes.length;
      yield item;
    }
  }

  /** Lets everything go that is held, in the order in which it would have gone. */
  #dueNow(): void {
    const now = this.#options.clock();
    const items = [...this.#all()];
    for (const item of items) this.#waiting.add(now, item);
    this.#linkFree = -Infinity;
    this.#lastDue = -Infinity;
  }

  *#all(): Generator<DueDatagram, void> {
    this.#letPass(Number.MAX_VALUE);
    for (let item = this.#waiting.take(Infinity); item; item = this.#waiting.take(Infinity)) yield item;
  }

  #add(due: number, item: DueDatagram, copies: number): void {
    this.#waiting.add(due, item);
    if (copies > 1) this.#waiting.add(due, { ...item, isCopy: true });
  }

  /** The one that is held back goes behind what is due then. */
  #letPass(due: number): void {
    const heldBack = this.#heldBack;
    if (!heldBack) return;
    this.#heldBack = undefined;
    this.#add(Math.max(due, heldBack.due - HELD_BACK_MS), heldBack.item, heldBack.copies);
  }

  #dropReason(length: number, number: number, now: number): DropReason | undefined {
    const { draw, headerBytes, maxHeld } = this.#options;
    const {
      blackhole = false,
      drop,
      loss = 0,
      burst = 0,
      mtu = Infinity,
      rate,
      queue = DEFAULT_QUEUE_BYTES,
    } = this.#impairments;
    // The chain goes on with every datagram, whatever else becomes of it.
    this.#isInBurst = burst > 0 && isInBurst(this.#isInBurst, burst, draw('burst', number));
    if (blackhole) return 'blackhole';
    if (number === drop) return 'drop';
    if (draw('loss', number) < loss) return 'loss';
    if (this.#isInBurst) return 'burst';
    if (length + headerBytes > mtu) return 'mtu';
    if (rate !== undefined) {
      const waiting = (Math.max(0, this.#linkFree - now) * rate) / 1000;
      // One goes on its way at once however long it is.
      if (waiting > 0 && waiting + length > queue) return 'queue';
    }
    return this.#held + length > maxHeld ? 'full' : undefined;
  }

  #dueOf(length: number, number: number, now: number): number {
    const impairments = this.#impairments;
    const { rate, ordered = false, jitterMs = 0 } = impairments;
    let sent = now;
    if (rate !== undefined) {
      sent = Math.max(now, this.#linkFree) + (length / rate) * 1000;
      this.#linkFree = sent;
    }
    const due = sent + latencyOf(impairments, this.#options.draw, number);
    // Without jitter nothing overtakes, even where the delay has just become less.
    this.#lastDue = ordered || jitterMs === 0 ? Math.max(due, this.#lastDue) : due;
    return this.#lastDue;
  }
}

/**
 * Gilbert and Elliott's chain of two states, where everything is lost in the bad one and nothing in the good one. It is left with
 * 1 in {@link BURST_DATAGRAMS}, or less where that could not make `share` of them lost.
 */
function isInBurst(was: boolean, share: number, drawn: number): boolean {
  if (share >= 1) return true;
  const leave = Math.min(1 / BURST_DATAGRAMS, (1 - share) / share);
  const enter = (leave * share) / (1 - share);
  return was ? drawn >= leave : drawn < enter;
}
