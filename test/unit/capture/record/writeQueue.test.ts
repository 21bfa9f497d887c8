import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChunkLog } from '../../../../src/capture/chunkLog';
import { SlabPool } from '../../../../src/capture/record/slabPool';
import { MAX_QUEUED, MAX_RESERVED, WriteQueue } from '../../../../src/capture/record/writeQueue';

/** A file in memory, whose writes end when the test says so. */
class FakeFile {
  readonly #content: Buffer[] = [];
  length = 0;
  writes = 0;
  #pending: { bytes: Buffer; position: number; done: (error: Error | null, written: number) => void } | undefined;
  #wake: (() => void) | undefined;

  readonly write = (
    buffers: readonly Uint8Array[],
    position: number,
    done: (error: Error | null, written: number) => void,
  ): void => {
    assert.equal(this.#pending, undefined, 'only one write is in flight');
    this.#pending = { bytes: Buffer.concat(buffers), position, done };
    this.#wake?.();
  };

  /** Waits for the next write and ends it after `limit` bytes. */
  async finish(limit = Infinity): Promise<number> {
    if (this.#pending === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
    const { bytes, position, done } = this.#take();
    const written = bytes.subarray(0, limit);
    assert.equal(position, this.length);
    this.#content.push(written);
    this.length += written.length;
    done(null, written.length);
    return written.length;
  }

  async fail(error: Error): Promise<void> {
    if (this.#pending === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#take().done(error, 0);
  }

  get content(): Buffer {
    return Buffer.concat(this.#content);
  }

  get isIdle(): boolean {
    return this.#pending === undefined;
  }

  #take() {
    const pending = this.#pending!;
    this.#pending = undefined;
    this.#wake = undefined;
    this.writes++;
    return pending;
  }
}

function makeQueue() {
  const file = new FakeFile();
  const failures: Error[] = [];
  let written = 0;
  const queue = new WriteQueue(
    new SlabPool(),
    file.write,
    () => written++,
    (error) => failures.push(error),
  );
  return { file, queue, failures, written: () => written };
}

/** Puts `length` bytes of `value` straight into the slab. */
function put(queue: WriteQueue, value: number, length: number): void {
  const offset = queue.reserve();
  queue.slab.bytes.fill(value, offset, offset + length);
  queue.advance(length);
}

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), new Promise<false>((resolve) => setImmediate(resolve, false))]);
}

