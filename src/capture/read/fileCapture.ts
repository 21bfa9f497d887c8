import type { FileHandle } from 'node:fs/promises';
import type { Direction } from '../../base/direction';
import type { Capture, CaptureNote, IndexingProgress } from '../capture';
import type { ChunkLog } from '../chunkLog';
import type { Conversations } from '../conversations';
import { ConversationBuilder } from './conversationBuilder';
import { captureClosed, captureUnreadable } from '../errors';
import type { FileFeed } from './fileFeed';
import type { FrameReader } from './frameSink';
import { frameReader } from './frameReader';
import type { PcapFormat } from './pcapReader';
import { Problems } from '../problems';
import { readBytes } from '../readBytes';
import { readPieces, type StreamPieces } from '../readPieces';
import { Turn } from '../turn';
import { Timeline } from './timeline';

/** A capture that was recorded before, by Sockscope or by another program. */
export class FileCapture implements Capture {
  readonly live = false;
  readonly failure = undefined;
  readonly problems = new Problems();
  readonly #file: Pick<FileHandle, 'read' | 'close'>;
  readonly #feed: FileFeed;
  readonly #timeline = new Timeline();
  readonly #builder: ConversationBuilder;
  readonly #reader: FrameReader;
  readonly #turn = new Turn();
  readonly #growListeners = new Set<() => void>();
  #isIndexed = false;
  #isClosed = false;
  #indexing: Promise<void> | undefined;

  /** @param format Of a classic pcap file; absent: pcapng. */
  constructor(
    readonly path: string,
    file: Pick<FileHandle, 'read' | 'close'>,
    feed: FileFeed,
    format?: PcapFormat,
  ) {
    this.#file = file;
    this.#feed = feed;
    this.#builder = new ConversationBuilder(this.#timeline, this.problems);
    this.#reader = frameReader(feed, this.#builder, this.#timeline, this.problems, format);
  }

  get startTime(): number {
    return this.#timeline.startTime;
  }

  get startNanoseconds(): bigint {
    return this.#timeline.startNanoseconds;
  }

  get title(): string {
    return this.#builder.title;
  }

  get conversations(): Conversations {
    return this.#builder.conversations;
  }

  get leftOut(): number {
    return this.#builder.leftOut;
  }

  /** What its index takes in memory, in bytes, about. */
  get indexBytes(): number {
    return this.#builder.indexBytes;
  }

  get notes(): readonly CaptureNote[] {
    return this.#builder.notes;
  }

  get indexing(): IndexingProgress | undefined {
    return this.#isIndexed ? undefined : { bytesRead: this.#feed.position, fileBytes: this.#feed.fileBytes };
  }

  onDidGrow(listener: () => void): () => void {
    this.#growListeners.add(listener);
    return () => this.#growListeners.delete(listener);
  }

  /**
   * Indexes the whole file. Settles when the first conversation can be looked at, or nothing is left to read.
   *
   * @throws SockscopeError `CAPTURE_UNREADABLE` when the beginning cannot be read; later, that is a problem in the list.
   */
  async beginIndexing(): Promise<void> {
    try {
      let hasMore = true;
      while (hasMore && this.#builder.conversations.length === 0) hasMore = await this.#indexWindow();
      if (hasMore) this.#indexing = this.#indexRest();
    } catch (error) {
      throw captureUnreadable(this.path, error);
    }
  }

  async readBytes(log: ChunkLog, direction: Direction, offset: number, length: number): Promise<Uint8Array> {
    if (this.#isClosed) throw captureClosed(this.path);
    try {
      return await readBytes(this.#file, log, direction, offset, length);
    } catch (error) {
      throw captureUnreadable(this.path, error);
    }
  }

  async *readPieces(log: ChunkLog, direction: Direction, start: number, end: number): StreamPieces {
    if (this.#isClosed) throw captureClosed(this.path);
    try {
      yield* readPieces(this.#file, log, direction, start, end);
    } catch (error) {
      throw captureUnreadable(this.path, error);
    }
  }

  /** Settles when the whole file is indexed. Never rejects. */
  async flush(): Promise<void> {
    await this.#indexing;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#indexing;
    await this.#feed.settle();
    await this.#file.close();
  }

  async #indexRest(): Promise<void> {
    try {
      while (await this.#indexWindow());
    } catch (error) {
      const { message } = captureUnreadable(this.path, error);
      this.problems.add(this.#feed.position, '{0} What follows is left out.', message);
      await this.#end();
    }
  }

  async #indexWindow(): Promise<boolean> {
    const hasMore = !this.#isClosed && (await this.#reader.readWindow(this.#turn));
    if (hasMore) this.#grew();
    else await this.#end();
    // A read that has ended already lets nobody else have a turn.
    if (this.#turn.isLate()) await this.#turn.pass();
    return hasMore;
  }

  async #end(): Promise<void> {
    await this.#builder.end(this.#feed.position);
    await this.#feed.release();
    this.#isIndexed = true;
    this.#grew();
  }

  #grew(): void {
    for (const listener of this.#growListeners) listener();
  }
}
