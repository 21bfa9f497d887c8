/**
 * Browsers cannot make an element as high as a billion rows (Chromium stops near 33 million pixels, sooner when zoomed), so the
 * native scroll bar only reflects where we are. What is true is the *top*: the number of rows above the view, fractions
 * included. A double holds it exactly to a thousandth of a row up to 2^43 rows.
 */

/** Highest that the scrolled content is made, in CSS pixels. */
export const MAX_CONTENT_HEIGHT = 8_000_000;

export interface ScrollGeometry {
  readonly rowCount: number;
  /** CSS pixels. */
  readonly rowHeight: number;
  /** CSS pixels. */
  readonly viewHeight: number;
}

/** Whether a pixel of the native scroll position is worth more than a pixel. */
export function isCompressed({ rowCount, rowHeight }: ScrollGeometry): boolean {
  return rowCount * rowHeight > MAX_CONTENT_HEIGHT;
}

/** How high the scrolled content has to be for the native scroll bar, in CSS pixels. */
export function contentHeight({ rowCount, rowHeight }: ScrollGeometry): number {
  return Math.min(rowCount * rowHeight, MAX_CONTENT_HEIGHT);
}

/** The top at which the last row ends where the view does, in rows. */
export function lastTop({ rowCount, rowHeight, viewHeight }: ScrollGeometry): number {
  return Math.max(0, rowCount - viewHeight / rowHeight);
}

export function clampTop(geometry: ScrollGeometry, top: number): number {
  return Math.min(Math.max(0, top), lastTop(geometry));
}

/** Rows that fit wholly; at least one. */
export function wholeRows({ rowHeight, viewHeight }: ScrollGeometry): number {
  return Math.max(1, Math.floor(viewHeight / rowHeight));
}

/** The native scroll position (CSS pixels) that reflects a top. */
export function nativeFromTop(geometry: ScrollGeometry, top: number): number {
  const last = lastTop(geometry);
  return last === 0 ? 0 : (top / last) * nativeRange(geometry);
}

/** The top that a native scroll position (CSS pixels) stands for. The last whole pixel stands for the very end. */
export function topFromNative(geometry: ScrollGeometry, position: number): number {
  const range = nativeRange(geometry);
  if (range <= 0) return 0;
  if (isCompressed(geometry) && position >= range - 1) return lastTop(geometry);
  return clampTop(geometry, (position / range) * lastTop(geometry));
}

/** The top from which a row is wholly in view, moved as little as possible. */
export function topShowing(geometry: ScrollGeometry, top: number, row: number): number {
  const highest = row + 1 - geometry.viewHeight / geometry.rowHeight;
  if (row < top) return row;
  return clampTop(geometry, Math.max(top, highest));
}

function nativeRange(geometry: ScrollGeometry): number {
  return Math.max(0, contentHeight(geometry) - geometry.viewHeight);
}
