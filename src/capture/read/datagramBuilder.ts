import type { IpEndpoint } from '../../engine/tap';
import type { Annotation } from '../annotation';
import { ChunkLog, NO_PEER } from '../chunkLog';
import type { Conversation } from '../conversation';
import type { ConversationList } from './conversationList';
import { FlowTable, type FlowWay } from './flowTable';
import { CUT_OFF, type Packet } from './packet';
import { UDP_HEADER_BYTES } from '../pcapng';
import { PeerTable } from '../peerTable';

/** A datagram socket of one of our captures. */
export interface DatagramSocketRecord {
  readonly conversation: Conversation;
  readonly peers: PeerTable;
  /** How peers are written whose headers do not say everything, by what the headers say. */
  readonly writtenPeers: Map<string, IpEndpoint>;
}

/** Makes conversations of UDP packets: of ours one for each socket, else one for each pair of addresses and ports. */
export class DatagramBuilder {
  readonly #list: ConversationList;
  readonly #flows = new FlowTable<Conversation>();
  /** By local port. */
  readonly #sockets = new Map<number, DatagramSocketRecord>();

  constructor(list: ConversationList) {
    this.#list = list;
  }

  /** Takes a packet from its UDP header on (RFC 768). Returns why it is left out, if it is. */
  packet(packet: Packet): string | undefined {
    const { view, start, end } = packet;
    if (end - start < UDP_HEADER_BYTES) return CUT_OFF;
    const sourcePort = view.getUint16(start);
    const destinationPort = view.getUint16(start + 2);
    const payload = start + UDP_HEADER_BYTES;
    const whole = end - payload + packet.missing;
    const claimed = view.getUint16(start + 4);
    // Zero: left to the network card, or longer than 65,535 bytes (RFC 2675).
    const length = claimed === 0 ? whole : Math.min(Math.max(claimed - UDP_HEADER_BYTES, 0), whole);
    const captured = Math.min(length, end - payload);
    const position = packet.filePosition + payload;

    const socket = this.#socketOf(packet, sourcePort, destinationPort);
    const flow = socket === undefined ? this.#flowOf(packet, sourcePort, destinationPort) : undefined;
    const { log } = (socket?.conversation ?? flow?.flow)!;
    const direction = (socket && packet.direction) ?? (flow?.isForward === true ? 'sent' : 'received');
    const peer = socket === undefined ? NO_PEER : peerOf(packet, socket, sourcePort, destinationPort);
    log.append(direction, captured, packet.time, position, peer);
    if (length > captured) log.append(direction, length - captured, packet.time, 0, peer, true);
    this.#list.touch(log);
    return undefined;
  }

  /** A datagram socket of one of our captures begins. */
  begin(annotation: Annotation & { kind: 'datagrams' }, packet: Packet): DatagramSocketRecord {
    const { local, state } = annotation;
    const peers = new PeerTable();
    const conversation = this.#list.add(packet, {
      transport: 'udp',
      local,
      initiator: 'sent',
      log: new ChunkLog(),
      peers,
      ...(state === undefined ? {} : { state }),
    });
    const socket = { conversation, peers, writtenPeers: new Map<string, IpEndpoint>() };
    if (local.family === 'ip') this.#sockets.set(local.port, socket);
    return socket;
  }

  /** A peer of one of our sockets is written otherwise than its headers say. */
  namePeer(socket: DatagramSocketRecord, annotation: Annotation & { kind: 'peer' }, packet: Packet): void {
    const { address, port } = annotation;
    socket.writtenPeers.set(keyOf(packet.destination(port)), { family: 'ip', address, port });
  }

  #socketOf(packet: Packet, sourcePort: number, destinationPort: number): DatagramSocketRecord | undefined {
    if (!this.#list.isOwn || packet.direction === undefined) return undefined;
    return this.#sockets.get(packet.direction === 'sent' ? sourcePort : destinationPort);
  }

  #flowOf(packet: Packet, sourcePort: number, destinationPort: number): FlowWay<Conversation> {
    const known = this.#flows.find(packet, sourcePort, destinationPort);
    if (known !== undefined) return known;
    const outgoing = packet.direction !== 'received';
    const source = packet.source(sourcePort);
    const destination = packet.destination(destinationPort);
    const conversation = this.#list.add(packet, {
      transport: 'udp',
      local: outgoing ? source : destination,
      remote: outgoing ? destination : source,
      initiator: outgoing ? 'sent' : 'received',
      log: new ChunkLog(),
    });
    return this.#flows.add(packet, sourcePort, destinationPort, conversation, outgoing);
  }
}

function peerOf(packet: Packet, socket: DatagramSocketRecord, sourcePort: number, destinationPort: number): number {
  const peer = packet.direction === 'sent' ? packet.destination(destinationPort) : packet.source(sourcePort);
  const written = socket.writtenPeers.size === 0 ? undefined : socket.writtenPeers.get(keyOf(peer));
  return socket.peers.numberOf(written ?? peer);
}

function keyOf(peer: IpEndpoint): string {
  return `${peer.address} ${peer.port}`;
}
