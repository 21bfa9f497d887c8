import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { StreamRange } from '../../../base/streamRange';
import type { ConversationSummary, InspectorLink, ToPage } from '../protocol';
import type { Translate } from '../strings';
import type { ShownConversation } from '../view/conversation';
import { Announcer } from '../view/announcer';
import { Composer } from '../view/composer';
import { copyAsHex } from '../view/copying';
import { Finder } from '../view/finder';
import { Heard } from '../view/heard';
import { ListParts } from '../view/listParts';
import type { MessageForm } from '../view/messageForm';
import { PANES, type Pane } from '../view/paneSizes';
import { PlaceSaver } from '../view/placeSaver';
import type { RowChoice } from '../view/rowChoice';
import type { SavedState } from '../view/savedState';
import { SelectionTeller } from '../view/selectionTeller';
import { SidedWording } from '../view/sides';
import { Viewer, type Panes, type Show } from '../view/viewer';
import { hasBytesBelow, listsMessages, type ViewSettings } from '../view/viewSettings';
import { bytesPane } from './bytesPane';
import './composerBar';
import type { ComposerBar } from './composerBar';
import { conversationsPane } from './conversationList';
import './dataInspector';
import { forcedColorsStyles } from './forcedColors.styles';
import type { HexView } from './hexView';
import './messagesPane';
import type { LadderPane } from './ladderPane';
import type { MessagesPane } from './messagesPane';
import { inspectorPageStyles } from './inspectorPage.styles';
import { captureNoticesBar, loadingNotice, nothingRecordedNotice, problemNotice } from './notices';
import { adoptStyles, FOCUS_LOST, PageElement } from '../../shared/pageElement';
import { PassingMessage } from '../../shared/passingMessage';
import './toolbar';

/** Milliseconds after the last change of a pane's size before it is what new tabs begin with. */
const KEEP_TIME = 300;

adoptStyles(inspectorPageStyles);
adoptStyles(forcedColorsStyles);

/** The whole page: takes the extension's messages and shows one conversation of the capture. */
@customElement('sockscope-inspector')
export class InspectorPage extends PageElement {
  readonly viewer: Viewer;
  readonly #link: InspectorLink;
  readonly #sided: SidedWording;
  readonly #finder: Finder;
  readonly composer: Composer;
  readonly #teller: SelectionTeller;
  readonly #saver: PlaceSaver;
  readonly #announcer = new Announcer();
  readonly #heard = new Heard(this.#announcer);
  readonly #message = new PassingMessage(this);
  readonly #listParts = new ListParts();
  #conversation: ShownConversation | undefined;
  #keeping = 0;
  /** Settles when the message or step that was chosen last is selected. */
  #selecting: Promise<void> = Promise.resolve();
  /** Settles when the sequence can be drawn; undefined before it was shown. */
  #ladder: Promise<unknown> | undefined;
  /** The keyboard came before there was anything to give it to. */
  #isFocusDue = document.hasFocus();

  @state() private list: readonly ConversationSummary[] | undefined;
  @state() private omitted = 0;
  @state() private byteOrder: 'le' | 'be' = 'le';
  @state() private unavailable: string | undefined;
  @state() private notices: readonly string[] = [];
  @query('sockscope-hex-view') private readonly hexView!: HexView | null;
  @query('sockscope-composer') private readonly composerBar!: ComposerBar | null;

