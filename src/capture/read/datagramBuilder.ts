import type { Template } from '../../base/error';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import type { Annotation } from '../annotation';
import { NO_PEER } from '../chunkLog';
import type { ConversationTable } from './conversationTable';
import { FlowTable, type FlowWay } from './flowTable';
import { COST, type IndexBudget } from './indexBudget';
import { CUT_OFF, type Packet } from './packet';
import { UDP_HEADER_BYTES } from '../pcapng';
import { MAX_RECORDED_PEERS, type PeerTable } from '../peerTable';

/** Only services have ports up to this one (RFC 6335, 6). */
const MAX_SYSTEM_PORT = 1023;

/** A datagram socket of one of our captures. */
export interface DatagramSocketRecord {
  /** The number of its conversation. */
  readonly id: number;
  readonly peers: PeerTable;
  /** How peers are written whose headers do not say everything, by what the headers say. */
  readonly writtenPeers: Map<string, IpSocketAddress>;
}

/** Makes conversations of UDP packets: of ours one for each socket, else one for each pair of addresses and ports. */
export class DatagramBuilder {
  readonly #table: ConversationTable;
  readonly #budget: IndexBudget;
  readonly #flows: FlowTable;
  /** By local port. */
  readonly #sockets = new Map<number, DatagramSocketRecord>();

  constructor(table: ConversationTable, budget: IndexBudget) {
    this.#table = table;
    this.#budget = budget;
    this.#flows = new FlowTable(table.rows);
  }

  /** Takes a packet from its UDP header on (RFC 768). Returns why it is left out, if it is. */
  packet(packet: Packet): Template | undefined {
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
    const pieces = packet.scattered(payload, payload + captured);
    const position = pieces?.[0] ?? packet.filePosition + payload;

    const table = this.#table;
    const socket = this.#socketOf(packet, sourcePort, destinationPort);
    const way = socket === undefined ? this.#wayOf(packet, sourcePort, destinationPort) : undefined;
    const id = socket?.id ?? way?.flow;
    if (id === undefined) {
      table.leaveOut(packet);
      return undefined;
    }
    const direction = (socket && packet.direction) ?? (way?.isForward === true ? 'sent' : 'received');
    const peer = socket === undefined ? NO_PEER : this.#peerOf(packet, socket, sourcePort, destinationPort);
    table.chunk(id, direction, captured, packet.time, position, false, peer, pieces);
    if (length > captured) table.chunk(id, direction, length - captured, packet.time, 0, true, peer);
    return undefined;
  }

  /** A datagram socket of one of our captures begins. */
  begin({ local, state = 'open' }: Annotation & { kind: 'datagrams' }, packet: Packet): DatagramSocketRecord {
    const socket = { ...this.#table.addSocket(packet, local, state), writtenPeers: new Map<string, IpSocketAddress>() };
    if (local.family === 'ip') this.#sockets.set(local.port, socket);
    return socket;
  }

  /** A peer of one of our sockets is written otherwise than its headers say. Those past the most that are told apart are not. */
  namePeer(socket: DatagramSocketRecord, annotation: Annotation & { kind: 'peer' }, packet: Packet): void {
    const { address, port } = annotation;
    if (socket.writtenPeers.size >= MAX_RECORDED_PEERS) return;
    this.#budget.charge(COST.peer + COST.letter * address.length);
    socket.writtenPeers.set(keyOf(packet.destination(port)), { family: 'ip', address, port });
  }

  #socketOf(packet: Packet, sourcePort: number, destinationPort: number): DatagramSocketRecord | undefined {
    if (!this.#table.isOwn || packet.direction === undefined) return undefined;
    return this.#sockets.get(packet.direction === 'sent' ? sourcePort : destinationPort);
  }

  /** Undefined when there is no room for another conversation. */
  #wayOf(packet: Packet, sourcePort: number, destinationPort: number): FlowWay | undefined {
    const known = this.#flows.find(packet, sourcePort, destinationPort);
    if (known !== undefined) return known;
    if (this.#table.isFull) return undefined;
    const outgoing = packet.direction !== 'received';
    // Whoever is heard first asked, but for an answer to a question that came before the capture.
    const isByServer = sourcePort <= MAX_SYSTEM_PORT && sourcePort < destinationPort;
    const initiator = outgoing === isByServer ? 'received' : 'sent';
    const flow = this.#table.add(packet, { scheme: 'udp', initiator, state: 'open' });
    return this.#flows.add(packet, sourcePort, destinationPort, flow, outgoing);
  }

  #peerOf(packet: Packet, socket: DatagramSocketRecord, sourcePort: number, destinationPort: number): number {
    const peer = packet.direction === 'sent' ? packet.destination(destinationPort) : packet.source(sourcePort);
    const written = socket.writtenPeers.size === 0 ? undefined : socket.writtenPeers.get(keyOf(peer));
    const { size } = socket.peers;
    const number = socket.peers.numberOf(written ?? peer);
    if (socket.peers.size > size) this.#budget.charge(COST.peer);
    return number;
  }
}

function keyOf(peer: IpSocketAddress): string {
  return `${peer.address} ${peer.port}`;
}
