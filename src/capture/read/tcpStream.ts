import type { Direction } from '../../bytes/direction';
import type { LifecycleKind } from '../../engine/tap';
import type { Conversation } from '../conversation';
import { TCP_FLAG } from '../pcapng';
import type { Problems } from '../problems';
import { TcpHalf } from './tcpHalf';

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

/** Turns the segments of one TCP connection into the chunks and events of a conversation. */
export class TcpStream {
  readonly conversation: Conversation;
  readonly #halves: Readonly<Record<Direction, TcpHalf>>;
  readonly #finished: Record<Direction, boolean> = { received: false, sent: false };
  #initialSequence: number | undefined;
  #openDetail: string | undefined;
  #isOpen: boolean;
  #isReset = false;
  #isClosed = false;

  /** @param isOwn Recorded by Sockscope: chunks have their own boundaries, and details are comments. */
  constructor(conversation: Conversation, isOwn: boolean, problems: Problems) {
    this.conversation = conversation;
    this.#isOpen = conversation.state !== 'connecting';
    const { log } = conversation;
    this.#halves = {
      received: new TcpHalf('received', log, isOwn, problems),
      sent: new TcpHalf('sent', log, isOwn, problems),
    };
  }

  /** True for the SYN of another connection that has the same addresses and ports. */
  isAnother(sequence: number): boolean {
    return this.#initialSequence === undefined ? this.#hasEnded : this.#initialSequence !== sequence;
  }

  segment(segment: TcpSegment): void {
    const { direction, flags, time } = segment;
    const other: Direction = direction === 'sent' ? 'received' : 'sent';
    const half = this.#halves[direction];
    if ((flags & TCP_FLAG.rst) !== 0) {
      if (!this.#isReset) this.#event('reset', direction, time, segment.comment);
      this.#isReset = true;
      return;
    }
    let { sequence } = segment;
    if ((flags & TCP_FLAG.syn) !== 0) {
      this.#synchronize(segment);
      sequence = (sequence + 1) >>> 0;
    }
    half.begin(sequence);
    const length = segment.captured + segment.missing;
    if (length > 0) {
      const isLast = (flags & TCP_FLAG.psh) !== 0;
      half.add(sequence, segment.position, segment.captured, segment.missing, isLast, time);
    }
    if ((flags & TCP_FLAG.fin) !== 0) half.finish((sequence + length) >>> 0);
    this.#checkFinished(direction, time, segment.comment);
    if ((flags & TCP_FLAG.ack) !== 0) {
      this.#halves[other].acknowledge(segment.acknowledgement, time);
      this.#checkFinished(other, time);
    }
  }

  /** What cannot be told by TCP: an annotation of a capture of ours. */
  annotate(event: LifecycleKind, direction: Direction, time: number, detail: string | undefined): void {
    if (event === 'close') this.#isClosed = true;
    this.#event(event, direction, time, detail);
  }

  /** The capture is at its end: what is still held becomes visible. */
  end(time: number, filePosition: number): void {
    for (const direction of ['received', 'sent'] as const) {
      this.#halves[direction].end(time, filePosition);
      this.#checkFinished(direction, time);
    }
  }

  get #hasEnded(): boolean {
    return this.#isReset || (this.#finished.received && this.#finished.sent);
  }

  #synchronize(segment: TcpSegment): void {
    const { direction, flags, time } = segment;
    if ((flags & TCP_FLAG.ack) === 0) {
      this.#initialSequence ??= segment.sequence;
      this.#openDetail = segment.comment;
      return;
    }
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#event('open', direction === 'sent' ? 'received' : 'sent', time, this.#openDetail);
    }
  }

  /** FIN counts when all bytes before it are there. After the end was annotated, it only completes the picture. */
  #checkFinished(direction: Direction, time: number, detail?: string): void {
    if (this.#finished[direction] || !this.#halves[direction].hasFinished) return;
    this.#finished[direction] = true;
    if (!this.#isClosed) this.#event('shutdown', direction, time, detail);
  }

  #event(kind: LifecycleKind, direction: Direction, time: number, detail: string | undefined): void {
    this.conversation.addEvent({
      kind,
      direction,
      ...(detail === undefined ? {} : { detail }),
      time,
      beforeChunk: this.conversation.log.appended,
    });
  }
}
