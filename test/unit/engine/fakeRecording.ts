import type { Direction } from '../../../src/bytes/direction';
import type {
  DatagramTap,
  IpEndpoint,
  LifecycleEvent,
  Recording,
  SocketEndpoint,
  StreamTap,
} from '../../../src/engine/tap';

/** Keeps in memory what a capture would write. */
export class FakeTap implements StreamTap, DatagramTap {
  readonly conversation = 0;
  readonly local: SocketEndpoint;
  readonly chunks: { readonly direction: Direction; readonly bytes: Uint8Array; readonly peer?: IpEndpoint }[] = [];
  readonly events: LifecycleEvent[] = [];
  /** Events and chunks in order, such as `open sent`, `chunk received 5`. */
  readonly story: string[] = [];
  /** While full, for one direction or for both, it asks to wait until {@link drain}. */
  isFull: boolean | Direction = false;
  /** Calls that found it full. */
  refusals = 0;
  #waiting: (() => void)[] = [];

  constructor(local: SocketEndpoint) {
    this.local = local;
  }

  chunk(direction: Direction, bytes: Uint8Array): boolean {
    this.chunks.push({ direction, bytes });
    this.story.push(`chunk ${direction} ${bytes.length}`);
    if (this.isFull !== true && this.isFull !== direction) return true;
    this.refusals++;
    return false;
  }

  datagram(direction: Direction, bytes: Uint8Array, peer: IpEndpoint): boolean {
    if (this.isFull === true || this.isFull === direction) {
      this.refusals++;
      return false;
    }
    this.chunks.push({ direction, bytes, peer });
    this.story.push(`chunk ${direction} ${bytes.length}`);
    return true;
  }

  event(event: LifecycleEvent): void {
    this.events.push(event);
    this.story.push(`${event.kind} ${event.direction}`);
  }

  drained(): Promise<void> {
    return this.isFull !== false ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve();
  }

  drain(): void {
    this.isFull = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const settle of waiting) settle();
  }

  /** All bytes of one direction. */
  bytes(direction: Direction): Buffer {
    return Buffer.concat(this.chunks.filter((chunk) => chunk.direction === direction).map(({ bytes }) => bytes));
  }

  /** Only the lifecycle, without the chunks. */
  get lifecycle(): string[] {
    return this.story.filter((line) => !line.startsWith('chunk'));
  }
}

export class FakeRecording implements Recording {
  readonly uri: string;
  readonly taps: FakeTap[] = [];
  readonly notes: string[] = [];
  isClosed = false;

  constructor(readonly title: string) {
    this.uri = `memory:${title}`;
  }

  stream(ends: { local: SocketEndpoint; remote: SocketEndpoint; initiator: Direction }): FakeTap {
    return this.#tap(ends.local);
  }

  datagrams(local: IpEndpoint): FakeTap {
    return this.#tap(local);
  }

  note(text: string): void {
    this.notes.push(text);
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  #tap(local: SocketEndpoint): FakeTap {
    const tap = new FakeTap(local);
    this.taps.push(tap);
    return tap;
  }
}
