import type { Annotation } from '../annotation';
import { parseAnnotation } from './annotationParser';
import { MAX_NOTES, type CaptureNote } from '../capture';
import type { Conversation } from '../conversation';
import { ConversationList } from './conversationList';
import { DatagramBuilder, type DatagramSocketRecord } from './datagramBuilder';
import type { FrameSink } from './frameSink';
import { decodeIp } from './ipLayer';
import { linkDecoder } from './linkLayer';
import type { Packet } from './packet';
import { PROTOCOL } from '../pcapng';
import type { Problems } from '../problems';
import { StreamBuilder } from './streamBuilder';
import { TcpStream } from './tcpStream';
import type { Timeline } from './timeline';

/** Makes conversations of the frames of a capture, of one of ours or of another program's. */
export class ConversationBuilder implements FrameSink {
  readonly notes: CaptureNote[] = [];
  title = '';
  readonly #problems: Problems;
  readonly #list: ConversationList;
  readonly #streams: StreamBuilder;
  readonly #datagrams: DatagramBuilder;
  /** What the numbers in annotations mean. */
  readonly #annotated = new Map<number, TcpStream | DatagramSocketRecord>();
  #lastTime = 0;

  constructor(timeline: Timeline, problems: Problems) {
    this.#problems = problems;
    this.#list = new ConversationList(timeline);
    this.#streams = new StreamBuilder(this.#list, problems);
    this.#datagrams = new DatagramBuilder(this.#list);
  }

  get conversations(): readonly Conversation[] {
    return this.#list.all;
  }

  frame(packet: Packet, linkType: number): void {
    this.#lastTime = Math.max(this.#lastTime, packet.time);
    const position = packet.filePosition + packet.start;
    const decodeLink = linkDecoder(linkType);
    if (decodeLink === undefined) {
      this.#problems.add(position, 'Packets of link type {0} are not understood.', linkType);
      return;
    }
    packet.missing = 0;
    const refusal = decodeLink(packet) ?? decodeIp(packet) ?? this.#transport(packet);
    if (refusal !== undefined) this.#problems.add(position, refusal);
  }

  /** Makes visible what was added so far. */
  commit(): void {
    this.#list.commit();
  }

  /** The capture is at its end. */
  end(filePosition: number): void {
    this.#streams.end(this.#lastTime, filePosition);
    this.#list.commit();
  }

  #transport(packet: Packet): string | undefined {
    switch (packet.protocol) {
      case PROTOCOL.tcp:
        return this.#streams.packet(packet);
      case PROTOCOL.udp:
        return this.#datagrams.packet(packet);
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

  #annotation(annotation: Annotation, packet: Packet): void {
    switch (annotation.kind) {
      case 'capture':
        this.#list.isOwn = true;
        this.title = annotation.title;
        break;
      case 'stream':
        this.#annotated.set(annotation.conversation, this.#streams.begin(annotation, packet));
        break;
      case 'datagrams':
        this.#annotated.set(annotation.conversation, this.#datagrams.begin(annotation, packet));
        break;
      case 'peer': {
        const socket = this.#annotated.get(annotation.conversation);
        if (socket !== undefined && !(socket instanceof TcpStream)) {
          this.#datagrams.namePeer(socket, annotation, packet);
        }
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
}
