import type { Direction } from '../../base/direction';
import { SockscopeError } from '../../base/error';
import { BYTE_TEXT } from '../../bytes/hex';
import { glyphOfByte } from '../../base/printable';
import { FIND_KINDS, type FindQuery } from '../../bytes/find/query';
import { faint, strong, type StyledLine } from '../../bytes/styledText';
import type { Capture } from '../../capture/capture';
import type { Conversation } from '../../capture/conversation';
import { matcherOf, searchOf } from '../../capture/search/searchOf';
import { parseCommandLine, type CommandLine, type ParsedLine } from '../terminal/commandLine';
import { UsageError, type Terminal } from '../terminal/terminal';
import { ARROWS, CAPTURE_FILES, complainOfProblems, endsOf, withCapture } from './captureArguments';
import { expandNames } from './namedFiles';

export const GREP: CommandLine = {
  usage: 'sockscope grep PATTERN CAPTURE… [--as text|hex|regex|number] [--ignore-case] [--count]',
  options: {
    as: { value: 'KIND', help: `what the pattern is: ${FIND_KINDS.join(', ')} (text)` },
    'ignore-case': { help: 'of text and regular expressions: A is also a' },
    count: { help: 'only how many there are in each capture' },
  },
};

/** Bytes that are shown on either side of a match, and of a match itself. */
const CONTEXT = 16;
const SHOWN = 64;

/** Milliseconds of one step of a search. */
const STEP = 200;

const NOTHING_FOUND = 1;

/** Finds bytes in captures as the inspector does. 0: found; 1: not found. */
export async function grep(args: readonly string[], terminal: Terminal): Promise<number> {
  const line = parseCommandLine(GREP, args);
  const [pattern, ...names] = line.positionals;
  if (pattern === undefined || names.length === 0) {
    throw new UsageError(`grep takes a pattern, and captures to look through. Usage: ${GREP.usage}`);
  }
  const query = queryOf(line, pattern);
  const captures = await expandNames(names, terminal.folder, CAPTURE_FILES);
  let sum = 0;
  for (const name of captures) {
    if (terminal.isInterrupted) break;
    const found = await withCapture(name, terminal, async (capture) => {
      const matches = await searchCapture(capture, name, captures.length > 1, query, line.flags.has('count'), terminal);
      await complainOfProblems(capture, name, terminal);
      return matches;
    });
    if (line.flags.has('count')) await terminal.print(captures.length > 1 ? `${name}: ${found}` : String(found));
    sum += found;
  }
  return sum > 0 ? 0 : NOTHING_FOUND;
}

/** @throws UsageError */
function queryOf({ values, flags }: ParsedLine, text: string): FindQuery {
  const name = values.get('as') ?? 'text';
  const kind = FIND_KINDS.find((each) => each === name);
  if (kind === undefined) throw new UsageError(`--as takes ${FIND_KINDS.join(', ')}, not “${name}”.`);
  const query = { ...DEFAULT_QUERY, kind, text, matchCase: !flags.has('ignore-case') };
  try {
    matcherOf(query);
  } catch (error) {
    // What is wrong with the pattern is wrong usage.
    throw error instanceof SockscopeError ? new UsageError(error.message) : error;
  }
  return query;
}

const DEFAULT_QUERY = { encoding: 'utf8', numberType: 'any', order: 'either' } as const;

async function searchCapture(
  capture: Capture,
  name: string,
  isNamed: boolean,
  query: FindQuery,
  isCount: boolean,
  terminal: Terminal,
): Promise<number> {
  let count = 0;
  for (let id = 0; id < capture.conversations.length; id++) {
    const conversation = capture.conversations.at(id)!;
    for (const direction of ['received', 'sent'] as const) {
      const { log } = conversation;
      const search = searchOf({ capture, conversation, log, grows: false }, direction, query);
      const found: [offset: number, length: number][] = [];
      do {
        if (terminal.isInterrupted) {
          await search.rest();
          return count;
        }
        await search.step(STEP, (offset, length) => {
          count++;
          if (!isCount) found.push([offset, length]);
          return true;
        });
        const prefix = isNamed ? `${name}: ` : '';
        for (const [offset, length] of found.splice(0)) {
          await terminal.print(await lineOf(capture, conversation, direction, offset, length, prefix));
        }
      } while (!search.isIdle);
    }
  }
  return count;
}

async function lineOf(
  capture: Capture,
  conversation: Conversation,
  direction: Direction,
  offset: number,
  length: number,
  prefix: string,
): Promise<StyledLine> {
  const { id, log } = conversation;
  const start = Math.max(0, offset - CONTEXT);
  const shown = Math.min(length, SHOWN);
  const bytes = await capture.readBytes(log, direction, start, offset - start + shown + CONTEXT);
  const text = (from: number, to: number): string => Array.from(bytes.subarray(from, to), glyphOfByte).join('');
  const at = offset - start;
  const hex = Array.from(bytes.subarray(at, at + shown), (byte) => BYTE_TEXT[byte]!).join(' ');
  return [
    `${prefix}${id} ${ARROWS[direction]} ${offset}  `,
    faint(text(0, at)),
    strong(text(at, at + shown)),
    faint(text(at + shown, bytes.length)),
    `  [${hex}${length > shown ? ' …' : ''}]`,
    faint(`  ${endsOf(conversation)}`),
  ];
}
