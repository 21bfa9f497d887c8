/** File operations under way at once: alone each waits for its turn in the event loop, all at once they would crowd out others. */
const AT_ONCE = 64;

/** Calls `work` with so many of the items at a time, one part after the other. */
export async function inParts<T>(items: readonly T[], work: (part: readonly T[]) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE) await work(items.slice(start, start + AT_ONCE));
}
