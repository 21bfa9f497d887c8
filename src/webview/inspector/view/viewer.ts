import type { Direction } from '../../../base/direction';
import type { StreamRange } from '../../../base/streamRange';
import type { Extent, InspectorLink, ToPage } from '../protocol';
import { BYTES_PER_ROW, isSameLayout, type RowLayout } from '../rows';
import { ShownConversation } from './conversation';
import { Growth } from './growth';
import { EMPTY_FORM, type MessageForm } from './messageForm';
import { placeIn } from './relayout';
import type { SavedState } from './savedState';
import type { Scroller } from './scroller';
import { DEFAULT_SETTINGS, layoutOf, hasBytesBelow, type ViewSettings } from './viewSettings';

export type Show = Extract<ToPage, { type: 'show' }>;

/** The parts of the page that scroll. */
export interface Panes {
  /** Of the rows of bytes; undefined while they are not there. */
  readonly bytes: Scroller | undefined;
  /** Of the table of messages, or the sequence; undefined while it is not there. */
  readonly messages: Scroller | undefined;
  /** Settles when what the viewer shows is drawn. */
  drawn(): Promise<void>;
  /** Marks the message in the table that bytes begin in, or the step that carries them. */
  markMessage(range: StreamRange): Promise<void>;
}

/**
 * Which conversation is shown, how it is cut into rows, and where in it the user is. Says `change` whenever another one is,
 * or the settings are others; a conversation itself says what else changed.
 */
export class Viewer extends EventTarget {
  readonly growth = new Growth();
  readonly #link: InspectorLink;
  readonly #panes: Panes;
  #conversation: ShownConversation | undefined;
  #settings = DEFAULT_SETTINGS;
  #form = EMPTY_FORM;
  /** Bytes of which a row fits. */
  #fitting = BYTES_PER_ROW;
  /** The stream beside the table of messages: that of the selected one. */
  #stream: Direction = 'received';
  /** Where an earlier page of this tab was. */
  #saved: SavedState | undefined;
  /** Counts what was to be selected: of two that wait for rows, the later one counts. */
  #selections = 0;

  constructor(link: InspectorLink, panes: Panes) {
    super();
    this.#link = link;
    this.#panes = panes;
  }

  get conversation(): ShownConversation | undefined {
    return this.#conversation;
  }

  get settings(): ViewSettings {
    return this.#settings;
  }

  /** Of the table of messages. */
  get form(): MessageForm {
    return this.#form;
  }

