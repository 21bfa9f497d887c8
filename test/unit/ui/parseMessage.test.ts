import assert from 'node:assert/strict';
import { parseMessage } from '../../../src/ui/inspector/parseMessage';
import type { HostLink } from '../../../src/webview/view/hostLink';

/** One of each kind that the page sends without waiting for an answer. */
const UNANSWERED: readonly Parameters<HostLink['send']>[0][] = [
  { type: 'ready', layout: { view: 'exchange', bytesPerRow: 16 } },
  { type: 'showConversation', conversation: 3 },
  { type: 'stopMessages' },
  { type: 'leaveMessages' },
  { type: 'keepSettings', settings: '{}' },
  { type: 'selected', conversation: 0, direction: 'sent', offset: 4, length: 2 },
  { type: 'copy', text: '0a 0b' },
];

describe('parseMessage', () => {
  for (const message of UNANSWERED) {
    it(`takes ${message.type} without the number of a request`, () => {
      assert.deepEqual(parseMessage(message), message);
    });
  }

  it('takes a request with its number alone', () => {
    const ask = { type: 'readMessages', list: 1, from: 0, to: 9 };
    assert.deepEqual(parseMessage({ ...ask, request: 7 }), { ...ask, request: 7 });
    assert.throws(() => parseMessage(ask), { code: 'BAD_MESSAGE' });
  });

  it('refuses what does not belong to the protocol', () => {
    const malformed = [
      undefined,
      'ready',
      { type: 'toString' },
      { type: 'copy', text: 1 },
      { type: 'showConversation', conversation: -1 },
      { type: 'ready', layout: { view: 'messages', bytesPerRow: 16 } },
    ];
    for (const message of malformed) {
      assert.throws(() => parseMessage(message), { code: 'BAD_MESSAGE' }, JSON.stringify(message));
    }
  });
});
