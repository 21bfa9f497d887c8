import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { summarize } from '../../../src/webview/inspector/view/summarize';

const BYTES = Buffer.alloc(700_000, 'all the bytes');
const RANGE = { direction: 'sent', offset: 5, length: 600_000 } as const;
const readFrom =
  (bytes: Buffer) =>
  ({ offset, length }: { offset: number; length: number }) =>
    Promise.resolve(new Uint8Array(bytes.subarray(offset, offset + length)));

describe('summarize', () => {
  it('takes all of the range, piece by piece', async () => {
    const progress: number[] = [];
    const summary = await summarize(readFrom(BYTES), RANGE, new AbortController().signal, (done) =>
      progress.push(done),
    );
    const expected = createHash('sha256').update(BYTES.subarray(5, 600_005)).digest('hex');
    assert.equal(summary?.digests.get('sha256'), expected);
    assert.equal(summary.counts.total, 600_000);
    assert.deepEqual([progress.length, progress.at(-1)], [3, 600_000]);
  });

  it('ends where the stream does', async () => {
    const summary = await summarize(
      readFrom(BYTES.subarray(0, 100)),
      RANGE,
      new AbortController().signal,
      () => undefined,
    );
    assert.equal(summary?.counts.total, 95);
  });

  it('stops when it is cancelled', async () => {
    const work = new AbortController();
    const summary = await summarize(readFrom(BYTES), RANGE, work.signal, () => {
      work.abort();
    });
    assert.equal(summary, undefined);
  });

  it('fails as reading does', async () => {
    const read = () => Promise.reject(new Error('gone'));
    await assert.rejects(
      summarize(read, RANGE, new AbortController().signal, () => undefined),
      /gone/,
    );
  });
});