describe('WriteQueue', () => {
  it('writes everything once and in order, however short the writes are', async () => {
    const piece = fc.record({
      how: fc.constantFrom('slab', 'reference', 'copy'),
      length: fc.integer({ min: 1, max: 3000 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { minLength: 1, maxLength: 50 }),
        fc.array(fc.integer({ min: 1, max: 9000 })),
        async (pieces, limits) => {
          const { file, queue } = makeQueue();
          const pieceBytes: Buffer[] = [];
          for (const [index, { how, length }] of pieces.entries()) {
            const value = index + 1;
            if (how === 'slab') {
              put(queue, value, Math.min(length, MAX_RESERVED));
              pieceBytes.push(Buffer.alloc(Math.min(length, MAX_RESERVED), value));
            } else {
              queue[how](new Uint8Array(length).fill(value));
              pieceBytes.push(Buffer.alloc(length, value));
            }
            queue.endBlock();
          }
          const expected = Buffer.concat(pieceBytes);
          assert.equal(queue.position, expected.length);
          for (let i = 0; queue.written < expected.length; i++) await file.finish(limits[i]);
          assert.ok(expected.equals(file.content));
          assert.ok(file.isIdle);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('shows a chunk when the write that holds it has ended, and not earlier', async () => {
    const { file, queue } = makeQueue();
    const log = new ChunkLog();
    const shown: string[] = [];
    put(queue, 1, 100);
    log.append('received', 100, 0, 0);
    queue.endBlock(log);
    queue.whenWritten(() => shown.push(`first, with ${log.length}`));
    const firstWrite = file.finish(40);
    await firstWrite;
    // The write goes on with the rest; this chunk is behind it.
    put(queue, 2, 100);
    log.append('received', 100, 0, 100);
    queue.endBlock(log);
    queue.whenWritten(() => shown.push(`second, with ${log.length}`));
    assert.equal(log.length, 0);
    await file.finish();
    assert.equal(log.length, 1);
    assert.deepEqual(shown, ['first, with 1']);
    await file.finish();
    assert.equal(log.length, 2);
    assert.deepEqual(shown, ['first, with 1', 'second, with 2']);
    queue.whenWritten(() => shown.push('at once'));
    assert.deepEqual(shown.at(-1), 'at once');
  });

  it('collects what comes within one turn of the event loop into one write', async () => {
    const { file, queue, written } = makeQueue();
    for (let i = 0; i < 1000; i++) {
      put(queue, i, 100);
      queue.endBlock();
    }
    assert.equal(await file.finish(), 100_000);
    assert.equal(file.writes, 1);
    assert.equal(written(), 1);
  });

  it('lets small chunks gather after a write', async () => {
    const { file, queue } = makeQueue();
    put(queue, 0, 100);
    queue.endBlock();
    await file.finish();
    for (let value = 1; value <= 3; value++) {
      put(queue, value, 100);
      queue.endBlock();
      await new Promise((resolve) => setImmediate(resolve));
      assert.ok(file.isIdle);
    }
    assert.equal(await file.finish(), 300);
  });

  it('lets neither much nor a flush wait after a write', async () => {
    const { file, queue } = makeQueue();
    put(queue, 0, 100);
    queue.endBlock();
    await file.finish();
    queue.reference(new Uint8Array(100_000));
    queue.endBlock();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(file.isIdle, false);
    await file.finish();
    put(queue, 1, 100);
    queue.endBlock();
    const flush = queue.flush();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(file.isIdle, false);
    await file.finish();
    await flush;
  });

  it('has no room when too much is queued, and lets those that wait in again, in order and not all at once', async () => {
    const { file, queue } = makeQueue();
    const chunk = new Uint8Array(65_536);
    let count = 0;
    while (queue.hasRoom) {
      queue.reference(chunk);
      queue.endBlock();
      count++;
    }
    assert.equal(count * chunk.length, MAX_QUEUED);
    const letIn: number[] = [];
    const waiting = Array.from({ length: 1000 }, async (_, index) => {
      await queue.drained();
      letIn.push(index);
    });
    assert.equal(await isSettled(waiting[0]!), false);
    const written = await file.finish();
    await waiting[0];
    assert.ok(queue.hasRoom);
    assert.ok(letIn.length <= Math.ceil(written / chunk.length), `${letIn.length} after ${written} bytes`);
    // Nobody brings anything any more, and still everybody is let in.
    while (queue.written < queue.position) await file.finish();
    await Promise.all(waiting);
    assert.deepEqual(
      letIn,
      letIn.map((_, index) => index),
    );
    assert.equal(letIn.length, 1000);
    await queue.drained();
  });

  it('settles a flush when everything queued before it is written', async () => {
    const { file, queue } = makeQueue();
    await queue.flush();
    put(queue, 1, 10);
    queue.endBlock();
    const flushed = queue.flush();
    await file.finish(5);
    assert.equal(await isSettled(flushed), false);
    put(queue, 2, 10);
    queue.endBlock();
    await file.finish();
    await flushed;
    const all = queue.flush();
    assert.equal(await isSettled(all), false);
    await file.finish();
    await all;
  });

  it('drops everything and lets everyone go on when a write fails', async () => {
    const { file, queue, failures } = makeQueue();
    const log = new ChunkLog();
    const actions: string[] = [];
    while (queue.hasRoom) {
      queue.reference(new Uint8Array(65_536));
      log.append('sent', 65_536, 0, 0);
      queue.endBlock(log);
    }
    queue.whenWritten(() => actions.push('told'));
    const waiting = [queue.drained(), queue.flush()];
    const error = new Error('no space');
    await file.finish();
    const visible = log.length;
    await file.fail(error);
    await Promise.all(waiting);
    assert.deepEqual(failures, [error]);
    assert.ok(queue.hasFailed);
    assert.ok(queue.hasRoom);
    assert.equal(log.length, visible, 'what is in no file is not shown');
    assert.deepEqual(actions, ['told']);
    await queue.flush();
    assert.ok(file.isIdle);
  });

  it('takes a file that writes nothing for a failed one', async () => {
    const { file, queue, failures } = makeQueue();
    put(queue, 1, 10);
    queue.endBlock();
    await file.finish(0);
    assert.equal(failures.length, 1);
  });
});
