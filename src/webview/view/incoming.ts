import type { ToPage } from '../protocol';

/** Every message that the page understands. Written as a record, so that the compiler misses none. */
const KNOWN: Readonly<Record<ToPage['type'], true>> = {
  conversations: true,
  show: true,
  grown: true,
  answer: true,
  failed: true,
  messages: true,
  notices: true,
  unavailable: true,
};

/** Other scripts (of the editor itself) post to the same window: a message that is not ours is passed over. */
export function asToPage(data: unknown): ToPage | undefined {
  if (typeof data !== 'object' || data === null || !('type' in data)) return undefined;
  const { type } = data;
  return typeof type === 'string' && Object.hasOwn(KNOWN, type) ? (data as ToPage) : undefined;
}
