import type { Direction } from '../../base/direction';
import type { LifecycleEvent, StreamRecording } from '../../engine/recording';
import type { Scheme } from '../../engine/address/schemes';
import type { IpSocketAddress, SocketAddress } from '../../engine/address/socketAddress';
import { detailOf } from '../annotation';
import { ChunkLog } from '../chunkLog';
import { Conversation, type ConversationState } from '../conversation';
import { makeIpFlow, type IpFlow } from '../ipFlow';
import type { LiveCapture } from './liveCapture';
import { tcpLayout } from '../segmentLayout';
import { TcpWriter } from './tcpWriter';
import { MAX_COPIED } from './writeQueue';

/** Made-up clients of Unix sockets get ports from here, and another address when those are used up. */
const FIRST_UNIX_PORT = 1024;
const UNIX_PORTS_PER_ADDRESS = 60_000;
/** The listening side of a Unix socket. */
const UNIX_LISTENER: IpSocketAddress = { family: 'ip', address: '127.0.0.1', port: 1 };

const encoder = new TextEncoder();

export interface RecordedEnds {
  readonly scheme: Scheme;
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  /** The side that dialled. */
  readonly initiator: Direction;
}

/** Records one connection, into one capture after the other when recording is resumed. */
export class StreamRecord implements StreamRecording {
  readonly #ends: RecordedEnds;
  readonly #onEnd: () => void;
  #capture: LiveCapture;
  #conversation!: Conversation;
  #tcp!: TcpWriter;
  /** Events are over; bytes that were sent may still be reported. */
  #isClosed = false;

  /** @param onEnd The connection has ended: nothing more will come. */
  constructor(capture: LiveCapture, ends: RecordedEnds, onEnd: () => void) {
    const { scheme, local, remote, initiator } = ends;
    // Nothing else that a caller's object may hold, its socket say: the record lives longer.
    this.#ends = { scheme, local, remote, initiator };
    this.#onEnd = onEnd;
    this.#capture = capture;
    this.#begin();
  }

  get conversation(): number {
    return this.#conversation.id;
  }

  chunk(direction: Direction, bytes: Uint8Array, released?: () => void): boolean {
    const capture = this.#capture;
    if (!capture.isRecording || bytes.length === 0) {
      released?.();
      return capture.hasRoom;
    }
    const time = capture.clock.now();
    if (!this.#tcp.isOpen) this.#recordEvent({ kind: 'open', direction: this.#ends.initiator }, time);
    const { log } = this.#conversation;
    const position = this.#tcp.chunk(direction, bytes, time);
    log.append(direction, bytes.length, time, position);
    if (released !== undefined) {
      if (bytes.length <= MAX_COPIED) released();
      else capture.whenWritten(released);
    }
    return capture.endBlock(log);
  }

  /** Bytes that are known to be missing. */
  gap(direction: Direction, length: number): void {
    if (!this.#capture.isRecording) return;
    this.#tcp.skip(direction, length, this.#capture.clock.now());
  }

  /** No more bytes come: those that are missing at the end are marked. */
  markGaps(): void {
    if (!this.#capture.isRecording) return;
    const time = this.#capture.clock.now();
    for (const direction of ['received', 'sent'] as const) this.#tcp.markLeftOut(direction, time);
  }

  event(event: LifecycleEvent): void {
    if (this.#isClosed) return;
    const time = this.#capture.clock.now();
    switch (event.kind) {
      case 'open':
        if (!this.#tcp.isOpen) this.#recordEvent({ ...event, direction: this.#ends.initiator }, time);
        return;
      case 'shutdown':
        if (this.#tcp.canFinish(event.direction)) this.#recordEvent(event, time);
        return;
      case 'reset':
        if (!this.#tcp.isReset) this.#recordEvent(event, time);
        this.#onEnd();
        return;
      case 'close':
        this.#isClosed = true;
        this.#recordEvent(event, time);
        this.#onEnd();
        return;
      case 'error':
      case 'note':
        this.#recordEvent(event, time);
        return;
    }
  }

  drained(): Promise<void> {
    return this.#capture.drained();
  }

  /** Goes on in another capture, as a new conversation that begins in the middle. */
  resume(capture: LiveCapture): void {
    this.#capture = capture;
    this.#begin(this.#conversation.state);
  }

  #begin(state?: ConversationState): void {
    const capture = this.#capture;
    const { scheme, local, remote, initiator } = this.#ends;
    const id = capture.takeConversationId();
    const flow = streamFlow(this.#ends, id);
    const time = capture.clock.now();
    // A number of its own, since readers take a SYN with the number of the last one for its retransmission.
    this.#tcp = new TcpWriter(capture.packets, flow, initiator, id);
    if (state !== undefined && state !== 'connecting') this.#tcp.resume();
    this.#conversation = new Conversation({
      ...{ id, scheme, local, remote, initiator },
      startedAt: capture.startTime + time / 1e6,
      log: new ChunkLog(tcpLayout(flow.version)),
      ...(state === undefined ? {} : { state }),
    });
    const { localPort, remotePort } = flow;
    capture.begin(
      this.#conversation,
      {
        ...{ kind: 'stream', conversation: id, local, remote, localPort, remotePort, initiator },
        ...(scheme === 'tls' && { scheme }),
        ...(state && { state }),
      },
      flow,
      time,
    );
  }

  #recordEvent(event: LifecycleEvent, time: number): void {
    const conversation = this.#conversation;
    const detail = detailOf(event);
    const known = {
      kind: event.kind,
      direction: event.direction,
      ...(detail === undefined ? {} : { detail }),
      time,
      beforeChunk: conversation.log.appended,
    };
    this.#capture.record(
      () => {
        this.#writeEvent(event, time, detail);
      },
      () => {
        conversation.addEvent(known);
      },
    );
  }

  /** What has a TCP flag is told by it, with the detail as a comment; the rest by an annotation. */
  #writeEvent(event: LifecycleEvent, time: number, detail: string | undefined): void {
    const { kind, direction } = event;
    const tcp = this.#tcp;
    const comment = detail === undefined ? undefined : encoder.encode(detail);
    switch (kind) {
      case 'open':
        tcp.open(time, comment);
        break;
      case 'shutdown':
        tcp.finish(direction, time, comment);
        break;
      case 'reset':
        tcp.reset(direction, time, comment);
        break;
      case 'close':
      case 'error':
      case 'note': {
        const conversation = this.#conversation.id;
        this.#capture.annotate(
          { kind: 'event', conversation, event: kind, direction, ...(detail === undefined ? {} : { detail }) },
          time,
        );
        break;
      }
    }
    if (kind === 'close') {
      tcp.finish(direction, time);
      tcp.finish(direction === 'sent' ? 'received' : 'sent', time);
    }
    this.#capture.endBlock();
  }
}

/** The addresses in the headers: a Unix socket's are made up, different for each of the capture's conversations. */
function streamFlow(ends: RecordedEnds, id: number): IpFlow {
  const { local, remote, initiator } = ends;
  if (local.family === 'ip' && remote.family === 'ip') return makeIpFlow(local, remote);
  const host = Math.floor(id / UNIX_PORTS_PER_ADDRESS);
  const client: IpSocketAddress = {
    family: 'ip',
    address: `127.0.${host >> 8}.${(host & 0xff) + 1}`,
    port: FIRST_UNIX_PORT + (id % UNIX_PORTS_PER_ADDRESS),
  };
  return initiator === 'sent' ? makeIpFlow(client, UNIX_LISTENER) : makeIpFlow(UNIX_LISTENER, client);
}
