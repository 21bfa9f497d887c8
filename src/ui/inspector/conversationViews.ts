import type { ChunkLog } from '../../capture/chunkLog';
import type { Capture } from '../../capture/capture';
import { ipSchemeOf, type Conversation } from '../../capture/conversation';
import { overviewOf, type ConversationOverview } from '../../capture/conversations';
import { sideOf } from '../../capture/side';
import { PeerLog } from '../../capture/peerLog';
import { PeerTotals } from '../../capture/peerTotals';
import { formatHostPort, formatSocketAddress } from '../../engine/address/endpoint';
import { isEnded } from '../../engine/socketInfo';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import type { ConversationSummary } from '../../webview/inspector/protocol';
import type { RowLayout } from '../../webview/inspector/rows';
import { plainText } from '../plainText';
import { foreignStateLabel, stateLabel } from '../sockets/socketItem';
import { listNewest, type Listing } from './conversationListing';
import { ExchangeRows } from './exchangeRows';
import { StreamRows } from './streamRows';
import type { ViewRows } from './viewRows';

/** Ids of a datagram socket's peers lie this far apart, so that they never meet those of conversations. */
const PEER_STRIDE = 2 ** 32;

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
  rowsOf(layout: RowLayout): ViewRows {
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
  update(layout: RowLayout): boolean {
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

  /** The one whose part this is; undefined of a whole conversation. */
  get peer(): IpSocketAddress | undefined {
    const peer = Math.floor(this.id / PEER_STRIDE);
    return peer === 0 ? undefined : this.conversation.peers?.get(peer);
  }

  #cut({ view, bytesPerRow }: RowLayout): ViewRows {
    if (view !== 'exchange') return new StreamRows(this.log, view, bytesPerRow);
    return new ExchangeRows(this.log, this.#peerLog ? [] : this.conversation.events, bytesPerRow);
  }

  summary(): ConversationSummary {
    const { conversation, log } = this;
    const peer = Math.floor(this.id / PEER_STRIDE);
    return {
      ...summaryOf(this.capture, overviewOf(conversation), peer),
      chunks: log.length,
      received: log.bytes('received'),
      sent: log.bytes('sent'),
    };
  }
}

function summaryOf(capture: Capture, conversation: ConversationOverview, peer: number): ConversationSummary {
  const { scheme, chunks, received, sent } = conversation;
  const client = sideOf(capture, conversation, 'sent') && conversation.initiator;
  const remote = peer === 0 ? conversation.remote : conversation.peers?.get(peer);
  return {
    id: peerViewId(conversation.id, peer),
    scheme,
    local: plainText(formatSocketAddress(ipSchemeOf(conversation), conversation.local)),
    remote: remote ? plainText(formatSocketAddress(ipSchemeOf(conversation), remote)) : '',
    state: foreignStateLabel(conversation.state, client) ?? stateLabel(conversation.state),
    live: capture.live && !isEnded(conversation.state),
    chunks,
    received,
    sent,
    startedAt: conversation.startedAt,
    ...(client ? { client } : {}),
    ...(peer === 0 && (conversation.peers?.size ?? 0) > 1 ? { whole: true } : {}),
    ...(capture.path === '' ? { title: plainText(capture.title) } : {}),
  };
}

/** What was counted of the peers of datagram sockets, by conversation: whoever lists again counts what came since. */
export type CountedPeers = Map<number, PeerTotals>;

/** What the page and pickers list: see {@link listNewest}. */
export function listConversations(
  capture: Capture,
  counted: CountedPeers = new Map(),
): Promise<Listing<ConversationSummary>> {
  return listNewest(
    capture.conversations,
    (conversation, peer) => ({
      ...summaryOf(capture, conversation, peer),
      ...(peer === 0 ? {} : counted.get(conversation.id)?.of(peer)),
    }),
    async ({ id }, turn) => {
      const known = counted.get(id);
      const log = known ? undefined : capture.conversations.at(id)?.log;
      const totals = known ?? (log && new PeerTotals(log));
      if (!totals) return;
      counted.set(id, totals);
      await totals.update(turn);
    },
  );
}

/** @returns Undefined when the capture has no such conversation. */
export function openView(capture: Capture, id: number): ConversationView | undefined {
  const peer = Math.floor(id / PEER_STRIDE);
  const conversation = capture.conversations.at(id % PEER_STRIDE);
  if (!conversation || (peer > 0 && !conversation.peers?.get(peer))) return undefined;
  return new ConversationView(id, capture, conversation, peer);
}

/** The id under which a peer of a datagram socket is shown; 0 when it is not told apart. */
export function findPeer(conversation: Conversation, endpoint: IpSocketAddress): number {
  const { peers } = conversation;
  if (!peers) return 0;
  const wanted = formatHostPort(endpoint.address, endpoint.port);
  for (let peer = 1; peer <= peers.size; peer++) {
    const known = peers.get(peer);
    if (known && formatHostPort(known.address, known.port) === wanted) return peer;
  }
  return 0;
}
