/**
 * The extension's side of the inspector, in the page itself: answers from arrays, or from a rule for conversations that no
 * array could hold. Bundled for the browser; the tests reach it as `window.mockHost`.
 */
import type { Direction } from '../../src/base/direction';
import type { FoundMatch } from '../../src/bytes/find/foundMatch';
import type { Framing, MessageFilter } from '../../src/bytes/framing/framing';
import {
  MAX_LANES,
  MAX_READ,
  MAX_ROWS,
  PREVIEW_BYTES,
  STEP_PREVIEW_BYTES,
  type ComposerFacts,
  type ConversationSummary,
  type Extent,
  type PayloadOffer,
  type Requests,
  type ToHost,
  type ToPage,
} from '../../src/webview/inspector/protocol';
import type { Reply, RequestName } from '../../src/webview/shared/exchange';
import { contrastOf } from './contrastOf';
import {
  BYTES_PER_ROW,
  type RowLayout,
  type MessageRow,
  type Row,
  type StepRow,
} from '../../src/webview/inspector/rows';

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
  /** Its sequence; by default one step for each happening. */
  readonly steps?: readonly MockStep[];
  /** Instead: so many steps, each of one byte that goes the other way than the one before, labelled with its number. */
  readonly countedSteps?: number;
}

/** A step as the extension says it, without what follows from its bytes. */
export type MockStep = Partial<Omit<StepRow, 'bytes' | 'start'>> & { readonly bytes?: readonly number[] };

interface ListedMessages {
  readonly id: number;
  readonly conversation: number;
  readonly framing: Framing;
  readonly filter: MessageFilter;
}

interface RowWithPreview {
  readonly row: MessageRow;
  readonly bytes: readonly number[];
}

/** A conversation cut into rows. */
interface Cut {
  readonly count: number;
  readonly row: (index: number) => { readonly row: Row; readonly bytes: Uint8Array };
  readonly locate: (direction: Direction, offset: number) => number;
}

interface Shown {
  readonly summary: ConversationSummary;
  readonly cut: (layout: RowLayout) => Cut;
  readonly read: (direction: Direction, offset: number, length: number) => Uint8Array;
  /** @param size Undefined: each chunk is a message. */
  readonly messages: (size: number | undefined) => RowWithPreview[];
  readonly steps: Steps;
}

interface Steps {
  readonly count: number;
  readonly at: (row: number) => { readonly row: StepRow; readonly bytes: readonly number[] };
}

const STARTED_AT = Date.UTC(2026, 10, 21, 20, 10, 3, 123) + 0.456;

