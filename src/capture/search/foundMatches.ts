import type { Direction } from '../../base/direction';
import type { FoundMatch } from '../../bytes/find/foundMatch';
import type { ChunkLog } from '../chunkLog';
import { MatchList } from './matchList';

/** Most matches that are kept of one search: 12 MiB. */
export const MAX_MATCHES = 1024 * 1024;

const OTHER: Readonly<Record<Direction, Direction>> = { received: 'sent', sent: 'received' };

/** The matches of both directions of a conversation, in the order in which the conversation went. */
export class FoundMatches {
  readonly #log: ChunkLog;
  readonly #lists: Readonly<Record<Direction, MatchList>> = { received: new MatchList(), sent: new MatchList() };

  constructor(log: ChunkLog) {
    this.#log = log;
  }

  get count(): number {
    return this.#lists.received.count + this.#lists.sent.count;
  }

  of(direction: Direction): MatchList {
    return this.#lists[direction];
  }

  /** Takes a match behind all others of its direction. Returns false when no more are kept. */
  push(direction: Direction, offset: number, length: number): boolean {
    this.#lists[direction].push(offset, length);
    return this.count < MAX_MATCHES;
  }

  /** The place among all of the match that begins with a byte; -1 when none does. */
  indexAt(direction: Direction, offset: number): number {
    const own = this.#lists[direction];
    const index = own.firstFrom(offset);
    return index < own.count && own.offset(index) === offset ? this.#place(direction, index) : -1;
  }

  /** The match to go to from a byte, around the ends; without a byte the first or the last. Undefined when there is none. */
  next(
    from: { readonly direction: Direction; readonly offset: number } | undefined,
    forward: boolean,
  ): FoundMatch | undefined {
    if (this.count === 0) return undefined;
    return (from && this.#beside(from.direction, from.offset, forward)) ?? this.#outermost(forward);
  }

  #outermost(forward: boolean): FoundMatch | undefined {
    return forward
      ? this.#earlier(this.#match('received', 0), this.#match('sent', 0))
      : this.#later(
          this.#match('received', this.#lists.received.count - 1),
          this.#match('sent', this.#lists.sent.count - 1),
        );
  }

  #beside(direction: Direction, offset: number, forward: boolean): FoundMatch | undefined {
    const [own, other] = [this.#lists[direction], this.#lists[OTHER[direction]]];
    const across = other.firstFrom(this.#otherBytesBefore(direction, offset));
    return forward
      ? this.#earlier(this.#match(direction, own.firstFrom(offset + 1)), this.#match(OTHER[direction], across))
      : this.#later(this.#match(direction, own.firstFrom(offset) - 1), this.#match(OTHER[direction], across - 1));
  }

  #match(direction: Direction, at: number): FoundMatch | undefined {
    const list = this.#lists[direction];
    if (at < 0 || at >= list.count) return undefined;
    return { direction, offset: list.offset(at), length: list.length(at), index: this.#place(direction, at) };
  }

  #earlier(one: FoundMatch | undefined, other: FoundMatch | undefined): FoundMatch | undefined {
    if (!one || !other) return one ?? other;
    return one.index < other.index ? one : other;
  }

  #later(one: FoundMatch | undefined, other: FoundMatch | undefined): FoundMatch | undefined {
    if (!one || !other) return one ?? other;
    return one.index > other.index ? one : other;
  }

  /** @param at The match's place in its direction's list. */
  #place(direction: Direction, at: number): number {
    const before = this.#otherBytesBefore(direction, this.#lists[direction].offset(at));
    return at + this.#lists[OTHER[direction]].firstFrom(before);
  }

  /** Bytes of the other direction that came before the chunk of a byte. */
  #otherBytesBefore(direction: Direction, offset: number): number {
    const chunk = this.#log.atOffset(direction, offset);
    return this.#log.bytesBefore(OTHER[direction], chunk < 0 ? this.#log.length : chunk);
  }
}
