import type { Direction } from '../../base/direction';
import { patternsOf } from '../../bytes/find/patterns';
import type { FindQuery } from '../../bytes/find/query';
import type { Capture } from '../capture';
import type { ChunkLog } from '../chunkLog';
import type { Conversation } from '../conversation';
import { PatternMatcher } from './patternMatcher';
import { RegexStreamMatcher } from './regexMatcher';
import type { StreamMatcher } from './streamMatcher';
import { StreamSearch } from './streamSearch';

/** A conversation, or one peer's part of it. */
export interface SearchedConversation {
  readonly capture: Pick<Capture, 'readPieces'>;
  readonly conversation: Pick<Conversation, 'scheme'>;
  readonly log: ChunkLog;
  /** More can come. */
  readonly grows: boolean;
}

/**
 * A search through one direction of a conversation, and on through what comes later. In UDP, each datagram is searched by itself.
 *
 * @throws SockscopeError or TextError when the query means nothing.
 */
export function searchOf(searched: SearchedConversation, direction: Direction, query: FindQuery): StreamSearch {
  const { capture, conversation, log } = searched;
  const stream = {
    get length() {
      return log.bytes(direction);
    },
    get grows() {
      return searched.grows;
    },
    ...(conversation.scheme === 'udp' ? { datagramEnd: (offset: number) => endOfChunk(log, direction, offset) } : {}),
    pieces: (start: number, end: number) => capture.readPieces(log, direction, start, end),
  };
  return new StreamSearch(stream, matcherOf(query));
}

/** @throws SockscopeError or TextError when the query means nothing. */
export function matcherOf(query: FindQuery): StreamMatcher {
  const { kind } = query;
  if (kind === 'regex') return new RegexStreamMatcher(query.text, query.matchCase);
  return new PatternMatcher(patternsOf({ ...query, kind }));
}

function endOfChunk(log: ChunkLog, direction: Direction, offset: number): number {
  const chunk = log.atOffset(direction, offset);
  return log.offset(chunk) + log.byteLength(chunk);
}
