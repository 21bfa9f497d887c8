import type { Direction } from '../../base/direction';
import type { Scheme } from '../../engine/address/schemes';
import { NO_PEER, type ChunkLog } from '../chunkLog';
import type { Conversation, ConversationEvent } from '../conversation';
import { TCP_FLAG } from '../pcapng';
import { RowIndex } from '../rowIndex';
import type { SequenceStep, SequenceSteps } from './step';
import { TcpEnds, type TcpEnd, type TcpEndStates } from './tcpEnds';

/** Nanoseconds within which what came is acknowledged, if not by data (RFC 9293, 3.8.6.3). */
export const ACK_TIME = 500e6;

const { syn: SYN, ack: ACK, fin: FIN, rst: RST } = TCP_FLAG;
const OPEN: TcpEndStates = ['established', 'established'];
const NO_BYTES = { offset: 0, length: 0 };

/** What happened at once, as the steps that it takes. */
interface EventSteps {
  readonly steps: readonly SequenceStep[];
  /** SequenceSteps of all events before. */
  readonly before: number;
  /** Afterwards; undefined where nothing up to here opened it: that was recorded from its midst on. */
  readonly states: TcpEndStates | undefined;
}

/**
 * A conversation of ours as steps: each `send()`, `recv()` and event, and between them what the kernel must have done for it,
 * which is marked as inferred: the handshake, the acknowledgement of a FIN, and that of bytes after which nothing was said for
 * so long that nothing else can have carried it. Datagrams are steps too, whoever captured them.
 *
 * SequenceSteps are found by binary search, and counted with one number for each 1024 chunks.
 */
export class RecordedSteps implements SequenceSteps {
  readonly #log: ChunkLog;
  readonly #events: readonly ConversationEvent[];
  readonly #scheme: Scheme;
  readonly #initiator: Direction;
  readonly #counts: RowIndex;
  readonly #ends: TcpEnds;
  /** Of the first events: those that the chunks before them are counted of. */
  readonly #seen: EventSteps[] = [];
  #isOpened = false;

