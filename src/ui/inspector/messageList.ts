import type { Direction } from '../../base/direction';
import { SockscopeError } from '../../base/error';
import type { Framing, MessageFilter } from '../../bytes/framing/framing';
import type { StreamRange } from '../../base/streamRange';
import { MessageScan } from '../../capture/messages/messageScan';
import type { Message } from '../../capture/messages/messageIndex';
import type { ToPage } from '../../webview/inspector/protocol';
import type { ConversationView } from './conversationViews';

/** Milliseconds between two messages about how far the list is: at most 10 a second. */
const PROGRESS_INTERVAL = 100;

/** The conversation whose messages are listed. */
type ListedConversation = Pick<ConversationView, 'id' | 'capture' | 'conversation' | 'log' | 'grows' | 'epochTime'>;

/** A message, and whether it can still change. */
export interface ListedMessage extends Message {
  readonly open: boolean;
}

/** The messages of a conversation as one page lists them. Tells the page how far it is; ends with {@link dispose}. */
export class MessageList {
  readonly id: number;
  readonly view: ListedConversation;
  readonly #post: (message: ToPage) => void;
  readonly #describe: (error: unknown) => string;
  /** Undefined where each chunk is a message, and none is left out: no index is needed for that. */
  readonly #scan: MessageScan | undefined;
  /** Messages that are not whole yet have no filter's verdict. */
  readonly #isFiltered: boolean;
  readonly #stop = new AbortController();
  #isRunning = false;
  #failure: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param describe Says what went wrong, for people. */
  constructor(
    id: number,
    view: ListedConversation,
    framing: Framing,
    filter: MessageFilter,
    post: (message: ToPage) => void,
    describe: (error: unknown) => string,
  ) {
    this.id = id;
    this.view = view;
    this.#post = post;
    this.#describe = describe;
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

  /**
   * The bytes of the message with this number, in O(log n).
   *
   * @param number As the table shows it: from 1, messages counted that the filter hides.
   * @throws SockscopeError `NO_SUCH_MESSAGE`, `MESSAGE_HIDDEN` by the filter, `MESSAGE_NOT_REACHED`, `MESSAGE_NOT_LISTED`
   *   because the list is full.
   */
  find(number: number): StreamRange {
    const { count, view } = this;
    let low = 0;
    // Numbers rise from row to row, those of messages that are not whole yet too.
    for (let high = count; low < high;) {
      const middle = Math.floor((low + high) / 2);
      if (this.at(middle).number < number) low = middle + 1;
      else high = middle;
    }
    const found = low < count ? this.at(low) : undefined;
    if (found?.number !== number) throw this.#whyMissing(number);
    return { direction: view.log.direction(found.chunk), offset: found.offset, length: found.length };
  }

  /** The row of the message that a byte belongs to; -1 when it is in none that is listed. */
  rowOf(direction: Direction, offset: number): number {
    const { log } = this.view;
    const chunk = log.atOffset(direction, offset);
    if (chunk < 0 || !this.#scan) return chunk;
    let low = 0;
    // A message is whole with its last chunk, and these rise from row to row.
    for (let high = this.#scan.index.length; low < high;) {
      const middle = Math.floor((low + high) / 2);
      if (this.at(middle).chunk < chunk) low = middle + 1;
      else high = middle;
    }
    for (const { count } = this; low < count; low++) {
      const message = this.at(low);
      if (log.direction(message.chunk) !== direction || message.offset + message.length <= offset) continue;
      return message.offset <= offset ? low : -1;
    }
    return -1;
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
      this.#failure = this.#describe(error);
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

  #whyMissing(number: number): SockscopeError {
    const scan = this.#scan;
    const whole = scan?.count ?? this.view.log.length;
    const last = whole + (scan?.unfinished.length ?? 0);
    const isKnown = number >= 1 && number <= whole;
    if (scan?.index.isFull && number > scan.index.at(scan.index.length - 1).number && (isKnown || !this.#isDone)) {
      const template = 'Message {0} is not listed: a list holds {1} messages at most.';
      return new SockscopeError('MESSAGE_NOT_LISTED', template, [number, scan.index.length]);
    }
    // While the filter reads a message it is counted, but has no verdict.
    const isUnderWay = this.#isRunning && number === whole;
    if (isKnown && !isUnderWay) {
      return new SockscopeError('MESSAGE_HIDDEN', 'The filter hides message {0}.', [number]);
    }
    if (number >= 1 && !this.#isDone) {
      const template = this.#stop.signal.aborted
        ? 'Message {0} is not reached: the list ends after {1, plural, one {# message} other {# messages}}.'
        : 'Message {0} is not reached yet: {1, plural, one {# message is} other {# messages are}} known so far.';
      return new SockscopeError('MESSAGE_NOT_REACHED', template, [number, whole]);
    }
    if (number > whole && number <= last) {
      const template = 'Message {0} is not whole yet: the filter shows it then.';
      return new SockscopeError('MESSAGE_HIDDEN', template, [number]);
    }
    return new SockscopeError('NO_SUCH_MESSAGE', 'There is no message {0}: the last one is {1}.', [number, last]);
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
