import { endianness } from 'node:os';
import * as vscode from 'vscode';
import { SockscopeError } from '../../bytes/error';
import type { Capture } from '../../capture/capture';
import type { ConversationEvent } from '../../capture/conversation';
import { formatHostPort } from '../../engine/endpoint';
import { MAX_READ, MAX_ROWS, type Row, type ToHost, type ToPage } from '../../webview/protocol';
import { describeProblem } from '../problems';
import { captureNotices } from './captureNotices';
import { listConversations, openView, type ConversationView } from './conversationViews';
import { parseMessage } from './parseMessage';

/** Milliseconds between two messages about growth: at most 20 a second. */
const GROWTH_INTERVAL = 50;
/** Milliseconds between two messages with the whole list of conversations. */
const LIST_INTERVAL = 500;

function eventLabel(event: ConversationEvent): string {
  const { t } = vscode.l10n;
  const bySelf = event.direction === 'sent';
  const detail = event.detail === undefined ? '' : `: ${event.detail}`;
  switch (event.kind) {
    case 'open':
      return (bySelf ? t('opened by us') : t('opened by the peer')) + detail;
    case 'shutdown':
      return (bySelf ? t('we sent FIN') : t('peer sent FIN')) + detail;
    case 'reset':
      return (bySelf ? t('we sent RST') : t('peer sent RST')) + detail;
    case 'close':
      return t('closed') + detail;
    case 'error':
      return t('error') + detail;
  }
}

/** One page of the inspector and the capture behind it. The page pulls what it shows; it is told only that something grew. */
export class InspectorSession implements vscode.Disposable {
  readonly #capture: Capture;
  readonly #post: (message: ToPage) => void;
  readonly #stopListening: () => void;
  #view: ConversationView | undefined;
  #wanted: number | undefined;
  /** A command asked for {@link #wanted} since the page was last told. */
  #asked: boolean;
  #ready = false;
  #growthTimer: NodeJS.Timeout | undefined;
  #listTimer: NodeJS.Timeout | undefined;
  /** The list that the page has; undefined before the first, which may well be empty. */
  #listed: string | undefined;
  #noticed = '';

