import assert from 'node:assert/strict';
import { MAX_OUTPUT_WAITING, OutputQueue } from '../../../../src/cli/terminal/outputQueue';
import { KeptOutput } from '../fakeTerminal';

const text = (output: KeptOutput): string => Buffer.from(output.bytes).toString('latin1');
const put = (queue: OutputQueue, content: string): void => {
  queue.put(content.length, () => Buffer.from(content));
};

/** Whether it has settled within a few turns of the event loop. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => (settled = true));
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

describe('cli/outputQueue', () => {
  it('writes in order, and counts nothing when all is written', async () => {
    const output = new KeptOutput();
    const queue = new OutputQueue(output);
    for (let n = 0; n < 1000; n++) put(queue, `${n} `);
    await queue.finish();
    assert.equal(text(output), Array.from({ length: 1000 }, (_, n) => `${n} `).join(''));
    assert.equal(queue.waiting, 0);
  });

  it('makes what it writes when its turn comes, and no more than fits into one write', async () => {
    const output = new KeptOutput();
    output.stick();
    const queue = new OutputQueue(output);
    let made = 0;
    for (let n = 0; n < 6; n++) {
      queue.put(65_536, () => {
        made++;
        return new Uint8Array(65_536);
      });
    }
    assert.equal(made, 1);
    output.takeOne();
    await isSettled(Promise.resolve());
    assert.equal(made, 2);
    output.loosen();
    await queue.finish();
    assert.equal(made, 6);
    assert.equal(output.bytes.length, 6 * 65_536);
  });

  it('has no room while the reader does not read, and tells when there is some', async () => {
    const output = new KeptOutput();
    output.stick();
    const queue = new OutputQueue(output);
    assert.ok(await isSettled(queue.room()));
    put(queue, 'x'.repeat(MAX_OUTPUT_WAITING - 1000));
    assert.ok(queue.hasRoom);
    put(queue, 'y'.repeat(1000));
    assert.ok(!queue.hasRoom);
    const room = queue.room();
    assert.ok(!(await isSettled(room)));
    output.takeOne();
    await room;
    output.loosen();
    await queue.finish();
  });

  it('counts what entries cost that hold nothing', async () => {
    const output = new KeptOutput();
    output.stick();
    const queue = new OutputQueue(output);
    for (let n = 0; n < 10_000; n++) put(queue, '');
    assert.ok(queue.waiting >= 10_000 * 100);
    assert.ok(!queue.hasRoom);
    output.loosen();
    await queue.finish();
    assert.equal(queue.waiting, 0);
  });

  it('waits for nobody in a hurry, and still writes what is taken at once', async () => {
    const output = new KeptOutput();
    output.stick();
    const queue = new OutputQueue(output);
    put(queue, 'a'.repeat(MAX_OUTPUT_WAITING));
    put(queue, 'b');
    const room = queue.room();
    const finished = queue.finish();
    assert.ok(!(await isSettled(room)));
    assert.ok(!(await isSettled(finished)));
    queue.hurry();
    await room;
    await queue.room();
    await finished;
    await queue.finish();
    assert.equal(queue.waiting, 0);

    const read = new KeptOutput();
    const other = new OutputQueue(read);
    other.hurry();
    for (let n = 0; n < 3; n++) put(other, 'c'.repeat(100_000));
    await other.finish();
    assert.equal(read.bytes.length, 300_000);
  });

  it('keeps nothing for a reader that has gone, and tells of it', async () => {
    const output = new KeptOutput();
    output.stick();
    let closed = 0;
    const queue = new OutputQueue(output, () => closed++);
    put(queue, 'a'.repeat(MAX_OUTPUT_WAITING));
    const room = queue.room();
    output.break('EPIPE');
    await room;
    await queue.finish();
    assert.equal(closed, 1);
    assert.equal(queue.failure, undefined);
    put(queue, 'b');
    assert.equal(queue.waiting, 0);
    assert.equal(output.bytes.length, 0);
  });

  for (const [code, isFailure] of [
    ['EPIPE', false],
    ['EOF', false],
    ['ECONNRESET', false],
    ['ENOSPC', true],
    ['EIO', true],
    ['EDQUOT', true],
  ] as const) {
    it(`takes ${code} for ${isFailure ? 'a failure' : 'a reader that has gone'}`, async () => {
      const output = new KeptOutput();
      let closed = 0;
      const queue = new OutputQueue(output, () => closed++);
      output.break(code);
      put(queue, 'a');
      await new Promise((resolve) => setImmediate(resolve));
      await queue.finish();
      assert.equal(closed, 1);
      assert.equal((queue.failure as NodeJS.ErrnoException | undefined)?.code, isFailure ? code : undefined);
    });
  }
});
