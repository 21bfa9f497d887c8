/**
 * The extension's side of the inspector, in the page itself: answers from arrays, or from a rule for conversations that no
 * array could hold. Bundled for the browser; the tests reach it as `window.mockHost`.
 */
import type { Direction } from '../../src/bytes/direction';
import {
  BYTES_PER_ROW,
  type ConversationSummary,
  type Row,
  type ToHost,
  type ToPage,
} from '../../src/webview/protocol';

/** What happened in a conversation, in order. Bytes are numbers, so that a test can hand them over as JSON. */
export type Happening =
  | {
      readonly direction: Direction;
      readonly bytes: readonly number[];
      readonly after?: number;
      readonly peer?: string;
    }
  | { readonly direction: Direction; readonly event: string; readonly after?: number };

export interface MockConversation {
  readonly summary: Partial<ConversationSummary>;
  readonly happenings: readonly Happening[];
  /** Instead: one received chunk of so many rows, each holding its own number twice as a big-endian 64-bit integer. */
  readonly countedRows?: number;
}

interface Shown {
  summary: ConversationSummary;
  rowCount: number;
  row: (index: number) => { readonly row: Row; readonly bytes: Uint8Array };
  read: (direction: Direction, offset: number, length: number) => Uint8Array;
  locate: (direction: Direction, offset: number) => number;
}

const STARTED_AT = Date.UTC(2026, 10, 21, 20, 10, 3, 123) + 0.456;

export class MockHost {
  /** Everything that the page said. */
  readonly said: ToHost[] = [];
  /** What `vscode.setState` kept; what `getState` gives. */
  state: unknown;
  /** Requests of this type are answered by `failed`. */
  failing: ToHost['type'] | undefined;
  /** Requests are held back until `release()`. */
  holding = false;
  byteOrder: 'le' | 'be' = 'le';
  /** A command asks for the next conversation that is shown. */
  asked = false;
  #held: ToHost[] = [];
  #conversations: Shown[] = [];
  #shown = 0;
  #select: Extract<ToPage, { type: 'show' }>['select'];

  readonly api = {
    postMessage: (message: ToHost) => {
      this.said.push(message);
      if (this.holding) this.#held.push(message);
      else this.#answer(message);
    },
    getState: () => this.state,
    setState: (state: unknown) => {
      this.state = state;
    },
  };

