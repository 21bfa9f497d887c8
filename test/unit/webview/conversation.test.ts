import assert from 'node:assert/strict';
import {
  MAX_READ,
  type ConversationSummary,
  type Requests,
  type ToHost,
  type Told,
} from '../../../src/webview/inspector/protocol';
import type { RowLayout } from '../../../src/webview/inspector/rows';
import type { Caret } from '../../../src/webview/inspector/view/caret';
import { ShownConversation } from '../../../src/webview/inspector/view/conversation';
import { HostLink } from '../../../src/webview/shared/hostLink';
import { answerRows, groundOf, type Part } from './ground';

const SUMMARY: ConversationSummary = {
  id: 1,
  scheme: 'tcp',
  local: 'tcp://127.0.0.1:9000',
  remote: 'tcp://127.0.0.1:5000',
  state: 'open',
  live: true,
  chunks: 0,
  received: 0,
  sent: 0,
  startedAt: 0,
};

const layout: RowLayout = { view: 'exchange', bytesPerRow: 16 };

/** A conversation whose extension answers at once, and what it was asked. */
function conversationOf(parts: readonly Part[]): {
  conversation: ShownConversation;
  asked: ToHost[];
  changes: () => number;
} {
  const ground = groundOf(parts);
  const asked: ToHost[] = [];
  const link = new HostLink<Requests, Told>((message) => {
    asked.push(message);
    void answer(message);
  });
  const answer = async (message: ToHost) => {
    if (!('request' in message)) assert.fail(message.type);
    switch (message.type) {
      case 'readRows': {
        const { request, from, to } = message;
        link.settle({ type: 'answer', request, result: answerRows(ground.rows, from, to) });
        return;
      }
      case 'readBytes': {
        const { request, offset, length, direction } = message;
        const end = Math.min(offset + length, ground.streamLength(direction));
        const bytes = Uint8Array.from({ length: end - offset }, (_, i) => (offset + i) & 0xff);
        link.settle({ type: 'answer', request, result: { bytes } });
        return;
      }
      case 'locate':
        link.settle({
          type: 'answer',
          request: message.request,
          result: { row: await ground.locate(message.direction, message.offset) },
        });
        return;
      case 'layOut':
        link.settle({ type: 'answer', request: message.request, result: { rowCount: ground.rowCount } });
        return;
      case 'listMessages':
      case 'readMessages':
      case 'locateMessage':
      case 'startFind':
      case 'continueFind':
      case 'nextFound':
      case 'placeFound':
      case 'readFound':
      case 'markFound':
      case 'foundIn':
      case 'readPayload':
      case 'sendPayload':
      case 'listSteps':
      case 'readSteps':
      case 'locateStep':
      case 'saveDrawing':
        assert.fail(message.type);
    }
  };
  const extent = { received: ground.streamLength('received'), sent: ground.streamLength('sent'), summary: SUMMARY };
  const conversation = new ShownConversation({ ...extent, conversation: 1, layout, rowCount: ground.rowCount }, link);
  let changes = 0;
  conversation.addEventListener('change', () => changes++);
  return { conversation, asked, changes: () => changes };
}

const caret = (direction: 'sent' | 'received', offset: number): Caret => ({ row: 1, direction, offset, column: 0 });

describe('Conversation', () => {
  it('selects from the caret on, either way, and ends the selection', () => {
    const { conversation } = conversationOf([{ direction: 'sent', length: 16 }]);
    conversation.place(caret('sent', 5));
    assert.equal(conversation.selection, undefined);
    assert.deepEqual(conversation.range, { direction: 'sent', offset: 5, length: 1 });
    conversation.extendTo(caret('sent', 7));
    conversation.extendTo(caret('sent', 3));
    assert.deepEqual(conversation.selection, { direction: 'sent', offset: 3, length: 3 });
    assert.deepEqual(conversation.range, conversation.selection);
    conversation.clearSelection();
    assert.equal(conversation.selection, undefined);
    assert.equal(conversation.caret?.offset, 3);
  });

  it('never selects over both directions: extending into the other begins there', () => {
    const { conversation } = conversationOf([{ direction: 'sent', length: 16 }]);
    conversation.place(caret('sent', 5), 9);
    conversation.extendTo(caret('received', 1));
    assert.deepEqual(conversation.range, { direction: 'received', offset: 1, length: 1 });
  });

  it('selects a run of bytes wherever it is', async () => {
    const { conversation } = conversationOf([
      { direction: 'sent', length: 100 },
      { direction: 'received', length: 100 },
    ]);
    await conversation.select({ direction: 'received', offset: 40, length: 7 });
    assert.deepEqual(conversation.selection, { direction: 'received', offset: 40, length: 7 });
    assert.equal(conversation.caret?.row, 11);
    await conversation.select({ direction: 'received', offset: 100, length: 1 });
    assert.equal(conversation.caret.offset, 40);
  });

  it('lets the later of two selections count, whichever row is here first', async () => {
    const { conversation } = conversationOf([
      { direction: 'sent', length: 100 },
      { direction: 'received', length: 100 },
    ]);
    await conversation.select({ direction: 'received', offset: 0, length: 1 });
    const earlier = conversation.select({ direction: 'sent', offset: 99, length: 1 });
    // In the caret's own row, so that nothing need be asked for.
    await conversation.select({ direction: 'received', offset: 1, length: 1 });
    await earlier;
    assert.deepEqual(conversation.range, { direction: 'received', offset: 1, length: 1 });
    const overtaken = conversation.select({ direction: 'sent', offset: 99, length: 1 });
    conversation.place(caret('sent', 5));
    await overtaken;
    assert.deepEqual(conversation.range, { direction: 'sent', offset: 5, length: 1 });
  });

  it('reads long runs in pieces, and no further than the stream', async () => {
    const { conversation, asked } = conversationOf([{ direction: 'sent', length: 2 * MAX_READ + 10 }]);
    const bytes = await conversation.read({ direction: 'sent', offset: 3, length: 3 * MAX_READ });
    assert.equal(bytes.length, 2 * MAX_READ + 7);
    assert.ok(bytes.every((byte, i) => byte === ((i + 3) & 0xff)));
    assert.ok(asked.every((message) => message.type === 'readBytes' && message.length <= MAX_READ));
  });

  it('grows, says so, and is silent once closed', () => {
    const { conversation, changes } = conversationOf([{ direction: 'sent', length: 16 }]);
    const grown = { conversation: 1, layout, rowCount: 20, received: 0, sent: 100, summary: { ...SUMMARY, sent: 100 } };
    conversation.grow(grown);
    assert.equal(conversation.rowCount, 20);
    assert.equal(conversation.streamLength('sent'), 100);
    assert.equal(conversation.summary.sent, 100);
    assert.equal(changes(), 1);
    conversation.close();
    conversation.grow(grown);
    assert.equal(changes(), 1);
  });
});
