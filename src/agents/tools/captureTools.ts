import type { Direction } from '../../base/direction';
import { SockscopeError } from '../../base/error';
import { FIND_KINDS, type FindQuery } from '../../bytes/find/query';
import { isForeign, type Capture } from '../../capture/capture';
import { ipSchemeOf, type Conversation } from '../../capture/conversation';
import { matcherOf, searchOf } from '../../capture/search/searchOf';
import { formatSocketAddress } from '../../engine/address/endpoint';
import { formatString } from '../../wire/payload/formatter';
import { fromPeer } from '../agentText';
import type { AgentCapture } from '../context';
import { MATCH_CONTEXT, MATCH_SHOWN, MAX_RESULT_ROWS, MAX_RESULT_MATCHES, MAX_SEARCH } from '../limits';
import { defineTool } from '../tool';

export const CAPTURES_TOOL = defineTool({
  name: 'captures',
  title: 'List Captures',
  description:
    'Lists what was recorded, the newest first: {capture, address, startedAt, bytes, live}. A capture is a pcapng file with all bytes of a listener and its connections, of a connection, or of a UDP socket.',
  fields: {},
  examples: [{}],
  isReadOnly: true,
  isDestructive: false,
  run: async (_input, { captures }) => {
    const all = await captures.list();
    return {
      captures: all.slice(0, MAX_RESULT_ROWS).map(captureObject),
      notListed: all.length > MAX_RESULT_ROWS ? all.length - MAX_RESULT_ROWS : undefined,
    };
  },
});

function captureObject({ uri, bytes, startedAt, isLive, origin }: AgentCapture): object {
  return {
    capture: uri,
    address: origin?.address,
    kind: origin?.kind,
    startedAt: startedAt === undefined ? undefined : new Date(startedAt).toISOString(),
    bytes,
    live: isLive,
  };
}

const DEFAULT_QUERY = { encoding: 'utf8', numberType: 'any', order: 'either' } as const;

const DIRECTIONS: readonly Direction[] = ['received', 'sent'];

export const SEARCH_CAPTURE_TOOL = defineTool({
  name: 'search_capture',
  title: 'Search Capture',
  description: `Finds bytes in a capture, in both directions of all its conversations: {matches: [{conversation, local, peer, direction, offset, length, before, match, behind}], isComplete}. At most ${MAX_RESULT_MATCHES} matches. A match does not reach from one datagram into the next.`,
  fields: {
    capture: { type: 'string', description: 'As the list of captures, or a socket, has it' },
    pattern: { type: 'string', description: 'What to find' },
    as: {
      type: 'string',
      isOptional: true,
      choices: FIND_KINDS,
      description: 'What the pattern is: text (unless given), hex such as "de ?? be", regex, or a number',
    },
    ignoreCase: { type: 'boolean', isOptional: true, description: 'Of text and regular expressions: A is also a' },
  },
  examples: [
    { capture: 'file:///…/tcp.pcapng', pattern: 'GET /' },
    { capture: 'file:///…/tcp.pcapng', pattern: 'de ad ?? ef', as: 'hex' },
  ],
  isReadOnly: true,
  isDestructive: false,
  run: async ({ capture: uri, pattern, as = 'text', ignoreCase = false }, { captures }, signal) => {
    // One of the table.
    const kind = FIND_KINDS.find((each) => each === as)!;
    const query: FindQuery = { ...DEFAULT_QUERY, kind, text: pattern, matchCase: !ignoreCase };
    matcherOf(query);
    const known = (await captures.list()).find((each) => each.uri === uri);
    if (!known) {
      const template = 'There is no capture "{0}": take one from the list of captures.';
      throw new SockscopeError('UNKNOWN_CAPTURE', template, [uri]);
    }
    const lease = await captures.access.acquire(known.path, signal);
    try {
      return await search(lease.capture, query, AbortSignal.any([signal, AbortSignal.timeout(MAX_SEARCH)]));
    } finally {
      lease.release();
    }
  },
});

/** Milliseconds of one step. */
const STEP = 100;

async function search(capture: Capture, query: FindQuery, limit: AbortSignal): Promise<object> {
  await capture.flush();
  const matches: object[] = [];
  for (let id = 0; id < capture.conversations.length; id++) {
    const conversation = capture.conversations.at(id)!;
    for (const direction of DIRECTIONS) {
      const { log } = conversation;
      const found: [offset: number, length: number][] = [];
      const running = searchOf({ capture, conversation, log, grows: false }, direction, query);
      const isFull = (): boolean => matches.length + found.length >= MAX_RESULT_MATCHES;
      while (!running.isIdle && !isFull() && !limit.aborted) {
        await running.step(STEP, (offset, length) => {
          if (isFull()) return false;
          found.push([offset, length]);
          return true;
        });
      }
      const isCut = !running.isIdle || limit.aborted || isFull();
      await running.rest();
      for (const each of found) matches.push(await matchObject(capture, conversation, direction, ...each));
      if (isCut) return { matches, isComplete: false };
    }
  }
  return { matches, isComplete: true };
}

async function matchObject(
  capture: Capture,
  conversation: Conversation,
  direction: Direction,
  offset: number,
  length: number,
): Promise<object> {
  const { id, log, local, remote } = conversation;
  const start = Math.max(0, offset - MATCH_CONTEXT);
  const shown = Math.min(length, MATCH_SHOWN);
  const bytes = await capture.readBytes(log, direction, start, offset - start + shown + MATCH_CONTEXT);
  const at = offset - start;
  const scheme = ipSchemeOf(conversation);
  // Of a capture that another program made, both sides are others.
  const isOfPeer = direction === 'received' || isForeign(capture);
  const { bytes: match, ...marks } = isOfPeer
    ? fromPeer(bytes.subarray(at, at + shown))
    : { bytes: formatString(bytes.subarray(at, at + shown)), source: 'sent' };
  return {
    conversation: id,
    local: formatSocketAddress(scheme, local),
    peer: remote && formatSocketAddress(scheme, remote),
    direction,
    offset,
    length,
    ...marks,
    before: formatString(bytes.subarray(0, at)),
    match,
    behind: formatString(bytes.subarray(at + shown)),
  };
}
