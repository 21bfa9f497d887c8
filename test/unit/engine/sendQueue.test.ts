import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MAX_BYTES_WAITING, MAX_SEND_PIECE, MAX_SENDS_WAITING } from '../../../src/engine/limits';
import { SendQueue } from '../../../src/engine/sendQueue';
import { failure } from './harness';

/** A kernel that takes a piece when it is told to. */
class FakeKernel {
  readonly taken: Uint8Array[] = [];
  #waiting: { piece: Uint8Array; taken: (error?: Error, until?: Promise<void>) => void } | undefined;
  readonly queue = new SendQueue((piece, taken) => {
    assert.equal(this.#waiting, undefined, 'one piece in flight');
    this.#waiting = { piece, taken };
  });

  get isAsked(): boolean {
    return this.#waiting !== undefined;
  }

  take(error?: Error, until?: Promise<void>): void {
    const waiting = this.#waiting;
    assert.ok(waiting, 'nothing is offered');
    this.#waiting = undefined;
    if (!error) this.taken.push(waiting.piece);
    waiting.taken(error, until);
  }

  takeAll(): void {
    while (this.isAsked) this.take();
  }
}

describe('engine/sendQueue', () => {
  it('hands on everything in order, in pieces of at most 1 MiB', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 2.5 * MAX_SEND_PIECE }), { maxLength: 5 }),
        async (lengths) => {
          const kernel = new FakeKernel();
          const sends = lengths.map((length, index) => new Uint8Array(length).fill(index + 1));
          const settled: number[] = [];
          const all = Promise.all(
            sends.map(async (bytes, index) => {
              await kernel.queue.push(bytes);
              if (bytes.length > 0) settled.push(index);
            }),
          );
          kernel.takeAll();
          await all;
          assert.ok(Buffer.concat(kernel.taken).equals(Buffer.concat(sends)));
          assert.ok(kernel.taken.every((piece) => piece.length <= MAX_SEND_PIECE));
          assert.deepEqual(
            settled,
            [...settled].sort((a, b) => a - b),
          );
          assert.equal(kernel.queue.bytesWaiting, 0);
          assert.equal(kernel.queue.sendsWaiting, 0);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('takes back what has not begun, of any send at any time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 2.5 * MAX_SEND_PIECE }), { minLength: 1, maxLength: 4 }),
        fc.nat(3),
        fc.nat(8),
        fc.boolean(),
        async (lengths, which, takes, isBetween) => {
          const kernel = new FakeKernel();
          const sends = lengths.map((length, index) => new Uint8Array(length).fill(index + 1));
          const begun = sends.map((bytes) => kernel.queue.begin(bytes));
          for (let i = 0; i < takes && kernel.isAsked; i++) kernel.take();
          const index = which % sends.length;
          let goOn!: () => void;
          const room = new Promise<void>((resolve) => (goOn = resolve));
          if (isBetween && kernel.isAsked) kernel.take(undefined, room);
          const before = kernel.taken.reduce((sum, { length }) => sum + length, 0);
          const earlier = lengths.slice(0, index).reduce((sum, length) => sum + length, 0);
          const { taken, inFlight } = begun[index]!.withdraw();
          assert.equal(taken, Math.max(0, Math.min(lengths[index]!, before - earlier)));
          goOn();
          await room;
          await Promise.resolve();
          kernel.takeAll();
          await Promise.all(begun.map(({ done }) => done));
          const left = sends.map((bytes, at) => (at === index ? bytes.subarray(0, taken + inFlight) : bytes));
          assert.ok(Buffer.concat(kernel.taken).equals(Buffer.concat(left)));
          assert.equal(kernel.queue.bytesWaiting, 0);
          assert.equal(kernel.queue.sendsWaiting, 0);
          await kernel.queue.idle();
        },
      ),
      { numRuns: 100 },
    );
  });

  it('hands a small send on as it is, without a copy', async () => {
    const kernel = new FakeKernel();
    const bytes = new Uint8Array(10);
    const sent = kernel.queue.push(bytes);
    kernel.take();
    await sent;
    assert.equal(kernel.taken[0], bytes);
  });

  it('counts what waits, piece by piece', async () => {
    const kernel = new FakeKernel();
    const sent = kernel.queue.push(new Uint8Array(MAX_SEND_PIECE + 5));
    assert.equal(kernel.queue.bytesWaiting, MAX_SEND_PIECE + 5);
    assert.equal(kernel.queue.sendsWaiting, 1);
    kernel.take();
    assert.equal(kernel.queue.bytesWaiting, 5);
    assert.equal(kernel.queue.sendsWaiting, 1);
    kernel.take();
    assert.equal(kernel.queue.bytesWaiting, 0);
    await sent;
  });

  it('settles when the kernel has taken the bytes, and offers the next only after what it is told to wait for', async () => {
    const kernel = new FakeKernel();
    let makeRoom!: () => void;
    const until = new Promise<void>((resolve) => {
      makeRoom = resolve;
    });
    const first = kernel.queue.push(new Uint8Array(1));
    const second = kernel.queue.push(new Uint8Array(2));
    kernel.take(undefined, until);
    await first;
    assert.equal(kernel.isAsked, false);
    assert.equal(kernel.queue.bytesWaiting, 2);
    makeRoom();
    await until;
    kernel.take();
    await second;
  });

  it('refuses more while over 16 MiB wait, and takes again when they have left', async () => {
    const kernel = new FakeKernel();
    const first = kernel.queue.push(new Uint8Array(MAX_BYTES_WAITING));
    const second = kernel.queue.push(new Uint8Array(1));
    const error = await failure(kernel.queue.push(new Uint8Array(1)));
    assert.equal(error.code, 'SEND_QUEUE_FULL');
    assert.match(error.message, /The peer does not read: 16777217 bytes are waiting/);
    kernel.take();
    const third = kernel.queue.push(new Uint8Array(1));
    kernel.takeAll();
    await Promise.all([first, second, third]);
  });

  it('refuses more while 65,536 sends wait', async () => {
    const kernel = new FakeKernel();
    const sends = Array.from({ length: MAX_SENDS_WAITING }, () => kernel.queue.push(new Uint8Array(1)));
    assert.equal(kernel.queue.sendsWaiting, MAX_SENDS_WAITING);
    assert.equal((await failure(kernel.queue.push(new Uint8Array(1)))).code, 'SEND_QUEUE_FULL');
    kernel.takeAll();
    await Promise.all(sends);
  });

  it('fails the send in flight, those behind it, and all that follow, when the kernel refuses a piece', async () => {
    const kernel = new FakeKernel();
    const reason = new Error('broken');
    const sends = [kernel.queue.push(new Uint8Array(1)), kernel.queue.push(new Uint8Array(2))];
    const idle = kernel.queue.idle();
    kernel.take(reason);
    for (const send of sends) await assert.rejects(send, reason);
    await assert.rejects(kernel.queue.push(new Uint8Array(1)), reason);
    await idle;
    assert.equal(kernel.queue.bytesWaiting, 0);
    assert.equal(kernel.queue.sendsWaiting, 0);
    assert.equal(kernel.isAsked, false);
  });

  it('fails at once from outside, and takes no notice of what the kernel says afterwards', async () => {
    const kernel = new FakeKernel();
    const reason = new Error('closed');
    const sends = [kernel.queue.push(new Uint8Array(1)), kernel.queue.push(new Uint8Array(2))];
    kernel.queue.fail(() => reason);
    kernel.queue.fail(() => new Error('another'));
    for (const send of sends) await assert.rejects(send, reason);
    await kernel.queue.idle();
    kernel.take();
    assert.equal(kernel.queue.bytesWaiting, 0);
    assert.equal(kernel.isAsked, false);
  });

  it('is idle when nothing waits, and only then', async () => {
    const kernel = new FakeKernel();
    await kernel.queue.idle();
    const sent = kernel.queue.push(new Uint8Array(1));
    let isIdle = false;
    const idle = kernel.queue.idle().then(() => {
      isIdle = true;
    });
    await Promise.resolve();
    assert.equal(isIdle, false);
    kernel.take();
    await Promise.all([sent, idle]);
    assert.equal(isIdle, true);
  });
});