  /** How the bytes are cut into rows. */
  get layout(): RowLayout {
    return layoutOf(this.#settings, this.#fitting, this.#stream);
  }

  /** Of what the user reads: the rows of bytes, or the table of messages. */
  get scroller(): Scroller | undefined {
    return hasBytesBelow(this.#settings.view) ? this.#panes.messages : this.#panes.bytes;
  }

  /** Whether the end is followed. */
  get follows(): boolean {
    return this.scroller?.follow ?? false;
  }

  /** What is to be kept of this place; undefined while nothing is shown. */
  get place(): SavedState | undefined {
    const { bytes } = this.#panes;
    if (!this.#conversation || !bytes) return undefined;
    const { id, caret, anchor } = this.#conversation;
    return {
      conversation: id,
      top: bytes.top,
      follow: (this.scroller ?? bytes).follow,
      settings: this.#settings,
      form: this.#form,
      fitting: this.#fitting,
      ...(caret ? { caret } : {}),
      ...(anchor === undefined ? {} : { anchor }),
    };
  }

  /** Begins where an earlier page of this tab was, or else with the settings that new tabs begin with. */
  restore(saved: SavedState | undefined, defaults: ViewSettings): void {
    this.#saved = saved;
    this.#settings = saved?.settings ?? defaults;
    this.#form = saved?.form ?? EMPTY_FORM;
    this.#fitting = saved?.fitting ?? BYTES_PER_ROW;
  }

  /**
   * Shows what the extension says.
   *
   * @returns Another conversation to ask for: that of an earlier page, if `isListed`.
   */
  async show(message: Show, isListed: (conversation: number) => boolean): Promise<number | undefined> {
    const saved = this.#saved;
    this.#saved = undefined;
    let wanted: number | undefined;
    if (this.#conversation?.id === message.conversation) {
      this.growth.take(this.#conversation, message);
    } else {
      this.growth.begin(message.summary);
      this.#use(new ShownConversation(message, this.#link));
      await this.#panes.drawn();
      this.#goToStart(message, saved);
      if (saved && saved.conversation !== message.conversation && !message.asked && isListed(saved.conversation)) {
        this.#saved = saved;
        wanted = saved.conversation;
      }
      await this.#layOut();
    }
    if (message.select) await this.select(message.select);
    return wanted;
  }

  /** Takes in how far a conversation goes by now. */
  grow(extent: Extent): void {
    if (extent.conversation === this.#conversation?.id) this.growth.take(this.#conversation, extent);
  }

  /** Selects bytes, and brings them into view; in another view where this one does not show them. */
  async select(range: StreamRange): Promise<void> {
    const { view } = this.#settings;
    if (hasBytesBelow(view)) this.#stream = range.direction;
    else if (view !== 'exchange' && view !== range.direction) this.#set({ view: range.direction });
    await this.#selectAt(range, (row, pageRows) => row - pageRows / 3);
    if (hasBytesBelow(view)) await this.#panes.markMessage(range);
  }

  /** Selects the bytes of a message beside the table, its first row on top. */
  async selectMessage(range: StreamRange): Promise<void> {
    this.#stream = range.direction;
    await this.#selectAt(range, (row) => row);
  }

  /** Shows the conversation otherwise; what is looked at stays in view. */
  async change(settings: Partial<ViewSettings>): Promise<void> {
    const { follows } = this;
    this.#set(settings);
    if (settings.view !== undefined) {
      void this.#panes.drawn().then(() => {
        this.#handOverFollow(follows);
      });
    }
    await this.#layOut();
  }

  changeForm(form: MessageForm): void {
    this.#form = form;
    this.#changed();
  }

  /** So many bytes fit into a row by now. */
  async fit(bytesPerRow: number): Promise<void> {
    this.#fitting = bytesPerRow;
    await this.#layOut();
  }

  /** Holds what is seen still while the socket goes on, or no longer. */
  pause(isPaused: boolean): void {
    this.growth.pause(this.#conversation, isPaused);
    this.#changed();
  }

  follow(isFollowing: boolean): void {
    if (isFollowing) this.pause(false);
    this.scroller?.setFollow(isFollowing);
  }

  /** Nothing can be shown any more. Should it be again, the place is where it was. */
  close(): void {
    this.#saved = this.place ?? this.#saved;
    this.#conversation?.close();
    this.#conversation = undefined;
    this.#changed();
  }

  /** Selects bytes in rows that show them, unless something else was to be selected by then. */
  async #selectAt(range: StreamRange, topOf: (row: number, pageRows: number) => number): Promise<void> {
    const selection = ++this.#selections;
    await this.#layOut();
    const conversation = this.#conversation;
    if (selection !== this.#selections || !conversation) return;
    const { view } = conversation.layout;
    if (view !== 'exchange' && view !== range.direction) return;
    const isShown = () => conversation.streamLength(range.direction) >= range.offset + range.length;
    // Whoever goes to what came meanwhile does not want it held back any more.
    if (!isShown() && this.growth.isPaused) this.pause(false);
    // What is shown may lag behind a table or a search by one message about growth.
    if (!isShown()) return;
    await conversation.select(range);
    if (selection !== this.#selections) return;
    // Cut into other rows meanwhile, and so another one, where nothing is selected yet.
    if (this.#conversation !== conversation && this.#conversation?.id === conversation.id) {
      await this.#selectAt(range, topOf);
      return;
    }
    const { bytes } = this.#panes;
    if (!bytes || !conversation.caret) return;
    bytes.setFollow(false);
    bytes.jumpTo(topOf(conversation.caret.row, bytes.pageRows));
  }

  #use(conversation: ShownConversation): void {
    this.#conversation?.close();
    this.#conversation = conversation;
    this.#changed();
  }

  #set(settings: Partial<ViewSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
    this.#changed();
  }

  /** Cuts the conversation into rows as the settings want them; what is looked at stays in view. */
  async #layOut(): Promise<void> {
    const { layout } = this;
    const before = this.#conversation;
    if (!before || isSameLayout(before.layout, layout)) return;
    const { rowCount } = await this.#link.ask('layOut', { conversation: before.id, layout });
    const next = new ShownConversation({ ...before.extent, layout, rowCount }, this.#link);
    const { top = 0, pageRows = 0 } = this.#panes.bytes ?? {};
    let { caret, anchor } = before;
    let place = await placeIn(next, before, top, pageRows);
    // Whoever clicked meanwhile, in the rows before, is taken along.
    while (this.#conversation === before && (before.caret !== caret || before.anchor !== anchor)) {
      ({ caret, anchor } = before);
      place = await placeIn(next, before, top, pageRows);
    }
    // Another change may have overtaken this one.
    if (this.#conversation !== before || !isSameLayout(layout, this.layout)) return;
    this.#use(next);
    if (place.caret) next.place(place.caret, place.anchor);
    await this.#panes.drawn();
    if (this.#panes.bytes?.follow === false) this.#panes.bytes.jumpTo(place.top);
  }

  /** Where an earlier page was; else the end of what is still being recorded, the start of what is not. */
  #goToStart({ conversation: id, summary }: Show, saved: SavedState | undefined): void {
    const { bytes } = this.#panes;
    if (!bytes) return;
    const read = this.scroller ?? bytes;
    const isSaved = saved?.conversation === id;
    bytes.jumpTo(isSaved ? saved.top : 0);
    read.setFollow(isSaved ? saved.follow : summary.live);
    if (isSaved && saved.caret) this.#conversation?.place(saved.caret, saved.anchor);
  }

  /** What followed the end goes on in the view that the user now reads; nothing beside it moves by itself. */
  #handOverFollow(follow: boolean): void {
    const { bytes } = this.#panes;
    const { scroller } = this;
    if (bytes && scroller !== bytes) bytes.setFollow(false);
    if (scroller && scroller.follow !== follow) scroller.setFollow(follow);
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
