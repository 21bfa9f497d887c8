import type { FileHandle } from 'node:fs/promises';

/** Bytes of one read. */
const READ_BYTES = 1024 * 1024;
/** Most bytes that are looked at as one: what is left of one read is put before the next. */
export const MAX_ITEM_BYTES = 1024 * 1024;

/**
 * A file's bytes in order through a window of fixed size, whatever the file claims about its own lengths. While a window
 * is looked at, the next one is being read.
 */
export class FileFeed {
  readonly #file: Pick<FileHandle, 'read'>;
  readonly #fileBytes: number;
  /** Room before each read for what is left of the one before. */
  readonly #headroom: number;
  #current: Uint8Array;
  #next: Uint8Array;
  #view: DataView;
  #start: number;
  #end: number;
  /** Where in the file `#start` is. */
  #position = 0;
  #ahead: Promise<number> | undefined;

  /** @param fileBytes The file's size; what is appended later is not read. */
  constructor(file: Pick<FileHandle, 'read'>, fileBytes: number) {
    this.#file = file;
    this.#fileBytes = fileBytes;
    this.#headroom = Math.min(MAX_ITEM_BYTES, fileBytes);
    const windowBytes = this.#headroom + Math.min(READ_BYTES, fileBytes);
    this.#current = new Uint8Array(windowBytes);
    this.#next = new Uint8Array(windowBytes);
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
    const ahead = this.#ahead ?? this.#readAhead(this.#position + unread);
    const length = await ahead;
    this.#ahead = undefined;
    if (length === 0) return false;
    this.#next.set(this.#current.subarray(this.#start, this.#end), this.#headroom - unread);
    [this.#current, this.#next] = [this.#next, this.#current];
    this.#view = new DataView(this.#current.buffer);
    this.#start = this.#headroom - unread;
    this.#end = this.#headroom + length;
    this.#ahead = this.#readAhead(this.#position + unread + length);
    // It is awaited by the next call; should there be none, nobody misses it.
    this.#ahead.catch(() => undefined);
    return true;
  }

  /** Goes on elsewhere in the file, with an empty window. */
  async seek(position: number): Promise<void> {
    await this.#ahead;
    this.#ahead = undefined;
    this.#position = position;
    this.#start = this.#end = this.#headroom;
  }

  /** Ends the read that may be under way; the file may be closed then. */
  async settle(): Promise<void> {
    await this.#ahead?.catch(() => undefined);
  }

  async #readAhead(position: number): Promise<number> {
    const length = Math.min(READ_BYTES, this.#fileBytes - position);
    if (length <= 0) return 0;
    const { bytesRead } = await this.#file.read(this.#next, this.#headroom, length, position);
    return bytesRead;
  }
}
