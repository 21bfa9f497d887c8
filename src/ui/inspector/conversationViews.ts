import type { ChunkLog } from '../../capture/chunkLog';
import type { Capture } from '../../capture/capture';
import type { Conversation } from '../../capture/conversation';
import { PeerLog } from '../../capture/peerLog';
import { formatHostPort, formatSocketEndpoint } from '../../engine/endpoint';
import { isEnded } from '../../engine/socketInfo';
import type { IpEndpoint } from '../../engine/tap';
import type { ConversationSummary } from '../../webview/protocol';
import type { Layout } from '../../webview/rows';
import { stateLabel } from '../sockets/socketItem';
import { ExchangeRows } from './exchangeRows';
import { StreamRows } from './streamRows';
import type { ViewRows } from './viewRows';

/** Ids of a datagram socket's peers lie this far apart, so that they never meet those of conversations. */
const PEER_STRIDE = 2 ** 32;

/** Conversations that the page lists: the newest. */
const MAX_LISTED = 5000;

/** Layouts whose rows are kept while others are looked at. */
const MAX_LAYOUTS = 4;

export function peerViewId(conversation: number, peer: number): number {
  return conversation + peer * PEER_STRIDE;
}

/** What the page shows under one id: a conversation, or what one peer of a datagram socket said. */
export class ConversationView {
  readonly log: ChunkLog;
  readonly #rows = new Map<string, ViewRows>();
  readonly #peerLog: PeerLog | undefined;

  constructor(
    readonly id: number,
    readonly capture: Capture,
    readonly conversation: Conversation,
    peer: number,
  ) {
    this.#peerLog = peer === 0 ? undefined : new PeerLog(conversation.log, peer);
    this.log = this.#peerLog?.log ?? conversation.log;
  }

  /** The conversation cut into rows; those of the last few layouts are kept. */
  rowsOf(layout: Layout): ViewRows {
    const key = `${layout.view} ${layout.bytesPerRow}`;
    const rows = this.#rows.get(key) ?? this.#cut(layout);
    this.#rows.delete(key);
    this.#rows.set(key, rows);
    for (const oldest of this.#rows.keys()) {
      if (this.#rows.size <= MAX_LAYOUTS) break;
      this.#rows.delete(oldest);
    }
    return rows;
  }

  /** Takes in what was recorded since the last time. Returns false when there is more than could be done at once. */
  update(layout: Layout): boolean {
    this.#peerLog?.update();
    return this.rowsOf(layout).update();
  }

  /** Whether more can still come. */
  get grows(): boolean {
    return this.capture.indexing !== undefined || (this.capture.live && !isEnded(this.conversation.state));
  }

  /** Nanoseconds since the capture's start as milliseconds since the Unix epoch. */
  epochTime(nanoseconds: number): number {
    return this.capture.startTime + nanoseconds / 1e6;
  }

  #cut({ view, bytesPerRow }: Layout): ViewRows {
    if (view !== 'exchange') return new StreamRows(this.log, view, bytesPerRow);
    return new ExchangeRows(this.log, this.#peerLog ? [] : this.conversation.events, bytesPerRow);
  }

  summary(): ConversationSummary {
    const { conversation, log } = this;
    const peer = Math.floor(this.id / PEER_STRIDE);
    return {
      ...summaryOf(this.capture, conversation, peer),
      chunks: log.length,
      received: log.bytes('received'),
      sent: log.bytes('sent'),
    };
  }
}

function summaryOf(capture: Capture, conversation: Conversation, peer: number): ConversationSummary {
  const { transport, log } = conversation;
  const ipTransport = transport === 'udp' ? 'udp' : 'tcp';
  const remote = peer === 0 ? conversation.remote : conversation.peers?.get(peer);
  return {
    id: peerViewId(conversation.id, peer),
    transport,
    local: formatSocketEndpoint(ipTransport, conversation.local),
    remote: remote ? formatSocketEndpoint(ipTransport, remote) : '',
    state: stateLabel(conversation.state),
    live: capture.live && !isEnded(conversation.state),
    chunks: log.length,
    received: log.bytes('received'),
    sent: log.bytes('sent'),
    startedAt: conversation.startedAt,
    ...(capture.path === '' ? { title: capture.title } : {}),
  };
}

/** The picker's list, newest last, and how many older ones are left out. A datagram socket is followed by its peers. */
export function listConversations(capture: Capture): { list: ConversationSummary[]; omitted: number } {
  const newestFirst: ConversationSummary[] = [];
  let omitted = 0;
  for (const conversation of capture.conversations.toReversed()) {
    const peers = conversation.peers && conversation.peers.size > 1 ? conversation.peers.size : 0;
    const room = Math.max(0, MAX_LISTED - newestFirst.length);
    omitted += Math.max(0, peers + 1 - room);
    // The peers' own counts would need a walk over all chunks; the page shows them once a peer is opened.
    const entries = Array.from({ length: Math.min(room, peers + 1) }, (_, peer) =>
      summaryOf(capture, conversation, peer),
    );
    newestFirst.push(...entries.reverse());
  }
  return { list: newestFirst.reverse(), omitted };
}

/** @returns Undefined when the capture has no such conversation. */
export function openView(capture: Capture, id: number): ConversationView | undefined {
  const peer = Math.floor(id / PEER_STRIDE);
  const conversation = capture.conversations[id % PEER_STRIDE];
  if (!conversation || (peer > 0 && !conversation.peers?.get(peer))) return undefined;
  return new ConversationView(id, capture, conversation, peer);
}

/** The id under which a peer of a datagram socket is shown; 0 when it is not told apart. */
export function findPeer(conversation: Conversation, endpoint: IpEndpoint): number {
  const { peers } = conversation;
  if (!peers) return 0;
  const wanted = formatHostPort(endpoint.address, endpoint.port);
  for (let peer = 1; peer <= peers.size; peer++) {
    const known = peers.get(peer);
    if (known && formatHostPort(known.address, known.port) === wanted) return peer;
  }
  return 0;
}
