import type { Direction } from '../../../src/base/direction';
import type { DatagramRecording, LifecycleEvent, Recording, StreamRecording } from '../../../src/engine/recording';
import type { IpSocketAddress, SocketAddress } from '../../../src/engine/address/socketAddress';

/** Keeps in memory what a capture would write. */
export class FakeRecord implements StreamRecording, DatagramRecording {
  readonly conversation = 0;
  readonly local: SocketAddress;
  /** Of a datagram socket: whose address is on what is sent, where that is not the local one. */
  sender: IpSocketAddress | undefined;
  readonly chunks: { readonly direction: Direction; readonly bytes: Uint8Array; readonly peer?: IpSocketAddress }[] =
    [];
  readonly events: LifecycleEvent[] = [];
  /** Events and chunks in order, such as `open sent`, `chunk received 5`. */
  readonly story: string[] = [];
  /** While full, for one direction or for both, it asks to wait until {@link drain}. */
  isFull: boolean | Direction = false;
  /** Calls that found it full. */
  refusals = 0;
  /** Gets the chunks instead of {@link chunks}, with how to let go of them; otherwise they are never let go of. */
  onLent: ((direction: Direction, bytes: Uint8Array, released: (() => void) | undefined) => void) | undefined;
  #waiting: (() => void)[] = [];

  constructor(local: SocketAddress) {
    this.local = local;
  }

  chunk(direction: Direction, bytes: Uint8Array, released?: () => void): boolean {
    if (this.onLent) this.onLent(direction, bytes, released);
    else this.chunks.push({ direction, bytes });
    this.story.push(`chunk ${direction} ${bytes.length}`);
    if (this.isFull !== true && this.isFull !== direction) return true;
    this.refusals++;
    return false;
  }

  datagram(direction: Direction, bytes: Uint8Array, peer: IpSocketAddress): boolean {
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
  readonly records: FakeRecord[] = [];
  readonly notes: string[] = [];
  readonly keyLines: string[] = [];
  /** Of the streams, in the order of {@link records}. */
  readonly remotes: SocketAddress[] = [];
  isClosed = false;

  constructor(readonly title: string) {
    this.uri = `memory:${title}`;
  }

  stream(ends: { local: SocketAddress; remote: SocketAddress; initiator: Direction }): FakeRecord {
    this.remotes.push(ends.remote);
    return this.#record(ends.local);
  }

  datagrams(local: IpSocketAddress, sender?: IpSocketAddress): FakeRecord {
    const record = this.#record(local);
    record.sender = sender;
    return record;
  }

  note(text: string): void {
    this.notes.push(text);
  }

  keys(line: Uint8Array): void {
    this.keyLines.push(Buffer.from(line).toString());
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  #record(local: SocketAddress): FakeRecord {
    const record = new FakeRecord(local);
    this.records.push(record);
    return record;
  }
}
