import { endianness } from 'node:os';
import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import type { StreamRange } from '../../base/streamRange';
import type { Capture } from '../../capture/capture';
import type { BytesSocket } from '../../engine/bytesSocket';
import { sideOf } from '../../capture/side';
import type { Extent, Requests, Told, ToPage } from '../../webview/inspector/protocol';
import { BYTES_PER_ROW, type RowLayout } from '../../webview/inspector/rows';
import type { Reply } from '../../webview/shared/exchange';
import { answerRequest } from '../pages/requestHandlers';
import { describeProblem } from '../problems';
import type { InspectorSelection } from '../selection/inspectorSelection';
import type { ComposerHost } from './composerHost';
import { CaptureNews } from './captureNews';
import { openView, type ConversationView } from './conversationViews';
import type { InspectorSettings } from './inspectorSettings';
import { resolveTarget, type GoToTarget } from './goToTarget';
import { MessageList } from './messageList';
import { SequenceList } from './sequenceList';
import { parseMessage } from './parseMessage';
import type { ShownPlace } from './placeStatus';
import { PageSearch } from './search/conversationSearch';
import type { RequestContext } from './requests/context';
import { REQUEST_HANDLERS } from './requests/handlers';

/** Milliseconds between two messages about growth: at most 20 a second. */
const GROWTH_INTERVAL = 50;
/** Milliseconds between two messages with the whole list of conversations. */
const LIST_INTERVAL = 500;

type FromHost = ToPage | Reply<Requests>;

/** What a command asks for: a conversation, and the bytes that are selected in it. */
export interface WantedPlace {
  readonly conversation: number;
  readonly select?: NonNullable<Extract<ToPage, { type: 'show' }>['select']>;
}

/** One page of the inspector and the capture behind it. The page pulls what it shows; it is told only that something grew. */
export class InspectorSession implements vscode.Disposable {
  readonly #capture: Capture;
  readonly #deliver: (message: FromHost) => Thenable<boolean>;
  readonly #stopListening: () => void;
  readonly #settings: InspectorSettings;
  readonly #requests: RequestContext;
  #view: ConversationView | undefined;
  readonly #onPlace: () => void;
  #messages: MessageList | undefined;
  #steps: SequenceList | undefined;
  #lastList = 0;
  #layout: RowLayout = { view: 'exchange', bytesPerRow: BYTES_PER_ROW };
  #wanted: number | undefined;
  /** A command asked for {@link #wanted} since the page was last told. */
  #asked: boolean;
  /** What the page is to select when it is told. */
  #select: WantedPlace['select'];
  /** As the page told last. */
  #selected: Extract<Told, { type: 'selected' }> | undefined;
  #ready = false;
  #growthTimer: NodeJS.Timeout | undefined;
  #listTimer: NodeJS.Timeout | undefined;
  readonly #news: CaptureNews;
  readonly #composer: ComposerHost;

