import assert from 'node:assert/strict';
import type { ConversationSummary } from '../../../src/webview/inspector/protocol';
import { wordingFrom } from '../../../src/webview/inspector/strings';
import { orderedConversations } from '../../../src/webview/inspector/view/conversationOrder';

const summary = (
  id: number,
  port: number,
  state: string,
  received: number,
  startedAt: number,
): ConversationSummary => ({
  id,
  scheme: 'tcp',
  local: 'tcp://127.0.0.1:9000',
  remote: `tcp://127.0.0.1:${port}`,
  state,
  live: false,
  chunks: 0,
  received,
  sent: 0,
  startedAt,
});

const LIST = [summary(0, 5000, 'closed', 10, 1), summary(1, 900, 'open', 30, 2), summary(2, 60000, 'closed', 20, 3)];

describe('orderedConversations', () => {
  const translate = wordingFrom(undefined);
  const ids = (search: string, order: Parameters<typeof orderedConversations>[2]) =>
    orderedConversations(LIST, search, order, translate).map(({ id }) => id);

  it('sorts by time, address as numbers go, and traffic', () => {
    assert.deepEqual(ids('', 'newest'), [2, 1, 0]);
    assert.deepEqual(ids('', 'oldest'), [0, 1, 2]);
    assert.deepEqual(ids('', 'name'), [1, 0, 2]);
    assert.deepEqual(ids('', 'bytes'), [1, 2, 0]);
  });

  it('finds what has every word, in either case', () => {
    assert.deepEqual(ids('CLOSED tcp', 'oldest'), [0, 2]);
    assert.deepEqual(ids('closed :60000', 'oldest'), [2]);
    assert.deepEqual(ids('udp', 'oldest'), []);
  });

  it('leaves the list as it was', () => {
    ids('', 'newest');
    assert.deepEqual(
      LIST.map(({ id }) => id),
      [0, 1, 2],
    );
  });
});
