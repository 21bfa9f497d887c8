import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { Direction } from '../../bytes/direction';
import { SockscopeError } from '../../bytes/error';
import { BYTES_PER_ROW, isSameLayout, type ConversationSummary, type Layout, type ToPage } from '../protocol';
import type { Translate } from '../strings';
import type { ByteRange } from '../view/caret';
import { Conversation } from '../view/conversation';
import { copyAsHex } from '../view/copying';
import { Finder } from '../view/finder';
import { Growth } from '../view/growth';
import type { HostLink } from '../view/hostLink';
import type { LoadedMessage } from '../view/messageTable';
import { placeIn } from '../view/relayout';
import type { RowChoice } from '../view/rowChoice';
import type { Scroller } from '../view/scroller';
import type { SavedState } from '../view/savedState';
import { DEFAULT_SETTINGS, layoutOf, type ViewSettings } from '../view/viewSettings';
import { bytesPane } from './bytesPane';
import { conversationsPane } from './conversationList';
import './dataInspector';
import type { HexView } from './hexView';
import './messagesPane';
import type { MessagesPane } from './messagesPane';
import { inspectorPageStyles } from './inspectorPage.styles';
import { captureNotices, loadingNotice, nothingRecordedNotice, problemNotice } from './notices';
import { adoptStyles, ChangeWatcher, PageElement } from './pageElement';
import { PassingMessage } from './passingMessage';
import './toolbar';

/** The place is saved at most this often, in milliseconds. */
const SAVE_INTERVAL = 300;

type Show = Extract<ToPage, { type: 'show' }>;

adoptStyles(inspectorPageStyles);

/** The whole page: takes the extension's messages and shows one conversation of the capture. */
@customElement('sockscope-inspector')
export class InspectorPage extends PageElement {
  link!: HostLink;
  wording!: Translate;
  /** Where an earlier page of this tab was. */
  saved: SavedState | undefined;
  save!: (state: SavedState) => void;

  @state() private list: readonly ConversationSummary[] | undefined;
  @state() private omitted = 0;
  @state() private conversation: Conversation | undefined;
  @state() private byteOrder: 'le' | 'be' = 'le';
  @state() private unavailable: string | undefined;
  @state() private notices: readonly string[] = [];
  @state() settings = DEFAULT_SETTINGS;
  /** Bytes of which a row fits. */
  #fitting = BYTES_PER_ROW;
  @query('sockscope-hex-view') private readonly hexView!: HexView | null;
  @query('sockscope-messages-pane') private readonly messagesPane!: MessagesPane | null;
  /** The stream beside the table of messages: that of the selected one. */
  #stream: Direction = 'received';
  readonly #watcher = new ChangeWatcher(this);
  readonly #growth = new Growth();
  #finder: Finder | undefined;
  /** Names the selection that the extension knows of. */
  #told = '';
  readonly #message = new PassingMessage(this);
  #saveTimer = 0;

