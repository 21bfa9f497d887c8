import type { Direction } from '../base/direction';
import type { SockscopeError } from '../base/error';
import type { ChunkLog } from './chunkLog';
import type { Conversations } from './conversations';
import type { Problems } from './problems';
import type { StreamPieces } from './readPieces';

/** Most notes kept in memory; all are in the file. */
export const MAX_NOTES = 1000;

/** Something said in a capture that belongs to no conversation, such as that listening began. */
export interface CaptureNote {
  /** Nanoseconds since the capture's start. */
  readonly time: number;
  readonly text: string;
}

/** What ended a record before its time. */
export interface CaptureFailure {
  /** Milliseconds since the Unix epoch: what came later is not recorded. */
  readonly since: number;
  readonly error: SockscopeError;
}

/** How far a capture's file is indexed. */
export interface IndexingProgress {
  readonly bytesRead: number;
  readonly fileBytes: number;
}

/** Another program made the capture, or it is an export of such a one: we are neither side of its conversations. */
export function isForeign({ title }: Pick<Capture, 'title'>): boolean {
  return title === '';
}

/** A capture as the inspector reads it, while it is recorded or later. Bytes always come from the file. */
export interface Capture {
  /** Absolute. */
  readonly path: string;
  /** Milliseconds since the Unix epoch; chunk times count from here. */
  readonly startTime: number;
  /** The same in nanoseconds, exactly. */
  readonly startNanoseconds: bigint;
  /** What it was named after; the empty string for a file that Sockscope did not record. */
  readonly title: string;
  /** True as long as it is being recorded. */
  readonly live: boolean;
  readonly failure: CaptureFailure | undefined;
  /** While an opened file is being indexed: conversations and chunks still come. */
  readonly indexing: IndexingProgress | undefined;
  /** In the order in which they began; each one's place is its `id`. */
  readonly conversations: Conversations;
  readonly notes: readonly CaptureNote[];
  /** Packets of the file that are left out because there are too many conversations, or too much altogether. */
  readonly leftOut: number;
  /** What could not be read. */
  readonly problems: Problems;
  /** Calls `listener` whenever something became visible or changed, which may be very often. Returns how to stop. */
  onDidGrow(listener: () => void): () => void;
  /**
   * Bytes of one direction's stream in a buffer of exactly their size, fewer where the stream ends; zeros for gaps.
   *
   * @param log Of one of the conversations, or a peer's part of it.
   * @throws SockscopeError `CAPTURE_UNREADABLE`
   */
  readBytes(log: ChunkLog, direction: Direction, offset: number, length: number): Promise<Uint8Array>;
  /**
   * The same bytes piece by piece, through buffers that are used again: for going through a whole stream. The file is held
   * until the generator has ended.
   *
   * @param end Exclusive.
   * @throws SockscopeError `CAPTURE_UNREADABLE`
   */
  readPieces(log: ChunkLog, direction: Direction, start: number, end: number): StreamPieces;
  /** Settles when all that is recorded or in the file so far is visible, or is known to be lost. Never rejects. */
  flush(): Promise<void>;
  /** Gives up the file; what is recorded goes on. Reading fails afterwards. */
  close(): Promise<void>;
}

/** Bytes of all conversations, and how many these are. */
export function countBytes(conversations: Conversations): {
  readonly conversations: number;
  readonly received: number;
  readonly sent: number;
} {
  return {
    conversations: conversations.length,
    received: conversations.bytes('received'),
    sent: conversations.bytes('sent'),
  };
}
