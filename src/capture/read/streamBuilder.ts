import type { Template } from '../../base/error';
import type { Annotation } from '../annotation';
import type { ConversationTable } from './conversationTable';
import { FlowTable, type FlowWay } from './flowTable';
import type { IndexBudget } from './indexBudget';
import { CUT_OFF, type Packet } from './packet';
import { TCP_FLAG, TCP_HEADER_BYTES } from '../pcapng';
import type { Problems } from '../problems';
import { TcpStreams, type TcpSegment } from './tcpStreams';

/** Looks on while the packets of some connections are put into conversations; nothing becomes of any other packets. */
export interface SegmentWatcher {
  /** Whether packets between these ends are wanted. */
  wants(packet: Packet, sourcePort: number, destinationPort: number): boolean;
  /** @param packet From its TCP header on; whole, its payload in as far as it was captured. */
  segment(flow: number, segment: TcpSegment, packet: Packet): void;
}

/** Makes conversations of TCP packets. */
export class StreamBuilder {
  readonly #table: ConversationTable;
  readonly #streams: TcpStreams;
  readonly #flows: FlowTable;
  readonly #watcher: SegmentWatcher | undefined;

  constructor(table: ConversationTable, problems: Problems, budget: IndexBudget, watcher?: SegmentWatcher) {
    this.#table = table;
    this.#watcher = watcher;
    this.#streams = new TcpStreams(table, problems, budget);
    this.#flows = new FlowTable(table.rows);
  }

  /** Takes a packet from its TCP header on (RFC 9293, 3.1). Returns why it is left out, if it is. */
  packet(packet: Packet): Template | undefined {
    const { view, start, end } = packet;
    if (end - start < TCP_HEADER_BYTES) return CUT_OFF;
    const headerBytes = (view.getUint8(start + 12) >> 4) * 4;
    if (headerBytes < TCP_HEADER_BYTES) return 'Packets with a damaged TCP header are left out.';
    const payload = start + headerBytes;
    // Where the payload begins in the file is not known when even the header is cut short.
    if (payload > end) return CUT_OFF;
    const sourcePort = view.getUint16(start);
    const destinationPort = view.getUint16(start + 2);
    if (this.#watcher?.wants(packet, sourcePort, destinationPort) === false) return undefined;
    const sequence = view.getUint32(start + 4);
    const flags = view.getUint8(start + 13);
    const { isOwn } = this.#table;
    // In a capture of ours, the beginning of a connection is annotated.
    const mayBegin = !isOwn && (flags & (TCP_FLAG.syn | TCP_FLAG.ack)) === TCP_FLAG.syn;
    let way = this.#flows.find(packet, sourcePort, destinationPort);
    if (way === undefined || (mayBegin && this.#streams.isAnother(way.flow, sequence))) {
      if (this.#table.isFull) {
        this.#table.leaveOut(packet);
        return undefined;
      }
      way = this.#begin(packet, sourcePort, destinationPort, flags);
    }
    const direction = way.isForward ? 'sent' : 'received';
    const segment: TcpSegment = {
      direction: isOwn ? (packet.direction ?? direction) : direction,
      sequence,
      acknowledgement: view.getUint32(start + 8),
      flags,
      position: packet.filePosition + payload,
      captured: end - payload,
      missing: packet.missing,
      time: packet.time,
      comment: isOwn ? packet.comment() : undefined,
    };
    this.#watcher?.segment(way.flow, segment, packet);
    for (const part of partsOf(segment, packet.scattered(payload, end))) this.#streams.segment(way.flow, part);
    return undefined;
  }

  /** A connection of one of our captures begins. Returns its number. */
  begin(annotation: Annotation & { kind: 'stream' }, packet: Packet): number {
    const { local, remote, initiator, localPort, remotePort, state = 'connecting' } = annotation;
    const scheme = local.family === 'ip' ? (annotation.scheme ?? 'tcp') : local.family;
    const flow = this.#table.add(packet, { scheme, initiator, state, ends: { local, remote } });
    this.#streams.begin(flow);
    this.#flows.add(packet, localPort, remotePort, flow, true);
    return flow;
  }

  /** The capture is at its end. Others have their turn in between. */
  async end(time: number, filePosition: number): Promise<void> {
    await this.#streams.end(time, filePosition);
  }

  /**
   * The first packet tells which side is which: whoever dialled is this side, unless the capture says otherwise. Where it began
   * before the capture, the lower port is the server's; of equal ones, that of whoever is heard first is the client's.
   */
  #begin(packet: Packet, sourcePort: number, destinationPort: number, flags: number): FlowWay {
    const isSyn = (flags & TCP_FLAG.syn) !== 0;
    const isAnswer = isSyn && (flags & TCP_FLAG.ack) !== 0;
    const outgoing = packet.direction === undefined ? !isAnswer : packet.direction === 'sent';
    const isByServer = isSyn ? isAnswer : sourcePort < destinationPort;
    const flow = this.#table.add(packet, {
      scheme: 'tcp',
      initiator: outgoing === isByServer ? 'received' : 'sent',
      state: isSyn ? 'connecting' : 'open',
    });
    this.#streams.begin(flow);
    return this.#flows.add(packet, sourcePort, destinationPort, flow, outgoing);
  }

  /** What cannot be told by TCP: see `TcpStreams.annotate`. */
  annotate(flow: number, { event, direction, detail }: Annotation & { kind: 'event' }, time: number): void {
    this.#streams.annotate(flow, event, direction, time, detail);
  }
}

/** Flags that count for the first part of a segment only, and for the last. */
const FIRST_FLAGS = TCP_FLAG.syn;
const LAST_FLAGS = TCP_FLAG.fin | TCP_FLAG.psh | TCP_FLAG.rst;

/** A segment that was put together of fragments, as segments whose bytes each lie together. */
function partsOf(segment: TcpSegment, pieces: readonly number[] | undefined): readonly TcpSegment[] {
  if (pieces === undefined || pieces.length === 0) return [segment];
  const parts: TcpSegment[] = [];
  let { sequence } = segment;
  for (let i = 0; i < pieces.length; i += 2) {
    const [position, captured] = [pieces[i]!, pieces[i + 1]!];
    let { flags } = segment;
    if (i > 0) flags &= ~FIRST_FLAGS;
    if (i + 2 < pieces.length) flags &= ~LAST_FLAGS;
    parts.push({ ...segment, sequence, flags, position, captured });
    // SYN takes a number.
    sequence = (sequence + captured + ((flags & TCP_FLAG.syn) === 0 ? 0 : 1)) >>> 0;
  }
  return parts;
}
