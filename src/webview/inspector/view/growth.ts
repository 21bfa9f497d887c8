import type { ConversationSummary, Extent } from '../protocol';
import type { ShownConversation } from './conversation';

/** Hands what came to the shown conversation, or holds it back while the view is paused; and counts what nobody has seen. */
export class Growth {
  #held: Extent | undefined;
  #isPaused = false;
  /** Chunks there were when the end was last in view. */
  #seenChunks = 0;

  /** Holds back what comes; the socket and its record know nothing of it. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Another conversation is shown from now on. */
  begin({ chunks }: ConversationSummary): void {
    this.#held = undefined;
    this.#isPaused = false;
    this.#seenChunks = chunks;
  }

  take(conversation: ShownConversation | undefined, extent: Extent): void {
    if (this.#isPaused) this.#held = extent;
    else conversation?.grow(extent);
  }

  pause(conversation: ShownConversation | undefined, isPaused: boolean): void {
    this.#isPaused = isPaused;
    const held = this.#held;
    this.#held = undefined;
    if (held) conversation?.grow(held);
  }

  /** How far the conversation is, shown or not. */
  latest(conversation: ShownConversation): ConversationSummary {
    return this.#held?.summary ?? conversation.summary;
  }

  /** Chunks that came since the end was last in view. */
  unseen(conversation: ShownConversation, isFollowing: boolean): number {
    const { chunks } = this.latest(conversation);
    if (isFollowing && !this.#isPaused) this.#seenChunks = chunks;
    return Math.max(0, chunks - this.#seenChunks);
  }
}
