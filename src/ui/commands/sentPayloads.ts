import { isLikeliestReading, type PayloadReading } from '../../wire/payload/readings';
import type { BytesSocket } from '../../engine/bytesSocket';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import { sentLineEnd } from '../settings';
import type { History } from './history';
import { readWorkspaceFile } from './workspaceFile';

/** Texts that are remembered of one socket. */
const MAX_ENTRIES = 50;
/** Longer texts are not: nobody finds them again in one line. */
const MAX_LENGTH = 2_000;

/** A text as it was sent: `reading` is the id of what it was taken for. */
export interface SentPayload {
  readonly text: string;
  readonly reading: string;
}

/** Sends bytes as they are; settles once the kernel has taken them. */
export type SendBytes = (
  socket: BytesSocket,
  bytes: Uint8Array,
  to: IpSocketAddress | undefined,
) => Promise<{ readonly bytes: number }>;

/** Sends what was written, and remembers for each socket what that was and what it was taken for, whoever asked for it. */
export class SentPayloads {
  readonly #history: History;
  readonly #send: SendBytes;
  readonly #bySocket = new WeakMap<BytesSocket, readonly SentPayload[]>();
  readonly #choices = new WeakMap<BytesSocket, string>();
  readonly #listeners = new Set<(socket: BytesSocket) => void>();

  /** @param history What *Send Payload* offers in this workspace. */
  constructor(history: History, send: SendBytes) {
    this.#history = history;
    this.#send = send;
  }

  get history(): History {
    return this.#history;
  }

  /** The id of the reading to begin with: that of the same text before, or else what was chosen for what the socket sent last. */
  choiceFor(socket: BytesSocket | undefined, text: string): string | undefined {
    return this.#history.noteOf(text) ?? (socket && this.#choices.get(socket));
  }

  /** What the socket sent since it was opened, newest first. */
  of(socket: BytesSocket): readonly SentPayload[] {
    return this.#bySocket.get(socket) ?? [];
  }

  /** @returns What ends the listening. */
  onDidSend(listener: (socket: BytesSocket) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async send(
    socket: BytesSocket,
    to: IpSocketAddress | undefined,
    text: string,
    reading: PayloadReading,
  ): Promise<{ readonly bytes: number }> {
    const bytes = await reading.encode({ readFile: readWorkspaceFile });
    const sent = await this.#send(socket, bytes, to);
    // What a text is taken for by itself says nothing of the next one.
    if (isLikeliestReading(text, reading.id, sentLineEnd())) this.#choices.delete(socket);
    else this.#choices.set(socket, reading.id);
    if (text !== '' && text.length <= MAX_LENGTH) {
      const others = this.of(socket).filter((each) => each.text !== text);
      this.#bySocket.set(socket, [{ text, reading: reading.id }, ...others].slice(0, MAX_ENTRIES));
    }
    for (const listener of this.#listeners) listener(socket);
    await this.#history.add(text, reading.id);
    return sent;
  }
}
