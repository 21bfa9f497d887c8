import type { ShownConversation } from './conversation';
import { caretAt } from './motion';
import type { LoadedBytesRow } from './rowCache';
import type { Scroller } from './scroller';

interface Hit {
  readonly index: number;
  readonly row: LoadedBytesRow;
  readonly column: number;
}

/** Rows that a drag beyond the view's edge scrolls by in one frame, for each row of distance. */
const DRAG_SPEED = 0.15;

/** Puts the caret down and selects with the mouse, a pen or a finger. A drag selects within the stream that it began in. */
export class PointerSelection {
  readonly #view: HTMLElement;
  readonly #scroller: Scroller;
  readonly #conversation: () => ShownConversation | undefined;
  readonly #drawn: () => Promise<unknown>;
  #dragFrom: Hit | undefined;
  #pointer = { x: 0, y: 0 };
  #frame = 0;

  /**
   * @param view The element whose top edge is the scroller's top.
   * @param drawn Settles when the rows that are here are drawn.
   */
  constructor(
    view: HTMLElement,
    scroller: Scroller,
    { conversation, drawn }: { conversation: () => ShownConversation | undefined; drawn: () => Promise<unknown> },
  ) {
    this.#view = view;
    this.#scroller = scroller;
    this.#conversation = conversation;
    this.#drawn = drawn;
    view.addEventListener('pointerdown', this.#onDown);
    view.addEventListener('pointermove', this.#onMove);
    view.addEventListener('pointerup', this.#onEnd);
    view.addEventListener('pointercancel', this.#onEnd);
    view.addEventListener('contextmenu', this.#onMenu);
  }

  dispose(): void {
    this.#stop();
    this.#view.removeEventListener('pointerdown', this.#onDown);
    this.#view.removeEventListener('pointermove', this.#onMove);
    this.#view.removeEventListener('pointerup', this.#onEnd);
    this.#view.removeEventListener('pointercancel', this.#onEnd);
    this.#view.removeEventListener('contextmenu', this.#onMenu);
  }

  /** The row under a point, clamped to the view. */
  rowIndexAt(y: number): number {
    const box = this.#view.getBoundingClientRect();
    const { rowHeight, rowCount } = this.#scroller.geometry;
    const inside = Math.min(Math.max(y, box.top), box.bottom - 1);
    return Math.min(rowCount - 1, Math.floor(this.#scroller.top + (inside - box.top) / rowHeight));
  }

  #hit(x: number, y: number): Hit | undefined {
    const index = this.rowIndexAt(y);
    const row = this.#conversation()?.rows.peek(index);
    return row?.kind === 'bytes' ? { index, row, column: this.#columnAt(index, x) } : undefined;
  }

  /** The column whose cell or glyph is nearest to `x`. */
  #columnAt(index: number, x: number): number {
    const cells = this.#view.querySelectorAll(`[data-row="${index}"] [data-column]`);
    let nearest = { distance: Infinity, column: 0 };
    for (const cell of cells) {
      const { left, right } = cell.getBoundingClientRect();
      const distance = Math.max(left - x, x - right, 0);
      if (distance < nearest.distance) nearest = { distance, column: Number(cell.getAttribute('data-column')) };
    }
    return nearest.column;
  }

  readonly #onDown = (event: PointerEvent) => {
    const conversation = this.#conversation();
    if (event.button !== 0 || !conversation) return;
    const hit = this.#hit(event.clientX, event.clientY);
    if (!hit) {
      void this.#pressWhenHere(conversation, event);
      return;
    }
    press(conversation, hit, event);
    this.#dragFrom = hit;
    this.#view.setPointerCapture(event.pointerId);
  };

  /** A press on a row that is still on its way, such as right after a change of the view. */
  async #pressWhenHere(conversation: ShownConversation, event: PointerEvent): Promise<void> {
    const index = this.rowIndexAt(event.clientY);
    const { caret, landmark } = conversation;
    if (index < 0 || conversation.rows.peek(index)) return;
    // That rows cannot be read is said by the page.
    const row = await conversation.row(index).catch(() => undefined);
    await this.#drawn();
    // What was done meanwhile counts.
    if (this.#conversation() !== conversation || conversation.caret !== caret || conversation.landmark !== landmark) {
      return;
    }
    if (row?.kind === 'bytes') press(conversation, { index, row, column: this.#columnAt(index, event.clientX) }, event);
  }

  readonly #onMove = (event: PointerEvent) => {
    if (!this.#dragFrom) return;
    this.#pointer = { x: event.clientX, y: event.clientY };
    this.#extend();
    if (this.#rowsOutside() !== 0 && this.#frame === 0) this.#frame = requestAnimationFrame(this.#scrollOn);
  };

  /** A menu is about what it was opened on: the selection, or else the byte there. */
  readonly #onMenu = (event: MouseEvent) => {
    const conversation = this.#conversation();
    const hit = this.#hit(event.clientX, event.clientY);
    if (!conversation || !hit || event.button !== 2) return;
    const caret = caretAt(hit.index, hit.row, hit.column);
    const { selection } = conversation;
    const isInside =
      selection?.direction === caret.direction &&
      caret.offset >= selection.offset &&
      caret.offset < selection.offset + selection.length;
    if (!isInside) conversation.place(caret);
  };

  readonly #onEnd = () => {
    this.#stop();
  };

  readonly #scrollOn = () => {
    this.#frame = 0;
    const outside = this.#rowsOutside();
    if (!this.#dragFrom || outside === 0) return;
    this.#scroller.moveBy(outside * DRAG_SPEED);
    this.#extend();
    this.#frame = requestAnimationFrame(this.#scrollOn);
  };

  /** How many rows the pointer is above (negative) or below the view. */
  #rowsOutside(): number {
    const box = this.#view.getBoundingClientRect();
    const { y } = this.#pointer;
    const pixels = y < box.top ? y - box.top : Math.max(0, y - box.bottom);
    return pixels / this.#scroller.geometry.rowHeight;
  }

  #extend(): void {
    const conversation = this.#conversation();
    const from = this.#dragFrom;
    if (!conversation || !from) return;
    const target = this.#targetOf(conversation, from);
    if (!target) return;
    const caret = caretAt(target.index, target.row, target.column);
    const anchor = conversation.anchor ?? from.row.offset + Math.min(from.column, from.row.length - 1);
    if (caret.offset === conversation.caret?.offset) return;
    conversation.place(caret, caret.offset === anchor ? undefined : anchor);
  }

  /** Where the drag is in its own stream: over other rows that is the nearest byte on the way back to its start. */
  #targetOf(conversation: ShownConversation, from: Hit): Hit | undefined {
    const { x, y } = this.#pointer;
    const under = this.rowIndexAt(y);
    const back = under >= from.index ? -1 : 1;
    for (let index = under; index !== from.index; index += back) {
      const row = conversation.rows.peek(index);
      if (!row) return undefined;
      if (row.kind === 'bytes' && row.direction === from.row.direction) {
        const column = index === under ? this.#columnAt(index, x) : back < 0 ? row.length - 1 : 0;
        return { index, row, column };
      }
    }
    const column = under === from.index ? this.#columnAt(under, x) : back < 0 ? from.row.length - 1 : 0;
    return { ...from, column };
  }

  #stop(): void {
    this.#dragFrom = undefined;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }
}

function press(conversation: ShownConversation, { index, row, column }: Hit, { shiftKey }: PointerEvent): void {
  const caret = caretAt(index, row, column);
  if (shiftKey) conversation.extendTo(caret);
  else conversation.place(caret);
}