  /**
   * @param deliver Sends the page a message; false when there is no page, as long as its tab is behind others.
   * @param composer Disposed with the session.
   * @param onPlace Called when the user moved.
   * @param initial Where to begin; at the last conversation unless given.
   */
  constructor(
    capture: Capture,
    deliver: (message: FromHost) => Thenable<boolean>,
    settings: InspectorSettings,
    composer: ComposerHost,
    onPlace: () => void,
    initial: WantedPlace | undefined,
  ) {
    const post = (message: ToPage): void => {
      this.#post(message);
    };
    this.#news = new CaptureNews(capture, post);
    this.#composer = composer;
    this.#onPlace = onPlace;
    this.#capture = capture;
    this.#settings = settings;
    this.#deliver = deliver;
    this.#wanted = initial?.conversation;
    this.#select = initial?.select;
    this.#asked = initial !== undefined;
    this.#requests = {
      capture,
      composer,
      search: new PageSearch(),
      viewOf: (conversation) => this.#viewOf(conversation),
      setLayout: (layout) => {
        this.#layout = layout;
      },
      listMessages: (view, framing, filter) => {
        this.#forgetMessages();
        this.#messages = new MessageList(++this.#lastList, view, framing, filter, post, describeProblem);
        this.#messages.advance();
        return this.#lastList;
      },
      messages: (list) => {
        if (this.#messages?.id === list) return this.#messages;
        throw new SockscopeError('NOT_SHOWN', 'This list of messages is no longer shown.');
      },
      listSteps: (view) => {
        this.#forgetSteps();
        this.#steps = new SequenceList(++this.#lastList, view, post, describeProblem);
        this.#steps.advance();
        return this.#lastList;
      },
      steps: (list) => {
        if (this.#steps?.id === list) return this.#steps;
        throw new SockscopeError('NOT_SHOWN', 'This sequence is no longer shown.');
      },
    };
    this.#stopListening = capture.onDidGrow(() => {
      this.#onGrowth();
    });
  }

  dispose(): void {
    this.#stopListening();
    this.#news.end();
    this.#composer.dispose();
    this.#forgetMessages();
    this.#forgetSteps();
    this.#requests.search.end();
    clearTimeout(this.#growthTimer);
    clearTimeout(this.#listTimer);
  }

  /** What is selected in the conversation that is shown. */
  get selection(): InspectorSelection | undefined {
    const view = this.#view;
    if (!view || this.#selected?.conversation !== view.id || this.#selected.length === 0) return undefined;
    const { direction, offset, length } = this.#selected;
    return { view, direction, offset, length };
  }

  /** Shows another conversation, at once or as soon as the page is ready. */
  show({ conversation, select }: WantedPlace): void {
    this.#wanted = conversation;
    this.#select = select;
    this.#asked = true;
    if (this.#ready) void this.#showWanted();
    else this.#view = this.#openWanted();
  }

  /** What is selected, and the message in which that begins: that of the table while one is shown, else the chunk. */
  get place(): ShownPlace | undefined {
    const { selection } = this;
    if (!selection) return undefined;
    const { view, direction, offset, length } = selection;
    const chunk = view.log.atOffset(direction, offset);
    if (chunk < 0) return undefined;
    const time = view.epochTime(view.log.time(chunk));
    const side = sideOf(view.capture, view.conversation, direction);
    const messages = this.#messagesOf(view);
    if (!messages) return { direction, offset, length, message: chunk + 1, side, time };
    const row = messages.rowOf(direction, offset);
    return { direction, offset, length, message: row < 0 ? undefined : messages.at(row).number, side, time };
  }

  /**
   * The bytes that a target names in the shown conversation.
   *
   * @throws SockscopeError when there are none, or nothing is shown.
   */
  resolve(target: GoToTarget): StreamRange {
    const view = this.#requireView();
    const { view: stream } = this.#layout;
    const other = view.log.bytes('received') > 0 ? 'received' : 'sent';
    const start: StreamRange = { direction: stream === 'exchange' ? other : stream, offset: 0, length: 1 };
    return resolveTarget(target, view.log, this.selection ?? start, view.capture.startTime, this.#messagesOf(view));
  }

  /**
   * Shows and selects bytes of the shown conversation: commands act on them from now on.
   *
   * @throws SockscopeError when nothing is shown.
   */
  goTo({ direction, offset, length }: StreamRange): void {
    const conversation = this.#requireView().id;
    // The page will say the same once it has drawn them.
    this.#selected = { type: 'selected', conversation, direction, offset, length };
    this.#onPlace();
    this.show({ conversation, select: { direction, offset, length } });
  }

  /** The socket whose conversation is shown; undefined where this window has none. */
  get socket(): BytesSocket | undefined {
    return this.#composer.socket;
  }

  /** Gives the keyboard to the composer. */
  compose(): void {
    this.#post({ type: 'compose' });
  }

  /** Handles a message of the page; throws on one that does not belong to the protocol. */
  async receive(raw: unknown): Promise<void> {
    const message = parseMessage(raw);
    if ('request' in message) {
      this.#post(await answerRequest(REQUEST_HANDLERS, this.#requests, message, describeProblem));
      return;
    }
    switch (message.type) {
      case 'ready':
        this.#forgetMessages();
        this.#forgetSteps();
        this.#layout = message.layout;
        this.#ready = true;
        this.#news.forget();
        this.#composer.forget();
        await this.#news.tell();
        await this.#showWanted();
        return;
      case 'showConversation':
        this.show({ conversation: message.conversation });
        return;
      case 'stopMessages':
        this.#messages?.stop();
        return;
      case 'stopFind':
        if (message.forget) this.#requests.search.end();
        else this.#requests.search.rest();
        return;
      case 'leaveMessages':
        this.#forgetMessages();
        this.#onPlace();
        return;
      case 'leaveSteps':
        this.#forgetSteps();
        return;
      case 'keepSettings':
        await this.#settings.keep(message.settings);
        return;
      case 'selected':
        this.#selected = message;
        this.#onPlace();
        return;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
    }
  }

  #messagesOf(view: ConversationView): MessageList | undefined {
    return this.#messages?.view.id === view.id ? this.#messages : undefined;
  }

  /** The page shows no list of messages: numbers are those of chunks again. */
  #forgetMessages(): void {
    this.#messages?.dispose();
    this.#messages = undefined;
  }

  #forgetSteps(): void {
    this.#steps?.dispose();
    this.#steps = undefined;
  }

  /** What is shown, or will be as soon as the page is there. */
  #requireView(): ConversationView {
    this.#view ??= this.#openWanted();
    if (this.#view) return this.#view;
    throw new SockscopeError('NOT_SHOWN', 'No conversation is shown.');
  }

  #openWanted(): ConversationView | undefined {
    const { length } = this.#capture.conversations;
    const id = this.#wanted ?? (length > 0 ? length - 1 : undefined);
    // What counts in a view goes on there: rows, a peer's part, messages and searches.
    if (this.#view && this.#view.id === id) return this.#view;
    return id === undefined ? undefined : openView(this.#capture, id);
  }

  #viewOf(id: number): ConversationView {
    if (this.#view?.id === id) return this.#view;
    throw new SockscopeError('NOT_SHOWN', 'This conversation is no longer shown.');
  }

  async #showWanted(): Promise<void> {
    const view = this.#openWanted();
    if (!view) return;
    this.#view = view;
    this.#wanted = view.id;
    // What was selected in another one is no place in this one.
    this.#onPlace();
    await view.rowsOf(this.#layout).ready();
    // Another one may have been asked for meanwhile.
    if (this.#view !== view) return;
    this.#composer.show(view);
    const asked = this.#asked;
    this.#asked = false;
    const select = this.#select;
    this.#select = undefined;
    const byteOrder = endianness() === 'LE' ? 'le' : 'be';
    const show = { type: 'show', ...this.#extent(view), asked, byteOrder, ...(select ? { select } : {}) } as const;
    if (await this.#deliver(show)) return;
    // The page that comes with the tab is told, unless something else was asked for meanwhile.
    if (this.#view !== view) return;
    this.#asked = asked;
    this.#select = select;
  }

  #post(message: FromHost): void {
    void this.#deliver(message);
  }

  #extent(view: ConversationView): Extent {
    const summary = view.summary();
    return {
      conversation: view.id,
      layout: this.#layout,
      rowCount: view.rowsOf(this.#layout).count,
      received: summary.received,
      sent: summary.sent,
      summary,
    };
  }

  #onGrowth(): void {
    if (!this.#ready) return;
    this.#growthTimer ??= setTimeout(() => {
      this.#growthTimer = undefined;
      this.#postGrowth();
    }, GROWTH_INTERVAL);
    this.#listTimer ??= setTimeout(() => {
      this.#listTimer = undefined;
      void this.#news.tell();
    }, LIST_INTERVAL);
  }

  #postGrowth(): void {
    const view = this.#view;
    if (!view) {
      void this.#showWanted();
      return;
    }
    const isUpToDate = view.update(this.#layout);
    this.#post({ type: 'grown', ...this.#extent(view) });
    this.#messages?.advance();
    this.#steps?.advance();
    if (!isUpToDate) this.#onGrowth();
  }
}