  /** @param events In order, and growing at their end alone. */
  constructor(
    log: ChunkLog,
    events: readonly ConversationEvent[],
    { scheme, initiator }: Pick<Conversation, 'scheme' | 'initiator'>,
  ) {
    this.#log = log;
    this.#events = events;
    this.#scheme = scheme;
    this.#initiator = initiator;
    this.#ends = new TcpEnds(initiator === 'sent' ? ['closed', 'listen'] : ['listen', 'closed']);
    this.#counts = new RowIndex(log, (first, end, visit) => {
      for (let chunk = first; chunk < end; chunk++) visit(this.#isAckBefore(chunk) ? 2 : 1);
    });
  }

  get count(): number {
    return this.#counts.rows + this.#stepsBefore(this.#seen.length);
  }

  /** Chunks that are counted. */
  get counted(): number {
    return this.#counts.length;
  }

  /** Takes in a slice of what was recorded since. Returns whether that was all. */
  update(): boolean {
    const isAll = this.#counts.advance();
    for (let event = this.#nextEvent(); event !== undefined; event = this.#nextEvent()) this.#see(event);
    return isAll;
  }

  at(row: number): SequenceStep {
    const after = this.#seenBelow((index) => this.#rowOfEvent(index) <= row);
    const last = this.#seen[after - 1];
    const step = last?.steps[row - this.#rowOfEvent(after - 1)];
    if (step) return step;
    const chunkRow = row - this.#stepsBefore(after);
    const chunk = this.#counts.atRow(chunkRow);
    if (chunk < 0) throw new RangeError(`step ${row} of ${this.count}`);
    const states = this.#statesOf(last);
    const isAck = this.#isAckBefore(chunk) && chunkRow === this.#counts.rowsBefore(chunk);
    return isAck ? this.#ackOf(chunk - 1, states) : this.#chunk(chunk, states);
  }

  rowOf(direction: Direction, offset: number): number {
    const chunk = this.#log.atOffset(direction, offset);
    if (chunk < 0 || chunk >= this.#counts.length) return -1;
    const events = this.#seenBelow((index) => this.#events[index]!.beforeChunk <= chunk);
    return this.#counts.rowsBefore(chunk) + this.#stepsBefore(events) + (this.#isAckBefore(chunk) ? 1 : 0);
  }

  get #isTcp(): boolean {
    return this.#scheme === 'tcp' || this.#scheme === 'tls';
  }

  #statesOf(last: EventSteps | undefined): { readonly states?: TcpEndStates } {
    return this.#isTcp ? { states: last?.states ?? OPEN } : {};
  }

  #chunk(chunk: number, states: { readonly states?: TcpEndStates }): SequenceStep {
    const log = this.#log;
    const direction = log.direction(chunk);
    const isCut =
      direction === 'received' &&
      this.#scheme !== 'udp' &&
      chunk > 0 &&
      log.direction(chunk - 1) === direction &&
      !this.#isEventBefore(chunk);
    return {
      kind: log.isGap(chunk) ? 'gap' : 'data',
      direction,
      time: log.time(chunk),
      offset: log.offset(chunk),
      length: log.byteLength(chunk),
      inferred: false,
      continues: isCut,
      flags: 0,
      peer: log.peer(chunk),
      ...states,
    };
  }

  #ackOf(chunk: number, states: { readonly states?: TcpEndStates }): SequenceStep {
    const direction = opposite(this.#log.direction(chunk));
    return { ...inferred('packet', direction, this.#log.time(chunk), ACK), ...states };
  }

  /** Nothing that was recorded can have acknowledged the chunk before this one in time. */
  #isAckBefore(chunk: number): boolean {
    if (!this.#isTcp || chunk === 0 || this.#isEventBefore(chunk)) return false;
    return this.#isAckDue(chunk - 1, this.#log.time(chunk));
  }

  #isAckDue(chunk: number, now: number): boolean {
    return now - this.#log.time(chunk) > ACK_TIME && !this.#log.isGap(chunk);
  }

  #isEventBefore(chunk: number): boolean {
    const index = below(this.#events.length, (each) => this.#events[each]!.beforeChunk < chunk);
    return this.#events[index]?.beforeChunk === chunk;
  }

  #nextEvent(): ConversationEvent | undefined {
    const event = this.#events[this.#seen.length];
    return event && event.beforeChunk <= this.#counts.length ? event : undefined;
  }

  #see(event: ConversationEvent): void {
    const index = this.#seen.length;
    const before = this.#stepsBefore(index);
    const steps = this.#isTcp ? this.#tcpSteps(event, index) : [happening(event, 0)];
    this.#isOpened ||= this.#isTcp && event.kind === 'open';
    this.#seen.push({ steps, before, states: this.#isOpened ? this.#ends.states : undefined });
  }

  #tcpSteps(event: ConversationEvent, index: number): SequenceStep[] {
    const { kind, direction, time, beforeChunk } = event;
    const other = opposite(direction);
    const steps: SequenceStep[] = [];
    const add = (step: SequenceStep, acksFin = false): void => {
      if (step.flags !== 0) this.#ends.packet(endOf(step.direction), step.flags, acksFin);
      steps.push({ ...step, states: this.#ends.states });
    };
    const packet = (by: Direction, flags: number, acksFin = false): void => {
      add(inferred('packet', by, time, flags), acksFin);
    };
    const isFirst = this.#events[index - 1]?.beforeChunk !== beforeChunk;
    const isAckDue = isFirst && beforeChunk > 0 && this.#isAckDue(beforeChunk - 1, time);
    // What ends otherwise may have ended before anything was acknowledged.
    if (isAckDue && (kind === 'shutdown' || kind === 'close')) add(this.#ackOf(beforeChunk - 1, {}));
    switch (kind) {
      case 'open': {
        const [client, server] = [this.#initiator, opposite(this.#initiator)];
        packet(client, SYN);
        packet(server, SYN | ACK);
        packet(client, ACK);
        if (this.#scheme === 'tls') add(inferred('handshake', client, time, 0));
        break;
      }
      case 'shutdown': {
        const isAnswered = this.#events.slice(0, index).some((each) => each.kind === kind && each.direction === other);
        add(happening(event, FIN | ACK), isAnswered);
        packet(other, ACK, true);
        break;
      }
      case 'reset':
        add(happening(event, RST));
        break;
      case 'error':
        if (index === 0 && beforeChunk === 0 && this.#initiator === 'sent') packet('sent', SYN);
        this.#ends.close(0);
        add(happening(event, 0));
        break;
      case 'close':
      case 'note':
        add(happening(event, 0));
    }
    return steps;
  }

  #rowOfEvent(index: number): number {
    return this.#counts.rowsBefore(this.#events[index]!.beforeChunk) + this.#stepsBefore(index);
  }

  /** SequenceSteps of the first `count` events. */
  #stepsBefore(count: number): number {
    const last = this.#seen[count - 1];
    return last ? last.before + last.steps.length : 0;
  }

  /** How many events, from the first on, are so; the others are not. */
  #seenBelow(isSo: (index: number) => boolean): number {
    return below(this.#seen.length, isSo);
  }
}

/** The end that sends what goes in a direction: this side is the first. */
export function endOf(direction: Direction): TcpEnd {
  return direction === 'sent' ? 0 : 1;
}

function opposite(direction: Direction): Direction {
  return direction === 'sent' ? 'received' : 'sent';
}

function inferred(kind: 'packet' | 'handshake', direction: Direction, time: number, flags: number): SequenceStep {
  return { kind, direction, time, ...NO_BYTES, inferred: true, continues: false, flags, peer: NO_PEER };
}

function happening(event: ConversationEvent, flags: number): SequenceStep {
  const { direction, time } = event;
  return {
    kind: 'event',
    direction,
    time,
    ...NO_BYTES,
    inferred: false,
    continues: false,
    flags,
    event,
    peer: NO_PEER,
  };
}

/** How many of `count`, from the first on, are so. */
function below(count: number, isSo: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isSo(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
