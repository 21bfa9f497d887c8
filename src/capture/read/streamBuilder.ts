import type { Direction } from '../../bytes/direction';
import type { SocketEndpoint } from '../../engine/tap';
import type { Annotation } from '../annotation';
import { ChunkLog, CONTIGUOUS } from '../chunkLog';
import type { ConversationState } from '../conversation';
import type { ConversationList } from './conversationList';
import { FlowTable, type FlowWay } from './flowTable';
import { CUT_OFF, type Packet } from './packet';
import { TCP_FLAG, TCP_HEADER_BYTES } from '../pcapng';
import type { Problems } from '../problems';
import { tcpLayout } from '../segmentLayout';
import { TcpStream } from './tcpStream';

interface StreamOrigin {
  readonly local: SocketEndpoint;
  readonly remote: SocketEndpoint;
  readonly initiator: Direction;
  readonly state: ConversationState;
}

/** Makes conversations of TCP packets. */
export class StreamBuilder {
  readonly #list: ConversationList;
  readonly #problems: Problems;
  readonly #flows = new FlowTable<TcpStream>();
  readonly #streams: TcpStream[] = [];

  constructor(list: ConversationList, problems: Problems) {
    this.#list = list;
    this.#problems = problems;
  }

  /** Takes a packet from its TCP header on (RFC 9293, 3.1). Returns why it is left out, if it is. */
  packet(packet: Packet): string | undefined {
    const { view, start, end } = packet;
    if (end - start < TCP_HEADER_BYTES) return CUT_OFF;
    const headerBytes = (view.getUint8(start + 12) >> 4) * 4;
    if (headerBytes < TCP_HEADER_BYTES) return 'Packets with a damaged TCP header are left out.';
    const payload = start + headerBytes;
    // Where the payload begins in the file is not known when even the header is cut short.
    if (payload > end) return CUT_OFF;
    const sourcePort = view.getUint16(start);
    const destinationPort = view.getUint16(start + 2);
    const sequence = view.getUint32(start + 4);
    const flags = view.getUint8(start + 13);
    const { isOwn } = this.#list;
    // In a capture of ours, the beginning of a connection is annotated.
    const mayBegin = !isOwn && (flags & (TCP_FLAG.syn | TCP_FLAG.ack)) === TCP_FLAG.syn;
    let way = this.#flows.find(packet, sourcePort, destinationPort);
    if (way === undefined || (mayBegin && way.flow.isAnother(sequence))) {
      way = this.#begin(packet, sourcePort, destinationPort, flags);
    }
    const direction = way.isForward ? 'sent' : 'received';
    way.flow.segment({
      direction: isOwn ? (packet.direction ?? direction) : direction,
      sequence,
      acknowledgement: view.getUint32(start + 8),
      flags,
      position: packet.filePosition + payload,
      captured: end - payload,
      missing: packet.missing,
      time: packet.time,
      comment: isOwn ? packet.comment() : undefined,
    });
    this.#list.touch(way.flow.conversation.log);
    return undefined;
  }

  /** A connection of one of our captures begins. */
  begin(annotation: Annotation & { kind: 'stream' }, packet: Packet): TcpStream {
    const { local, remote, initiator, localPort, remotePort, state = 'connecting' } = annotation;
    const stream = this.#add(packet, { local, remote, initiator, state });
    this.#flows.add(packet, localPort, remotePort, stream, true);
    return stream;
  }

  /** The capture is at its end. */
  end(time: number, filePosition: number): void {
    for (const stream of this.#streams) {
      stream.end(time, filePosition);
      this.#list.touch(stream.conversation.log);
    }
  }

  /** The first packet tells which side is which: whoever dialled is this side, unless the capture says otherwise. */
  #begin(packet: Packet, sourcePort: number, destinationPort: number, flags: number): FlowWay<TcpStream> {
    const isSyn = (flags & TCP_FLAG.syn) !== 0;
    const isAnswer = isSyn && (flags & TCP_FLAG.ack) !== 0;
    const outgoing = packet.direction === undefined ? !isAnswer : packet.direction === 'sent';
    const source = packet.source(sourcePort);
    const destination = packet.destination(destinationPort);
    const stream = this.#add(packet, {
      local: outgoing ? source : destination,
      remote: outgoing ? destination : source,
      initiator: outgoing === isAnswer ? 'received' : 'sent',
      state: isSyn ? 'connecting' : 'open',
    });
    return this.#flows.add(packet, sourcePort, destinationPort, stream, outgoing);
  }

  #add(packet: Packet, origin: StreamOrigin): TcpStream {
    const { isOwn } = this.#list;
    const conversation = this.#list.add(packet, {
      transport: origin.local.family === 'unix' ? 'unix' : 'tcp',
      ...origin,
      log: new ChunkLog(isOwn ? tcpLayout(packet.ipVersion) : CONTIGUOUS),
    });
    const stream = new TcpStream(conversation, isOwn, this.#problems);
    this.#streams.push(stream);
    return stream;
  }
}
