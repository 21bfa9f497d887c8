import { endName, isArrow, type SequenceContext } from './stepText';
import type { LoadedStep } from './stepTable';

/** The steps of a sequence that a copy holds. */
export interface SequencePart {
  /** The first of them, from 0, and how many there are altogether. */
  readonly from: number;
  readonly total: number;
  readonly steps: readonly LoadedStep[];
  /** Of a datagram socket: its first peers, in the order of their lines. */
  readonly peers: readonly string[];
  readonly context: SequenceContext;
}

/** The lines of a part by name, this side's first: those that its arrows lead to. */
export class Lanes {
  readonly names: readonly string[];
  readonly #peers: readonly (string | undefined)[];

  constructor({ steps, peers, context }: SequencePart) {
    const { translate, summary } = context;
    const here = endName(translate, summary, 0);
    const met = [...new Set(steps.filter(isArrow).map(({ peer }) => peer))];
    const known = peers.filter((peer) => met.includes(peer));
    const hasOthers = known.length < met.length;
    if (peers.length < 2) {
      this.#peers = [undefined];
      this.names = [here, endName(translate, summary, 1)];
    } else {
      this.#peers = hasOthers ? [...known, undefined] : known;
      this.names = [here, ...this.#peers.map((peer) => peer ?? translate('otherPeers'))];
    }
  }

  /** The line at the far end of a step's arrow, from 1. */
  of({ peer }: LoadedStep): number {
    const at = this.#peers.indexOf(peer);
    return at < 0 ? this.#peers.length : at + 1;
  }

  /** Whether the line that an arrow leads to is that of several, so that its peer is to be named. */
  isShared(step: LoadedStep): boolean {
    return step.peer !== undefined && this.#peers.length > 1 && !this.#peers.includes(step.peer);
  }
}
