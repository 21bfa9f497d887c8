import type { ConversationSummary } from '../protocol';
import type { Translate } from '../strings';
import { conversationLabel } from './format';

/** How the list of conversations can be sorted, in the order in which that is offered. */
export const CONVERSATION_ORDERS = ['newest', 'oldest', 'name', 'bytes'] as const;
export type ConversationOrder = (typeof CONVERSATION_ORDERS)[number];

const COMPARE: Readonly<Record<ConversationOrder, (one: ConversationSummary, other: ConversationSummary) => number>> = {
  newest: (one, other) => other.startedAt - one.startedAt,
  oldest: (one, other) => one.startedAt - other.startedAt,
  name: (one, other) => nameOf(one).localeCompare(nameOf(other), undefined, { numeric: true }),
  bytes: (one, other) => other.received + other.sent - (one.received + one.sent),
};

/**
 * The conversations that a search finds, sorted; those that are equal stay in the order of the list. Each word of the search
 * must be in the name or the state, in either case.
 */
export function orderedConversations(
  list: readonly ConversationSummary[],
  search: string,
  order: ConversationOrder,
  translate: Translate,
): readonly ConversationSummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = list.filter((each) => {
    const text = `${conversationLabel(translate, each)} ${each.state}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return found.sort(COMPARE[order]);
}

function nameOf({ scheme, remote, local }: ConversationSummary): string {
  return `${scheme} ${remote || local}`;
}