  load(conversations: readonly MockConversation[], select?: Extract<ToPage, { type: 'show' }>['select']): void {
    this.#conversations = conversations.map(build);
    this.#select = select;
    this.#shown = Math.max(0, conversations.length - 1);
    this.#list();
    this.show(this.#shown);
  }

  show(id: number): void {
    const shown = this.#conversations[id];
    if (!shown) return;
    this.#shown = id;
    const { rowCount, summary } = shown;
    const { received, sent } = summary;
    this.post({
      type: 'show',
      conversation: id,
      rowCount,
      received,
      sent,
      summary,
      asked: this.asked,
      byteOrder: this.byteOrder,
      ...(this.#select ? { select: this.#select } : {}),
    });
  }

  /** The shown conversation becomes this one, of which it is the beginning. */
  grow(conversation: MockConversation): void {
    const grown = build(conversation, this.#shown);
    this.#conversations[this.#shown] = grown;
    const { rowCount, summary } = grown;
    const { received, sent } = summary;
    this.post({ type: 'grown', conversation: this.#shown, rowCount, received, sent, summary });
  }

  release(): void {
    this.holding = false;
    for (const message of this.#held.splice(0)) this.#answer(message);
  }

  post(message: ToPage): void {
    window.postMessage(message, '*');
  }

  #list(): void {
    this.post({ type: 'conversations', list: this.#conversations.map((each) => each.summary), omitted: 0 });
  }

  #answer(message: ToHost): void {
    if (message.type === this.failing && 'request' in message) {
      this.post({ type: 'failed', request: message.request, message: 'The file was removed.' });
      return;
    }
    switch (message.type) {
      case 'ready':
        this.#list();
        this.show(this.#shown);
        return;
      case 'showConversation':
        this.show(message.conversation);
        return;
      case 'readRows': {
        const { request, from, to, conversation } = message;
        this.post({ type: 'rows', request, from, ...this.#rows(this.#conversations[conversation]!, from, to) });
        return;
      }
      case 'readBytes': {
        const { request, direction, offset, length, conversation } = message;
        const bytes = this.#conversations[conversation]!.read(direction, offset, length);
        this.post({ type: 'bytes', request, direction, offset, bytes });
        return;
      }
      case 'locate': {
        const { request, direction, offset, conversation } = message;
        this.post({ type: 'located', request, row: this.#conversations[conversation]!.locate(direction, offset) });
        return;
      }
      case 'copy':
        return;
    }
  }

  #rows(shown: Shown, from: number, to: number): { rows: Row[]; bytes: Uint8Array } {
    const rows: Row[] = [];
    const parts: number[] = [];
    for (let index = from; index < Math.min(to, shown.rowCount); index++) {
      const { row, bytes } = shown.row(index);
      rows.push(row.kind === 'bytes' ? { ...row, start: parts.length } : row);
      parts.push(...bytes);
    }
    return { rows, bytes: Uint8Array.from(parts) };
  }
}

const NOTHING = new Uint8Array();

function build(conversation: MockConversation, id: number): Shown {
  return conversation.countedRows === undefined
    ? fromHappenings(conversation, id)
    : fromRule(conversation, conversation.countedRows, id);
}

function summaryOf(
  conversation: MockConversation,
  id: number,
  facts: Partial<ConversationSummary>,
): ConversationSummary {
  return {
    id,
    transport: 'tcp',
    local: 'tcp://127.0.0.1:9000',
    remote: `tcp://127.0.0.1:${51_234 + id}`,
    state: 'open',
    live: false,
    chunks: 0,
    received: 0,
    sent: 0,
    startedAt: STARTED_AT,
    ...facts,
    ...conversation.summary,
  };
}

function fromHappenings(conversation: MockConversation, id: number): Shown {
  const rows: { row: Row; bytes: Uint8Array }[] = [];
  const streams: Record<Direction, number[]> = { received: [], sent: [] };
  let chunk = 0;
  let time = STARTED_AT;
  let last: number | undefined;
  for (const happening of conversation.happenings) {
    time += happening.after ?? 0.731;
    const { direction } = happening;
    if ('event' in happening) {
      rows.push({ row: { kind: 'event', direction, label: happening.event, time }, bytes: NOTHING });
      continue;
    }
    const { bytes, peer } = happening;
    const stream = streams[direction];
    chunk++;
    const delta = last === undefined ? {} : { delta: time - last };
    last = time;
    const heading = { direction, chunk, offset: stream.length, length: bytes.length, time };
    rows.push({ row: { kind: 'heading', ...heading, ...delta, ...(peer ? { peer } : {}) }, bytes: NOTHING });
    for (let at = 0; at < bytes.length; at += BYTES_PER_ROW) {
      const part = Uint8Array.from(bytes.slice(at, at + BYTES_PER_ROW));
      const place = { offset: stream.length + at, start: 0, length: part.length };
      rows.push({ row: { kind: 'bytes', direction, chunk, ...place }, bytes: part });
    }
    stream.push(...bytes);
  }
  return {
    summary: summaryOf(conversation, id, {
      chunks: chunk,
      received: streams.received.length,
      sent: streams.sent.length,
    }),
    rowCount: rows.length,
    row: (index) => rows[index]!,
    read: (direction, offset, length) => Uint8Array.from(streams[direction].slice(offset, offset + length)),
    locate: (direction, offset) =>
      rows.findIndex(
        ({ row }) =>
          row.kind === 'bytes' &&
          row.direction === direction &&
          offset >= row.offset &&
          offset < row.offset + row.length,
      ),
  };
}

function fromRule(conversation: MockConversation, count: number, id: number): Shown {
  const received = count * BYTES_PER_ROW;
  const bytesOfRow = (number: number) => {
    const view = new DataView(new ArrayBuffer(BYTES_PER_ROW));
    view.setBigUint64(0, BigInt(number));
    view.setBigUint64(8, BigInt(number));
    return new Uint8Array(view.buffer);
  };
  const direction = 'received';
  return {
    summary: summaryOf(conversation, id, { chunks: 1, received }),
    rowCount: count + 1,
    row: (index) =>
      index === 0
        ? {
            row: { kind: 'heading', direction, chunk: 1, offset: 0, length: received, time: STARTED_AT },
            bytes: NOTHING,
          }
        : {
            row: {
              kind: 'bytes',
              direction,
              chunk: 1,
              offset: (index - 1) * BYTES_PER_ROW,
              start: 0,
              length: BYTES_PER_ROW,
            },
            bytes: bytesOfRow(index - 1),
          },
    read: (wanted, offset, length) => {
      if (wanted !== direction) return NOTHING;
      const end = Math.min(received, offset + length);
      return Uint8Array.from(
        { length: Math.max(0, end - offset) },
        (_, i) => bytesOfRow(Math.floor((offset + i) / BYTES_PER_ROW))[(offset + i) % BYTES_PER_ROW]!,
      );
    },
    locate: (_direction, offset) => 1 + Math.floor(offset / BYTES_PER_ROW),
  };
}

declare global {
  interface Window {
    mockHost: MockHost;
    acquireVsCodeApi: () => MockHost['api'];
  }
}

window.mockHost = new MockHost();
window.acquireVsCodeApi = () => window.mockHost.api;
