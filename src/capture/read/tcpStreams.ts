import { setImmediate } from 'node:timers/promises';
import type { Direction } from '../../base/direction';
import type { LifecycleKind } from '../../engine/recording';
import { TCP_FLAG } from '../pcapng';
import type { Problems } from '../problems';
import type { ConversationTable } from './conversationTable';
import { FLAG, WORD, type FlowRows } from './flowRows';
import { COST, type IndexBudget } from './indexBudget';
import { halfStreamOf, TcpReassembler } from './tcpReassembler';

/** Directions that are ended before others have their turn. */
const ENDED_PER_TURN = 64;

/** A TCP segment without its header. */
export interface TcpSegment {
  readonly direction: Direction;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  /** Where in the file the payload begins. */
  readonly position: number;
  readonly captured: number;
  /** Bytes behind them that were not captured. */
  readonly missing: number;
  readonly time: number;
  readonly comment: string | undefined;
}

/** Turns the segments of TCP connections, each known by its number, into the chunks and events of conversations. */
export class TcpStreams {
  readonly #table: ConversationTable;
  readonly #rows: FlowRows;
  readonly #budget: IndexBudget;
  readonly #reassembler: TcpReassembler;
  /** What is said of a SYN, until the connection is open. */
  readonly #openDetails = new Map<number, string>();

  constructor(table: ConversationTable, problems: Problems, budget: IndexBudget) {
    this.#table = table;
    this.#rows = table.rows;
    this.#budget = budget;
    this.#reassembler = new TcpReassembler(table, problems, budget);
  }

  /** A connection's first packet comes, or its annotation. */
  begin(flow: number): void {
    if (this.#table.state(flow) !== 'connecting') this.#rows.raise(flow, FLAG.isOpen);
  }

  /** True for the SYN of another connection that has the same addresses and ports. */
  isAnother(flow: number, sequence: number): boolean {
    if (this.#rows.has(flow, FLAG.hasInitialSequence)) {
      return this.#rows.word(flow, WORD.initialSequence) !== sequence;
    }
    return this.#rows.has(flow, FLAG.isReset) || this.#rows.has(flow, FLAG.finished | (FLAG.finished << 1));
  }

  segment(flow: number, segment: TcpSegment): void {
    const { direction, flags, time } = segment;
    const reassembler = this.#reassembler;
    const half = halfStreamOf(flow, direction);
    if ((flags & TCP_FLAG.rst) !== 0) {
      if (!this.#rows.has(flow, FLAG.isReset)) this.#table.event(flow, 'reset', direction, time, segment.comment);
      this.#rows.raise(flow, FLAG.isReset);
      return;
    }
    let { sequence } = segment;
    if ((flags & TCP_FLAG.syn) !== 0) {
      this.#synchronize(flow, segment);
      sequence = (sequence + 1) >>> 0;
    }
    reassembler.begin(half, sequence);
    const length = segment.captured + segment.missing;
    if (length > 0) {
      const isLast = (flags & TCP_FLAG.psh) !== 0;
      reassembler.add(half, sequence, segment.position, segment.captured, segment.missing, isLast, time);
    }
    if ((flags & TCP_FLAG.fin) !== 0) reassembler.finish(half, (sequence + length) >>> 0);
    this.#checkFinished(flow, direction, time, segment.comment);
    if ((flags & TCP_FLAG.ack) !== 0) {
      const other: Direction = direction === 'sent' ? 'received' : 'sent';
      reassembler.acknowledge(halfStreamOf(flow, other), segment.acknowledgement, time);
      this.#checkFinished(flow, other, time);
    }
  }

  /** What cannot be told by TCP: an annotation of a capture of ours. */
  annotate(flow: number, event: LifecycleKind, direction: Direction, time: number, detail: string | undefined): void {
    if (event === 'close') this.#rows.raise(flow, FLAG.isClosed);
    this.#table.event(flow, event, direction, time, detail);
  }

  /** The capture is at its end: what is still held becomes visible. Others have their turn in between. */
  async end(time: number, filePosition: number): Promise<void> {
    for (const [index, half] of this.#reassembler.waiting.entries()) {
      this.#reassembler.end(half, time, filePosition);
      this.#checkFinished(half >>> 1, (half & 1) === 0 ? 'received' : 'sent', time);
      if ((index + 1) % ENDED_PER_TURN === 0) await setImmediate();
    }
  }

  #synchronize(flow: number, segment: TcpSegment): void {
    const { direction, flags, time, comment } = segment;
    if ((flags & TCP_FLAG.ack) === 0) {
      if (!this.#rows.has(flow, FLAG.hasInitialSequence)) {
        this.#rows.raise(flow, FLAG.hasInitialSequence);
        this.#rows.setWord(flow, WORD.initialSequence, segment.sequence);
      }
      this.#rememberDetail(flow, comment);
      return;
    }
    if (this.#rows.has(flow, FLAG.isOpen)) return;
    this.#rows.raise(flow, FLAG.isOpen);
    this.#table.event(flow, 'open', direction === 'sent' ? 'received' : 'sent', time, this.#openDetails.get(flow));
    this.#rememberDetail(flow, undefined);
  }

  #rememberDetail(flow: number, detail: string | undefined): void {
    const known = this.#openDetails.get(flow);
    if (known !== undefined) this.#budget.charge(-costOf(known));
    if (detail === undefined) {
      this.#openDetails.delete(flow);
      return;
    }
    this.#openDetails.set(flow, detail);
    this.#budget.charge(costOf(detail));
  }

  /** FIN counts when all bytes before it are there. After the end was annotated, it only completes the picture. */
  #checkFinished(flow: number, direction: Direction, time: number, detail?: string): void {
    const half = halfStreamOf(flow, direction);
    const finished = FLAG.finished << (half & 1);
    if (this.#rows.has(flow, finished) || !this.#reassembler.hasFinished(half)) return;
    this.#rows.raise(flow, finished);
    if (!this.#rows.has(flow, FLAG.isClosed)) this.#table.event(flow, 'shutdown', direction, time, detail);
  }
}

function costOf(detail: string): number {
  return COST.mapped + COST.letter * detail.length;
}
