import type { FileHandle } from 'node:fs/promises';
import { offPage, PAGE_BYTES } from '../pageOffset';

/** Bytes of one read. */
const READ_BYTES = 1024 * 1024;
/** Reads under way while a window is looked at: one alone would leave the machine's other cores idle. */
const READS_AHEAD = 2;
/** Most bytes that are looked at as one: what is left of one read is put before the next. */
export const MAX_ITEM_BYTES = 1024 * 1024;

/** A read that is under way, or has ended. */
interface Read {
  readonly window: Uint8Array;
  /** Where in the file it begins. */
  readonly position: number;
  readonly wanted: number;
  /** Where in the window its bytes lie, not before the headroom's end. */
  readonly at: number;
  /** Settles with how many were read. */
  readonly length: Promise<number>;
}

/**
 * A file's bytes in order through windows of fixed size, whatever the file claims about its own lengths. While a window
 * is looked at, the next ones are being read.
 */
export class FileFeed {
  readonly #file: Pick<FileHandle, 'read'>;
  readonly #fileBytes: number;
  /** Room before each read for what is left of the one before. */
  readonly #headroom: number;
  /** Windows that are free. */
  readonly #windows: Uint8Array[];
  /** In the order of the file. */
  #ahead: Read[] = [];
  #current: Uint8Array;
  #view: DataView;
  #start: number;
  #end: number;
  /** Where in the file `#start` is. */
  #position = 0;

  /** @param fileBytes The file's size; what is appended later is not read. */
  constructor(file: Pick<FileHandle, 'read'>, fileBytes: number) {
    this.#file = file;
    this.#fileBytes = fileBytes;
    this.#headroom = Math.min(MAX_ITEM_BYTES, fileBytes);
    const windowBytes = this.#headroom + PAGE_BYTES + Math.min(READ_BYTES, fileBytes);
    this.#current = new Uint8Array(windowBytes);
    this.#windows = Array.from({ length: READS_AHEAD }, () => new Uint8Array(windowBytes));
    this.#view = new DataView(this.#current.buffer);
    this.#start = this.#end = this.#headroom;
  }

  /** The window: valid from {@link start} to {@link end}, until the next `more` or `seek`. */
  get bytes(): Uint8Array {
    return this.#current;
  }

  get view(): DataView {
    return this.#view;
  }

  /** Where in {@link bytes} the next unread byte is. */
  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#end;
  }

  /** Where in the file the next unread byte is. */
  get position(): number {
    return this.#position;
  }

  get fileBytes(): number {
    return this.#fileBytes;
  }

  /** Bytes of the file from the next unread one on. */
  get left(): number {
    return this.#fileBytes - this.#position;
  }

  /** Marks bytes of the window as read. */
  skip(length: number): void {
    this.#start += length;
    this.#position += length;
  }

  /** Adds to the window; at most {@link MAX_ITEM_BYTES} may be unread. False when the file has no more. */
  async more(): Promise<boolean> {
    const unread = this.#end - this.#start;
    this.#readAhead(this.#position + unread);
    const read = this.#ahead.shift();
    if (read === undefined) return false;
    const { window, at } = read;
    let length: number;
    try {
      length = await read.length;
    } catch (error) {
      this.#windows.push(window);
      throw error;
    }
    if (length < read.wanted) await this.#drop();
    window.set(this.#current.subarray(this.#start, this.#end), at - unread);
    this.#windows.push(this.#current);
    this.#current = window;
    this.#view = new DataView(window.buffer);
    this.#start = at - unread;
    this.#end = at + length;
    if (length > 0) this.#readAhead(read.position + length);
    return length > 0;
  }

  /** Goes on elsewhere in the file, with an empty window. */
  async seek(position: number): Promise<void> {
    await this.#drop();
    this.#position = position;
    this.#start = this.#end = this.#headroom;
  }

  /** Ends the reads that may be under way; the file may be closed then. */
  async settle(): Promise<void> {
    await this.#drop();
  }

  /** Nothing more will be read: the windows' memory is given back, and what is known of the file stays. */
  async release(): Promise<void> {
    await this.#drop();
    this.#windows.length = 0;
    this.#current = new Uint8Array(0);
    this.#view = new DataView(this.#current.buffer);
    this.#start = this.#end = 0;
  }

  /** Forgets the reads that are under way, once they have ended: nobody misses what they fail with. */
  async #drop(): Promise<void> {
    const reads = this.#ahead;
    this.#ahead = [];
    await Promise.allSettled(reads.map((read) => read.length));
    for (const { window } of reads) this.#windows.push(window);
  }

  /** Begins as many reads as there are free windows, behind those under way. */
  #readAhead(position: number): void {
    const last = this.#ahead.at(-1);
    let from = last === undefined ? position : last.position + last.wanted;
    for (let window = this.#windows.pop(); window !== undefined; window = this.#windows.pop()) {
      const wanted = Math.min(READ_BYTES, this.#fileBytes - from);
      if (wanted <= 0) {
        this.#windows.push(window);
        return;
      }
      const at = this.#headroom + offPage(from - this.#headroom);
      const length = this.#file.read(window, at, wanted, from).then(({ bytesRead }) => bytesRead);
      // It is awaited by a later call; should there be none, nobody misses it.
      length.catch(() => undefined);
      this.#ahead.push({ window, position: from, wanted, at, length });
      from += wanted;
    }
  }
}
