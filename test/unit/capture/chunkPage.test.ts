import assert from 'node:assert/strict';
import { ChunkPage, FIELD } from '../../../src/capture/chunkPage';

const MAX_WORD = 2 ** 32 - 1;

describe('ChunkPage', () => {
  it('takes as many chunks as it has room for', () => {
    const page = new ChunkPage(7, 0, 0, 0, 2);
    assert.ok(!page.holds(7));
    for (let i = 0; i < 2; i++) {
      assert.ok(page.canTake(i, 0, i));
      page.append(i, 0, i, 0, 0);
    }
    assert.ok(!page.canTake(2, 0, 2));
    assert.equal(page.endChunk, 9);
    assert.deepEqual(
      [6, 7, 8, 9].map((chunk) => page.holds(chunk)),
      [false, true, true, false],
    );
  });

  it('takes nothing that would not fit into a word', () => {
    const page = new ChunkPage(0, 100, 200, 400, 10);
    const [received, sent, position] = [100 + MAX_WORD, 200 + MAX_WORD, 400 + 2 ** 31 - 1];
    assert.ok(page.canTake(received, sent, position));
    assert.ok(!page.canTake(received + 1, sent, position));
    assert.ok(!page.canTake(received, sent + 1, position));
    assert.ok(!page.canTake(received, sent, position + 1));
    assert.ok(page.canTake(received, sent, 400 - 2 ** 31));
    assert.ok(!page.canTake(received, sent, 400 - 2 ** 31 - 1));
  });

  it('keeps its chunks when it gives back unused room', () => {
    const page = new ChunkPage(0, 0, 0, 0, 100);
    page.append(0, 0, 0, 5, 0);
    page.append(10, 3, 50, 2 ** 40, 1);
    page.trim();
    assert.ok(!page.canTake(20, 3, 100));
    assert.equal(page.innerLength(0), 13);
    assert.equal(page.before(FIELD.received, 1), 10);
    assert.equal(page.before(FIELD.position, 1), 50);
    assert.equal(page.time(1), 2 ** 40);
    assert.equal(page.word(1, FIELD.tag), 1);
    assert.equal(page.lastAtOrBefore(FIELD.received, 9), 0);
    assert.equal(page.lastAtOrBefore(FIELD.received, 10), 1);
  });
});
