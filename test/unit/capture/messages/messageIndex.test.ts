import assert from 'node:assert/strict';
import { MAX_MESSAGES, MessageIndex } from '../../../../src/capture/messages/messageIndex';

describe('MessageIndex', () => {
  it('gives back what was put in, over many pages, and is full at its cap', () => {
    const index = new MessageIndex();
    for (let i = 0; i < MAX_MESSAGES; i++) {
      index.push({ number: i + 1, offset: 7 * i, length: i % 5, chunk: i >>> 1, incomplete: i % 3 === 0 });
    }
    assert.equal(index.isFull, true);
    index.push({ number: 0, offset: 0, length: 0, chunk: 0, incomplete: false });
    assert.equal(index.length, MAX_MESSAGES);
    for (const i of [0, 65_535, 65_536, MAX_MESSAGES - 1]) {
      const expected = { number: i + 1, offset: 7 * i, length: i % 5, chunk: i >>> 1, incomplete: i % 3 === 0 };
      assert.deepEqual(index.at(i), expected);
    }
    assert.throws(() => index.at(MAX_MESSAGES), RangeError);
    assert.throws(() => index.at(-1), RangeError);
  });
});
