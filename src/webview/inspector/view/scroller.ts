import type { ReactiveController, ReactiveControllerHost } from 'lit';
import {
  clampTop,
  contentHeight,
  isCompressed,
  lastTop,
  nativeFromTop,
  topFromNative,
  topShowing,
  wholeRows,
  type ScrollGeometry,
} from './scrollGeometry';

/** Rows that a wheel moves by for a `deltaY` of one line. */
const ROWS_PER_LINE = 1;

/**
 * Keeps the top of the view, right to the row however many there are, and the native scroll bar in step with it. Follows
 * the end until the user leaves it, and again once the user is back there.
 *
 * While the native bar is compressed, wheel and keys move by exact pixels and only the scroll bar itself by proportion;
 * otherwise the browser's own scrolling is exact and stays in charge.
 */
export class Scroller implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #onUserScroll: () => void;
  readonly #resized = new ResizeObserver(() => {
    this.#measure();
  });
  #container: HTMLElement | undefined;
  #content: HTMLElement | undefined;
  #header: HTMLElement | undefined;
  #geometry: ScrollGeometry = { rowCount: 0, rowHeight: 20, viewHeight: 0 };
  #top = 0;
  /** The native position that reflects the top: a scroll event that finds it is no one's doing. */
  #reflected = 0;
  follow = false;

  constructor(host: ReactiveControllerHost, onUserScroll: () => void) {
    this.#host = host;
    this.#onUserScroll = onUserScroll;
    host.addController(this);
  }

  get top(): number {
    return this.#top;
  }

  get geometry(): ScrollGeometry {
    return this.#geometry;
  }

  /** Rows that fit wholly into the view. */
  get pageRows(): number {
    return wholeRows(this.#geometry);
  }

  /** Rows to draw, `to` exclusive: all that are in view, even by a pixel. */
  get visible(): { readonly from: number; readonly to: number } {
    const { rowCount, rowHeight, viewHeight } = this.#geometry;
    const from = Math.floor(this.#top);
    return { from, to: Math.min(rowCount, Math.ceil(this.#top + viewHeight / rowHeight)) };
  }

  /** Pixels of the first drawn row that are above the view. */
  get hiddenPixels(): number {
    return Math.round((this.#top - Math.floor(this.#top)) * this.#geometry.rowHeight);
  }

  /** Binds to the scroll container, the content that gives it its height, and the header above the rows, which is one row high. */
  attach(container: HTMLElement, content: HTMLElement, header: HTMLElement): void {
    if (this.#container === container) return;
    this.detach();
    this.#container = container;
    this.#reflected = container.scrollTop;
    this.#content = content;
    this.#header = header;
    container.addEventListener('scroll', this.#onScroll, { passive: true });
    container.addEventListener('wheel', this.#onWheel, { passive: false });
    this.#resized.observe(container);
    this.#resized.observe(header);
    this.#measure();
  }

  detach(): void {
    this.#container?.removeEventListener('scroll', this.#onScroll);
    this.#container?.removeEventListener('wheel', this.#onWheel);
    this.#resized.disconnect();
    this.#container = undefined;
  }

  /** Tells how many rows there are now. What is looked at stays, unless it is the end that is followed. */
  setRowCount(rowCount: number): void {
    if (rowCount !== this.#geometry.rowCount) this.#setGeometry({ ...this.#geometry, rowCount });
  }

  /** Goes to a top of which the user need not know how it came about: no `onUserScroll`. */
  jumpTo(top: number): void {
    this.#top = this.#geometry.viewHeight > 0 ? clampTop(this.#geometry, top) : top;
    this.#host.requestUpdate();
  }

  /** Moves by rows, fractions included. */
  moveBy(rows: number): void {
    this.#userMovedTo(this.#top + rows);
  }

  /** Moves as little as it takes for a row to be wholly in view. */
  reveal(row: number): void {
    const top = topShowing(this.#geometry, this.#top, row);
    if (top !== this.#top) this.#userMovedTo(top);
  }

  setFollow(follow: boolean): void {
    this.follow = follow;
    if (follow) this.jumpTo(lastTop(this.#geometry));
    this.#onUserScroll();
  }

  hostUpdated(): void {
    if (!this.#container || !this.#content) return;
    // Nothing is read back from the document that need not be: that would make it lay out twice a frame.
    const height = `${contentHeight(this.#geometry) + this.#geometry.rowHeight}px`;
    if (this.#content.style.height !== height) this.#content.style.height = height;
    const native = Math.round(nativeFromTop(this.#geometry, this.#top));
    if (Math.abs(this.#reflected - native) < 1) return;
    this.#container.scrollTop = native;
    this.#reflected = this.#container.scrollTop;
  }

  hostDisconnected(): void {
    this.detach();
  }

  #measure(): void {
    if (!this.#container || !this.#header) return;
    const rowHeight = this.#header.offsetHeight;
    if (rowHeight === 0) return;
    const viewHeight = Math.max(0, this.#container.clientHeight - rowHeight);
    if (rowHeight === this.#geometry.rowHeight && viewHeight === this.#geometry.viewHeight) return;
    this.#setGeometry({ ...this.#geometry, rowHeight, viewHeight });
  }

  #setGeometry(geometry: ScrollGeometry): void {
    this.#geometry = geometry;
    // Before the first measurement nothing is known of the end, so a top to go to must not be clamped.
    if (geometry.viewHeight > 0) this.#top = this.follow ? lastTop(geometry) : clampTop(geometry, this.#top);
    this.#host.requestUpdate();
  }

  #userMovedTo(top: number): void {
    this.#top = clampTop(this.#geometry, top);
    this.follow = this.#top >= lastTop(this.#geometry) - 0.5;
    this.#host.requestUpdate();
    this.#onUserScroll();
  }

  readonly #onScroll = () => {
    const position = this.#container?.scrollTop ?? 0;
    if (Math.abs(position - this.#reflected) < 1) return;
    const step = position - this.#reflected;
    this.#reflected = position;
    const { rowHeight, viewHeight } = this.#geometry;
    // A click beside the thumb, a finger: too small a step for the thumb, which moves by thousands of rows a pixel.
    if (isCompressed(this.#geometry) && Math.abs(step) <= viewHeight) this.moveBy(step / rowHeight);
    else this.#userMovedTo(topFromNative(this.#geometry, position));
  };

  readonly #onWheel = (event: WheelEvent) => {
    if (!isCompressed(this.#geometry) || event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault();
    const { rowHeight, viewHeight } = this.#geometry;
    switch (event.deltaMode) {
      case WheelEvent.DOM_DELTA_LINE:
        this.moveBy(event.deltaY * ROWS_PER_LINE);
        break;
      case WheelEvent.DOM_DELTA_PAGE:
        this.moveBy((event.deltaY * viewHeight) / rowHeight);
        break;
      default:
        this.moveBy(event.deltaY / rowHeight);
    }
  };
}
