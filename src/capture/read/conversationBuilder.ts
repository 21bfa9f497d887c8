import type { Template } from '../../base/error';
import type { Annotation } from '../annotation';
import { parseAnnotation } from './annotationParser';
import { MAX_NOTES, type CaptureNote } from '../capture';
import type { Conversations } from '../conversations';
import { ConversationTable } from './conversationTable';
import { DatagramBuilder, type DatagramSocketRecord } from './datagramBuilder';
import type { FrameSink } from './frameSink';
import { FLAG } from './flowRows';
import { COST, IndexBudget } from './indexBudget';
import { IpFragments } from './ipFragments';
import { decodeExtensions, decodeIp } from './ipLayer';
import { linkDecoder } from './linkLayer';
import type { Packet } from './packet';
import { PROTOCOL } from '../pcapng';
import type { Problems } from '../problems';
import { StreamBuilder, type SegmentWatcher } from './streamBuilder';
import type { Timeline } from './timeline';

/** Makes conversations of the frames of a capture, of one of ours or of another program's. */
export class ConversationBuilder implements FrameSink {
  readonly notes: CaptureNote[] = [];
  title = '';
  readonly #problems: Problems;
  readonly #budget: IndexBudget;
  readonly #table: ConversationTable;
  readonly #streams: StreamBuilder;
  readonly #datagrams: DatagramBuilder;
  readonly #fragments: IpFragments;
  readonly #isWatched: boolean;
  readonly #sockets = new Map<number, DatagramSocketRecord>();
  /** Conversations by the numbers that annotations have for them, unless both are the same. */
  readonly #annotated = new Map<number, number>();
  #lastTime = 0;

  /** @param watcher Only what it wants is made into conversations. */
  constructor(timeline: Timeline, problems: Problems, budget = new IndexBudget(), watcher?: SegmentWatcher) {
    this.#isWatched = watcher !== undefined;
    this.#problems = problems;
    this.#budget = budget;
    this.#table = new ConversationTable(timeline, problems, budget);
    this.#streams = new StreamBuilder(this.#table, problems, budget, watcher);
    this.#datagrams = new DatagramBuilder(this.#table, budget);
    this.#fragments = new IpFragments(problems);
  }

  get conversations(): Conversations {
    return this.#table;
  }

  /** What the index takes in memory, in bytes. */
  get indexBytes(): number {
    return this.#budget.taken;
  }

  /** Packets that are left out because the index has no room for them. */
  get leftOut(): number {
    return this.#table.leftOut;
  }

  frame(packet: Packet, linkType: number): void {
    this.#lastTime = Math.max(this.#lastTime, packet.time);
    const position = packet.filePosition + packet.start;
    const decodeLink = linkDecoder(linkType);
    if (decodeLink === undefined) {
      this.#problems.add(position, 'Packets of link type {0} are not understood.', linkType);
      return;
    }
    if (this.#budget.isSpent) {
      this.#table.leaveOut(packet);
      return;
    }
    packet.missing = 0;
    const refusal: Template | undefined = decodeLink(packet) ?? decodeIp(packet) ?? this.#ipPayload(packet);
    if (refusal !== undefined) this.#problems.add(position, refusal);
  }

  /** The capture is at its end. Others have their turn in between. */
  async end(filePosition: number): Promise<void> {
    this.#fragments.end();
    await this.#streams.end(this.#lastTime, filePosition);
    this.#table.complete();
  }

  #ipPayload(packet: Packet): Template | undefined {
    if (!packet.isFragment) return this.#transport(packet);
    const whole = this.#fragments.add(packet);
    if (whole === undefined || typeof whole === 'string') return whole;
    const refusal = decodeExtensions(whole);
    if (refusal !== undefined) return refusal;
    return whole.isFragment ? 'IP packets in fragments of fragments are left out.' : this.#transport(whole);
  }

  #transport(packet: Packet): Template | undefined {
    switch (packet.protocol) {
      case PROTOCOL.tcp:
        return this.#streams.packet(packet);
      case PROTOCOL.udp:
        return this.#isWatched ? undefined : this.#datagrams.packet(packet);
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
        this.#table.isOwn = true;
        this.title = annotation.title;
        break;
      case 'stream':
        if (this.#table.isFull) this.#table.leaveOut(packet);
        else this.#annotate(annotation.conversation, this.#streams.begin(annotation, packet));
        break;
      case 'datagrams':
        if (this.#table.isFull) {
          this.#table.leaveOut(packet);
        } else {
          const socket = this.#datagrams.begin(annotation, packet);
          this.#annotate(annotation.conversation, socket.id);
          this.#sockets.set(socket.id, socket);
        }
        break;
      case 'peer': {
        const id = this.#annotatedBy(annotation.conversation);
        const socket = id === undefined ? undefined : this.#sockets.get(id);
        if (socket !== undefined) this.#datagrams.namePeer(socket, annotation, packet);
        break;
      }
      case 'event': {
        const id = this.#annotatedBy(annotation.conversation);
        if (id === undefined) break;
        const { event, direction, detail } = annotation;
        if (this.#sockets.has(id)) this.#table.event(id, event, direction, packet.time, detail);
        else this.#streams.annotate(id, annotation, packet.time);
        break;
      }
      case 'note':
        if (this.notes.length < MAX_NOTES) this.notes.push({ time: packet.time, text: annotation.text });
        break;
      case 'end':
        // It only counts what was read already.
        break;
    }
  }

  /** Our recorder numbers conversations as they are numbered here; what others changed may not. */
  #annotate(number: number, id: number): void {
    if (number === id) {
      this.#table.rows.raise(id, FLAG.annotated);
      this.#annotated.delete(number);
      return;
    }
    this.#budget.charge(COST.mapped);
    this.#annotated.set(number, id);
  }

  #annotatedBy(number: number): number | undefined {
    const id = this.#annotated.get(number);
    if (id !== undefined) return id;
    const isSame = number < this.#table.length && this.#table.rows.has(number, FLAG.annotated);
    return isSame ? number : undefined;
  }
}
