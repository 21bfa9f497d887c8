import assert from 'node:assert/strict';
import type { ConversationSummary, Extent, Requests, Told } from '../../../src/webview/inspector/protocol';
import { ShownConversation } from '../../../src/webview/inspector/view/conversation';
import { Growth } from '../../../src/webview/inspector/view/growth';
import { HostLink } from '../../../src/webview/shared/hostLink';

const layout = { view: 'exchange', bytesPerRow: 16 } as const;

function extent(chunks: number): Extent {
  const summary: ConversationSummary = {
    id: 1,
    scheme: 'tcp',
    local: '',
    remote: '',
    state: 'open',
    live: true,
    chunks,
    received: chunks,
    sent: 0,
    startedAt: 0,
  };
  return { conversation: 1, layout, rowCount: 2 * chunks, received: chunks, sent: 0, summary };
}

function begun(): { growth: Growth; conversation: ShownConversation } {
  const conversation = new ShownConversation(extent(10), new HostLink<Requests, Told>(() => undefined));
  const growth = new Growth();
  growth.begin(conversation.summary);
  return { growth, conversation };
}

describe('Growth', () => {
  it('counts what came since the end was last in view', () => {
    const { growth, conversation } = begun();
    growth.take(conversation, extent(13));
    assert.equal(conversation.rowCount, 26);
    assert.equal(growth.unseen(conversation, false), 3);
    growth.take(conversation, extent(15));
    assert.equal(growth.unseen(conversation, false), 5);
    assert.equal(growth.unseen(conversation, true), 0);
    assert.equal(growth.unseen(conversation, false), 0);
  });

  it('holds back what comes while the view is paused, and tells how much that is', () => {
    const { growth, conversation } = begun();
    growth.pause(conversation, true);
    growth.take(conversation, extent(12));
    growth.take(conversation, extent(14));
    assert.equal(conversation.rowCount, 20);
    assert.equal(growth.latest(conversation).chunks, 14);
    assert.equal(growth.unseen(conversation, true), 4);
    growth.pause(conversation, false);
    assert.equal(conversation.rowCount, 28);
    assert.equal(growth.unseen(conversation, true), 0);
  });

  it('begins anew with another conversation', () => {
    const { growth, conversation } = begun();
    growth.pause(conversation, true);
    growth.take(conversation, extent(12));
    growth.begin(extent(5).summary);
    assert.equal(growth.isPaused, false);
    assert.equal(growth.latest(conversation).chunks, 10);
  });
});
