import type { Framing, MessageFilter } from '../../bytes/framing/framing';
import { MessageScan } from '../../capture/messages/messageScan';
import type { Message } from '../../capture/messages/messageIndex';
import type { ToPage } from '../../webview/protocol';
import { describeProblem } from '../problems';
import type { ConversationView } from './conversationViews';

/** Milliseconds between two messages about how far the list is: at most 10 a second. */
const PROGRESS_INTERVAL = 100;

/** A message, and whether it can still change. */
export interface ListedMessage extends Message {
  readonly open: boolean;
}

/** The messages of a conversation as one page lists them. Tells the page how far it is; ends with {@link dispose}. */
export class MessageList {
  readonly id: number;
  readonly view: ConversationView;
  readonly #post: (message: ToPage) => void;
  /** Undefined where each chunk is a message, and none is left out: no index is needed for that. */
  readonly #scan: MessageScan | undefined;
  /** Messages that are not whole yet have no filter's verdict. */
  readonly #isFiltered: boolean;
  readonly #stop = new AbortController();
  #isRunning = false;
  #failure: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    id: number,
    view: ConversationView,
    framing: Framing,
    filter: MessageFilter,
    post: (message: ToPage) => void,
  ) {
    this.id = id;
    this.view = view;
    this.#post = post;
    this.#isFiltered = Object.keys(filter).length > 0;
    if (framing.rule === 'chunks' && !this.#isFiltered) return;
    const { capture, log } = view;
    this.#scan = new MessageScan((...where) => capture.readBytes(...where), log, framing, filter);
  }

  get count(): number {
    return this.#scan ? this.#scan.index.length + this.#unfinished().length : this.view.log.length;
  }

  /** @param row From 0 to {@link count} - 1. */
  at(row: number): ListedMessage {
    const scan = this.#scan;
    if (!scan) return this.#chunk(row);
    const { length } = scan.index;
    if (row < length) return { ...scan.index.at(row), open: false };
    const message = this.#unfinished()[row - length];
    if (!message) throw new RangeError(`message ${row} of ${this.count}`);
    return { ...message, open: true };
  }

  /** Goes on with what was recorded since, and tells the page. */
  advance(): void {
    if (this.#stop.signal.aborted || this.#isRunning) return;
    this.#isRunning = true;
    void this.#run().finally(() => {
      this.#isRunning = false;
      this.#tell();
    });
  }

  /** Gives up what is not listed yet. */
  stop(): void {
    this.#stop.abort();
  }

  dispose(): void {
    this.stop();
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    try {
      await this.#scan?.run(this.#stop.signal, () => {
        this.#tell();
      });
      if (this.#isDone && !this.view.grows) await this.#scan?.end();
    } catch (error) {
      this.#failure = describeProblem(error);
      this.stop();
    }
  }

  get #isDone(): boolean {
    return this.#scan === undefined || this.#scan.scanned === this.view.log.length;
  }

  /** Tells the page soon; what changes meanwhile is told with it. */
  #tell(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const { log } = this.view;
      const full = this.#scan?.index.isFull ?? false;
      const total = log.bytes('received') + log.bytes('sent');
      this.#post({
        type: 'messages',
        list: this.id,
        count: this.count,
        progress: this.#scan && total > 0 ? this.#scan.scannedBytes / total : 1,
        done: this.#isDone,
        full,
        ...(this.#failure === undefined ? {} : { failure: this.#failure }),
      });
      if (!this.#isDone && !full) this.advance();
    }, PROGRESS_INTERVAL);
  }

  #unfinished(): readonly Message[] {
    return this.#isFiltered || !this.#isDone ? [] : (this.#scan?.unfinished ?? []);
  }

  #chunk(chunk: number): ListedMessage {
    const { log } = this.view;
    const incomplete = log.isGap(chunk);
    return {
      number: chunk + 1,
      offset: log.offset(chunk),
      length: log.byteLength(chunk),
      chunk,
      incomplete,
      open: false,
    };
  }
}
