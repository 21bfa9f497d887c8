import type { Direction } from '../bytes/direction';
import type { IpEndpoint, SocketEndpoint } from '../engine/tap';
import type { Annotation } from './annotation';
import { parseAnnotation } from './annotationParser';
import type { CaptureNote } from './capture';
import { ChunkLog, CONTIGUOUS, NO_PEER } from './chunkLog';
import { Conversation, type ConversationState } from './conversation';
import { FlowTable, type FlowWay } from './flowTable';
import type { FrameSink } from './frameSink';
import { formatAddress } from './ipFlow';
import { decodeIp } from './ipLayer';
import { linkDecoder } from './linkLayer';
import { MAX_NOTES } from './liveCapture';
import type { Packet } from './packet';
import { packetOverhead } from './packetWriter';
import {
  IPV4_HEADER_BYTES,
  IPV6_HEADER_BYTES,
  MAX_SEGMENT_BYTES,
  PROTOCOL,
  TCP_FLAG,
  TCP_HEADER_BYTES,
  UDP_HEADER_BYTES,
} from './pcapng';
import { PeerTable } from './peerTable';
import type { Problems } from './problems';
import { TcpStream } from './tcpStream';
import type { Timeline } from './timeline';

const CUT_OFF = 'Packets of which too little was captured are left out.';

/** A datagram socket of a capture of ours. */
interface DatagramSocket {
  readonly conversation: Conversation;
  readonly peers: PeerTable;
  /** How peers are written whose header does not say everything, by their headers' address and port. */
  readonly writtenPeers: Map<string, IpEndpoint>;
}

/** Makes conversations of the frames of a capture, of ours or of others. */
export class ConversationBuilder implements FrameSink {
  readonly conversations: Conversation[] = [];
  readonly notes: CaptureNote[] = [];
  title = '';
  readonly #timeline: Timeline;
  readonly #problems: Problems;
  readonly #streams = new FlowTable<TcpStream>();
  readonly #exchanges = new FlowTable<Conversation>();
  /** Datagram sockets by local port. */
  readonly #sockets = new Map<number, DatagramSocket>();
  /** What the numbers of annotations mean: streams and datagram sockets. */
  readonly #annotated = new Map<number, TcpStream | DatagramSocket>();
  readonly #allStreams: TcpStream[] = [];
  readonly #touched = new Set<ChunkLog>();
  #lastTouched: ChunkLog | undefined;
  #isOwn = false;
  #lastTime = 0;

  constructor(timeline: Timeline, problems: Problems) {
    this.#timeline = timeline;
    this.#problems = problems;
  }

  frame(packet: Packet, linkType: number): void {
    this.#lastTime = Math.max(this.#lastTime, packet.time);
    const position = packet.filePosition + packet.start;
    const decoder = linkDecoder(linkType);
    if (decoder === undefined) {
      this.#problems.add(position, 'Packets of link type {0} are not understood.', linkType);
      return;
    }
    packet.missing = 0;
    const linkRefusal = decoder(packet);
    if (linkRefusal !== undefined) {
      this.#problems.add(position, linkRefusal === 'not IP' ? 'Frames that do not hold IP are left out.' : CUT_OFF);
      return;
    }
    const refusal = decodeIp(packet) ?? this.#transport(packet);
    if (refusal !== undefined) this.#problems.add(position, refusal);
  }

  /** Makes visible what was added so far. */
  commit(): void {
    for (const log of this.#touched) log.commit();
    this.#touched.clear();
    this.#lastTouched = undefined;
  }

  /** The capture is at its end. */
  end(filePosition: number): void {
    for (const stream of this.#allStreams) {
      stream.end(this.#lastTime, filePosition);
      stream.conversation.log.commit();
    }
    this.commit();
  }

  #transport(packet: Packet): string | undefined {
    switch (packet.protocol) {
      case PROTOCOL.tcp:
        return this.#tcp(packet);
      case PROTOCOL.udp:
        return this.#udp(packet);
      case PROTOCOL.annotation: {
        const annotation = parseAnnotation(packet.bytes.subarray(packet.start, packet.end));
        if (annotation !== undefined) {
          this.#annotation(annotation, packet);
          return undefined;
        }
      }
    }
    return 'Packets of other protocols than TCP and UDP are left out.';
  }

  #tcp(packet: Packet): string | undefined {
    const { view, start, end } = packet;
    if (end - start < TCP_HEADER_BYTES) return CUT_OFF;
    const headerBytes = (view.getUint8(start + 12) >> 4) * 4;
    if (headerBytes < TCP_HEADER_BYTES) return 'Packets with a damaged TCP header are left out.';
    const payload = start + headerBytes;
    // Nothing is known of a payload when even the header is cut short.
    if (payload > end) return CUT_OFF;
    const sourcePort = view.getUint16(start);
    const destinationPort = view.getUint16(start + 2);
    const sequence = view.getUint32(start + 4);
    const flags = view.getUint8(start + 13);
    const isFirst = (flags & (TCP_FLAG.syn | TCP_FLAG.ack)) === TCP_FLAG.syn;
    let way = this.#streams.find(packet, sourcePort, destinationPort);
    if (way === undefined || (isFirst && way.flow.isAnother(sequence))) {
      way = this.#beginForeignStream(packet, sourcePort, destinationPort, flags);
    }
    const { conversation } = way.flow;
    way.flow.segment({
      direction: this.#directionOf(packet, way),
      sequence,
      acknowledgement: view.getUint32(start + 8),
      flags,
      position: packet.filePosition + payload,
      captured: end - payload,
      missing: packet.missing,
      time: packet.time,
      comment: this.#isOwn ? packet.comment() : undefined,
    });
    this.#touch(conversation.log);
    return undefined;
  }