  /** @param save Keeps a place for the next page of this tab. */
  constructor(link: InspectorLink, wording: Translate, save: (place: SavedState) => void) {
    super();
    this.#link = link;
    this.#sided = new SidedWording(wording);
    this.#finder = new Finder(link);
    this.composer = new Composer(link);
    this.composer.addEventListener('change', this.#onMoved);
    this.#teller = new SelectionTeller(link);
    this.viewer = new Viewer(link, this.#scrolledPanes());
    this.viewer.addEventListener('change', this.#onViewer);
    this.#announcer.addEventListener('change', () => {
      this.requestUpdate();
    });
    this.#saver = new PlaceSaver(() => this.#place, save);
    this.addEventListener(FOCUS_LOST, this.#focusReading);
  }

  /** Takes what the extension says unasked. */
  receive(message: ToPage): void {
    switch (message.type) {
      case 'conversations':
        this.#takeList(message);
        return;
      case 'show':
        this.unavailable = undefined;
        this.byteOrder = message.byteOrder;
        this.#show(message).catch(this.#onProblem);
        return;
      case 'grown':
        this.list = this.list?.map((each) => (each.id === message.conversation ? message.summary : each));
        this.viewer.grow(message);
        if (message.conversation === this.viewer.conversation?.id) {
          this.#heard.take(message.summary, this.#wording, this.composer.said !== '');
        }
        this.requestUpdate();
        return;
      case 'composer':
        this.composer.take(message);
        return;
      case 'compose':
        this.#compose().catch(this.#onProblem);
        return;
      case 'messages':
      case 'sequence':
        this.#listPane?.receive(message);
        return;
      case 'notices':
        this.notices = message.list;
        return;
      case 'unavailable':
        this.viewer.close();
        this.unavailable = message.message;
        return;
      default:
        message satisfies never;
    }
  }

  /** The keyboard goes to the composer, which is unfolded; or it is said why nothing can be sent. */
  async #compose(): Promise<void> {
    const { conversation, settings } = this.viewer;
    const facts = conversation && this.composer.factsOf(conversation.id);
    if (!facts) {
      this.#message.say(this.#wording('noComposer'));
      return;
    }
    if (!settings.composer) this.#onChange({ composer: true });
    await this.updateComplete;
    if ((await this.composerBar?.focusField()) !== true) this.#message.say(facts.refusal);
  }

  #takeList(part: Extract<ToPage, { type: 'conversations' }>): void {
    const list = this.#listParts.take(part);
    if (list === undefined) return;
    this.list = list;
    this.omitted = part.omitted;
    this.unavailable = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('focus', this.#onWindowFocus);
    document.addEventListener('keydown', this.#onPageKey);
    document.addEventListener('selectstart', onSelectStart);
    document.addEventListener('copy', this.#onCopyCommand);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('focus', this.#onWindowFocus);
    document.removeEventListener('keydown', this.#onPageKey);
    document.removeEventListener('selectstart', onSelectStart);
    document.removeEventListener('copy', this.#onCopyCommand);
    this.#announcer.stop();
  }

  protected override updated(): void {
    // The page's security policy allows styles that a script sets.
    for (const pane of PANES) {
      const size = this.viewer.settings.panes[pane];
      this.style.setProperty(`--pane-${pane}`, size === undefined ? null : `${size}px`);
    }
    if (this.#isFocusDue && this.hexView) void this.hexView.updateComplete.then(this.#onWindowFocus);
  }

  /** The page's words, for the conversation that is shown. */
  get #wording(): Translate {
    return this.#sided.of(this.viewer.conversation?.summary);
  }

  /** Messages, or the sequence; undefined as long as they are not there. */
  get #listPane(): MessagesPane | LadderPane | undefined {
    const pane = this.querySelector<MessagesPane | LadderPane>('sockscope-messages-pane, sockscope-ladder-pane');
    return pane && 'reveal' in pane ? pane : undefined;
  }

  /** What is to be kept; undefined while nothing is shown. */
  get #place(): SavedState | undefined {
    const { place } = this.viewer;
    const draft = place && this.composer.factsOf(place.conversation) ? this.composer.keptDraft : undefined;
    return place && draft ? { ...place, draft } : place;
  }

  protected override render(): TemplateResult {
    const { viewer } = this;
    const { conversation } = viewer;
    const translate = this.#wording;
    return html`<sockscope-toolbar
        .wording=${translate}
        .list=${this.list ?? []}
        .omitted=${this.omitted}
        .shown=${conversation && viewer.growth.latest(conversation)}
        .settings=${viewer.settings}
        .follow=${viewer.follows}
        .paused=${viewer.growth.isPaused}
        .onPick=${this.#onPick}
        .onPause=${this.#onPause}
        .onChange=${this.#onChange}
        .onFollow=${this.#onFollow}
      ></sockscope-toolbar>
      ${captureNoticesBar(translate, this.notices)}
      ${
        this.unavailable === undefined && conversation
          ? html`${this.#panes(conversation)}${this.#composerBar(conversation)}`
          : this.#withoutConversation()
      }
      <div class="status" role="status">${this.#message.text}</div>
      <div class="heard visually-hidden" aria-live="polite">
        ${repeat(
          this.#announcer.said,
          ({ number }) => number,
          ({ sentence }) => html`<p>${sentence}</p>`,
        )}
      </div>`;
  }

  #panes(conversation: ShownConversation): TemplateResult {
    const { viewer } = this;
    const { settings, growth } = viewer;
    const translate = this.#wording;
    const bytes = bytesPane({
      translate,
      conversation,
      settings,
      unseen: growth.unseen(conversation, viewer.follows),
      paused: growth.isPaused,
      finder: this.#finder,
      announcer: this.#announcer,
      onGo: this.#onGo,
      onLeave: this.#onLeave,
      onScrolled: this.#onMoved,
      onCopy: this.#onCopy,
      onFit: this.#onFit,
      onFollow: this.#onFollow,
      onPause: this.#onPause,
      onSize: this.#onSize,
      onFold: (folded) => {
        this.#onChange({ bytes: !folded });
      },
      onProblem: this.#onProblem,
    });
    const hasList = settings.list && (this.list?.length ?? 0) > 1;
    return html`<div
      class="panes${hasList ? ' with-list' : ''}${settings.inspector ? '' : ' without-inspector'}${
        hasBytesBelow(settings.view) && !settings.bytes ? ' without-bytes' : ''
      }"
    >
      ${
        hasList
          ? conversationsPane(
              this.#sided,
              { list: this.list ?? [], omitted: this.omitted, shown: conversation.id, onPick: this.#onPick },
              this.#separator('list', undefined, translate('conversations'), { list: false }),
            )
          : nothing
      }
      <main class="center ${hasBytesBelow(settings.view) ? 'messages ' : ''}${settings.view}">
        ${
          settings.view === 'sequence'
            ? this.#ladderPane(conversation)
            : listsMessages(settings.view)
              ? html`<sockscope-messages-pane
                  .conversation=${conversation.id}
                  .link=${this.#link}
                  .wording=${translate}
                  .settings=${settings}
                  .form=${viewer.form}
                  .finder=${this.#finder}
                  .startedAt=${conversation.summary.startedAt}
                  .onScrolled=${this.#onMoved}
                  .onForm=${this.#onForm}
                  .onSelect=${this.#onSelectListed}
                  .onEnter=${this.#onLeave}
                  .onCopy=${this.#onCopy}
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
          .choice=${settings.rows}
          .open=${settings.inspector}
          .onOpen=${this.#onOpenInspector}
          .onChoose=${this.#onChooseRows}
          .onCopyValue=${this.#onCopyValue}
          .onProblem=${this.#onProblem}
        ></sockscope-data-inspector>
        ${
          settings.inspector
            ? this.#separator('side', 'below', translate('dataInspector'), { inspector: false })
            : nothing
        }
      </aside>
    </div>`;
  }

  /** Few need it: it is loaded when it is shown first. */
  #ladderPane(conversation: ShownConversation): TemplateResult {
    this.#ladder ??= import('./ladderPane').then(this.#onWindowFocus).catch(this.#onProblem);
    return html`<sockscope-ladder-pane
      .conversation=${conversation}
      .link=${this.#link}
      .wording=${this.#wording}
      .settings=${this.viewer.settings}
      .onChange=${this.#onChange}
      .onScrolled=${this.#onMoved}
      .onSelect=${this.#onSelectListed}
      .onEnter=${this.#onLeave}
      .onSay=${this.#onSay}
      .onProblem=${this.#onProblem}
    ></sockscope-ladder-pane>`;
  }

  #separator(upright: Pane, flat: Pane | undefined, name: string, folded: Partial<ViewSettings>): TemplateResult {
    return html`<sockscope-separator
      .wording=${this.#wording}
      .upright=${upright}
      .flat=${flat}
      .leads=${upright === 'list'}
      .name=${name}
      .onSize=${this.#onSize}
      .onFold=${() => {
        this.#onChange(folded);
      }}
    ></sockscope-separator>`;
  }

  #composerBar({ id }: ShownConversation): TemplateResult | typeof nothing {
    const facts = this.composer.factsOf(id);
    if (!facts) return nothing;
    return html`<sockscope-composer
      .composer=${this.composer}
      .facts=${facts}
      .wording=${this.#wording}
      .open=${this.viewer.settings.composer}
      .onOpen=${this.#onOpenComposer}
      .onLeave=${this.#focusReading}
    ></sockscope-composer>`;
  }

  #withoutConversation(): TemplateResult {
    const translate = this.#wording;
    if (this.unavailable !== undefined) {
      const sentence = translate('captureFailed', this.unavailable);
      return html`<main>${problemNotice(translate, sentence, this.#onRetry)}</main>`;
    }
    return this.list?.length === 0 ? nothingRecordedNotice(translate) : loadingNotice(translate);
  }

  #scrolledPanes(): Panes {
    const bytes = () => this.hexView?.scroller;
    const messages = () => this.#listPane?.scroller;
    return {
      get bytes() {
        return bytes();
      },
      get messages() {
        return messages();
      },
      drawn: async () => {
        await this.updateComplete;
        await this.#ladder;
        await this.#listPane?.updateComplete;
      },
      markMessage: async (range) => {
        await this.#listPane?.reveal(range);
      },
    };
  }

