import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  clampTop,
  contentHeight,
  isCompressed,
  lastTop,
  MAX_CONTENT_HEIGHT,
  nativeFromTop,
  topFromNative,
  topShowing,
  wholeRows,
} from '../../../src/webview/inspector/view/scrollGeometry';

const geometry = fc.record({
  rowCount: fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 2_000_000_000 })),
  rowHeight: fc.integer({ min: 8, max: 60 }),
  viewHeight: fc.integer({ min: 0, max: 3000 }),
});
const fraction = fc.double({ min: 0, max: 1, noNaN: true });

describe('scrollGeometry', () => {
  it('never makes the content higher than browsers bear', () => {
    fc.assert(fc.property(geometry, (g) => contentHeight(g) <= MAX_CONTENT_HEIGHT));
  });

  it('reflects every top within the native range, and both ends at both ends', () => {
    fc.assert(
      fc.property(geometry, fraction, (g, part) => {
        const range = Math.max(0, contentHeight(g) - g.viewHeight);
        const native = nativeFromTop(g, part * lastTop(g));
        assert.ok(native >= 0 && native <= range + 1e-6);
        assert.equal(topFromNative(g, 0), 0);
        assert.ok(Math.abs(topFromNative(g, range) - lastTop(g)) < 1e-6);
      }),
    );
  });

  it('is exact to the pixel where the native scroll bar has room for all rows', () => {
    fc.assert(
      fc.property(geometry, fraction, (g, part) => {
        fc.pre(!isCompressed(g) && lastTop(g) > 0);
        const native = part * (contentHeight(g) - g.viewHeight);
        assert.ok(Math.abs(topFromNative(g, native) * g.rowHeight - native) < 1e-6);
      }),
    );
  });

  it('gives back the native position that led to a top', () => {
    fc.assert(
      fc.property(geometry, fraction, (g, part) => {
        const native = Math.floor(part * Math.max(0, contentHeight(g) - g.viewHeight));
        assert.ok(Math.abs(nativeFromTop(g, topFromNative(g, native)) - native) <= 1);
      }),
    );
  });

  it('shows a row wholly, moved as little as possible', () => {
    fc.assert(
      fc.property(geometry, fraction, fraction, (g, topPart, rowPart) => {
        fc.pre(g.rowCount > 0 && g.viewHeight >= g.rowHeight);
        const before = clampTop(g, topPart * g.rowCount);
        const row = Math.floor(rowPart * (g.rowCount - 1));
        const after = topShowing(g, before, row);
        const rowsInView = g.viewHeight / g.rowHeight;
        assert.ok(after <= row && after + rowsInView >= row + 1 - 1e-6);
        if (before <= row && before + rowsInView >= row + 1) assert.equal(after, before);
      }),
    );
  });

  it('counts whole rows, at least one', () => {
    assert.equal(wholeRows({ rowCount: 9, rowHeight: 20, viewHeight: 99 }), 4);
    assert.equal(wholeRows({ rowCount: 9, rowHeight: 20, viewHeight: 5 }), 1);
  });
});
