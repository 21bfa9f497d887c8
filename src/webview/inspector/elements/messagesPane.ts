import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { StreamRange } from '../../../base/streamRange';
import type { InspectorLink, ToPage } from '../protocol';
import type { Translate } from '../strings';
import type { Finder } from '../view/finder';
import { meaningOf, type MessageForm } from '../view/messageForm';
import { MessageTable, type LoadedMessage } from '../view/messageTable';
import type { Scroller } from '../view/scroller';
import type { ViewSettings } from '../view/viewSettings';
import './messageFormBar';
import './messagesView';
import type { MessagesView } from './messagesView';
import { PageElement } from '../../shared/pageElement';

/** Milliseconds after the last key press in a field before the messages are listed anew. */
const TYPING_PAUSE = 250;

/** *Messages*: the fields and the table that follows them. */
@customElement('sockscope-messages-pane')
export class MessagesPane extends PageElement {
  @property({ attribute: false }) conversation!: number;
  @property({ attribute: false }) link!: InspectorLink;
  @property({ attribute: false }) wording!: Translate;
  @property({ attribute: false }) settings!: ViewSettings;
  /** What is typed over the table. */
  @property({ attribute: false }) form!: MessageForm;
  @property({ attribute: false }) finder!: Finder;
  @property({ attribute: false }) startedAt = 0;
  @property({ attribute: false }) onScrolled!: () => void;
  @property({ attribute: false }) onForm!: (form: MessageForm) => void;
  @property({ attribute: false }) onSelect!: (message: LoadedMessage) => void;
  @property({ attribute: false }) onEnter!: () => void;
  @property({ attribute: false }) onCopy!: () => void;
  @property({ attribute: false }) onProblem!: (error: unknown) => void;

  @query('sockscope-messages') private readonly messages!: MessagesView | null;
  #table: MessageTable | undefined;
  #typingTimer = 0;

  /** That of the table; undefined before it is there. */
  get scroller(): Scroller | undefined {
    return this.messages?.scroller;
  }

  /** Settles when the message that was chosen last has been told. */
  get settled(): Promise<void> | undefined {
    return this.messages?.settled;
  }

  /** Gives the keyboard to the selected message, or to the table. */
  focusCurrent(): void {
    this.messages?.focusCurrent();
  }

  receive(message: Extract<ToPage, { type: 'messages' | 'sequence' }>): void {
    if (message.type === 'messages') this.#table?.receive(message);
  }

  /** Marks the message that a byte belongs to, and brings it into view. */
  async reveal({ direction, offset }: StreamRange): Promise<void> {
    const row = (await this.#table?.rowOf(direction, offset)) ?? -1;
    if (row >= 0) this.messages?.reveal(row);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.#typingTimer);
    this.link.send({ type: 'leaveMessages' });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#table) this.#list();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('conversation')) return;
    this.#table?.removeEventListener('change', this.#onTable);
    this.#table = new MessageTable(this.conversation, this.link);
    this.#table.addEventListener('change', this.#onTable);
    this.#list();
  }

  protected override render(): TemplateResult {
    const { wording: translate } = this;
    const table = this.#table!;
    return html`<sockscope-message-form
        .wording=${translate}
        .form=${this.form}
        .progress=${table.progress}
        .stopped=${table.isStopped}
        .onChange=${this.#onForm}
        .onStop=${this.#onStop}
      ></sockscope-message-form>
      <sockscope-messages
        .table=${table}
        .wording=${translate}
        .settings=${this.settings}
        .finder=${this.finder}
        .startedAt=${this.startedAt}
        .onScrolled=${this.onScrolled}
        .onSelect=${this.onSelect}
        .onEnter=${this.onEnter}
        .onCopy=${this.onCopy}
        .onProblem=${this.onProblem}
      ></sockscope-messages>`;
  }

  #list(): void {
    const meaning = meaningOf(this.form);
    // Until the field that is being typed means something, what was listed stays.
    if ('invalid' in meaning) return;
    this.#table?.list(meaning.framing, meaning.filter).catch(this.onProblem);
  }

  readonly #onTable = () => {
    this.requestUpdate();
  };

  readonly #onStop = () => {
    this.#table?.stop();
  };

  readonly #onForm = (form: MessageForm) => {
    this.onForm(form);
    window.clearTimeout(this.#typingTimer);
    this.#typingTimer = window.setTimeout(() => {
      this.#list();
    }, TYPING_PAUSE);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-messages-pane': MessagesPane;
  }
}
