import { readRegexLiteral } from '../../bytes/regex/literal';
import { PAYLOAD_FUNCTIONS } from '../payload/functions';
import { quoteForMessage } from '../../base/problem';
import { EXPECTATION_WORDS } from './expectationWords';
import type { Expectation } from './nodes';
import type { ScriptCursor, ScriptWord } from './scriptCursor';
import { nearestName } from '../../base/suggestion';
import { parseCountArgument, parseDurationArgument, parseTerms } from './stepParts';

const STOP_WORDS: ReadonlySet<string> = new Set(['within']);

/** Parses what stands behind `<`; undefined after a problem. */
export function parseExpectation(cursor: ScriptCursor, socket: string): Expectation | undefined {
  if (cursor.isDone) {
    const template =
      'There is nothing here that could be expected: write a payload such as "ok\\r\\n", a /pattern/, or one of {0}.';
    cursor.problems.add(cursor.rest, 'WIRE_MISSING_EXPECTATION', template, [KEYWORDS.join(', ')]);
    return undefined;
  }
  const start = cursor.at;
  if (cursor.text[start] === '/') {
    const { regex, end } = readRegexLiteral(cursor.text, start, cursor.problems);
    cursor.at = end;
    return regex && { kind: 'regex', regex, start, end };
  }
  const word = cursor.peekWord();
  switch (word.text) {
    case 'any':
    case 'eof':
    case 'reset':
    case 'refused':
      cursor.takeWord();
      return { kind: word.text, start, end: word.end };
    case 'until': {
      cursor.takeWord();
      if (reportPattern(cursor, word)) return undefined;
      const terms = parseTerms(cursor, 'send', STOP_WORDS, socket);
      if (terms === undefined) return undefined;
      return { kind: 'until', terms, start, end: terms.at(-1)!.end };
    }
    case 'exactly':
    case 'recv':
      cursor.takeWord();
      return parseCounted(cursor, word.text, start);
    case 'silence': {
      cursor.takeWord();
      const duration = parseDurationArgument(cursor, 'silence');
      return duration && { kind: 'silence', duration, start, end: duration.end };
    }
  }
  if (reportKeyword(cursor, word)) return undefined;
  const terms = parseTerms(cursor, 'expect', STOP_WORDS, socket);
  return terms && { kind: 'payload', terms, start, end: terms.at(-1)!.end };
}

/** `until /x/`: a pattern takes what stands before its match anyway. */
function reportPattern(cursor: ScriptCursor, keyword: ScriptWord): boolean {
  cursor.skipBlanks();
  if (cursor.text[cursor.at] !== '/') return false;
  const template =
    'until takes a payload. A pattern takes everything up to the end of its match by itself: leave out until.';
  const fix = { start: keyword.start, end: cursor.at, text: '' };
  cursor.problems.add({ start: keyword.start, end: keyword.end }, 'WIRE_UNTIL_PATTERN', template, [], fix);
  return true;
}

const KEYWORDS = EXPECTATION_WORDS.map(({ word }) => word);
const FOREIGN_KEYWORDS: ReadonlyMap<string, string> = new Map(
  EXPECTATION_WORDS.flatMap(({ word, elsewhere = [] }) => elsewhere.map((other) => [other, word])),
);

/** A word that only looks unlike the one that it means: `EOF`, `slience`. */
function reportKeyword(cursor: ScriptCursor, { text, start, end }: ScriptWord): boolean {
  if (!/^[A-Za-z]+$/.test(text) || cursor.text[end] === '(' || PAYLOAD_FUNCTIONS.has(text)) return false;
  const meant = FOREIGN_KEYWORDS.get(text.toLowerCase()) ?? nearestName(text, KEYWORDS);
  if (meant === undefined) return false;
  // Of those that need something behind them, only silence can be completed.
  const isLast = /^[ \t]*(?:#|[\r\n]|$)/.test(cursor.text.slice(end, cursor.lineEnd));
  const fix = { start, end, text: meant === 'silence' && isLast ? 'silence 200ms' : meant };
  const template = 'There is no expectation “{0}”: did you mean {1}?';
  cursor.problems.add({ start, end }, 'WIRE_UNKNOWN_EXPECTATION', template, [quoteForMessage(text), fix.text], fix);
  return true;
}

const MISSING_COUNT = {
  exactly: 'exactly needs how many bytes: write for example exactly 16 or exactly {{n}}.',
  recv: 'recv needs how many bytes it takes at most: write for example recv 512 or recv {{n}}.',
} as const;

function parseCounted(cursor: ScriptCursor, kind: 'exactly' | 'recv', start: number): Expectation | undefined {
  const count = parseCountArgument(cursor, { template: MISSING_COUNT[kind] });
  return count && { kind, count, start, end: count.end };
}
