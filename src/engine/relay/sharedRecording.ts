import type { IpSocketAddress } from '../address/socketAddress';
import type { BegunConversation, DatagramRecording, Recording, StreamRecording } from '../recording';

/** The record of a relay, into which both its sides go: it ends when the last of them has closed its part. */
export class SharedRecording implements Recording {
  readonly #recording: Recording;
  #users = 0;

  constructor(recording: Recording) {
    this.#recording = recording;
  }

  get uri(): string {
    return this.#recording.uri;
  }

  get failedSince(): number | undefined {
    return this.#recording.failedSince;
  }

  /** One more, whose `close` is awaited. */
  use(): Recording {
    this.#users++;
    return this;
  }

  stream(conversation: BegunConversation): StreamRecording {
    return this.#recording.stream(conversation);
  }

  datagrams(local: IpSocketAddress, sender?: IpSocketAddress): DatagramRecording {
    return this.#recording.datagrams(local, sender);
  }

  note(text: string): void {
    this.#recording.note(text);
  }

  keys(line: Uint8Array): void {
    this.#recording.keys(line);
  }

  /** By each that uses it, once. */
  async close(): Promise<void> {
    if (--this.#users === 0) await this.#recording.close();
  }
}
