import { pathToFileURL } from 'node:url';
import type { DatagramRecording, Recording, StreamRecording } from '../../engine/recording';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import { DatagramRecord } from './datagramRecord';
import { explain } from '../../engine/platform/systemError';
import { KeyFile, keyFileOf } from '../library/keyFile';
import type { LiveCapture } from './liveCapture';
import { StreamRecord, type RecordedEnds } from './streamRecord';

/** What comes after the end is not recorded, and nobody waits for that. */
const UNRECORDED: StreamRecording & DatagramRecording = {
  conversation: 0,
  chunk: (_direction, _bytes, released) => {
    released?.();
    return true;
  },
  datagram: () => true,
  event: () => undefined,
  drained: () => Promise.resolve(),
};

/** The record of one listener, dialled connection or datagram socket: one capture, or several after failures. */
export class SocketRecording implements Recording {
  readonly #open = new Set<StreamRecord | DatagramRecord>();
  #capture: LiveCapture | undefined;
  #keys: KeyFile | undefined;
  /** What there is to say once the capture is let go. */
  #last: { readonly uri: string; readonly failedSince: number | undefined } = { uri: '', failedSince: undefined };

  constructor(capture: LiveCapture) {
    this.#capture = capture;
  }

  /** What is recorded into now, or was at last; not after {@link release}. */
  get capture(): LiveCapture {
    if (this.#capture === undefined) throw new Error('The capture was let go.');
    return this.#capture;
  }

  get uri(): string {
    return this.#capture === undefined ? this.#last.uri : pathToFileURL(this.#capture.path).href;
  }

  get failedSince(): number | undefined {
    return this.#capture === undefined ? this.#last.failedSince : this.#capture.failure?.since;
  }

  stream(ends: RecordedEnds): StreamRecording {
    if (this.#capture === undefined) return UNRECORDED;
    const record: StreamRecord = new StreamRecord(this.#capture, ends, () => this.#open.delete(record));
    this.#open.add(record);
    return record;
  }

  datagrams(local: IpSocketAddress, sender?: IpSocketAddress): DatagramRecording {
    if (this.#capture === undefined) return UNRECORDED;
    const record: DatagramRecord = new DatagramRecord(this.#capture, local, () => this.#open.delete(record), sender);
    this.#open.add(record);
    return record;
  }

  note(text: string): void {
    this.#capture?.note(text);
  }

  keys(line: Uint8Array): void {
    const capture = this.#capture;
    if (capture === undefined) return;
    if (this.#keys?.path !== keyFileOf(capture.path)) {
      this.#keys = new KeyFile(capture.path, (error) => {
        capture.note(`${explain(error, 'write-file', keyFileOf(capture.path)).message} The keys of TLS are missing.`);
      });
    }
    this.#keys.append(line);
  }

  /** What is still open goes on in another capture; the one before ends. */
  async resume(capture: LiveCapture): Promise<void> {
    const before = this.#capture;
    this.#capture = capture;
    for (const record of this.#open) record.resume(capture);
    await before?.end();
  }

  /** @param number See `LiveCapture.end`. */
  async close(number?: () => Promise<number | undefined>): Promise<void> {
    await this.#keys?.flush();
    await this.#capture?.end(number);
  }

  /**
   * Lets go of what has ended: its socket may stay listed for long, and an index of what was said over it would stay with it.
   *
   * @param isDiscarded There is no file.
   */
  release(isDiscarded: boolean): void {
    this.#last = { uri: isDiscarded ? '' : this.uri, failedSince: this.failedSince };
    this.#capture = undefined;
    this.#open.clear();
  }
}
