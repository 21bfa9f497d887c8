import assert from 'node:assert/strict';
import type { BytesSocket } from '../../../../src/engine/bytesSocket';
import { LastMessages, type LastMessage, type ReadLastMessage } from '../../../../src/ui/sockets/lastMessages';

/** What stands in for a socket: its counts, and whether it is recorded. */
function socketWith(bytesReceived: number, conversation = 0): BytesSocket & { bytesReceived: number } {
  return {
    bytesReceived,
    bytesSent: 0,
    conversation: conversation < 0 ? undefined : conversation,
  } as unknown as BytesSocket & { bytesReceived: number };
}

const received = (text: string, length = text.length): LastMessage => ({
  direction: 'received',
  first: Buffer.from(text, 'latin1'),
  length,
});

/** Which reads there were, and what the clock lets begin. */
function setUp(read: ReadLastMessage) {
  const waiting: (() => void)[] = [];
  const reads: BytesSocket[] = [];
  const told: BytesSocket[] = [];
  let tell: (() => void) | undefined;
  const messages = new LastMessages(
    (socket) => {
      reads.push(socket);
      return read(socket);
    },
    (sockets) => {
      told.push(...sockets);
      tell?.();
    },
    {
      now: () => 0,
      later: (action) => {
        waiting.push(action);
        return () => waiting.splice(0);
      },
    },
  );
  return {
    messages,
    reads,
    told,
    waiting,
    /** Lets the next ones be read; settles when a row has to be drawn again. */
    nextTold: async (): Promise<void> => {
      const done = new Promise<void>((resolve) => {
        tell = resolve;
      });
      waiting.shift()?.();
      await done;
    },
  };
}

describe('LastMessages', () => {
  it('reads behind the drawing, has the row drawn again, and reads no more until the counts change', async () => {
    const socket = socketWith(4);
    const test = setUp(() => Promise.resolve(received('hi\r\n')));
    assert.equal(test.messages.textOf(socket), undefined);
    assert.deepEqual(test.reads, []);
    await test.nextTold();
    assert.deepEqual(test.told, [socket]);
    assert.equal(test.messages.textOf(socket), '↓ "hi\\r\\n"');
    assert.deepEqual(test.waiting, []);
    socket.bytesReceived = 8;
    assert.equal(test.messages.textOf(socket), '↓ "hi\\r\\n"');
    assert.equal(test.waiting.length, 1);
  });

  it('shows what acts or hides as what it is, and that there is more', async () => {
    const socket = socketWith(9);
    const test = setUp(() => Promise.resolve({ ...received('\u001b[31m\u0000x', 100), direction: 'sent' as const }));
    test.messages.textOf(socket);
    await test.nextTold();
    assert.equal(test.messages.textOf(socket), '↑ [1b] "[31m" [00 78] …');
  });

  it('reads a few at a time, however many rows there are', async () => {
    const test = setUp(() => Promise.resolve(received('x')));
    for (let count = 0; count < 100; count++) test.messages.textOf(socketWith(1));
    assert.equal(test.waiting.length, 1);
    await test.nextTold();
    assert.equal(test.reads.length, 40);
    await test.nextTold();
    await test.nextTold();
    assert.equal(test.reads.length, 100);
    assert.deepEqual(test.waiting, []);
  });

  it('asks nothing of what is not recorded, and shows nothing where reading fails', async () => {
    const test = setUp((socket) =>
      socket.bytesReceived === 1 ? Promise.reject(new Error('gone')) : Promise.resolve(received('x')),
    );
    const broken = socketWith(1);
    const whole = socketWith(2);
    assert.equal(test.messages.textOf(socketWith(3, -1)), undefined);
    test.messages.textOf(broken);
    test.messages.textOf(whole);
    await test.nextTold();
    assert.deepEqual(test.reads, [broken, whole]);
    assert.deepEqual(test.told, [whole]);
    assert.equal(test.messages.textOf(broken), undefined);
    assert.deepEqual(test.waiting, []);
  });

  it('begins nothing once it is disposed of', () => {
    const test = setUp(() => Promise.resolve(received('x')));
    test.messages.textOf(socketWith(1));
    test.messages.dispose();
    assert.deepEqual(test.waiting, []);
  });
});
