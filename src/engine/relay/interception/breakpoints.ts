import { SockscopeError } from '../../../base/error';
import type { RelayFacts } from '../../services/service';
import type { RelayState } from '../relayState';
import type { BreakCondition } from './breakCondition';
import { BreakDesk } from './breakDesk';
import { DatagramBreak } from './datagramBreak';
import type { HeldMessage, HeldVerdict } from './heldMessage';
import type { InterceptedWay, Onward } from './interceptor';
import { StreamBreak } from './streamBreak';

/** What a relay holds, and what becomes of it. What is held is never lost: it is forwarded when nothing is held any more. */
export class Breakpoints {
  readonly #state: RelayState;
  readonly #desk: BreakDesk;
  readonly #changed: () => void;
  readonly #breaks = new Set<StreamBreak | DatagramBreak>();
  #condition: BreakCondition | undefined;

  /** @param changed Told whenever a message has come or gone, and when something else is to be held. */
  constructor(state: RelayState, changed: () => void) {
    this.#state = state;
    this.#changed = changed;
    this.#desk = new BreakDesk(changed);
  }

  get condition(): BreakCondition | undefined {
    return this.#condition;
  }

  /** For those who see it as a plain object. */
  get facts(): RelayFacts['breaks'] {
    const { from, pattern } = this.#condition ?? {};
    return this.#condition && { ...(from ? { from } : {}), ...(pattern ? { pattern: pattern.text } : {}) };
  }

  get count(): number {
    return this.#desk.count;
  }

  /** The oldest first. */
  get held(): HeldMessage[] {
    return [...this.#desk.messages()];
  }

  /** The oldest ones, so many at most. */
  oldest(most: number): HeldMessage[] {
    const oldest: HeldMessage[] = [];
    for (const message of this.#desk.messages()) {
      if (oldest.length === most) break;
      oldest.push(message);
    }
    return oldest;
  }

  /** Holds this from now on, in place of what was held before; undefined: nothing, and what waits goes on. */
  set(condition: BreakCondition | undefined): void {
    const hadNone = this.#condition === undefined;
    this.#condition = condition;
    if (condition === undefined) {
      this.#state.intercept('breaks', undefined);
      this.#breaks.clear();
    } else if (hadNone) {
      this.#state.intercept('breaks', (way, onward) => this.#make(way, onward));
    } else {
      for (const each of this.#breaks) each.set(condition);
    }
    this.#changed();
  }

  /** @throws SockscopeError `NOT_HELD` */
  get(id: number): HeldMessage {
    const message = this.#desk.get(id);
    if (message) return message;
    throw notHeld(id);
  }

  /**
   * @param bytes What goes on in its place; nothing of a stream where they are none.
   * @throws SockscopeError `NOT_HELD`
   */
  forward(id: number, bytes?: Uint8Array): void {
    this.#decide(id, { kind: 'forward', ...(bytes ? { bytes } : {}) });
  }

  /** @throws SockscopeError `NOT_HELD` */
  drop(id: number): void {
    this.#decide(id, { kind: 'drop' });
  }

  /** What waits goes on, and what waits behind it too. Returns how many messages that were. */
  forwardAll(): number {
    const { count } = this;
    for (const each of this.#breaks) each.forwardAll();
    return count - this.count;
  }

  #decide(id: number, verdict: HeldVerdict): void {
    if (!this.#desk.decide(id, verdict)) throw notHeld(id);
  }

  #make(way: InterceptedWay, onward: Onward): StreamBreak | DatagramBreak | undefined {
    const condition = this.#condition;
    if (!condition) return undefined;
    const over = (): void => {
      this.#breaks.delete(made);
    };
    const made =
      way.kind === 'stream'
        ? new StreamBreak(way, onward, this.#desk, condition, over)
        : new DatagramBreak(way, onward, this.#desk, condition, over);
    this.#breaks.add(made);
    return made;
  }
}

function notHeld(id: number): SockscopeError {
  return new SockscopeError('NOT_HELD', 'No message {0} waits in this relay: it has gone on, or was dropped.', [id]);
}
