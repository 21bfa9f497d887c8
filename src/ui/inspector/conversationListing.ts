import type { ConversationOverview, Conversations } from '../../capture/conversations';
import { Turn } from '../../capture/turn';
import type { ToPage } from '../../webview/inspector/protocol';

/** Conversations that are listed: the newest. */
export const MAX_LISTED = 5000;
/** Entries of the list that one message carries: more would keep others waiting while it is made. */
export const MAX_ENTRIES_PER_MESSAGE = 500;

export interface Listing<Entry> {
  /** The newest is last. A datagram socket is followed by its peers. */
  readonly list: readonly Entry[];
  /** How many older ones are left out. */
  readonly omitted: number;
}

type ListMessage = Extract<ToPage, { type: 'conversations' }>;

/**
 * The newest conversations of those that there are by now; others have their turn in between.
 *
 * @param describe Makes the entry of a conversation (`peer` 0), or of a peer of a datagram socket.
 * @param count Called before the peers of a datagram socket are described.
 */
export async function listNewest<Entry>(
  conversations: Conversations,
  describe: (conversation: ConversationOverview, peer: number) => Entry,
  count: (conversation: ConversationOverview, turn: Turn) => Promise<void> = () => Promise.resolve(),
): Promise<Listing<Entry>> {
  const turn = new Turn();
  const newestFirst: Entry[] = [];
  let omitted = 0;
  let index = conversations.length - 1;
  for (; index >= 0 && newestFirst.length < MAX_LISTED; index--) {
    const conversation = conversations.overview(index)!;
    const peers = conversation.peers && conversation.peers.size > 1 ? conversation.peers.size : 0;
    const room = MAX_LISTED - newestFirst.length;
    omitted += Math.max(0, peers + 1 - room);
    if (peers > 0) await count(conversation, turn);
    for (let peer = Math.min(peers, room - 1); peer >= 0; peer--) {
      newestFirst.push(describe(conversation, peer));
      if (turn.isOver()) await turn.pass();
    }
  }
  // Peers of what is left out whole are not counted: that would be a walk through all conversations.
  return { list: newestFirst.reverse(), omitted: omitted + index + 1 };
}

/** The messages that tell a page the list: at least one. */
export function* listMessages({ list, omitted }: Listing<ListMessage['list'][number]>): Generator<ListMessage> {
  let from = 0;
  do {
    const part = list.slice(from, from + MAX_ENTRIES_PER_MESSAGE);
    yield { type: 'conversations', list: part, from, total: list.length, omitted };
    from += part.length;
  } while (from < list.length);
}