export class MockHost {
  readonly contrastOf = contrastOf;
  /** Everything that the page said. */
  readonly said: ToHost[] = [];
  /** What `vscode.setState` kept; what `getState` gives. */
  state: unknown;
  /** Requests of this type are answered by `failed`. */
  failing: ToHost['type'] | undefined;
  /** Requests are held back until `release()`. */
  holding = false;
  /** What the extension says that it took a query for. */
  taken = '';
  /** What is said of lists of messages besides how long they are. */
  messageFacts: Partial<Extract<ToPage, { type: 'messages' }>> = {};
  /** What is said of sequences besides how long they are. */
  sequenceFacts: Partial<Extract<ToPage, { type: 'sequence' }>> = {};
  /** The name under which a drawing is saved; empty: the user gives up. */
  savedAs = 'sequence.svg';
  byteOrder: 'le' | 'be' = 'le';
  /** What the composer of the shown conversation is told besides whom it writes to; undefined: there is none. */
  composer: Partial<ComposerFacts> | undefined;
  /** What the next conversation that is shown is selected of. */
  select: Extract<ToPage, { type: 'show' }>['select'];
  /** A command asks for the next conversation that is shown. */
  asked = false;
  #held: ToHost[] = [];
  #conversations: Shown[] = [];
  #shown = 0;
  #sequence = { id: 0, conversation: 0 };
  #listed: ListedMessages = { id: 0, conversation: 0, framing: { rule: 'chunks' }, filter: {} };
  #layout: RowLayout = { view: 'exchange', bytesPerRow: BYTES_PER_ROW };
  #search: { id: number; conversation: number; directions: readonly Direction[]; pattern: readonly number[] } = {
    id: 0,
    conversation: 0,
    directions: [],
    pattern: [],
  };

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
    this.select = select;
    this.#shown = Math.max(0, conversations.length - 1);
    this.#list();
    this.show(this.#shown);
  }

  show(id: number): void {
    const shown = this.#conversations[id];
    if (!shown) return;
    this.#shown = id;
    this.tellComposer();
    this.post({
      type: 'show',
      ...this.#extent(shown),
      asked: this.asked,
      byteOrder: this.byteOrder,
      ...(this.select ? { select: this.select } : {}),
    });
  }

  tellComposer(): void {
    if (!this.composer) return;
    const facts = { conversation: this.#shown, to: 'tcp://127.0.0.1:9000', refusal: '', history: [], ...this.composer };
    this.post({ type: 'composer', ...facts });
  }

  /** The shown conversation becomes this one, of which it is the beginning. */
  grow(conversation: MockConversation): void {
    const grown = build(conversation, this.#shown);
    this.#conversations[this.#shown] = grown;
    this.post({ type: 'grown', ...this.#extent(grown) });
    if (this.#listed.id > 0) this.#tellMessages();
    if (this.#sequence.id > 0) this.tellSequence();
  }

  release(): void {
    this.holding = false;
    for (const message of this.#held.splice(0)) this.#answer(message);
  }

  post(message: ToPage | Reply<Requests>): void {
    window.postMessage(message, '*');
  }

  #list(): void {
    const list = this.#conversations.map((each) => each.summary);
    this.post({ type: 'conversations', list, from: 0, total: list.length, omitted: 0 });
  }

  #extent({ summary, cut }: Shown): Extent {
    const { received, sent } = summary;
    const rowCount = cut(this.#layout).count;
    return { conversation: this.#shown, layout: this.#layout, rowCount, received, sent, summary };
  }

  #answer(message: ToHost): void {
    if ('request' in message) {
      this.#settle(message);
      return;
    }
    switch (message.type) {
      case 'ready':
        this.#layout = message.layout;
        this.#list();
        this.show(this.#shown);
        return;
      case 'showConversation':
        this.show(message.conversation);
        return;
      case 'stopMessages':
      case 'stopFind':
      case 'leaveMessages':
      case 'leaveSteps':
      case 'selected':
      case 'keepSettings':
      case 'copy':
    }
  }

  #settle<T extends RequestName<Requests>>(message: { type: T; request: number } & Requests[T]['params']): void {
    const { request } = message;
    if (message.type === this.failing) {
      this.post({ type: 'failed', request, message: 'The file was removed.' });
      return;
    }
    this.post({ type: 'answer', request, result: this.#answers[message.type](message) });
  }

  /** Chunks, or pieces of a fixed size; filtered by direction, length and bytes. */
  #messages(): RowWithPreview[] {
    const { conversation, framing, filter } = this.#listed;
    const all = this.#conversations[conversation]!.messages(framing.rule === 'fixed' ? framing.length : undefined);
    const { direction, minLength = 0, maxLength = Infinity, pattern = [] } = filter;
    return all.filter(({ row, bytes }) => {
      const text = String.fromCharCode(...bytes).toLowerCase();
      const contains = text.includes(String.fromCharCode(...pattern).toLowerCase());
      const isLong = row.length >= minLength && row.length <= maxLength;
      return (direction ?? row.direction) === row.direction && isLong && contains;
    });
  }

  #tellMessages(): void {
    const { id: list } = this.#listed;
    const count = this.#messages().length;
    this.post({ type: 'messages', list, count, progress: 1, done: true, full: false, ...this.messageFacts });
  }

  tellSequence(): void {
    const { id: list, conversation } = this.#sequence;
    const { steps } = this.#conversations[conversation]!;
    const rows = Array.from({ length: Math.min(1000, steps.count) }, (_, row) => steps.at(row).row);
    const peers = [...new Set(rows.flatMap(({ peer }) => (peer === undefined ? [] : [peer])))];
    this.post({
      type: 'sequence',
      list,
      count: steps.count,
      progress: 1,
      done: true,
      full: false,
      packets: rows.some(({ packet }) => packet !== undefined),
      peerCount: peers.length,
      peers: peers.slice(0, MAX_LANES),
      ...this.sequenceFacts,
    });
  }

  /** Looks for text, character by character; in the order in which the conversation went. */
  #find(search: number): FoundMatch[] {
    const { id, conversation, directions, pattern } = this.#search;
    if (search !== id) throw new Error('Another search has begun.');
    const { read, cut } = this.#conversations[conversation]!;
    const { locate } = cut({ view: 'exchange', bytesPerRow: BYTES_PER_ROW });
    const matches = directions.flatMap((direction) => {
      const bytes = String.fromCharCode(...read(direction, 0, 65_536));
      const text = String.fromCharCode(...pattern);
      const found: FoundMatch[] = [];
      for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + text.length)) {
        found.push({ direction, offset: at, length: text.length, index: locate(direction, at) });
      }
      return found;
    });
    return matches
      .sort((one, other) => one.index - other.index || one.offset - other.offset)
      .map((match, index) => ({ ...match, index }));
  }

  /** Around the ends, as the extension does. */
  #next({ search, from, forward }: Requests['nextFound']['params']): FoundMatch | undefined {
    const { conversation } = this.#search;
    const { locate } = this.#conversations[conversation]!.cut({ view: 'exchange', bytesPerRow: BYTES_PER_ROW });
    const matches = this.#find(search);
    if (!from) return matches.at(forward ? 0 : -1);
    const row = locate(from.direction, from.offset);
    const order = (match: FoundMatch) => {
      const other = locate(match.direction, match.offset);
      return other - row || (match.direction === from.direction ? match.offset - from.offset : 1);
    };
    return forward
      ? (matches.find((match) => order(match) > 0) ?? matches[0])
      : (matches.findLast((match) => order(match) < 0) ?? matches.at(-1));
  }

  /** Pairs of columns of a row that were found. */
  #columns(search: number, row: Row): number[] {
    if (row.kind !== 'bytes') return [];
    return this.#find(search)
      .filter(({ direction, offset, length }) => {
        return direction === row.direction && offset < row.offset + row.length && offset + length > row.offset;
      })
      .flatMap(({ offset, length }) => {
        const start = offset - row.offset;
        return [Math.max(0, start), Math.min(row.length, start + length)];
      });
  }

  readonly #answers: { readonly [T in RequestName<Requests>]: (ask: Requests[T]['params']) => Requests[T]['result'] } =
    {
      readRows: ({ conversation, layout, from, to }) =>
        rowsOf(this.#conversations[conversation]!.cut(layout), from, Math.min(to, from + MAX_ROWS)),
      readBytes: ({ conversation, direction, offset, length }) => ({
        bytes: this.#conversations[conversation]!.read(direction, offset, Math.min(length, MAX_READ)),
      }),
      locate: ({ conversation, layout, direction, offset }) => ({
        row: this.#conversations[conversation]!.cut(layout).locate(direction, offset),
      }),
      listMessages: ({ conversation, framing, filter }) => {
        this.#listed = { id: this.#listed.id + 1, conversation, framing, filter };
        this.#tellMessages();
        return { list: this.#listed.id };
      },
      locateMessage: ({ direction, offset }) => ({
        row: this.#messages().findIndex(
          ({ row }) => row.direction === direction && row.offset <= offset && offset < row.offset + row.length,
        ),
      }),
      readMessages: ({ from, to }) => messagesOf(this.#messages().slice(from, to)),
      listSteps: ({ conversation }) => {
        this.#sequence = { id: this.#sequence.id + 1, conversation };
        this.tellSequence();
        return { list: this.#sequence.id };
      },
      readSteps: ({ from, to }) => {
        const { steps } = this.#conversations[this.#sequence.conversation]!;
        const parts: number[] = [];
        const rows = Array.from({ length: Math.max(0, Math.min(to, steps.count) - from) }, (_, i) => {
          const { row, bytes } = steps.at(from + i);
          const start = parts.length;
          parts.push(...bytes.slice(0, STEP_PREVIEW_BYTES));
          return { ...row, start };
        });
        return { rows, bytes: Uint8Array.from(parts) };
      },
      locateStep: ({ direction, offset }) => {
        const { steps } = this.#conversations[this.#sequence.conversation]!;
        const rows = Array.from({ length: Math.min(1000, steps.count) }, (_, row) => steps.at(row).row);
        return {
          row: rows.findIndex(
            (row) => row.direction === direction && row.offset <= offset && offset < row.offset + row.length,
          ),
        };
      },
      saveDrawing: () => ({ file: this.savedAs }),
      startFind: ({ conversation, directions, query }) => {
        const pattern = Array.from(query.text, (character) => character.charCodeAt(0));
        if (query.kind === 'regex') throw new Error('Only the extension knows regular expressions.');
        this.#search = { id: this.#search.id + 1, conversation, directions, pattern };
        return { search: this.#search.id, ...(this.taken === '' ? {} : { taken: this.taken }) };
      },
      continueFind: ({ search }) => {
        const { conversation, directions } = this.#search;
        const { summary } = this.#conversations[conversation]!;
        const bytes = directions.reduce((sum, direction) => sum + summary[direction], 0);
        return { count: this.#find(search).length, searched: bytes, bytes, done: true, capped: false };
      },
      nextFound: (ask) => {
        const match = this.#next(ask);
        return match ? { match } : {};
      },
      placeFound: ({ search, direction, offset }) => ({
        index: this.#find(search).findIndex((match) => match.direction === direction && match.offset === offset),
      }),
      readFound: ({ search, conversation, layout, from, to }) => {
        const { row, count } = this.#conversations[conversation]!.cut(layout);
        const indexes = Array.from({ length: Math.max(0, Math.min(to, count) - from) }, (_, i) => from + i);
        return { columns: indexes.map((index) => this.#columns(search, row(index).row)) };
      },
      foundIn: ({ search, ranges }) => ({
        columns: ranges.map((range) => this.#columns(search, { kind: 'bytes', chunk: 1, start: 0, ...range })),
      }),
      markFound: ({ search, conversation, layout, rowCount, slots }) => {
        const { row } = this.#conversations[conversation]!.cut(layout);
        const found = new Set<number>();
        for (let index = 0; index < rowCount; index++) {
          if (this.#columns(search, row(index).row).length > 0) found.add(Math.floor((index * slots) / rowCount));
        }
        return { slots: [...found] };
      },
      readPayload: ({ text, reading }) => ({ offers: offersFor(text, reading) }),
      sendPayload: ({ text, reading = 'text' }) => {
        const { history = [] } = this.composer ?? {};
        this.composer = { ...this.composer, history: [{ text, reading }, ...history] };
        this.tellComposer();
        return { sentence: `Sent ${text.length} bytes to tcp://127.0.0.1:9000` };
      },
      layOut: ({ conversation, layout }) => {
        this.#layout = layout;
        return { rowCount: this.#conversations[conversation]!.cut(layout).count };
      },
    };
}

/** As the extension's, of plain text alone; what begins with `u16be` is a mistake. */
function offersFor(text: string, reading: string | undefined): readonly PayloadOffer[] {
  const plain: PayloadOffer = { id: 'text', name: 'Plain text (UTF-8)', sentence: `Send ${text.length} bytes: …` };
  const line: PayloadOffer = {
    id: 'textCrlf',
    name: 'Plain text with \\r\\n',
    sentence: `Send ${text.length + 2} bytes: …`,
  };
  const mistake: PayloadOffer = {
    id: 'payload',
    name: 'Payload syntax',
    sentence: 'Column 7: Too large.',
    mistaken: true,
  };
  const offers = [...(text.startsWith('u16be') ? [mistake] : []), plain, line];
  return offers.toSorted((one, other) => Number(other.id === reading) - Number(one.id === reading));
}

function rowsOf(cut: Cut, from: number, to: number): { rows: Row[]; bytes: Uint8Array } {
  const rows: Row[] = [];
  const parts: number[] = [];
  for (let index = from; index < Math.min(to, cut.count); index++) {
    const { row, bytes } = cut.row(index);
    rows.push(row.kind === 'bytes' ? { ...row, start: parts.length } : row);
    parts.push(...bytes);
  }
  return { rows, bytes: Uint8Array.from(parts) };
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
    scheme: 'tcp',
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
  const streams: Record<Direction, number[]> = { received: [], sent: [] };
  for (const happening of conversation.happenings) {
    if ('bytes' in happening) streams[happening.direction].push(...happening.bytes);
  }
  const { happenings } = conversation;
  return {
    summary: summaryOf(conversation, id, {
      chunks: happenings.filter((happening) => 'bytes' in happening).length,
      received: streams.received.length,
      sent: streams.sent.length,
    }),
    cut: ({ view, bytesPerRow }) =>
      view === 'exchange'
        ? cutOf(exchangeRows(happenings, bytesPerRow))
        : cutOf(streamRows(exchangeRows(happenings, 1), view, bytesPerRow)),
    read: (direction, offset, length) => Uint8Array.from(streams[direction].slice(offset, offset + length)),
    messages: (size) => messageRows(happenings, size),
    steps: stepsOf(conversation),
  };
}

function stepsOf({ happenings, steps, countedSteps }: MockConversation): Steps {
  if (countedSteps !== undefined) {
    return {
      count: countedSteps,
      at: (index) => {
        const direction = index % 2 === 0 ? 'received' : 'sent';
        const place = { direction, offset: index >>> 1, length: 1, size: 1 } as const;
        return { row: { kind: 'event', label: `step ${index}`, time: STARTED_AT, ...place, start: 0 }, bytes: [65] };
      },
    };
  }
  const lengths: Record<Direction, number> = { received: 0, sent: 0 };
  let time = STARTED_AT;
  const rows = (steps ?? happenings.map(stepOf)).map(({ bytes = [], ...given }) => {
    const direction = given.direction ?? 'sent';
    const offset = lengths[direction];
    lengths[direction] += bytes.length;
    time += 0.731;
    const length = bytes.length;
    const row: StepRow = { kind: 'data', direction, offset, length, size: length, time, start: 0, ...given };
    return { row, bytes };
  });
  return { count: rows.length, at: (index) => rows[index]! };
}

function stepOf(happening: Happening): MockStep {
  const { direction } = happening;
  if ('event' in happening) return { kind: 'event', direction, label: happening.event };
  return { direction, bytes: happening.bytes, ...(happening.peer ? { peer: happening.peer } : {}) };
}

function messagesOf(messages: readonly RowWithPreview[]): Requests['readMessages']['result'] {
  const parts: number[] = [];
  const rows = messages.map(({ row, bytes }, i) => {
    const start = parts.length;
    parts.push(...bytes.slice(0, PREVIEW_BYTES));
    const above = messages[i - 1]?.row;
    return { ...row, ...(above ? { delta: row.time - above.time } : {}), start };
  });
  return { rows, bytes: Uint8Array.from(parts) };
}

function messageRows(happenings: readonly Happening[], size: number | undefined): RowWithPreview[] {
  const rows: RowWithPreview[] = [];
  const lengths: Record<Direction, number> = { received: 0, sent: 0 };
  let time = STARTED_AT;
  for (const happening of happenings) {
    time += happening.after ?? 0.731;
    if (!('bytes' in happening)) continue;
    const { direction, bytes, peer } = happening;
    const step = size ?? Math.max(1, bytes.length);
    for (let at = 0; at < Math.max(1, bytes.length); at += step) {
      const part = bytes.slice(at, at + step);
      const place = { number: rows.length + 1, direction, offset: lengths[direction], length: part.length };
      rows.push({ row: { ...place, time, start: 0, ...(peer ? { peer } : {}) }, bytes: part });
      lengths[direction] += part.length;
    }
  }
  return rows;
}

interface RowWithBytes {
  readonly row: Row;
  readonly bytes: Uint8Array;
}

function cutOf(rows: readonly RowWithBytes[]): Cut {
  return {
    count: rows.length,
    row: (index) => rows[index]!,
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

function exchangeRows(happenings: readonly Happening[], bytesPerRow: number): RowWithBytes[] {
  const rows: RowWithBytes[] = [];
  const lengths: Record<Direction, number> = { received: 0, sent: 0 };
  let chunk = 0;
  let time = STARTED_AT;
  let last: number | undefined;
  for (const happening of happenings) {
    time += happening.after ?? 0.731;
    const { direction } = happening;
    if ('event' in happening) {
      rows.push({ row: { kind: 'event', direction, label: happening.event, time }, bytes: NOTHING });
      continue;
    }
    const { bytes, peer } = happening;
    chunk++;
    const delta = last === undefined ? {} : { delta: time - last };
    last = time;
    const heading = { direction, chunk, offset: lengths[direction], length: bytes.length, time };
    rows.push({ row: { kind: 'heading', ...heading, ...delta, ...(peer ? { peer } : {}) }, bytes: NOTHING });
    for (let at = 0; at < bytes.length; at += bytesPerRow) {
      const part = Uint8Array.from(bytes.slice(at, at + bytesPerRow));
      const place = { offset: lengths[direction] + at, start: 0, length: part.length };
      rows.push({ row: { kind: 'bytes', direction, chunk, ...place }, bytes: part });
    }
    lengths[direction] += bytes.length;
  }
  return rows;
}

/** @param single Rows of *Exchange* of a single byte each. */
function streamRows(single: readonly RowWithBytes[], direction: Direction, bytesPerRow: number): RowWithBytes[] {
  const rows: RowWithBytes[] = [];
  const own = single.filter(({ row }) => row.kind === 'bytes' && row.direction === direction);
  for (let at = 0; at < own.length; at += bytesPerRow) {
    const part = own.slice(at, at + bytesPerRow);
    const bytes = Uint8Array.from(part.map((each) => each.bytes[0]!));
    const { row } = part[0]!;
    if (row.kind !== 'bytes') continue;
    const numbers = new Set(part.map((each) => (each.row.kind === 'bytes' ? each.row.chunk : 0)));
    const chunks = single.flatMap((each) =>
      each.row.kind === 'heading' && numbers.has(each.row.chunk) ? [each.row] : [],
    );
    const open = bytes.length < bytesPerRow ? ({ open: true } as const) : {};
    rows.push({ row: { ...row, length: bytes.length, chunks, ...open }, bytes });
  }
  return rows;
}

function fromRule(conversation: MockConversation, count: number, id: number): Shown {
  const received = count * BYTES_PER_ROW;
  const direction = 'received';
  const read = (wanted: Direction, offset: number, length: number) => {
    if (wanted !== direction) return NOTHING;
    const end = Math.min(received, offset + length);
    return Uint8Array.from({ length: Math.max(0, end - offset) }, (_, i) => countedByte(offset + i));
  };
  return {
    summary: summaryOf(conversation, id, { chunks: 1, received }),
    cut: ({ view, bytesPerRow }) => {
      const headings = view === 'exchange' ? 1 : 0;
      return {
        count: view === 'sent' ? 0 : headings + Math.ceil(received / bytesPerRow),
        row: (index) => {
          if (index < headings) {
            const heading = { direction, chunk: 1, offset: 0, length: received, time: STARTED_AT } as const;
            return { row: { kind: 'heading', ...heading }, bytes: NOTHING };
          }
          const offset = (index - headings) * bytesPerRow;
          const length = Math.min(bytesPerRow, received - offset);
          const row = { kind: 'bytes', direction, chunk: 1, offset, start: 0, length } as const;
          return { row, bytes: read(direction, offset, length) };
        },
        locate: (_direction, offset) => headings + Math.floor(offset / bytesPerRow),
      };
    },
    read,
    messages: () => [
      {
        row: { number: 1, direction, offset: 0, length: received, time: STARTED_AT, start: 0 },
        bytes: [...read(direction, 0, PREVIEW_BYTES)],
      },
    ],
    steps: stepsOf(conversation),
  };
}

/** Each 16 bytes hold their own number twice, as a big-endian 64-bit integer. */
function countedByte(offset: number): number {
  const byte = 7 - (offset % 8);
  return Math.floor(Math.floor(offset / BYTES_PER_ROW) / 2 ** (8 * byte)) % 256;
}

declare global {
  interface Window {
    mockHost: MockHost;
    acquireVsCodeApi: () => MockHost['api'];
  }
}

window.mockHost = new MockHost();
window.acquireVsCodeApi = () => window.mockHost.api;
