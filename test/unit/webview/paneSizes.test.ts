import assert from 'node:assert/strict';
import fc from 'fast-check';
import { asPaneSizes, clampSize, LEAST_SIZE, sizeAfterKey } from '../../../src/webview/inspector/view/paneSizes';

describe('pane sizes', () => {
  it('are taken back as they were kept, and nothing else is', () => {
    assert.deepEqual(asPaneSizes({ list: 200, below: 120.4 }), { list: 200, below: 120 });
    assert.deepEqual(asPaneSizes({ list: '200', side: NaN, below: 3, bytes: 1e9, other: 200 }), {});
    fc.assert(
      fc.property(fc.anything(), (value) => {
        assert.ok(Object.values(asPaneSizes(value)).every((size) => size >= LEAST_SIZE));
      }),
    );
  });

  it('leave room for the pane and for what is beside it', () => {
    assert.equal(clampSize(10, 500), LEAST_SIZE);
    assert.equal(clampSize(499, 500), 500 - LEAST_SIZE);
    assert.equal(clampSize(300, 500), 300);
    assert.equal(clampSize(300, 50), LEAST_SIZE);
  });

  it('follow the keys of a separator', () => {
    const keys = { grows: 'ArrowLeft', shrinks: 'ArrowRight' };
    assert.equal(sizeAfterKey('ArrowLeft', 200, 500, keys), 216);
    assert.equal(sizeAfterKey('ArrowRight', 200, 500, keys), 184);
    assert.equal(sizeAfterKey('Home', 200, 500, keys), LEAST_SIZE);
    assert.equal(sizeAfterKey('End', 200, 500, keys), 500 - LEAST_SIZE);
    assert.equal(sizeAfterKey('ArrowUp', 200, 500, keys), undefined);
  });
});
