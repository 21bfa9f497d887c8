import assert from 'node:assert/strict';
import { ByteCounts } from '../../../../src/bytes/digest/byteCounts';

function countsOf(...pieces: readonly (readonly number[])[]): ByteCounts {
  const counts = new ByteCounts();
  for (const piece of pieces) counts.update(Uint8Array.from(piece));
  return counts;
}

describe('byteCounts', () => {
  it('counts over all pieces', () => {
    const counts = countsOf([1, 2, 1], [255, 1]);
    assert.deepEqual([counts.total, counts.distinct, counts.counts[1], counts.counts[255]], [5, 3, 3, 1]);
  });

  it('knows the entropy', () => {
    assert.equal(countsOf([7, 7, 7]).entropy, 0);
    assert.equal(countsOf([1, 2], [2, 1]).entropy, 1);
    assert.equal(countsOf(Array.from({ length: 512 }, (_, i) => i & 0xff)).entropy, 8);
    assert.equal(countsOf().entropy, 0);
  });

  it('names the most frequent values, of equals the smaller first', () => {
    assert.deepEqual(countsOf([9, 3, 9, 4]).mostFrequent(2), [
      { byte: 9, share: 0.5 },
      { byte: 3, share: 0.25 },
    ]);
    assert.deepEqual(countsOf().mostFrequent(3), []);
  });
});
