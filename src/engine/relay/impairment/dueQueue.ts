/** What waits for its time: the earliest first, and of equal ones the one that was added first. */
export class DueQueue<T> {
  readonly #heap: { readonly due: number; readonly order: number; readonly item: T }[] = [];
  #added = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** When the first one is due; undefined when nothing waits. */
  get next(): number | undefined {
    return this.#heap[0]?.due;
  }

  add(due: number, item: T): void {
    const heap = this.#heap;
    const entry = { due, order: this.#added++, item };
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(entry, heap[above]!)) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = entry;
  }

  /** The first one, if it is due at `now`. */
  take(now: number): T | undefined {
    const first = this.#heap[0];
    if (!first || first.due > now) return undefined;
    const last = this.#heap.pop()!;
    if (this.#heap.length > 0) this.#sink(last);
    return first.item;
  }

  #sink(entry: { readonly due: number; readonly order: number; readonly item: T }): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) below++;
      if (!isBefore(heap[below]!, entry)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = entry;
  }
}

interface Ordered {
  readonly due: number;
  readonly order: number;
}

function isBefore(one: Ordered, other: Ordered): boolean {
  return one.due < other.due || (one.due === other.due && one.order < other.order);
}
