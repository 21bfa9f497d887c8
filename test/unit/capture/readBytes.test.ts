import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChunkLog } from '../../../src/capture/chunkLog';
import { PAGE_BYTES } from '../../../src/capture/pageOffset';
import { readBytes } from '../../../src/capture/readBytes';

/**
 * A file in memory that gives at most `limit` bytes at once, and counts how often it is asked, and how far from each other
 * memory and file are, both counted from the beginnings of their pages.
 */
function fakeFile(bytes: Uint8Array, limit = Infinity) {
  const reads: number[] = [];
  const distances = new Set<number>();
  const file = {
    read: (target: Uint8Array, offset: number, length: number, position: number) => {
      const part = bytes.subarray(position, position + Math.min(length, limit));
      target.set(part, offset);
      reads.push(part.length);
      distances.add((((target.byteOffset + offset - position) % PAGE_BYTES) + PAGE_BYTES) % PAGE_BYTES);
      return Promise.resolve({ bytesRead: part.length, buffer: target });
    },
  } as unknown as Parameters<typeof readBytes>[0];
  return { file, reads, distances };
}

const CONTENT = Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 7919) >> 3);

describe('readBytes', () => {
  it('reads any part of chunks that lie anywhere, in any order, cut into segments, with gaps', async () => {
    const chunk = fc.record({
      direction: fc.constantFrom('received' as const, 'sent' as const),
      position: fc.nat(100_000),
      length: fc.nat(5000),
      gap: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(chunk, { maxLength: 30 }),
        fc.record({ segmentBytes: fc.integer({ min: 1, max: 3000 }), overhead: fc.nat(100) }),
        fc.nat(60_000),
        fc.nat(60_000),
        fc.integer({ min: 1, max: 5000 }),
        async (chunks, layout, offset, length, limit) => {
          const log = new ChunkLog(layout);
          const expected: number[] = [];
          for (const { direction, position, length, gap } of chunks) {
            log.append(direction, length, 0, position, 0, gap);
            if (direction !== 'sent') continue;
            for (let i = 0; i < length; i++) {
              const at = position + i + Math.floor(i / layout.segmentBytes) * layout.overhead;
              expected.push(gap ? 0 : CONTENT[at]!);
            }
          }
          log.commit();
          const bytes = await readBytes(fakeFile(CONTENT, limit).file, log, 'sent', offset, length);
          assert.deepEqual(bytes, Uint8Array.from(expected.slice(offset, offset + length)));
          assert.equal(bytes.buffer.byteLength, bytes.length);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('reads to places that the system copies to fast, wherever the chunks lie', async () => {
    const log = new ChunkLog();
    for (const position of [0, 4096, 40_001, 1_000_000]) log.append('sent', 30_000, 0, position);
    log.commit();
    const { file, distances } = fakeFile(CONTENT, 7000);
    await readBytes(file, log, 'sent', 0, 120_000);
    assert.deepEqual([...distances], [PAGE_BYTES / 2]);
  });

  it('shares reads between neighbours, and leaves out what lies far between them', async () => {
    const log = new ChunkLog();
    for (let i = 0; i < 1000; i++) log.append('sent', 100, 0, i * 200);
    log.append('sent', 100, 0, 2_000_000);
    log.commit();
    const { file, reads } = fakeFile(CONTENT);
    await readBytes(file, log, 'sent', 0, Infinity);
    assert.deepEqual(reads, [999 * 200 + 100, 100]);
  });

  it('reads a large chunk piece by piece', async () => {
    const log = new ChunkLog();
    log.append('sent', 2_500_000, 0, 1000);
    log.commit();
    const { file, reads } = fakeFile(CONTENT);
    const bytes = await readBytes(file, log, 'sent', 0, 2_500_000);
    assert.ok(Buffer.from(CONTENT.buffer, 1000, 2_500_000).equals(bytes));
    assert.ok(Math.max(...reads) <= 2 ** 20);
  });

  it('reads nothing where there is nothing', async () => {
    const log = new ChunkLog();
    log.append('sent', 10, 0, 0);
    log.commit();
    const { file, reads } = fakeFile(CONTENT);
    for (const [offset, length] of [
      [10, 5],
      [100, 5],
      [5, 0],
      [5, -1],
    ] as const) {
      assert.equal((await readBytes(file, log, 'sent', offset, length)).length, 0);
    }
    assert.equal((await readBytes(file, log, 'received', 0, 5)).length, 0);
    assert.equal((await readBytes(file, log, 'sent', -5, 10)).length, 5);
    assert.equal(reads.length, 1);
  });

  it('says so when the file has become shorter', async () => {
    const log = new ChunkLog();
    log.append('sent', 10, 0, CONTENT.length - 5);
    log.commit();
    await assert.rejects(readBytes(fakeFile(CONTENT).file, log, 'sent', 0, 10), { code: 'CAPTURE_CUT_OFF' });
  });
});
