import type { ChunkLog } from '../chunkLog';
import { Conversation, type ConversationOrigin } from '../conversation';
import type { Packet } from './packet';
import type { Timeline } from './timeline';

/** The conversations found so far in a capture that is being read. */
export class ConversationList {
  readonly all: Conversation[] = [];
  /** Sockscope recorded it: directions, chunk boundaries and comments mean what its recorder means by them. */
  isOwn = false;
  readonly #timeline: Timeline;
  readonly #touched = new Set<ChunkLog>();
  #lastTouched: ChunkLog | undefined;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** @param packet Its first one. */
  add(packet: Packet, origin: Omit<ConversationOrigin, 'id' | 'startedAt'>): Conversation {
    const startedAt = this.#timeline.startTime + packet.time / 1e6;
    const conversation = new Conversation({ ...origin, id: this.all.length, startedAt });
    this.all.push(conversation);
    return conversation;
  }

  /** Chunks were added to this log. */
  touch(log: ChunkLog): void {
    if (log === this.#lastTouched) return;
    this.#lastTouched = log;
    this.#touched.add(log);
  }

  /** Makes visible what was added so far. */
  commit(): void {
    for (const log of this.#touched) log.commit();
    this.#touched.clear();
    this.#lastTouched = undefined;
  }
}
