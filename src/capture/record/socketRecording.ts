import { pathToFileURL } from 'node:url';
import type { DatagramTap, IpEndpoint, Recording, StreamTap } from '../../engine/tap';
import { DatagramRecord } from './datagramRecord';
import type { LiveCapture } from './liveCapture';
import { StreamRecord, type StreamEnds } from './streamRecord';

/** The record of one listener, dialled connection or datagram socket: one capture, or several after failures. */
export class SocketRecording implements Recording {
  readonly #open = new Set<StreamRecord | DatagramRecord>();
  #capture: LiveCapture;

  constructor(capture: LiveCapture) {
    this.#capture = capture;
  }

  /** What is recorded into now, or was at last. */
  get capture(): LiveCapture {
    return this.#capture;
  }

  get uri(): string {
    return pathToFileURL(this.#capture.path).href;
  }

  stream(ends: StreamEnds): StreamTap {
    const record: StreamRecord = new StreamRecord(this.#capture, ends, () => this.#open.delete(record));
    this.#open.add(record);
    return record;
  }

  datagrams(local: IpEndpoint): DatagramTap {
    const record: DatagramRecord = new DatagramRecord(this.#capture, local, () => this.#open.delete(record));
    this.#open.add(record);
    return record;
  }

  note(text: string): void {
    this.#capture.note(text);
  }

  /** What is still open goes on in another capture; the one before ends. */
  async resume(capture: LiveCapture): Promise<void> {
    const before = this.#capture;
    this.#capture = capture;
    for (const record of this.#open) record.resume(capture);
    await before.end();
  }

  async close(): Promise<void> {
    await this.#capture.end();
  }
}
