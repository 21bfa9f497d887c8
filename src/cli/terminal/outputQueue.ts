import type { Writable } from 'node:stream';
import { codeOf } from '../../engine/platform/systemError';

/** Bytes that may wait for a slow reader (1 MiB) before whoever makes more should wait too. */
export const MAX_OUTPUT_WAITING = 1_048_576;

/** What an entry takes beside what it holds, in bytes: roughly its object, closure and place in the queue. */
const ENTRY_COST = 256;

/** Bytes that are handed to the stream at once, as soon as there are so many: as much as a pipe holds. */
const PIECE = 65_536;

/**
 * What the system says when whoever read a pipe, or a socket, has gone; `EOF` is what Windows says of some pipes. Anything
 * else, such as a full disk, is a failure.
 */
const READER_GONE: ReadonlySet<string> = new Set(['EPIPE', 'EOF', 'ECONNRESET']);

/** How an output ended before its time. */
export type OutputEnd = 'reader-gone' | 'failed';

/** Something to be written; `make` is called when its turn comes, `cost` counts until then what it holds. */
interface Entry {
  readonly cost: number;
  readonly make: () => Uint8Array;
}

/** The one way to an output: what waits for its reader is counted, and nobody waits for a reader that has gone. */
export class OutputQueue {
  readonly #stream: Writable;
  #entries: Entry[] = [];
  #waiting = 0;
  #isWriting = false;
  #isHurried = false;
  #isClosed = false;
  #failure: Error | undefined;
  #end: OutputEnd | undefined;
  /** Told of everything that somebody may wait for. */
  #watchers: (() => void)[] = [];

  /** @param onClosed Called when the system takes no more: the reader has gone, or there is a {@link failure}. */
  constructor(stream: Writable, onClosed: () => void = () => undefined) {
    this.#stream = stream;
    stream.on('error', (error) => {
      if (!READER_GONE.has(codeOf(error))) this.#failure ??= error;
      this.#end ??= this.#failure ? 'failed' : 'reader-gone';
      this.#close();
      onClosed();
    });
  }

  /** Why what was to be written is not, other than for want of a reader: what the system said. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Why the system takes no more; undefined while it does. */
  get end(): OutputEnd | undefined {
    return this.#end;
  }

  /** What has not been taken by the system yet, in bytes, with what each entry costs. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Whether less than {@link MAX_OUTPUT_WAITING} waits. */
  get hasRoom(): boolean {
    return this.#waiting < MAX_OUTPUT_WAITING;
  }

  /** Queues what `make` will give. Takes everything: whoever can wait does so for {@link room}. */
  put(cost: number, make: () => Uint8Array): void {
    if (this.#isClosed) return;
    const entry = { cost: cost + ENTRY_COST, make };
    this.#waiting += entry.cost;
    this.#entries.push(entry);
    this.#write();
  }

  /** Settles when there is room, or at once when nobody waits any more. */
  async room(): Promise<void> {
    while (!this.hasRoom && !this.#isHurried && !this.#isClosed) await this.#change();
  }

  /** From now on nobody waits: what the system does not take at once is lost. */
  hurry(): void {
    this.#isHurried = true;
    this.#tell();
  }

  /** Settles when the system has taken everything, or takes no more and there is a hurry. */
  async finish(): Promise<void> {
    while (this.#isWriting && !this.#isClosed) {
      if (!this.#isHurried) {
        await this.#change();
        continue;
      }
      const before = this.#waiting;
      await loopTurn();
      if (this.#waiting === before) this.#close();
    }
  }

  #write(): void {
    if (this.#isWriting || this.#entries.length === 0) return;
    this.#isWriting = true;
    const pieces: Uint8Array[] = [];
    let count = 0;
    let cost = 0;
    for (let length = 0; count < this.#entries.length && length < PIECE; count++) {
      const entry = this.#entries[count]!;
      const piece = entry.make();
      pieces.push(piece);
      length += piece.length;
      cost += entry.cost;
    }
    // Entries are few while the reader keeps up, and their number is bounded by what they cost while it does not.
    this.#entries.splice(0, count);
    this.#stream.write(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces), () => {
      this.#isWriting = false;
      if (this.#isClosed) return;
      this.#waiting -= cost;
      this.#write();
      this.#tell();
    });
  }

  #close(): void {
    this.#isClosed = true;
    this.#entries = [];
    this.#waiting = 0;
    this.#tell();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#watchers.push(resolve));
  }

  #tell(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const told of watchers) told();
  }
}

/** Long enough for the event loop to learn that a write has ended, if it can end without its reader. */
async function loopTurn(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