  /** @param initial The id of the conversation to begin with; the last one unless given. */
  constructor(capture: Capture, post: (message: ToPage) => void, initial: number | undefined) {
    this.#capture = capture;
    this.#post = post;
    this.#wanted = initial;
    this.#asked = initial !== undefined;
    this.#stopListening = capture.onDidGrow(() => {
      this.#onGrowth();
    });
  }

  dispose(): void {
    this.#stopListening();
    clearTimeout(this.#growthTimer);
    clearTimeout(this.#listTimer);
  }

  /** Shows another conversation, at once or as soon as the page is ready. */
  show(id: number): void {
    this.#wanted = id;
    this.#asked = true;
    if (this.#ready) this.#showWanted();
  }

  /** Handles a message of the page; throws on one that does not belong to the protocol. */
  async receive(raw: unknown): Promise<void> {
    const message = parseMessage(raw);
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#listed = undefined;
        this.#noticed = '';
        this.#postList();
        this.#postNotices();
        this.#showWanted();
        return;
      case 'showConversation':
        this.show(message.conversation);
        return;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return;
      case 'readRows':
      case 'readBytes':
      case 'locate':
        await this.#answer(message);
    }
  }

  async #answer(message: Extract<ToHost, { readonly request: number }>): Promise<void> {
    try {
      const view = this.#viewOf(message.conversation);
      if (message.type === 'readRows') await this.#answerRows(view, message);
      else if (message.type === 'readBytes') await this.#answerBytes(view, message);
      else this.#answerLocate(view, message);
    } catch (error) {
      this.#post({ type: 'failed', request: message.request, message: describeProblem(error) });
    }
  }

  async #answerRows(view: ConversationView, message: Extract<ToHost, { type: 'readRows' }>): Promise<void> {
    const { request, from } = message;
    const to = Math.min(message.to, from + MAX_ROWS, view.rows.count);
    const rows: Row[] = [];
    /** What to read: runs of rows of one direction that follow each other in its stream. */
    const runs: { direction: 'received' | 'sent'; offset: number; length: number }[] = [];
    let start = 0;
    for (let number = from; number < to; number++) {
      const row = this.#row(view, number, start);
      rows.push(row);
      if (row.kind !== 'bytes') continue;
      start += row.length;
      const run = runs.findLast((candidate) => candidate.direction === row.direction);
      if (run && run === runs.at(-1) && run.offset + run.length === row.offset) run.length += row.length;
      else runs.push({ direction: row.direction, offset: row.offset, length: row.length });
    }
    const bytes = new Uint8Array(start);
    let position = 0;
    for (const { direction, offset, length } of runs) {
      bytes.set(await this.#capture.readBytes(view.log, direction, offset, length), position);
      position += length;
    }
    this.#post({ type: 'rows', request, from, rows, bytes });
  }

  async #answerBytes(view: ConversationView, message: Extract<ToHost, { type: 'readBytes' }>): Promise<void> {
    const { request, direction, offset } = message;
    const bytes = await this.#capture.readBytes(view.log, direction, offset, Math.min(message.length, MAX_READ));
    this.#post({ type: 'bytes', request, direction, offset, bytes });
  }

  #answerLocate(view: ConversationView, message: Extract<ToHost, { type: 'locate' }>): void {
    const { request, direction, offset } = message;
    const chunk = view.log.atOffset(direction, offset);
    if (chunk < 0) {
      throw new SockscopeError('NO_SUCH_BYTE', 'There is no byte {0}: the stream has {1} bytes.', [
        offset,
        view.log.bytes(direction),
      ]);
    }
    this.#post({ type: 'located', request, row: view.rows.rowOf(chunk, offset - view.log.offset(chunk)) });
  }

  /** @param start Where a bytes row's bytes will lie in the answer. */
  #row(view: ConversationView, number: number, start: number): Row {
    const row = view.rows.at(number);
    const { log } = view;
    if (row.kind === 'event') {
      const { event } = row;
      return { kind: 'event', direction: event.direction, label: eventLabel(event), time: this.#epochTime(event.time) };
    }
    const { chunk } = row;
    const direction = log.direction(chunk);
    if (row.kind === 'bytes') {
      const offset = log.offset(chunk) + row.offsetInChunk;
      return { kind: 'bytes', direction, chunk: chunk + 1, offset, start, length: row.length };
    }
    const peer = view.conversation.peers?.get(log.peer(chunk));
    return {
      kind: 'heading',
      chunk: chunk + 1,
      direction,
      offset: log.offset(chunk),
      length: log.byteLength(chunk),
      time: this.#epochTime(log.time(chunk)),
      ...(chunk === 0 ? {} : { delta: (log.time(chunk) - log.time(chunk - 1)) / 1e6 }),
      ...(peer ? { peer: formatHostPort(peer.address, peer.port) } : {}),
    };
  }

  /** Nanoseconds since the capture's start as milliseconds since the Unix epoch. */
  #epochTime(nanoseconds: number): number {
    return this.#capture.startTime + nanoseconds / 1e6;
  }

  #viewOf(id: number): ConversationView {
    if (this.#view?.id === id) return this.#view;
    throw new SockscopeError('NOT_SHOWN', 'This conversation is no longer shown.');
  }

  #showWanted(): void {
    const id = this.#wanted ?? this.#capture.conversations.at(-1)?.id;
    const view = id === undefined ? undefined : openView(this.#capture, id);
    if (!view) return;
    this.#view = view;
    this.#wanted = view.id;
    const summary = view.summary();
    this.#post({
      type: 'show',
      conversation: view.id,
      rowCount: view.rows.count,
      received: summary.received,
      sent: summary.sent,
      summary,
      asked: this.#asked,
      byteOrder: endianness() === 'LE' ? 'le' : 'be',
    });
    this.#asked = false;
  }

  #onGrowth(): void {
    if (!this.#ready) return;
    this.#growthTimer ??= setTimeout(() => {
      this.#growthTimer = undefined;
      this.#postGrowth();
    }, GROWTH_INTERVAL);
    this.#listTimer ??= setTimeout(() => {
      this.#listTimer = undefined;
      this.#postList();
      this.#postNotices();
    }, LIST_INTERVAL);
  }

  #postGrowth(): void {
    const view = this.#view;
    if (!view) {
      this.#showWanted();
      return;
    }
    view.update();
    const summary = view.summary();
    this.#post({
      type: 'grown',
      conversation: view.id,
      rowCount: view.rows.count,
      received: summary.received,
      sent: summary.sent,
      summary,
    });
  }

  /** Sends the list when conversations began, ended, or came from a new peer; their traffic alone is not worth it. */
  #postList(): void {
    const { list, omitted } = listConversations(this.#capture);
    const identity = list.map(({ id, state, live }) => `${id} ${state} ${live}`).join('\n');
    if (identity === this.#listed) return;
    this.#listed = identity;
    this.#post({ type: 'conversations', list, omitted });
  }

  #postNotices(): void {
    const list = captureNotices(this.#capture);
    const identity = list.join('\n');
    if (identity === this.#noticed) return;
    this.#noticed = identity;
    this.#post({ type: 'notices', list });
  }
}
