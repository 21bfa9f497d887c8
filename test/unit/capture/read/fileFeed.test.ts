import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PAGE_BYTES } from '../../../../src/capture/pageOffset';
import { FileFeed, MAX_ITEM_BYTES } from '../../../../src/capture/read/fileFeed';

const CONTENT = Uint8Array.from({ length: 5_000_000 }, (_, index) => (index * 7919) >> 5);

/** @param onRead Told where each read goes, both in the window's memory and in the file. */
function feedOf(
  bytes: Uint8Array,
  limit = Infinity,
  onRead: (target: number, position: number) => void = () => undefined,
): FileFeed {
  const file = {
    read: (target: Uint8Array, offset: number, length: number, position: number) => {
      onRead(target.byteOffset + offset, position);
      const part = bytes.subarray(position, position + Math.min(length, limit));
      target.set(part, offset);
      return Promise.resolve({ bytesRead: part.length, buffer: target });
    },
  } as unknown as ConstructorParameters<typeof FileFeed>[0];
  return new FileFeed(file, bytes.length);
}

describe('FileFeed', () => {
  it('gives every byte once, however much is taken at once, and however short the reads are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: MAX_ITEM_BYTES })), {
          minLength: 1,
          maxLength: 40,
        }),
        fc.constantFrom(Infinity, 700_001, 50_000),
        async (lengths, limit) => {
          const feed = feedOf(CONTENT, limit);
          for (const length of lengths) {
            const { position } = feed;
            let hasMore = true;
            while (hasMore && feed.end - feed.start < length) hasMore = await feed.more();
            const taken = Math.min(length, feed.end - feed.start);
            const expected = CONTENT.subarray(position, position + length);
            assert.equal(taken, expected.length);
            assert.ok(Buffer.from(expected).equals(feed.bytes.subarray(feed.start, feed.start + taken)));
            if (taken > 0) assert.equal(feed.view.getUint8(feed.start), expected[0]);
            feed.skip(taken);
            assert.equal(feed.left, CONTENT.length - feed.position);
          }
          await feed.settle();
        },
      ),
      { numRuns: 30 },
    );
  });

  it('reads to places that the system copies to fast, wherever it reads', async () => {
    const distances = new Set<number>();
    const onRead = (target: number, position: number): void => {
      distances.add((((target - position) % PAGE_BYTES) + PAGE_BYTES) % PAGE_BYTES);
    };
    for (const bytes of [CONTENT, CONTENT.subarray(0, 100), CONTENT.subarray(0, 70_001)]) {
      const feed = feedOf(bytes, 700_001, onRead);
      while (await feed.more()) feed.skip(feed.end - feed.start);
      await feed.seek(99);
      await feed.more();
      await feed.settle();
    }
    assert.deepEqual([...distances], [PAGE_BYTES / 2]);
  });

  it('goes on anywhere', async () => {
    const feed = feedOf(CONTENT);
    await feed.more();
    for (const position of [4_000_000, 10, 4_999_999]) {
      await feed.seek(position);
      assert.equal(feed.end - feed.start, 0);
      assert.ok(await feed.more());
      assert.equal(feed.position, position);
      assert.equal(feed.bytes[feed.start], CONTENT[position]);
    }
    assert.equal(feed.end - feed.start, 1);
    assert.equal(await feed.more(), false);
    await feed.settle();
  });

  it('reads nothing of an empty file', async () => {
    const feed = feedOf(new Uint8Array());
    assert.equal(await feed.more(), false);
    assert.equal(feed.left, 0);
  });
});
