import type { Connection } from '../../engine/connection';
import type { DatagramSocket } from '../../engine/datagramSocket';
import { formatHostPort } from '../../engine/address/endpoint';
import type { SocketAddress } from '../../engine/address/socketAddress';
import type { Listener } from '../../engine/listener';
import type { LiveSocket } from '../../engine/liveSocket';
import { isEnded } from '../../engine/socketInfo';
import type { Capture } from '../capture';
import type { Conversation, ConversationEvent } from '../conversation';
import { CALL_WORDS, type CallWords } from './callWords';
import type { SocketCall, SocketCalls } from './socketCall';

/** Calls that are listed besides those that made the socket; the last ones. */
export const MAX_CALLS = 500;

/** What is read of a capture. */
export type RecordedCalls = Pick<Capture, 'startTime' | 'conversations'>;

/**
 * The calls that a socket's program made and what they returned, out of what is recorded anyway: nothing is kept for this but the
 * last calls of `recv` that were asked for one by one, and the lengths of sends that went in several pieces.
 *
 * @param record Absent where nothing is recorded (yet).
 * @param most How many of the last calls.
 */
export function callsOf(socket: LiveSocket, record: RecordedCalls | undefined, most = MAX_CALLS): SocketCalls {
  switch (socket.kind) {
    case 'listener':
      return callsOfListener(socket, record, most);
    case 'connection':
      return callsOfConnection(socket, record, most);
    case 'datagram':
      return callsOfDatagrams(socket, record, most);
  }
}

/** `EADDRINUSE`: sentences for people end with it. */
function errnoOf(message: string | undefined): string | undefined {
  return /\((E[A-Z0-9]+)\)\W*$/.exec(message ?? '')?.[1];
}

function failed(call: string, errno: string | undefined): SocketCall {
  return { text: `${call} = -1${errno === undefined ? '' : ` ${errno}`}`, isFailed: true };
}

function errnoOfSocket({ error }: LiveSocket): string | undefined {
  return errnoOf(error?.message) ?? (/^E[A-Z0-9]+$/.test(error?.code ?? '') ? error?.code : undefined);
}

/** `:47980`, or what tells an end otherwise. */
function endText(end: SocketAddress | undefined): string {
  if (end?.family === 'ip') return `:${end.port}`;
  return end?.path === undefined || end.path === '' ? '' : end.path;
}

function addressText(end: SocketAddress | undefined): string {
  return end?.family === 'ip' ? formatHostPort(end.address, end.port) : (end?.path ?? '');
}

function callsOfListener(listener: Listener, record: RecordedCalls | undefined, most: number): SocketCalls {
  const { local, scheme, state, openedAt } = listener;
  const words = CALL_WORDS[scheme];
  const first: SocketCall[] = [{ text: words.open(local), at: openedAt }];
  const { bind, listen } = words;
  if (bind !== undefined) {
    const text = `${bind}(${addressText(local)})`;
    first.push(state === 'failed' ? failed(text, errnoOfSocket(listener)) : { text: `${text} = 0` });
  }
  if (state === 'failed') return { first, omitted: 0, last: [] };
  if (listen !== undefined) first.push({ text: `${listen}(${listener.backlog}) = 0` });
  const last: SocketCall[] = [];
  const count = record?.conversations.length ?? 0;
  const begin = Math.max(0, count - most);
  for (let index = begin; index < count; index++) {
    const overview = record?.conversations.overview(index);
    if (!overview) continue;
    last.push({
      text: `${words.accept} → ${endText(overview.remote)}`.trimEnd(),
      at: overview.startedAt,
      conversation: index,
    });
  }
  if (state === 'closed') last.push({ text: words.close, ...whenEnded(listener) });
  else last.push({ text: words.accept, note: 'waiting' });
  return { first, omitted: begin, last };
}

function whenEnded({ endedAt }: LiveSocket): { readonly at?: number } {
  return endedAt === undefined ? {} : { at: endedAt };
}

