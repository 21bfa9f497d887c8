import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { Framing, MessageFilter } from '../../../src/bytes/framing/framing';
import { MemoryCapture } from '../../../src/capture/memoryCapture';
import { MAX_MESSAGES } from '../../../src/capture/messages/messageIndex';
import type { ReadStream } from '../../../src/capture/messages/streamWindow';
import { MessageList } from '../../../src/ui/inspector/messageList';
import { logOf, type TestChunk } from '../capture/messages/conversation';

type ListedConversation = MessageList['view'];

const received = (...bytes: number[]): TestChunk => ({ direction: 'received', bytes, after: 1 });
const sent = (...bytes: number[]): TestChunk => ({ direction: 'sent', bytes, after: 1 });
const describeError = (error: unknown) => String(error);
const ignore = () => undefined;

/** A conversation that goes on, with these chunks so far. */
function conversationOf(log: ListedConversation['log'], readBytes: ReadStream): ListedConversation {
  const capture = Object.assign(new MemoryCapture('', new Uint8Array(), 0), { readBytes });
  return { id: 0, capture, conversation: capture.conversations.at(0)!, log, grows: true, epochTime: (time) => time };
}

/** A list of these chunks' messages, once all that can be listed is. */
async function listOf(
  chunks: readonly TestChunk[],
  framing: Framing,
  filter: MessageFilter = {},
): Promise<MessageList> {
  const { log, read } = logOf(chunks);
  const told = new EventEmitter();
  const list = new MessageList(
    1,
    conversationOf(log, read),
    framing,
    filter,
    (message) => {
      assert.ok(message.type === 'messages');
      if (message.done) told.emit('done');
    },
    describeError,
  );
  const done = once(told, 'done');
  list.advance();
  await done;
  list.dispose();
  return list;
}

/** A list whose reads wait until `answer` is called, and the event `read` that tells of each. */
function listThatWaits(
  framing: Framing,
  filter: MessageFilter,
): { list: MessageList; reads: EventEmitter; answer: () => void } {
  const { log, read } = logOf([received(1, 2), received(3)]);
  const reads = new EventEmitter();
  let answer: () => void = ignore;
  const waiting: ReadStream = async (...where) => {
    await new Promise<void>((resolve) => {
      answer = resolve;
      reads.emit('read');
    });
    return read(...where);
  };
  const list = new MessageList(1, conversationOf(log, waiting), framing, filter, ignore, describeError);
  return {
    list,
    reads,
    answer: () => {
      answer();
    },
  };
}

const TALK: readonly TestChunk[] = Array.from({ length: 300 }, (_, i) => {
  const bytes = Array.from({ length: (i * 7) % 13 }, (_each, at) => (i * at) % 5);
  return i % 3 === 0 ? sent(...bytes) : received(...bytes);
});
const FRAMINGS: readonly Framing[] = [
  { rule: 'chunks' },
  { rule: 'delimiter', delimiter: [3, 1] },
  { rule: 'prefix', size: 1, order: 'be', offset: 0, counts: 'rest' },
  { rule: 'fixed', length: 7 },
  { rule: 'idle', milliseconds: 0 },
];