  /** Of what the user reads: the rows of bytes, or the table of messages. */
  get #scroller(): Scroller | undefined {
    return this.settings.view === 'messages' ? this.messagesPane?.scroller : this.hexView?.scroller;
  }

  /** How the bytes are cut into rows. */
  get layout(): Layout {
    return layoutOf(this.settings, this.#fitting, this.#stream);
  }

  /** Begins where an earlier page of this tab was, or else with the settings that new tabs begin with. */
  restore(saved: SavedState | undefined, defaults: ViewSettings): void {
    this.saved = saved;
    this.settings = saved?.settings ?? defaults;
    this.#fitting = saved?.fitting ?? BYTES_PER_ROW;
  }

  /** Takes a message of the extension. */
  receive(message: ToPage): void {
    switch (message.type) {
      case 'conversations':
        this.list = message.list;
        this.omitted = message.omitted;
        this.unavailable = undefined;
        return;
      case 'show':
        this.unavailable = undefined;
        this.byteOrder = message.byteOrder;
        this.#show(message).catch(this.#onProblem);
        return;
      case 'grown':
        this.list = this.list?.map((each) => (each.id === message.conversation ? message.summary : each));
        if (message.conversation === this.conversation?.id) this.#growth.take(this.conversation, message);
        this.requestUpdate();
        return;
      case 'answer':
      case 'failed':
        this.link.settle(message);
        return;
      case 'messages':
        this.messagesPane?.receive(message);
        return;
      case 'notices':
        this.notices = message.list;
        return;
      case 'unavailable':
        this.#close(message.message);
        return;
      default:
        message satisfies never;
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('focus', this.#onWindowFocus);
    document.addEventListener('copy', this.#onCopyCommand);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('focus', this.#onWindowFocus);
    document.removeEventListener('copy', this.#onCopyCommand);
  }

  protected override render(): TemplateResult {
    const { wording: translate, conversation } = this;
    return html`<sockscope-toolbar
        .wording=${translate}
        .list=${this.list ?? []}
        .omitted=${this.omitted}
        .shown=${conversation && this.#growth.latest(conversation)}
        .settings=${this.settings}
        .follow=${this.#scroller?.follow ?? false}
        .paused=${this.#growth.isPaused}
        .onPick=${this.#onPick}
        .onPause=${this.#onPause}
        .onChange=${this.#onChange}
        .onFollow=${this.#onFollow}
      ></sockscope-toolbar>
      ${captureNotices(translate, this.notices)}
      ${this.unavailable === undefined && conversation ? this.#panes(conversation) : this.#withoutConversation()}
      <div class="status" role="status">${this.#message.text}</div>`;
  }

  #panes(conversation: Conversation): TemplateResult {
    const { wording: translate } = this;
    const bytes = bytesPane({
      translate,
      conversation,
      settings: this.settings,
      unseen: this.#growth.unseen(conversation, this.#scroller?.follow === true),
      paused: this.#growth.isPaused,
      finder: (this.#finder ??= new Finder(this.link)),
      onGo: this.#onGo,
      onLeave: this.#onLeave,
      onScrolled: this.#onMoved,
      onCopy: this.#onCopy,
      onFit: this.#onFit,
      onFollow: this.#onFollow,
      onPause: this.#onPause,
      onProblem: this.#onProblem,
    });
    const hasList = this.settings.list && (this.list?.length ?? 0) > 1;
    return html`<div class="panes${hasList ? ' with-list' : ''}">
      ${
        hasList
          ? conversationsPane(translate, {
              list: this.list ?? [],
              omitted: this.omitted,
              shown: conversation.id,
              onPick: this.#onPick,
            })
          : nothing
      }
      <main class="center ${this.settings.view}">
        ${
          this.settings.view === 'messages'
            ? html`<sockscope-messages-pane
                .conversation=${conversation.id}
                .link=${this.link}
                .wording=${translate}
                .settings=${this.settings}
                .startedAt=${conversation.summary.startedAt}
                .onScrolled=${this.#onMoved}
                .onSelect=${this.#onSelectMessage}
                .onProblem=${this.#onProblem}
              ></sockscope-messages-pane>`
            : nothing
        }${bytes}
      </main>
      <aside aria-label=${translate('dataInspector')}>
        <sockscope-data-inspector
          .conversation=${conversation}
          .wording=${translate}
          .byteOrder=${this.byteOrder}
          .choice=${this.settings.rows}
          .onChoose=${this.#onChooseRows}
          .onCopyValue=${this.#onCopyValue}
        ></sockscope-data-inspector>
      </aside>
    </div>`;
  }

  #withoutConversation(): TemplateResult {
    const { wording: translate } = this;
    if (this.unavailable !== undefined) {
      const sentence = translate('captureFailed', this.unavailable);
      return html`<main>${problemNotice(translate, sentence, this.#onRetry)}</main>`;
    }
    return this.list?.length === 0 ? nothingRecordedNotice(translate) : loadingNotice(translate);
  }

  async #show(message: Show): Promise<void> {
    const { saved } = this;
    this.saved = undefined;
    if (this.conversation?.id === message.conversation) {
      this.#growth.take(this.conversation, message);
    } else {
      this.#growth.begin(message.summary);
      this.#use(new Conversation(message, this.link));
      await this.#drawn();
      this.#goToStart(message, saved);
      await this.#layOut();
    }
    if (message.select) await this.#select(message.select);
  }

  #use(conversation: Conversation): void {
    this.conversation?.close();
    this.conversation = conversation;
    this.#told = '';
    this.#watcher.watch(conversation);
    conversation.addEventListener('change', this.#onMoved);
  }

  /** Cuts the conversation into rows as the settings want them; what is looked at stays in view. */
  async #layOut(): Promise<void> {
    const { conversation: before, layout } = this;
    if (!before || isSameLayout(before.layout, layout)) return;
    const { rowCount } = await this.link.ask('layOut', { conversation: before.id, layout });
    const next = new Conversation({ ...before.extent, layout, rowCount }, this.link);
    const { top = 0, pageRows = 0 } = this.hexView?.scroller ?? {};
    const place = await placeIn(next, before, top, pageRows);
    // Another change may have overtaken this one.
    if (this.conversation !== before || !isSameLayout(layout, this.layout)) return;
    this.#use(next);
    if (place.caret) next.place(place.caret, place.anchor);
    await this.updateComplete;
    if (this.hexView?.scroller.follow === false) this.hexView.scroller.jumpTo(place.top);
  }

  /** Where an earlier page was; else the end of what is still being recorded, the start of what is not. */
  #goToStart({ conversation: id, summary, asked }: Show, saved: SavedState | undefined): void {
    const scroller = this.hexView?.scroller;
    if (!scroller || !this.conversation) return;
    const read = this.#scroller ?? scroller;
    if (saved?.conversation === id) {
      scroller.jumpTo(saved.top);
      read.setFollow(saved.follow);
      if (saved.caret) this.conversation.place(saved.caret, saved.anchor);
      return;
    }
    scroller.jumpTo(0);
    read.setFollow(summary.live);
    if (saved && !asked && this.list?.some((each) => each.id === saved.conversation)) {
      this.saved = saved;
      this.#onPick(saved.conversation);
    }
  }

  async #select(range: ByteRange): Promise<void> {
    const { view } = this.settings;
    if (view === 'messages') this.#stream = range.direction;
    else if (view !== 'exchange') this.settings = { ...this.settings, view: range.direction };
    await this.#layOut();
    const { conversation } = this;
    const scroller = this.hexView?.scroller;
    await conversation?.select(range);
    if (!scroller || !conversation?.caret) return;
    scroller.setFollow(false);
    scroller.jumpTo(conversation.caret.row - scroller.pageRows / 3);
  }

  /** The capture cannot be read any more. Should it be again, the place is where it was. */
  #close(reason: string): void {
    this.saved = this.#place() ?? this.saved;
    this.conversation?.close();
    this.conversation = undefined;
    this.unavailable = reason;
  }

  /** The place, or whether the end is followed, changed. */
  readonly #onMoved = () => {
    this.requestUpdate();
    this.#tellSelection();
    if (this.#saveTimer !== 0) return;
    this.#saveTimer = window.setTimeout(() => {
      this.#saveTimer = 0;
      const place = this.#place();
      if (place) this.save(place);
    }, SAVE_INTERVAL);
  };

  /** Commands act on what is selected: the extension knows of it as soon as it changed. */
  #tellSelection(): void {
    const { conversation } = this;
    if (!conversation?.range) return;
    const { direction, offset, length } = conversation.range;
    const name = `${conversation.id} ${direction} ${offset} ${length}`;
    if (name === this.#told) return;
    this.#told = name;
    this.link.send({ type: 'selected', conversation: conversation.id, direction, offset, length });
  }

  #place(): SavedState | undefined {
    const { conversation, hexView } = this;
    if (!conversation || !hexView) return undefined;
    const { caret, anchor } = conversation;
    return {
      conversation: conversation.id,
      top: hexView.scroller.top,
      follow: (this.#scroller ?? hexView.scroller).follow,
      settings: this.settings,
      fitting: this.#fitting,
      ...(caret ? { caret } : {}),
      ...(anchor === undefined ? {} : { anchor }),
    };
  }

  readonly #onPick = (conversation: number) => {
    this.link.send({ type: 'showConversation', conversation });
  };

  readonly #onChange = (change: Partial<ViewSettings>) => {
    const { follow = false } = this.#scroller ?? {};
    this.settings = { ...this.settings, ...change };
    if (change.view)
      void this.#drawn().then(() => {
        this.#handOverFollow(follow);
      });
    this.link.send({ type: 'keepSettings', settings: JSON.stringify(this.settings) });
    this.#onMoved();
    this.#layOut().catch(this.#onProblem);
  };

  readonly #onChooseRows = (rows: RowChoice) => {
    this.#onChange({ rows });
  };

  /** Settles when the panes of the view are there. */
  async #drawn(): Promise<void> {
    await this.updateComplete;
    await this.messagesPane?.updateComplete;
  }

  /** What followed the end goes on in the view that the user now reads; nothing beside it moves by itself. */
  #handOverFollow(follow: boolean): void {
    const scroller = this.#scroller;
    if (this.hexView && scroller !== this.hexView.scroller) this.hexView.scroller.setFollow(false);
    if (scroller && scroller.follow !== follow) scroller.setFollow(follow);
  }

  readonly #onGo = (range: ByteRange): Promise<void> => this.#select(range).catch(this.#onProblem);

  readonly #onLeave = () => {
    this.hexView?.focusCaret();
  };

  readonly #onFit = (bytesPerRow: number) => {
    this.#fitting = bytesPerRow;
    this.#layOut().catch(this.#onProblem);
  };

  readonly #onPause = (paused: boolean) => {
    this.#growth.pause(this.conversation, paused);
    this.requestUpdate();
  };

  /** The bytes beside the table are those of the message, its first row on top. */
  readonly #onSelectMessage = ({ direction, offset, length }: LoadedMessage) => {
    if (length > 0) this.#showMessage({ direction, offset, length }).catch(this.#onProblem);
  };

  async #showMessage(range: ByteRange): Promise<void> {
    this.#stream = range.direction;
    await this.#layOut();
    const { conversation } = this;
    // The view may lag behind the table by one message about growth.
    if (conversation && conversation.streamLength(range.direction) < range.offset + range.length) return;
    await conversation?.select(range);
    const scroller = this.hexView?.scroller;
    if (!scroller || !conversation?.caret) return;
    scroller.setFollow(false);
    scroller.jumpTo(conversation.caret.row);
  }

  readonly #onFollow = (follow: boolean) => {
    if (follow) this.#onPause(false);
    this.#scroller?.setFollow(follow);
  };

  readonly #onRetry = () => {
    this.unavailable = undefined;
    this.link.send({ type: 'ready', layout: this.layout });
  };

  /** The editor gives the page the keyboard without naming a place in it: the caret is the natural one. */
  readonly #onWindowFocus = () => {
    if (document.activeElement === document.body) this.hexView?.focusCaret();
  };

  /** The editor's own *Copy* arrives as this event. */
  readonly #onCopyCommand = (event: ClipboardEvent) => {
    if (!this.hexView?.contains(document.activeElement)) return;
    event.preventDefault();
    this.#onCopy();
  };

  readonly #onCopy = () => {
    const { conversation, link, wording } = this;
    if (!conversation?.range) return;
    copyAsHex(link, conversation, conversation.range, wording)
      .then((sentence) => {
        this.#message.say(sentence);
      })
      .catch(this.#onCopyProblem);
  };

  readonly #onCopyValue = (value: string) => {
    this.link.send({ type: 'copy', text: value });
    this.#message.say(this.wording('copiedValue', value));
  };

  readonly #onProblem = (error: unknown) => {
    this.#message.say(this.wording('moveFailed', messageOf(error)));
  };

  readonly #onCopyProblem = (error: unknown) => {
    this.#message.say(this.wording('copyFailed', messageOf(error)));
  };
}

function messageOf(error: unknown): string {
  return error instanceof SockscopeError || error instanceof Error ? error.message : String(error);
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-inspector': InspectorPage;
  }
}
