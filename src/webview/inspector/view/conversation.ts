import type { Direction } from '../../../base/direction';
import type { StreamRange } from '../../../base/streamRange';
import { MAX_READ, type ConversationSummary, type Extent } from '../protocol';
import { isSameLayout, type RowLayout } from '../rows';
import { rangeBetween, type Caret } from './caret';
import { caretInStream, type Ground } from './motion';
import { loadedRows, RowCache, type LoadedRow } from './rowCache';
import type { InspectorLink } from '../protocol';

/**
 * The conversation that the page shows: what is known of it, and where the user is in it. Says `change` whenever either
 * changed. Ends with `close`, after which replies still under way change nothing.
 */
export class ShownConversation extends EventTarget implements Ground {
  readonly id: number;
  readonly layout: RowLayout;
  readonly rows: RowCache;
  readonly #link: InspectorLink;
  #extent: Extent;
  #caret: Caret | undefined;
  #anchor: number | undefined;
  #landmark: number | undefined;
  /** Counts where the caret was to go: of two places, one of which waits for its row, the later one counts. */
  #places = 0;
  #isClosed = false;

  constructor(extent: Extent, link: InspectorLink) {
    super();
    const { conversation, layout } = extent;
    this.id = conversation;
    this.layout = layout;
    this.#link = link;
    this.#extent = extent;
    this.rows = new RowCache(
      extent.rowCount,
      async (from, to) => loadedRows(await link.ask('readRows', { conversation, layout, from, to })),
      () => {
        this.#changed();
      },
    );
  }

  get extent(): Extent {
    return this.#extent;
  }

  get summary(): ConversationSummary {
    return this.#extent.summary;
  }

  get rowCount(): number {
    return this.rows.rowCount;
  }

  get caret(): Caret | undefined {
    return this.#caret;
  }

  /** The row of a heading or an event that the keyboard is at, instead of the caret; undefined mostly. */
  get landmark(): number | undefined {
    return this.#landmark;
  }

  /** Where the selection began, an offset in the caret's stream; undefined while nothing is selected. */
  get anchor(): number | undefined {
    return this.#anchor;
  }

  /** What is selected, undefined when it is no more than the caret. */
  get selection(): StreamRange | undefined {
    return this.#caret && this.#anchor !== undefined ? rangeBetween(this.#caret, this.#anchor) : undefined;
  }

  /** The selection, or else the byte at the caret. */
  get range(): StreamRange | undefined {
    return this.#caret && rangeBetween(this.#caret, this.#anchor ?? this.#caret.offset);
  }

  streamLength(direction: Direction): number {
    return this.#extent[direction];
  }

  /** Takes in how far it goes by now; what was counted for rows of another layout says nothing of these. */
  grow(extent: Extent): void {
    const { layout, rowCount } = this;
    const isSame = isSameLayout(layout, extent.layout);
    this.#extent = { ...extent, layout, rowCount: isSame ? extent.rowCount : rowCount };
    if (isSame) this.rows.grow(extent.rowCount);
    this.#changed();
  }

  /** Puts the caret down; with an `anchor` what lies between both is selected. */
  place(caret: Caret, anchor?: number): void {
    this.#places++;
    this.#caret = caret;
    this.#anchor = anchor;
    this.#landmark = undefined;
    this.#changed();
  }

  /** Moves the caret and selects from where the selection began, or the caret was, to there. Within one stream only. */
  extendTo(caret: Caret): void {
    if (this.#caret?.direction !== caret.direction) this.place(caret);
    else this.place(caret, this.#anchor ?? this.#caret.offset);
  }

  /** Selects a run of bytes, the caret on its first, unless the caret went elsewhere meanwhile. Rejects when the rows cannot be read. */
  async select({ direction, offset, length }: StreamRange): Promise<void> {
    const place = ++this.#places;
    const caret = await caretInStream(this, direction, offset, this.#caret?.row);
    if (caret && place === this.#places) this.place(caret, length > 1 ? offset + length - 1 : undefined);
  }

  /** Gives the keyboard to a heading or an event; caret and selection stay. */
  visit(row: number | undefined): void {
    this.#places++;
    this.#landmark = row;
    this.#changed();
  }

  clearSelection(): void {
    if (this.#caret) this.place(this.#caret);
  }

  row(index: number): Promise<LoadedRow> {
    return this.rows.row(index);
  }

  async locate(direction: Direction, offset: number): Promise<number> {
    const { id: conversation, layout } = this;
    return (await this.#link.ask('locate', { conversation, layout, direction, offset })).row;
  }

  /** Reads a run of bytes in as many requests as it takes; fewer come back where the stream ends. */
  async read({ direction, offset, length }: StreamRange): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const request = { conversation: this.id, direction, offset: offset + filled };
      const wanted = Math.min(MAX_READ, length - filled);
      const { bytes: part } = await this.#link.ask('readBytes', { ...request, length: wanted });
      if (part.length === 0) break;
      bytes.set(part, filled);
      filled += part.length;
    }
    return bytes.slice(0, filled);
  }

  close(): void {
    this.#isClosed = true;
  }

  #changed(): void {
    if (!this.#isClosed) this.dispatchEvent(new Event('change'));
  }
}