/** What made a connection. */
function beginningOf(connection: Connection, began: number | undefined): SocketCall[] {
  const { scheme, parent, local, remote, openedAt, state } = connection;
  const words = CALL_WORDS[scheme];
  if (parent !== undefined) return [{ text: `${words.accept} → ${endText(remote)}`.trimEnd(), at: openedAt }];
  const call = `${words.connect}(${addressText(remote)})`;
  const opened = { text: words.open(remote ?? local), at: openedAt };
  const made = words.bind === undefined ? [] : [opened];
  if (began !== undefined) {
    return [...made, { text: `${call} = 0`, took: Math.max(0, began - openedAt), at: began }];
  }
  if (state === 'connecting') return [...made, { text: call, note: 'waiting' }];
  if (connection.conversation !== undefined) return [...made, { text: `${call} = 0` }];
  return [...made, failed(call, errnoOfSocket(connection))];
}

function callsOfConnection(connection: Connection, record: RecordedCalls | undefined, most: number): SocketCalls {
  const { conversation: number, scheme } = connection;
  const conversation = number === undefined ? undefined : record?.conversations.at(number);
  const words = CALL_WORDS[scheme];
  const first = beginningOf(connection, conversation?.startedAt);
  const { calls, omitted } =
    conversation && record ? recordedCalls(conversation, record, most, wordsOfStream(connection, words)) : NO_CALLS;
  const waiting: SocketCall[] = [];
  const current = connection.currentSend;
  if (current) {
    const { length, taken, offset } = current;
    // What of it is recorded is listed already.
    const begun = calls.findLast(({ bytes }) => bytes?.direction === 'sent');
    const listed = begun?.bytes !== undefined && begun.bytes.offset >= offset ? begun : undefined;
    if (listed) calls.splice(calls.indexOf(listed), 1);
    waiting.push({
      ...listed,
      text: `${words.send}(${length})${taken === 0 ? '' : ` = ${taken}`}`,
      note: 'waiting',
      ...(connection.sendsWaiting > 1 ? { behind: connection.sendsWaiting - 1 } : {}),
    });
  }
  const asked = connection.receiveWaitsFor;
  if (asked !== undefined) waiting.push({ text: `${words.receive}(${asked})`, note: 'waiting' });
  return { first, omitted, last: [...calls, ...waiting] };
}

const NO_CALLS: { readonly calls: SocketCall[]; readonly omitted: number } = { calls: [], omitted: 0 };

/** How the chunks and events of a conversation are told as calls. */
interface Telling {
  readonly words: CallWords;
  /** The whole call that a sent chunk at this place is a part of; undefined where it is one by itself. */
  readonly longSendAt: (offset: number) => { readonly offset: number; readonly length: number } | undefined;
  /** What a call of `recv` asked for that returned these bytes; undefined where nobody knows. */
  readonly askedAt: (offset: number, length: number) => number | undefined;
  /** The peer of a chunk, behind the call. */
  readonly peerOf?: (chunk: number) => SocketAddress | undefined;
  /** `sendto` and `recvfrom`. */
  readonly isUnconnected?: boolean;
}

function wordsOfStream(connection: Connection, words: CallWords): Telling {
  const { longSends, receiveCalls } = connection;
  return {
    words,
    longSendAt: (place) => longSends.find(({ offset, length }) => offset <= place && place < offset + length),
    askedAt: (place, length) => receiveCalls.find(({ offset, got }) => offset === place && got === length)?.asked,
  };
}

