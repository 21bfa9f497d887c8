import type { TcpState } from '../../engine/kernel/tcpState';
import { TCP_FLAG } from '../pcapng';

/** This side of a connection, or the first of two, and the other one. */
export type TcpEnd = 0 | 1;
/** Undefined: nothing is known of that end yet. */
export type TcpEndStates = readonly [TcpState | undefined, TcpState | undefined];

/** Of the end that sends FIN, before and after. */
const AFTER_OWN_FIN: Partial<Record<TcpState, TcpState>> = {
  'syn-received': 'fin-wait-1',
  established: 'fin-wait-1',
  'close-wait': 'last-ack',
};
/** Of the end that FIN comes to. */
const AFTER_THEIR_FIN: Partial<Record<TcpState, TcpState>> = {
  'syn-received': 'close-wait',
  established: 'close-wait',
  'fin-wait-1': 'closing',
  'fin-wait-2': 'time-wait',
};
/** Of the end whose FIN is acknowledged. */
const AFTER_ACK_OF_FIN: Partial<Record<TcpState, TcpState>> = {
  'fin-wait-1': 'fin-wait-2',
  closing: 'time-wait',
  'last-ack': 'closed',
};

/**
 * The states of both ends of a connection, as its packets tell them (RFC 9293, 3.3.2 and 3.10): each packet counts as sent and
 * received in the same moment. Where the beginning was not seen, an end is known from its first packet on.
 */
export class TcpEnds {
  #states: [TcpState | undefined, TcpState | undefined];

  constructor(states: TcpEndStates = [undefined, undefined]) {
    this.#states = [...states];
  }

  get states(): TcpEndStates {
    return [this.#states[0], this.#states[1]];
  }

  /** @param acksFin It acknowledges the FIN that the other end sent. */
  packet(sender: TcpEnd, flags: number, acksFin: boolean): void {
    const receiver: TcpEnd = sender === 0 ? 1 : 0;
    if ((flags & TCP_FLAG.rst) !== 0) {
      this.#states = ['closed', 'closed'];
      return;
    }
    if ((flags & TCP_FLAG.syn) !== 0) {
      this.#synchronize(sender, receiver, (flags & TCP_FLAG.ack) !== 0);
      return;
    }
    this.#states[sender] ??= 'established';
    this.#states[receiver] ??= 'established';
    if ((flags & TCP_FLAG.ack) !== 0) {
      if (this.#states[receiver] === 'syn-received') this.#states[receiver] = 'established';
      if (acksFin) this.#move(receiver, AFTER_ACK_OF_FIN);
    }
    if ((flags & TCP_FLAG.fin) === 0) return;
    // Whoever sends its FIN without having had the other's sent it before that came: both close at once.
    const isCrossing = this.#states[sender] === 'close-wait' && this.#states[receiver] === 'fin-wait-1';
    if (isCrossing) this.#states[sender] = 'closing';
    else this.#move(sender, AFTER_OWN_FIN);
    this.#move(receiver, AFTER_THEIR_FIN);
  }

  /** An end has given up by itself. */
  close(end: TcpEnd): void {
    this.#states[end] = 'closed';
  }

  #synchronize(sender: TcpEnd, receiver: TcpEnd, isAnswer: boolean): void {
    const [own, other] = [this.#states[sender], this.#states[receiver]];
    // Where both sent SYN at once, one of them is open already when it answers.
    if (!isOpening(other) || !(isOpening(own) || (isAnswer && own === 'established'))) return;
    if (isAnswer) {
      if (own !== 'established') this.#states[sender] = 'syn-received';
      this.#states[receiver] = 'established';
    } else {
      if (own !== 'syn-received') this.#states[sender] = 'syn-sent';
      this.#states[receiver] = 'syn-received';
    }
  }

  #move(end: TcpEnd, table: Partial<Record<TcpState, TcpState>>): void {
    const state = this.#states[end];
    if (state !== undefined) this.#states[end] = table[state] ?? state;
  }
}

/** A SYN still means something: what is open already it does not open again. */
function isOpening(state: TcpState | undefined): boolean {
  return state === undefined || state === 'closed' || state === 'listen' || state.startsWith('syn-');
}
