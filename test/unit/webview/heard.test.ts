import assert from 'node:assert/strict';
import type { ConversationSummary } from '../../../src/webview/inspector/protocol';
import { wordingFrom } from '../../../src/webview/inspector/strings';
import { Announcer } from '../../../src/webview/inspector/view/announcer';
import { Heard } from '../../../src/webview/inspector/view/heard';

const summary = (changes: Partial<ConversationSummary> = {}): ConversationSummary => ({
  id: 1,
  scheme: 'tcp',
  local: 'tcp://127.0.0.1:9000',
  remote: 'tcp://127.0.0.1:50000',
  state: 'open',
  live: true,
  chunks: 0,
  received: 0,
  sent: 0,
  startedAt: 0,
  ...changes,
});

describe('Heard', () => {
  const translate = wordingFrom(undefined);
  let waiting: Set<() => void>;
  let announcer: Announcer;
  let heard: Heard;
  beforeEach(() => {
    waiting = new Set();
    announcer = new Announcer((action) => {
      waiting.add(action);
      return () => waiting.delete(action);
    });
    heard = new Heard(announcer);
  });

  /** What is said once the waiting is over. */
  const said = (): string[] => {
    const before = announcer.said.at(-1)?.number ?? 0;
    for (const action of [...waiting]) action();
    waiting.clear();
    return announcer.said.filter(({ number }) => number > before).map(({ sentence }) => sentence);
  };

  it('gathers what came into one sentence, and begins anew after it', () => {
    heard.take(summary({ received: 100, chunks: 7 }), translate);
    heard.take(summary({ received: 101, chunks: 8 }), translate);
    heard.take(summary({ received: 105, chunks: 9 }), translate);
    assert.equal(waiting.size, 1);
    assert.deepEqual(said(), ['5 bytes received; the last chunk is number 9.']);
    heard.take(summary({ received: 106, chunks: 10 }), translate);
    assert.deepEqual(said(), ['1 byte received; the last chunk is number 10.']);
    heard.take(summary({ received: 106, chunks: 10 }), translate);
    assert.deepEqual(said(), []);
  });

  it('says what was sent, unless the composer has', () => {
    heard.take(summary(), translate);
    heard.take(summary({ sent: 2 }), translate);
    heard.take(summary({ sent: 5 }), translate);
    assert.deepEqual(said(), ['5 bytes sent']);
    heard.take(summary({ sent: 9 }), translate, true);
    assert.deepEqual(said(), []);
  });

  it('says another state, and nothing of another conversation', () => {
    heard.take(summary(), translate);
    heard.take(summary({ received: 3 }), translate);
    heard.take(summary({ id: 2, state: 'closed', received: 9 }), translate);
    assert.deepEqual(said(), []);
    heard.take(summary({ id: 2, state: 'reset', received: 9 }), translate);
    assert.deepEqual(said(), ['The state is now: reset.']);
  });

  it('says how much is selected once that has settled, and nothing of a caret', () => {
    const select = (length: number): void => {
      heard.select({ direction: 'sent', offset: 0, length }, translate);
    };
    for (const length of [1, 2, 3, 16]) select(length);
    assert.deepEqual(said(), ['16 bytes selected']);
    select(17);
    select(1);
    assert.deepEqual(said(), []);
  });

  it('keeps the last few sentences, each with its own number', () => {
    for (let i = 0; i < 9; i++) {
      announcer.settle('state', 0, 'The same.');
      said();
    }
    const numbers = announcer.said.map(({ number }) => number);
    assert.deepEqual(numbers, [6, 7, 8, 9]);
    announcer.settle('state', 0, 'Never said.');
    announcer.stop();
    assert.deepEqual(said(), []);
  });
});
