import { SockscopeError } from '../bytes/error';
import { MAX_BYTES_WAITING, MAX_SEND_PIECE, MAX_SENDS_WAITING } from './limits';

interface WaitingSend {
  readonly bytes: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Hands one piece to the kernel and settles once it was taken and recorded. */
type WritePiece = (piece: Uint8Array) => Promise<void>;

/**
 * The sends of one connection, in order, one piece in flight. What waits is capped: see {@link MAX_BYTES_WAITING} and
 * {@link MAX_SENDS_WAITING}. A single send may be larger than the cap when nothing waits before it.
 */
export class SendQueue {
  readonly #write: WritePiece;
  readonly #onTaken: (bytes: number) => void;
  #waiting: WaitingSend[] = [];
  #bytes = 0;
  #running = false;
  #idle: (() => void)[] = [];
  #error: Error | undefined;

  /** @param onTaken Told of each piece that the kernel has taken, with its length. */
  constructor(write: WritePiece, onTaken: (bytes: number) => void) {
    this.#write = write;
    this.#onTaken = onTaken;
  }

  /** Bytes that the kernel has not taken yet. */
  get bytesWaiting(): number {
    return this.#bytes;
  }

  /**
   * Settles when the kernel has taken all of `bytes`, which must not be changed until then.
   *
   * @throws SockscopeError `SEND_QUEUE_FULL` while more than the caps allow is waiting.
   */
  async push(bytes: Uint8Array): Promise<void> {
    if (this.#error) throw this.#error;
    if (bytes.length === 0) return;
    if (this.#bytes > MAX_BYTES_WAITING || this.#waiting.length >= MAX_SENDS_WAITING) {
      throw new SockscopeError(
        'SEND_QUEUE_FULL',
        'The peer does not read: {0} bytes are waiting to be sent, so nothing more is taken. Wait until the peer reads, or close the socket.',
        [this.#bytes],
      );
    }
    this.#bytes += bytes.length;
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ bytes, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  /** Settles when nothing waits any more, sent or failed. */
  idle(): Promise<void> {
    return this.#running ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  /** Refuses what waits and what comes later. */
  fail(error: Error): void {
    if (this.#error) return;
    this.#error = error;
    const refused = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    for (const send of refused) send.reject(error);
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      // Taken as one batch, so that a long queue is not shifted element by element.
      const batch = this.#waiting;
      this.#waiting = [];
      for (const send of batch) {
        try {
          if (this.#error) throw this.#error;
          await this.#sendPieces(send.bytes);
          send.resolve();
        } catch (error) {
          const reason = error instanceof Error ? error : new Error(String(error));
          this.fail(reason);
          send.reject(reason);
        }
      }
    }
    this.#running = false;
    const idle = this.#idle;
    this.#idle = [];
    for (const settled of idle) settled();
  }

  async #sendPieces(bytes: Uint8Array): Promise<void> {
    for (let start = 0; start < bytes.length; start += MAX_SEND_PIECE) {
      const piece = bytes.length <= MAX_SEND_PIECE ? bytes : bytes.subarray(start, start + MAX_SEND_PIECE);
      await this.#write(piece);
      this.#bytes = Math.max(0, this.#bytes - piece.length);
      this.#onTaken(piece.length);
    }
  }
}