  /** Flows are added with a packet that went from this side to the peer. */
  #directionOf(packet: Packet, way: FlowWay<unknown>): Direction {
    if (this.#isOwn && packet.direction !== undefined) return packet.direction;
    return way.isForward ? 'sent' : 'received';
  }

  #beginForeignStream(packet: Packet, sourcePort: number, destinationPort: number, flags: number): FlowWay<TcpStream> {
    const isSyn = (flags & TCP_FLAG.syn) !== 0;
    const isAnswer = isSyn && (flags & TCP_FLAG.ack) !== 0;
    const outgoing = packet.direction === undefined ? !isAnswer : packet.direction === 'sent';
    const source = this.#endpoint(packet, packet.sourceAddress, sourcePort);
    const destination = this.#endpoint(packet, packet.destinationAddress, destinationPort);
    const stream = this.#addStream(packet, {
      local: outgoing ? source : destination,
      remote: outgoing ? destination : source,
      initiator: outgoing === isAnswer ? 'received' : 'sent',
      state: isSyn ? 'connecting' : 'open',
    });
    return this.#addFlow(this.#streams, packet, sourcePort, destinationPort, stream, outgoing);
  }

  #addFlow<T>(
    table: FlowTable<T>,
    packet: Packet,
    sourcePort: number,
    destinationPort: number,
    flow: T,
    outgoing: boolean,
  ): FlowWay<T> {
    if (outgoing) return table.add(packet, sourcePort, destinationPort, flow);
    const { sourceAddress, destinationAddress } = packet;
    packet.sourceAddress = destinationAddress;
    packet.destinationAddress = sourceAddress;
    table.add(packet, destinationPort, sourcePort, flow);
    packet.sourceAddress = sourceAddress;
    packet.destinationAddress = destinationAddress;
    return { flow, isForward: false };
  }

  #addStream(
    packet: Packet,
    origin: { local: SocketEndpoint; remote: SocketEndpoint; initiator: Direction; state: ConversationState },
  ): TcpStream {
    const ipBytes = packet.ipVersion === 4 ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES;
    const layout = this.#isOwn
      ? { segmentBytes: MAX_SEGMENT_BYTES, overhead: packetOverhead(ipBytes + TCP_HEADER_BYTES) }
      : CONTIGUOUS;
    const conversation = new Conversation({
      id: this.conversations.length,
      transport: origin.local.family === 'unix' ? 'unix' : 'tcp',
      ...origin,
      startedAt: this.#wallTime(packet),
      log: new ChunkLog(layout),
    });
    this.conversations.push(conversation);
    const stream = new TcpStream(conversation, this.#isOwn, this.#problems);
    this.#allStreams.push(stream);
    return stream;
  }

  #udp(packet: Packet): string | undefined {
    const { view, start, end } = packet;
    if (end - start < UDP_HEADER_BYTES) return CUT_OFF;
    const sourcePort = view.getUint16(start);
    const destinationPort = view.getUint16(start + 2);
    const payload = start + UDP_HEADER_BYTES;
    // Longer than 65,535 bytes (RFC 2675), or left to the network card, it is zero.
    const length = Math.max(view.getUint16(start + 4), UDP_HEADER_BYTES) - UDP_HEADER_BYTES;
    const known = end - payload + packet.missing;
    const bytes = view.getUint16(start + 4) === 0 ? known : Math.min(length, known);
    const captured = Math.min(bytes, end - payload);
    const position = packet.filePosition + payload;
    if (this.#isOwn && packet.direction !== undefined) {
      const localPort = packet.direction === 'sent' ? sourcePort : destinationPort;
      const socket = this.#sockets.get(localPort);
      if (socket !== undefined) {
        const peer = this.#peerOf(packet, socket, packet.direction === 'sent' ? destinationPort : sourcePort);
        const number = socket.peers.numberOf(peer);
        socket.conversation.log.append(packet.direction, captured, packet.time, position, number);
        this.#touch(socket.conversation.log);
        return undefined;
      }
    }
    const way =
      this.#exchanges.find(packet, sourcePort, destinationPort) ??
      this.#beginForeignExchange(packet, sourcePort, destinationPort);
    const { log } = way.flow;
    const direction = this.#directionOf(packet, way);
    log.append(direction, captured, packet.time, position);
    if (bytes > captured) log.append(direction, bytes - captured, packet.time, 0, NO_PEER, true);
    this.#touch(log);
    return undefined;
  }

  #beginForeignExchange(packet: Packet, sourcePort: number, destinationPort: number): FlowWay<Conversation> {
    const outgoing = packet.direction !== 'received';
    const source = this.#endpoint(packet, packet.sourceAddress, sourcePort);
    const destination = this.#endpoint(packet, packet.destinationAddress, destinationPort);
    const conversation = new Conversation({
      id: this.conversations.length,
      transport: 'udp',
      local: outgoing ? source : destination,
      remote: outgoing ? destination : source,
      initiator: outgoing ? 'sent' : 'received',
      startedAt: this.#wallTime(packet),
      log: new ChunkLog(),
    });
    this.conversations.push(conversation);
    return this.#addFlow(this.#exchanges, packet, sourcePort, destinationPort, conversation, outgoing);
  }

  #peerOf(packet: Packet, socket: DatagramSocket, port: number): IpEndpoint {
    const at = packet.direction === 'sent' ? packet.destinationAddress : packet.sourceAddress;
    const peer = this.#endpoint(packet, at, port);
    if (socket.writtenPeers.size === 0) return peer;
    return socket.writtenPeers.get(`${peer.address} ${peer.port}`) ?? peer;
  }

  #annotation(annotation: Annotation, packet: Packet): void {
    switch (annotation.kind) {
      case 'capture':
        this.#isOwn = true;
        this.title = annotation.title;
        break;
      case 'stream': {
        const { conversation, local, remote, initiator, localPort, remotePort, state = 'connecting' } = annotation;
        const stream = this.#addStream(packet, { local, remote, initiator, state });
        this.#streams.add(packet, localPort, remotePort, stream);
        this.#annotated.set(conversation, stream);
        break;
      }
      case 'datagrams':
        this.#addSocket(annotation, packet);
        break;
      case 'peer': {
        const socket = this.#annotated.get(annotation.conversation);
        if (socket === undefined || socket instanceof TcpStream) break;
        const { address, port } = annotation;
        const inHeader = formatAddress(this.#addressOf(packet, packet.destinationAddress));
        socket.writtenPeers.set(`${inHeader} ${port}`, { family: 'ip', address, port });
        break;
      }
      case 'event':
        this.#annotatedEvent(annotation, packet.time);
        break;
      case 'note':
        if (this.notes.length < MAX_NOTES) this.notes.push({ time: packet.time, text: annotation.text });
        break;
    }
  }

  #addSocket(annotation: Annotation & { kind: 'datagrams' }, packet: Packet): void {
    const { local, state } = annotation;
    const peers = new PeerTable();
    const conversation = new Conversation({
      id: this.conversations.length,
      transport: 'udp',
      local,
      initiator: 'sent',
      startedAt: this.#wallTime(packet),
      log: new ChunkLog(),
      peers,
      ...(state === undefined ? {} : { state }),
    });
    this.conversations.push(conversation);
    const socket = { conversation, peers, writtenPeers: new Map<string, IpEndpoint>() };
    if (local.family === 'ip') this.#sockets.set(local.port, socket);
    this.#annotated.set(annotation.conversation, socket);
  }

  #annotatedEvent(annotation: Annotation & { kind: 'event' }, time: number): void {
    const { event, direction, detail } = annotation;
    const target = this.#annotated.get(annotation.conversation);
    if (target instanceof TcpStream) {
      target.annotate(event, direction, time, detail);
    } else if (target !== undefined) {
      const { conversation } = target;
      const beforeChunk = conversation.log.appended;
      conversation.addEvent({ kind: event, direction, ...(detail === undefined ? {} : { detail }), time, beforeChunk });
    }
  }

  #endpoint(packet: Packet, at: number, port: number): IpEndpoint {
    return { family: 'ip', address: formatAddress(this.#addressOf(packet, at)), port };
  }

  #addressOf(packet: Packet, at: number): Uint8Array {
    return packet.bytes.subarray(at, at + packet.addressBytes);
  }

  #wallTime(packet: Packet): number {
    return this.#timeline.startTime + packet.time / 1e6;
  }

  #touch(log: ChunkLog): void {
    if (log === this.#lastTouched) return;
    this.#lastTouched = log;
    this.#touched.add(log);
  }
}
