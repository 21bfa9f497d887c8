import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { ConversationOverview, Conversations } from '../../../src/capture/conversations';
import { PeerTable } from '../../../src/capture/peerTable';
import {
  listMessages,
  listNewest,
  MAX_ENTRIES_PER_MESSAGE,
  MAX_LISTED,
} from '../../../src/ui/inspector/conversationListing';
import type { ConversationSummary, ToPage } from '../../../src/webview/inspector/protocol';
import { ListParts } from '../../../src/webview/inspector/view/listParts';

function peersOf(count: number): PeerTable {
  const peers = new PeerTable();
  for (let port = 1; port <= count; port++) peers.numberOf({ family: 'ip', address: '127.0.0.1', port });
  return peers;
}

/** So many conversations, of which some have peers. */
function conversations(length: number, peers: Readonly<Record<number, PeerTable>> = {}): Conversations {
  const overview = (id: number): ConversationOverview => ({
    id,
    scheme: 'udp',
    local: { family: 'ip', address: '127.0.0.1', port: 9 },
    remote: undefined,
    initiator: 'sent',
    state: 'open',
    startedAt: 0,
    chunks: 0,
    received: 0,
    sent: 0,
    peers: peers[id],
  });
  return { length, at: () => undefined, overview, bytes: () => 0, [Symbol.iterator]: () => [].values() };
}

const named = ({ id }: ConversationOverview, peer: number): string => `${id}.${peer}`;

const summaries = (count: number): ConversationSummary[] =>
  Array.from({ length: count }, (_, id) => ({ id }) as ConversationSummary);

describe('conversationListing', () => {
  it('lists all that there are, the newest last, and the peers of a socket behind it', async () => {
    assert.deepEqual(await listNewest(conversations(0), named), { list: [], omitted: 0 });
    const { list, omitted } = await listNewest(conversations(3, { 1: peersOf(2), 2: peersOf(1) }), named);
    assert.deepEqual({ list, omitted }, { list: ['0.0', '1.0', '1.1', '1.2', '2.0'], omitted: 0 });
  });

  it('counts what it leaves out', async () => {
    const many = await listNewest(conversations(MAX_LISTED + 7), named);
    assert.deepEqual([many.list.length, many.list[0], many.omitted], [MAX_LISTED, '7.0', 7]);
    const peers = await listNewest(conversations(MAX_LISTED, { 0: peersOf(2), 1: peersOf(3) }), named);
    assert.deepEqual([peers.list.length, peers.list.slice(0, 3)], [MAX_LISTED, ['1.0', '1.1', '2.0']]);
    assert.equal(peers.omitted, 3);
  });

  it('gives others their turn meanwhile', async () => {
    const others = { turns: 0, isOver: false };
    const running = (async () => {
      for (; !others.isOver; others.turns++) await setImmediate();
    })();
    await listNewest(conversations(200), () => {
      for (const begin = performance.now(); performance.now() - begin < 0.5;);
    });
    others.isOver = true;
    await running;
    // Two at most are those before it began and after it ended.
    assert.ok(others.turns > 2, String(others.turns));
  });

  for (const count of [0, 1, MAX_ENTRIES_PER_MESSAGE, MAX_ENTRIES_PER_MESSAGE + 1, 3 * MAX_ENTRIES_PER_MESSAGE]) {
    it(`tells a page a list of ${count} in parts, which it puts together`, () => {
      const list = summaries(count);
      const messages = [...listMessages({ list, omitted: 4 })];
      assert.ok(messages.every((part) => part.list.length <= MAX_ENTRIES_PER_MESSAGE && part.omitted === 4));
      const parts = new ListParts();
      const taken = messages.map((message) => parts.take(message));
      assert.deepEqual(taken.pop(), list);
      assert.ok(taken.every((each) => each === undefined));
    });
  }

  it('begins anew with a first part, and takes no list whose beginning was not seen', () => {
    const part = (from: number, total: number, ...ids: number[]): Extract<ToPage, { type: 'conversations' }> => ({
      type: 'conversations',
      list: ids.map((id) => ({ id }) as ConversationSummary),
      from,
      total,
      omitted: 0,
    });
    const parts = new ListParts();
    assert.equal(parts.take(part(2, 3, 3)), undefined);
    assert.equal(parts.take(part(0, 3, 1, 2)), undefined);
    assert.equal(parts.take(part(0, 2, 5)), undefined);
    assert.deepEqual(
      parts.take(part(1, 2, 6))?.map(({ id }) => id),
      [5, 6],
    );
    assert.equal(parts.take(part(1, 2, 7)), undefined);
  });
});