describe('MessageList', () => {
  it('finds every message that it lists by the number in its row', async () => {
    for (const framing of FRAMINGS) {
      for (const filter of [{}, { direction: 'received' }, { minLength: 5 }, { pattern: [4, 3] }] as MessageFilter[]) {
        const list = await listOf(TALK, framing, filter);
        assert.ok(list.count > 0, JSON.stringify({ framing, filter }));
        for (let row = 0; row < list.count; row++) {
          const { number, chunk, offset, length } = list.at(row);
          assert.deepEqual(list.find(number), { direction: list.view.log.direction(chunk), offset, length });
        }
      }
    }
  });

  it('finds the row of the message that each byte belongs to', async () => {
    const chunks = [received(1, 2, 10, 3), sent(7, 10), received(10), sent(8), received(10, 10, 4), sent(9, 10)];
    const rules: readonly Framing[] = [
      { rule: 'chunks' },
      { rule: 'delimiter', delimiter: [10] },
      { rule: 'fixed', length: 2 },
    ];
    for (const framing of rules) {
      for (const filter of [{}, { minLength: 2 }, { direction: 'sent' as const }]) {
        const list = await listOf(chunks, framing, filter);
        const { log } = list.view;
        const rows = Array.from({ length: list.count }, (_, row) => list.at(row));
        for (const direction of ['received', 'sent'] as const) {
          for (let offset = 0; offset <= log.bytes(direction); offset++) {
            const row = rows.findIndex(
              (message) =>
                log.direction(message.chunk) === direction &&
                message.offset <= offset &&
                offset < message.offset + message.length,
            );
            assert.equal(list.rowOf(direction, offset), row, `${framing.rule} ${direction} ${offset}`);
          }
        }
      }
    }
  });

  it('counts messages, not the chunks that they came in', async () => {
    const list = await listOf([received(1, 2), received(3), sent(1), received(4, 5, 6, 7, 8)], {
      rule: 'fixed',
      length: 3,
    });
    assert.deepEqual(list.find(2), { direction: 'received', offset: 3, length: 3 });
  });

  it('finds messages that are not whole yet, behind the last one that is', async () => {
    const list = await listOf([sent(9), received(1, 2, 3, 4)], { rule: 'fixed', length: 3 });
    assert.deepEqual(list.find(1), { direction: 'received', offset: 0, length: 3 });
    assert.deepEqual(list.find(2), { direction: 'received', offset: 3, length: 1 });
    assert.deepEqual(list.find(3), { direction: 'sent', offset: 0, length: 1 });
    assert.throws(() => list.find(4), {
      code: 'NO_SUCH_MESSAGE',
      message: 'There is no message 4: the last one is 3.',
    });
    assert.throws(() => list.find(0), { code: 'NO_SUCH_MESSAGE' });
  });

  it('says that the filter hides a message', async () => {
    const chunks = [received(1), sent(2), received(3)];
    const list = await listOf(chunks, { rule: 'chunks' }, { direction: 'received' });
    assert.deepEqual(list.find(3), { direction: 'received', offset: 1, length: 1 });
    assert.throws(() => list.find(2), { code: 'MESSAGE_HIDDEN', message: 'The filter hides message 2.' });
    assert.throws(() => list.find(4), { code: 'NO_SUCH_MESSAGE' });
  });

  it('says of a filtered list that a message is not whole yet', async () => {
    const list = await listOf([received(1, 2, 3, 4)], { rule: 'fixed', length: 3 }, { direction: 'received' });
    assert.throws(() => list.find(2), {
      code: 'MESSAGE_HIDDEN',
      message: 'Message 2 is not whole yet: the filter shows it then.',
    });
    assert.throws(() => list.find(3), {
      code: 'NO_SUCH_MESSAGE',
      message: 'There is no message 3: the last one is 2.',
    });
  });

  it('says that a message is not reached, and whether it will be', async () => {
    const { list, reads, answer } = listThatWaits({ rule: 'delimiter', delimiter: [3] }, {});
    const read = once(reads, 'read');
    list.advance();
    await read;
    assert.throws(() => list.find(1), {
      code: 'MESSAGE_NOT_REACHED',
      message: 'Message 1 is not reached yet: 0 messages are known so far.',
    });
    list.stop();
    assert.throws(() => list.find(1), {
      code: 'MESSAGE_NOT_REACHED',
      message: 'Message 1 is not reached: the list ends after 0 messages.',
    });
    answer();
    list.dispose();
  });

  it('does not say that a message is hidden while the filter still reads it', async () => {
    const { list, reads, answer } = listThatWaits({ rule: 'chunks' }, { pattern: [2] });
    const read = once(reads, 'read');
    list.advance();
    await read;
    assert.throws(() => list.find(1), { code: 'MESSAGE_NOT_REACHED' });
    list.stop();
    answer();
    list.dispose();
  });

  it('says that a message is behind the last one that a list can hold', async () => {
    const { log, read } = logOf([]);
    log.append('received', MAX_MESSAGES + 5, 0, 0);
    log.append('received', 1, 0, 0);
    log.commit();
    const told = new EventEmitter();
    const filter: MessageFilter = {};
    const list = new MessageList(
      1,
      conversationOf(log, read),
      { rule: 'fixed', length: 1 },
      filter,
      () => {
        told.emit('told');
      },
      describeError,
    );
    const first = once(told, 'told');
    list.advance();
    await first;
    list.dispose();
    assert.deepEqual(list.find(MAX_MESSAGES), { direction: 'received', offset: MAX_MESSAGES - 1, length: 1 });
    for (const number of [MAX_MESSAGES + 1, MAX_MESSAGES + 6, MAX_MESSAGES + 7]) {
      assert.throws(() => list.find(number), {
        code: 'MESSAGE_NOT_LISTED',
        message: `Message ${number} is not listed: a list holds ${MAX_MESSAGES} messages at most.`,
      });
    }
  });
});
