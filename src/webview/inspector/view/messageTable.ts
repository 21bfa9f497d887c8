import type { Direction } from '../../../base/direction';
import type { Framing, MessageFilter } from '../../../bytes/framing/framing';
import { PREVIEW_BYTES, type Requests, type ToPage } from '../protocol';
import type { MessageRow } from '../rows';
import { RowCache } from './rowCache';
import type { InspectorLink } from '../protocol';

/** A row of *Messages* together with the message's first bytes. */
export interface LoadedMessage extends Omit<MessageRow, 'start'> {
  readonly bytes: Uint8Array;
}

export type MessageProgress = Omit<Extract<ToPage, { type: 'messages' }>, 'type' | 'list'>;

const NOTHING_YET: MessageProgress = { count: 0, progress: 0, done: false, full: false };

/** The messages of the shown conversation, cut by a rule and filtered, as the extension lists them. Says `change` whenever that changed. */
export class MessageTable extends EventTarget {
  readonly conversation: number;
  readonly #link: InspectorLink;
  #rows: RowCache<LoadedMessage>;
  #list: number | undefined;
  #progress = NOTHING_YET;
  /** What came of a list before the answer that names it. */
  #early: Extract<ToPage, { type: 'messages' }> | undefined;
  #isStopped = false;
  #asked = 0;

  constructor(conversation: number, link: InspectorLink) {
    super();
    this.conversation = conversation;
    this.#link = link;
    this.#rows = this.#newRows();
  }

  get rows(): RowCache<LoadedMessage> {
    return this.#rows;
  }

  get progress(): MessageProgress {
    return this.#progress;
  }

  /** The user ended the search before it was through. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Lists anew. Rejects when the extension cannot. */
  async list(framing: Framing, filter: MessageFilter): Promise<void> {
    const asked = ++this.#asked;
    this.#list = undefined;
    this.#isStopped = false;
    const { list } = await this.#link.ask('listMessages', { conversation: this.conversation, framing, filter });
    if (asked !== this.#asked) return;
    this.#list = list;
    this.#rows = this.#newRows();
    this.#progress = NOTHING_YET;
    if (this.#early?.list === list) this.receive(this.#early);
    this.#changed();
  }

  receive(message: Extract<ToPage, { type: 'messages' }>): void {
    if (message.list !== this.#list) {
      this.#early = message;
      return;
    }
    this.#progress = message;
    this.#rows.grow(message.count);
    this.#changed();
  }

  /** The row of the message that a byte belongs to; -1 when none that is listed has it. Rejects when the extension cannot tell. */
  async rowOf(direction: Direction, offset: number): Promise<number> {
    const list = this.#list;
    if (list === undefined) return -1;
    const { row } = await this.#link.ask('locateMessage', { list, direction, offset });
    return list === this.#list ? row : -1;
  }

  stop(): void {
    this.#isStopped = true;
    this.#link.send({ type: 'stopMessages' });
    this.#changed();
  }

  #newRows(): RowCache<LoadedMessage> {
    return new RowCache<LoadedMessage>(
      0,
      async (from, to) => {
        const list = this.#list;
        return list === undefined ? [] : loadedMessages(await this.#link.ask('readMessages', { list, from, to }));
      },
      () => {
        this.#changed();
      },
    );
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

function loadedMessages({ rows, bytes }: Requests['readMessages']['result']): LoadedMessage[] {
  return rows.map(({ start, ...row }) => ({
    ...row,
    bytes: bytes.subarray(start, start + Math.min(row.length, PREVIEW_BYTES)),
  }));
}
