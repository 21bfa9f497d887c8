import type { RelaySide } from '../impairment/draw';
import type { InterceptedWay } from './interceptor';

/** What waits in a relay until somebody says what becomes of it. */
export interface HeldMessage {
  /** Within its relay, from 1. */
  readonly id: number;
  readonly from: RelaySide;
  /** The number of its flow within the relay, from 1. */
  readonly flow: number;
  /** The client of that flow. */
  readonly peer: string;
  /** The id of the socket at which it arrived. */
  readonly socket: string;
  /** In which conversation of the capture it was recorded as received. */
  readonly conversation: number | undefined;
  readonly bytes: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly since: number;
  /** Bytes of the stream that wait behind it; 0 of a datagram. */
  readonly behind: number;
}

/** What becomes of a message: it goes on, perhaps with other bytes, or not at all. */
export type HeldVerdict =
  | { readonly kind: 'forward'; readonly bytes?: Uint8Array; readonly reason?: 'all' | 'unheld' }
  | { readonly kind: 'drop' }
  /** Nobody takes it any more. */
  | { readonly kind: 'gone' };

/** Bytes of a message that a note shows; all of them are in the capture, as received. */
const NOTED_BYTES = 256;

/** What the capture says of one message, as it is held, and when it no longer is. */
export class MessageNotes {
  readonly #way: Pick<InterceptedWay, 'clock' | 'note'>;
  readonly #id: number;
  readonly #length: number;
  readonly #began: number;

  constructor(way: Pick<InterceptedWay, 'clock' | 'note'>, id: number, bytes: Uint8Array) {
    this.#way = way;
    this.#id = id;
    this.#length = bytes.length;
    this.#began = way.clock();
    way.note(`message ${id}: held, ${lengthText(bytes)}`);
  }

  ended(verdict: HeldVerdict, bytes: Uint8Array): void {
    const time = `after ${((this.#way.clock() - this.#began) / 1000).toFixed(1)} s`;
    this.#way.note(`message ${this.#id}: ${this.#fate(verdict, bytes, time)}`);
  }

  #fate(verdict: HeldVerdict, bytes: Uint8Array, time: string): string {
    switch (verdict.kind) {
      case 'drop':
        return `dropped by the user ${time}`;
      case 'gone':
        return `not forwarded, since the other side had ended ${time}: ${hexOf(bytes)}`;
      case 'forward': {
        const { bytes: edited, reason } = verdict;
        if (edited) return `edited by the user and forwarded ${time}, ${this.#length} bytes became ${edited.length}`;
        return reason === 'unheld' ? `forwarded ${time}, since nothing is held any more` : `forwarded ${time}`;
      }
    }
  }
}

/** The first bytes, in hex. */
export function hexOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.subarray(0, NOTED_BYTES))
    .toString('hex')
    .replace(/..(?=.)/g, '$& ');
  return bytes.length > NOTED_BYTES ? `${hex} … (${bytes.length} bytes)` : hex;
}

export function lengthText({ length }: Uint8Array): string {
  return length === 1 ? '1 byte' : `${length} bytes`;
}
