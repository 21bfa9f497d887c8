import assert from 'node:assert/strict';
import { parseMessage } from '../../../src/ui/inspector/parseMessage';
import type { ToHost } from '../../../src/webview/inspector/protocol';

const LAYOUT = { view: 'sent', bytesPerRow: 24 } as const;
const QUERY = {
  kind: 'number',
  text: '258',
  matchCase: true,
  encoding: 'utf8',
  numberType: 'u16',
  order: 'le',
} as const;

/** One message of each type. Written as a record, so that the compiler misses none. */
const MESSAGES: { readonly [T in ToHost['type']]: Extract<ToHost, { readonly type: T }> } = {
  ready: { type: 'ready', layout: LAYOUT },
  showConversation: { type: 'showConversation', conversation: 3 },
  stopMessages: { type: 'stopMessages' },
  leaveMessages: { type: 'leaveMessages' },
  stopFind: { type: 'stopFind', forget: true },
  keepSettings: { type: 'keepSettings', settings: '{}' },
  selected: { type: 'selected', conversation: 3, direction: 'received', offset: 5, length: 2 },
  copy: { type: 'copy', text: '0a 0b' },
  readRows: { type: 'readRows', request: 1, conversation: 3, layout: LAYOUT, from: 0, to: 128 },
  readBytes: { type: 'readBytes', request: 2, conversation: 3, direction: 'sent', offset: 5, length: 2 },
  locate: { type: 'locate', request: 3, conversation: 3, layout: LAYOUT, direction: 'sent', offset: 5 },
  listMessages: {
    type: 'listMessages',
    request: 4,
    conversation: 3,
    framing: { rule: 'fixed', length: 16 },
    filter: { direction: 'sent' },
  },
  readMessages: { type: 'readMessages', request: 5, list: 1, from: 0, to: 128 },
  locateMessage: { type: 'locateMessage', request: 13, list: 1, direction: 'sent', offset: 5 },
  leaveSteps: { type: 'leaveSteps' },
  listSteps: { type: 'listSteps', request: 16, conversation: 3 },
  readSteps: { type: 'readSteps', request: 17, list: 1, from: 0, to: 128 },
  locateStep: { type: 'locateStep', request: 18, list: 1, direction: 'sent', offset: 5 },
  saveDrawing: { type: 'saveDrawing', request: 19, svg: '<svg/>' },
  layOut: { type: 'layOut', request: 6, conversation: 3, layout: LAYOUT },
  readPayload: { type: 'readPayload', request: 14, conversation: 3, text: 'hi', reading: 'text' },
  sendPayload: { type: 'sendPayload', request: 15, conversation: 3, text: 'hi', reading: 'text', to: '127.0.0.1:9' },
  startFind: { type: 'startFind', request: 7, conversation: 3, directions: ['sent', 'received'], query: QUERY },
  continueFind: { type: 'continueFind', request: 8, search: 1 },
  nextFound: { type: 'nextFound', request: 9, search: 1, from: { direction: 'sent', offset: 5 }, forward: true },
  placeFound: { type: 'placeFound', request: 10, search: 1, direction: 'sent', offset: 5 },
  readFound: { type: 'readFound', request: 11, search: 1, conversation: 3, layout: LAYOUT, from: 0, to: 128 },
  foundIn: { type: 'foundIn', request: 13, search: 1, ranges: [{ direction: 'sent', offset: 5, length: 2 }] },
  markFound: { type: 'markFound', request: 12, search: 1, conversation: 3, layout: LAYOUT, rowCount: 9, slots: 500 },
};

/** Fields that a message may lack. */
const OPTIONAL: readonly string[] = ['forget', 'forward', 'from', 'reading', 'to'];

describe('parseMessage', () => {
  for (const message of Object.values(MESSAGES)) {
    it(`takes ${message.type} as the page sends it`, () => {
      assert.deepEqual(parseMessage(message), message);
    });

    it(`refuses ${message.type} when a field is missing or of another type`, () => {
      for (const [name, value] of Object.entries(message)) {
        if (name === 'type' || (OPTIONAL.includes(name) && typeof value !== 'number')) continue;
        for (const wrong of [undefined, null, -1, 1.5, NaN, Symbol('other')]) {
          assert.throws(() => parseMessage({ ...message, [name]: wrong }), { code: 'BAD_MESSAGE' }, name);
        }
      }
    });
  }

  it('asks for the first match when there is no byte to go on from', () => {
    const message = { type: 'nextFound', request: 9, search: 1, forward: false } as const;
    assert.deepEqual(parseMessage(message), message);
  });

  it('refuses what is no message', () => {
    for (const raw of [undefined, null, 'ready', {}, { type: 'other' }, { type: 'toString' }]) {
      assert.throws(() => parseMessage(raw), { code: 'BAD_MESSAGE' });
    }
  });
});
