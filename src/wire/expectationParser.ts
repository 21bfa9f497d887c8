import { readRegexLiteral } from './byteRegexLiteral';
import { readCount } from './payloadArguments';
import { variableAt } from './payloadText';
import type { Expectation } from './script';
import type { ScriptCursor } from './scriptCursor';
import { parseDurationArgument, parseTerms } from './stepWords';

const STOP_WORDS: ReadonlySet<string> = new Set(['within']);

/** Parses what stands behind `<`; undefined after a problem. */
export function parseExpectation(cursor: ScriptCursor): Expectation | undefined {
  if (cursor.isDone) {
    const template =
      'There is nothing here that could be expected: write a payload such as "ok\\r\\n", a /pattern/, until, exactly, any, eof, reset or silence.';
    cursor.problems.add(cursor.rest, 'WIRE_MISSING_EXPECTATION', template);
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
      cursor.takeWord();
      return { kind: word.text, start, end: word.end };
    case 'until': {
      cursor.takeWord();
      const terms = parseTerms(cursor, 'send', STOP_WORDS);
      if (terms === undefined) return undefined;
      return { kind: 'until', terms, start, end: terms.at(-1)!.end };
    }
    case 'exactly':
      cursor.takeWord();
      return parseExactly(cursor, start);
    case 'silence': {
      cursor.takeWord();
      const duration = parseDurationArgument(cursor, 'silence');
      return duration && { kind: 'silence', duration, start, end: duration.end };
    }
  }
  const terms = parseTerms(cursor, 'expect', STOP_WORDS);
  return terms && { kind: 'payload', terms, start, end: terms.at(-1)!.end };
}

function parseExactly(cursor: ScriptCursor, start: number): Expectation | undefined {
  cursor.skipBlanks();
  const variable = variableAt(cursor.text, cursor.at);
  if (variable !== undefined) {
    cursor.at = variable.end;
    return { kind: 'exactly', count: variable, start, end: variable.end };
  }
  const word = cursor.takeWord();
  if (word.text === '') {
    const template = 'exactly needs how many bytes: write for example exactly 16 or exactly {{n}}.';
    cursor.problems.add(cursor.rest, 'WIRE_MISSING_COUNT', template);
    return undefined;
  }
  const count = readCount(word, cursor.problems);
  return count && { kind: 'exactly', count, start, end: count.end };
}
