import type { Direction } from '../base/direction';
import type { ByteTotals } from './chunkLog';
import type { Conversation } from './conversation';
import { overviewOf, type ConversationOverview, type Conversations } from './conversations';

/** Conversations that each have objects of their own, such as those being recorded. */
export class ConversationArray implements Conversations {
  readonly #all: Conversation[] = [];
  readonly #totals: ByteTotals = { received: 0, sent: 0 };

  get length(): number {
    return this.#all.length;
  }

  push(conversation: Conversation): void {
    this.#all.push(conversation);
    conversation.log.countInto(this.#totals);
  }

  at(index: number): Conversation | undefined {
    return this.#all.at(index);
  }

  overview(index: number): ConversationOverview | undefined {
    const conversation = this.#all[index];
    return conversation && overviewOf(conversation);
  }

  bytes(direction: Direction): number {
    return this.#totals[direction];
  }

  [Symbol.iterator](): Iterator<Conversation> {
    return this.#all.values();
  }
}
