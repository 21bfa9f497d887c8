import type { Direction } from '../../base/direction';
import type { DatagramRecording, LifecycleEvent } from '../../engine/recording';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import { detailOf } from '../annotation';
import { ChunkLog } from '../chunkLog';
import { Conversation, type ConversationState } from '../conversation';
import { headerAddress, makeIpFlow, type IpFlow } from '../ipFlow';
import type { LiveCapture } from './liveCapture';
import { MAX_RECORDED_PEERS, PeerTable } from '../peerTable';
import { writeDatagram } from './udpWriter';

/** A peer's part of the packets' headers. */
interface PeerHeaders {
  readonly flow: IpFlow;
  /** Of what is sent. */
  readonly sentFlow: IpFlow;
  /** The headers cannot tell the peer's address as it is written. */
  readonly needsAnnotation: boolean;
}

/** Records one datagram socket with all its peers, into one capture after the other when recording is resumed. */
export class DatagramRecord implements DatagramRecording {
  readonly #local: IpSocketAddress;
  readonly #sender: IpSocketAddress;
  readonly #onEnd: () => void;
  readonly #headers: (PeerHeaders | undefined)[] = [];
  #capture: LiveCapture;
  #conversation!: Conversation;
  #peers!: PeerTable;
  #annotatedPeer = '';
  #notRecorded = 0;

  /**
   * @param onEnd The socket is closed: nothing more will come.
   * @param sender Whose address is on what is sent.
   */
  constructor(capture: LiveCapture, local: IpSocketAddress, onEnd: () => void, sender = local) {
    this.#local = local;
    this.#sender = sender;
    this.#onEnd = onEnd;
    this.#capture = capture;
    this.#begin();
  }

  get conversation(): number {
    return this.#conversation.id;
  }

  datagram(direction: Direction, bytes: Uint8Array, peer: IpSocketAddress): boolean {
    const capture = this.#capture;
    if (!capture.isRecording || !capture.hasRoom) {
      this.#notRecorded++;
      return false;
    }
    if (this.#notRecorded > 0) this.#tellNotRecorded();
    const time = capture.clock.now();
    const number = this.#peers.numberOf(peer);
    const headers = this.#headersOf(number, peer);
    if (headers.needsAnnotation) this.#annotatePeer(peer, headers.flow, time);
    const { log } = this.#conversation;
    const position = writeDatagram(
      capture.packets,
      direction === 'sent' ? headers.sentFlow : headers.flow,
      direction,
      bytes,
      time,
    );
    log.append(direction, bytes.length, time, position, number);
    capture.endBlock(log);
    return true;
  }

  event(event: LifecycleEvent): void {
    const capture = this.#capture;
    const conversation = this.#conversation;
    const time = capture.clock.now();
    const detail = detailOf(event);
    const known = { direction: event.direction, ...(detail === undefined ? {} : { detail }) };
    const beforeChunk = conversation.log.appended;
    capture.record(
      () => {
        capture.annotate({ kind: 'event', conversation: conversation.id, event: event.kind, ...known }, time);
      },
      () => {
        conversation.addEvent({ kind: event.kind, ...known, time, beforeChunk });
      },
    );
    if (event.kind === 'close') this.#onEnd();
  }

  /** Goes on in another capture, as a new conversation. */
  resume(capture: LiveCapture): void {
    this.#capture = capture;
    this.#headers.length = 0;
    this.#annotatedPeer = '';
    this.#begin(this.#conversation.state);
  }

  #begin(state?: ConversationState): void {
    const capture = this.#capture;
    const local = this.#local;
    const id = capture.takeConversationId();
    const time = capture.clock.now();
    this.#peers = new PeerTable();
    this.#conversation = new Conversation({
      id,
      scheme: 'udp',
      local,
      initiator: 'sent',
      startedAt: capture.startTime + time / 1e6,
      log: new ChunkLog(),
      peers: this.#peers,
      ...(state === undefined ? {} : { state }),
    });
    capture.begin(
      this.#conversation,
      { kind: 'datagrams', conversation: id, local, ...(state && { state }) },
      makeIpFlow(local, local),
      time,
    );
  }

  #headersOf(number: number, peer: IpSocketAddress): PeerHeaders {
    const known = this.#headers[number];
    if (known !== undefined) return known;
    const flow = makeIpFlow(this.#local, peer);
    const sentFlow = this.#sender === this.#local ? flow : makeIpFlow(this.#sender, peer);
    const headers = { flow, sentFlow, needsAnnotation: headerAddress(flow.remoteWords) !== peer.address };
    if (number > 0 && number <= MAX_RECORDED_PEERS) this.#headers[number] = headers;
    return headers;
  }

  #annotatePeer(peer: IpSocketAddress, flow: IpFlow, time: number): void {
    const { address, port } = peer;
    const key = `${address} ${port}`;
    if (this.#annotatedPeer === key) return;
    this.#annotatedPeer = key;
    this.#capture.annotate({ kind: 'peer', conversation: this.#conversation.id, address, port }, time, flow);
  }

  #tellNotRecorded(): void {
    const count = this.#notRecorded;
    this.#notRecorded = 0;
    this.event({
      kind: 'error',
      direction: 'received',
      detail: `${count} ${count === 1 ? 'datagram was' : 'datagrams were'} not recorded here, for want of room.`,
    });
  }
}
