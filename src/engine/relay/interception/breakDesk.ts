import { MAX_RELAY_INTERCEPTED } from '../../limits';
import type { RelaySide } from '../impairment/draw';
import { MessageNotes, type HeldMessage, type HeldVerdict } from './heldMessage';
import type { InterceptedWay } from './interceptor';

/** What a message costs besides its bytes. */
const MESSAGE_COST = 256;

/** A message, and whoever gets to know what becomes of it. */
interface Held {
  readonly way: InterceptedWay;
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly since: number;
  readonly notes: MessageNotes;
  readonly behind: () => number;
  readonly decided: (verdict: HeldVerdict) => void;
}

/** The messages that wait in one relay, in the order in which they came. */
export class BreakDesk {
  readonly #changed: () => void;
  readonly #held = new Map<number, Held>();
  readonly #costs: Record<RelaySide, number> = { client: 0, server: 0 };
  #lastId = 0;

  /** @param changed Told whenever a message has come or gone. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get count(): number {
    return this.#held.size;
  }

  /** The oldest first. */
  *messages(): Generator<HeldMessage, void> {
    for (const held of this.#held.values()) yield messageOf(held);
  }

  get(id: number): HeldMessage | undefined {
    const held = this.#held.get(id);
    return held && messageOf(held);
  }

  /** Whether one more datagram from that side may wait, whosever it is. */
  hasRoom(from: RelaySide, length: number): boolean {
    return this.#costs[from] + length + MESSAGE_COST <= MAX_RELAY_INTERCEPTED;
  }

  /**
   * @param behind How many bytes wait behind it now.
   * @param decided Told once what becomes of it; by then it is not here any more.
   * @returns Its id.
   */
  hold(way: InterceptedWay, bytes: Uint8Array, behind: () => number, decided: (verdict: HeldVerdict) => void): number {
    const id = ++this.#lastId;
    const notes = new MessageNotes(way, id, bytes);
    this.#held.set(id, { way, id, bytes, since: Date.now(), notes, behind, decided });
    this.#costs[way.from] += bytes.length + MESSAGE_COST;
    this.#changed();
    return id;
  }

  /** Returns whether it was held. */
  decide(id: number, verdict: HeldVerdict): boolean {
    const held = this.#held.get(id);
    if (!held) return false;
    const { way, bytes, notes, decided } = held;
    this.#held.delete(id);
    this.#costs[way.from] -= bytes.length + MESSAGE_COST;
    notes.ended(verdict, bytes);
    decided(verdict);
    this.#changed();
    return true;
  }
}

function messageOf({ way, id, bytes, since, behind }: Held): HeldMessage {
  const { from, flow, peer, socket } = way;
  return { id, from, flow, peer, socket, conversation: way.conversation(), bytes, since, behind: behind() };
}