  async #show(message: Show): Promise<void> {
    const isListed = (id: number) => this.list?.some((each) => each.id === id) === true;
    const wanted = await this.viewer.show(message, isListed);
    this.#heard.take(message.summary, this.#wording);
    if (wanted !== undefined) this.#onPick(wanted);
  }

  readonly #onViewer = () => {
    const { conversation } = this.viewer;
    if (conversation !== this.#conversation) {
      this.#conversation?.removeEventListener('change', this.#onMoved);
      this.#conversation = conversation;
      conversation?.addEventListener('change', this.#onMoved);
    }
    this.#onMoved();
  };

  /** The place, or whether the end is followed, changed. */
  readonly #onMoved = () => {
    this.requestUpdate();
    this.#teller.tell(this.viewer.conversation);
    this.#heard.select(this.viewer.conversation?.range, this.#wording);
    this.#saver.soon();
  };

  readonly #onPick = (conversation: number) => {
    this.#link.send({ type: 'showConversation', conversation });
  };

  readonly #onChange = (change: Partial<ViewSettings>) => {
    this.viewer.change(change).catch(this.#onProblem);
    this.#link.send({ type: 'keepSettings', settings: JSON.stringify(this.viewer.settings) });
  };

  readonly #onOpenInspector = (inspector: boolean) => {
    this.#onChange({ inspector });
  };

  readonly #onSize = (pane: Pane, size: number | undefined) => {
    const others = Object.entries(this.viewer.settings.panes).filter(([name]) => name !== pane);
    const panes = { ...Object.fromEntries(others), ...(size === undefined ? {} : { [pane]: size }) };
    this.viewer.change({ panes }).catch(this.#onProblem);
    this.#saver.soon();
    // A drag changes it with each move of the pointer.
    window.clearTimeout(this.#keeping);
    this.#keeping = window.setTimeout(() => {
      this.#onChange({});
    }, KEEP_TIME);
  };

  readonly #onOpenComposer = (composer: boolean) => {
    this.#onChange({ composer });
  };

  readonly #onChooseRows = (rows: RowChoice) => {
    this.#onChange({ rows });
  };

  readonly #onForm = (form: MessageForm) => {
    this.viewer.changeForm(form);
  };

  readonly #onGo = (range: StreamRange): Promise<void> => this.viewer.select(range).catch(this.#onProblem);

  readonly #onLeave = () => {
    this.hexView?.focusCaret();
  };

  readonly #onFit = (bytesPerRow: number) => {
    this.viewer.fit(bytesPerRow).catch(this.#onProblem);
  };

  readonly #onPause = (isPaused: boolean) => {
    this.viewer.pause(isPaused);
  };

  readonly #onFollow = (isFollowing: boolean) => {
    this.viewer.follow(isFollowing);
  };

  readonly #onSay = (sentence: string) => {
    this.#message.say(sentence);
  };

  readonly #onSelectListed = ({ direction, offset, length }: StreamRange) => {
    if (length === 0) return;
    this.#selecting = this.viewer.selectMessage({ direction, offset, length }).catch(this.#onProblem);
  };

  readonly #onRetry = () => {
    this.unavailable = undefined;
    this.#link.send({ type: 'ready', layout: this.viewer.layout });
  };

  /** The editor gives the page the keyboard without naming a place in it: what is read is the natural one, once it is drawn. */
  readonly #onWindowFocus = () => {
    const isNowhere = document.activeElement === document.body && document.hasFocus();
    this.#isFocusDue = isNowhere && !this.hexView;
    if (isNowhere) this.#focusReading();
  };

  readonly #focusReading = () => {
    if (hasBytesBelow(this.viewer.settings.view)) this.#listPane?.focusCurrent();
    else this.hexView?.focusCaret();
  };

  /** Select All means the bytes, wherever no text is written: the browser would take the whole page. */
  readonly #onPageKey = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey, target, defaultPrevented } = event;
    if (defaultPrevented || key.toLowerCase() !== 'a' || !(ctrlKey || metaKey) || shiftKey || altKey) return;
    if ((target as HTMLElement).matches('input:not([type=radio], [type=checkbox]), textarea')) return;
    event.preventDefault();
    this.hexView?.selectAll();
  };

  /** The editor's own *Copy* arrives as this event. */
  readonly #onCopyCommand = (event: ClipboardEvent) => {
    if (!document.activeElement?.closest('sockscope-hex-view, sockscope-messages, sockscope-ladder')) return;
    event.preventDefault();
    // Keys before it may still be on their way.
    void this.hexView?.settled.then(this.#onCopy);
  };

  readonly #onCopy = () => {
    this.#copy().catch(this.#onCopyProblem);
  };

  /** Of a message that was only just chosen, the bytes are selected first. */
  async #copy(): Promise<void> {
    await this.#listPane?.settled;
    await this.#selecting;
    const { conversation } = this.viewer;
    if (!conversation?.range) return;
    this.#message.say(await copyAsHex(this.#link, conversation, conversation.range, this.#wording));
  }

  readonly #onCopyValue = (value: string) => {
    this.#link.send({ type: 'copy', text: value });
    this.#message.say(this.#wording('copiedValue', value));
  };

  readonly #onProblem = (error: unknown) => {
    this.#message.say(this.#wording('moveFailed', messageOf(error)));
  };

  readonly #onCopyProblem = (error: unknown) => {
    this.#message.say(this.#wording('copyFailed', messageOf(error)));
  };
}

/** The editor's own *Select All*, which its key brings as well, would mark the text of the whole page. */
function onSelectStart(event: Event): void {
  if (event.target === document.body || event.target === document.documentElement) event.preventDefault();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-inspector': InspectorPage;
  }
}
