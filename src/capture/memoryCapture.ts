import type { Direction } from '../base/direction';
import type { Capture } from './capture';
import { ChunkLog } from './chunkLog';
import { Conversation } from './conversation';
import { ConversationArray } from './conversationArray';
import { toNanoseconds } from './record/captureClock';
import { Problems } from './problems';
import type { StreamPieces } from './readPieces';

/** Bytes that never were on a network, as the inspector reads a capture: one received chunk, in no file. */
export class MemoryCapture implements Capture {
  readonly path = '';
  readonly startTime: number;
  readonly startNanoseconds: bigint;
  readonly live = false;
  readonly failure = undefined;
  readonly indexing = undefined;
  readonly leftOut = 0;
  readonly conversations: ConversationArray;
  readonly notes = [];
  readonly problems = new Problems();
  readonly #bytes: Uint8Array;

  /** @param time Milliseconds since the Unix epoch. */
  constructor(
    readonly title: string,
    bytes: Uint8Array,
    time: number,
  ) {
    this.startTime = time;
    this.startNanoseconds = toNanoseconds(time);
    this.#bytes = bytes;
    const log = new ChunkLog();
    log.append('received', bytes.length, 0, 0);
    log.commit();
    const local = { family: 'unix', path: title } as const;
    const origin = { id: 0, scheme: 'unix', local, initiator: 'received', startedAt: time, log } as const;
    this.conversations = new ConversationArray();
    this.conversations.push(new Conversation({ ...origin, state: 'closed' }));
  }

  onDidGrow(): () => void {
    return () => undefined;
  }

  readBytes(_log: ChunkLog, direction: Direction, offset: number, length: number): Promise<Uint8Array> {
    return Promise.resolve(direction === 'received' ? this.#bytes.slice(offset, offset + length) : new Uint8Array(0));
  }

  async *readPieces(log: ChunkLog, direction: Direction, start: number, end: number): StreamPieces {
    const bytes = await this.readBytes(log, direction, start, end - start);
    if (bytes.length > 0) yield [{ offset: start, length: bytes.length, bytes }];
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
