import assert from 'node:assert/strict';
import { offPage, PAGE_BYTES } from '../../../src/capture/pageOffset';

describe('pageOffset', () => {
  it('is half a page away from the place in the file, within one page', () => {
    for (const position of [0, 1, 2047, 2048, 4095, 4096, 70_001, 2 ** 40 + 5, -1, -4096, -1_048_577]) {
      const offset = offPage(position);
      assert.ok(offset >= 0 && offset < PAGE_BYTES, String(position));
      assert.equal(Math.abs((position - offset) % PAGE_BYTES), PAGE_BYTES / 2, String(position));
    }
  });
});