/** The last calls of what is recorded, with the events in their places. */
function recordedCalls(
  conversation: Conversation,
  { startTime }: RecordedCalls,
  most: number,
  telling: Telling,
): { calls: SocketCall[]; omitted: number } {
  const { log, events, id } = conversation;
  const begin = Math.max(0, log.length - most);
  const calls: SocketCall[] = [];
  const at = (time: number): number => startTime + time / 1e6;
  let next = 0;
  const tellEvents = (chunk: number): void => {
    for (let event = events[next]; event && event.beforeChunk <= chunk; event = events[++next]) {
      if (event.beforeChunk < begin && event.kind !== 'open') continue;
      calls.push(...eventCalls(event, telling.words, at(event.time)));
    }
  };
  /** The call that the last sent chunk was a part of. */
  let long: { readonly offset: number; readonly length: number } | undefined;
  for (let chunk = begin; chunk < log.length; chunk++) {
    tellEvents(chunk);
    const direction = log.direction(chunk);
    const offset = log.offset(chunk);
    const length = log.byteLength(chunk);
    const isSent = direction === 'sent';
    const whole = isSent ? telling.longSendAt(offset) : undefined;
    const previous = whole && whole === long ? calls.findLastIndex(({ bytes }) => bytes?.direction === 'sent') : -1;
    if (isSent) long = whole;
    const from = previous < 0 ? offset : calls[previous]!.bytes!.offset;
    const got = offset + length - (whole?.offset ?? offset);
    const call: SocketCall = {
      text: chunkText(telling, chunk, isSent, whole?.length ?? length, isSent ? got : length, offset),
      at: at(log.time(chunk)),
      bytes: { direction, offset: from, length: offset + length - from },
      conversation: id,
      ...(log.isGap(chunk) ? { note: 'missing' } : {}),
    };
    if (previous >= 0) calls.splice(previous, 1);
    calls.push(call);
  }
  tellEvents(Infinity);
  return { calls, omitted: begin };
}

function chunkText(
  { words, askedAt, peerOf, isUnconnected }: Telling,
  chunk: number,
  isSent: boolean,
  length: number,
  got: number,
  offset: number,
): string {
  const peer = endText(peerOf?.(chunk));
  if (isSent) {
    return isUnconnected ? `sendto(${length}, ${peer}) = ${got}` : `${words.send}(${length}) = ${got}`;
  }
  if (isUnconnected) return `recvfrom = ${got} ← ${peer}`;
  const asked = askedAt(offset, got);
  return `${words.receive}${asked === undefined ? '' : `(${asked})`} = ${got}`;
}

/** What an event was for the socket's program. */
function eventCalls({ kind, direction, detail }: ConversationEvent, words: CallWords, at: number): SocketCall[] {
  const isOwn = direction === 'sent';
  switch (kind) {
    case 'open':
      // That is how the list begins.
      return [];
    case 'shutdown':
      if (!isOwn) return [{ text: `${words.receive} = 0`, note: 'fin', at }];
      return words.shutdown === undefined ? [] : [{ text: `${words.shutdown} = 0`, at }];
    case 'reset':
      if (isOwn) return [{ text: words.close, note: 'reset', at }];
      return [{ ...failed(words.receive, detail !== undefined && /^E\w+$/.test(detail) ? detail : 'ECONNRESET'), at }];
    case 'close':
      return [{ text: words.close, at }];
    case 'error': {
      const errno = errnoOf(detail);
      return errno === undefined ? [] : [{ ...failed(isOwn ? words.send : words.receive, errno), at }];
    }
  }
}

function callsOfDatagrams(socket: DatagramSocket, record: RecordedCalls | undefined, most: number): SocketCalls {
  const { conversation: number, local, remote, openedAt, state } = socket;
  const words = CALL_WORDS.udp;
  const conversation = number === undefined ? undefined : record?.conversations.at(number);
  const isDialled = remote !== undefined;
  const first: SocketCall[] = [{ text: words.open(local ?? remote), at: openedAt }];
  const call = isDialled ? `${words.connect}(${addressText(remote)})` : `${words.bind}(${addressText(local)})`;
  first.push(state === 'failed' ? failed(call, errnoOfSocket(socket)) : { text: `${call} = 0` });
  if (!conversation || !record) return { first, omitted: 0, last: [] };
  const { log, peers } = conversation;
  const { calls, omitted } = recordedCalls(conversation, record, most, {
    words,
    longSendAt: () => undefined,
    askedAt: () => undefined,
    peerOf: (chunk) => peers?.get(log.peer(chunk)),
    isUnconnected: !isDialled,
  });
  if (!isEnded(state) && calls.length === 0)
    calls.push({ text: isDialled ? words.receive : 'recvfrom', note: 'waiting' });
  return { first, omitted, last: calls };
}
