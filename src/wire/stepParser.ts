import { readRegexLiteral } from './byteRegexLiteral';
import { parseExpectation } from './expectationParser';
import { ACTIONS, type Action, type DurationArgument, type Name, type RulePattern, type Step } from './script';
import type { ScriptCursor } from './scriptCursor';
import {
  parseAddress,
  parseDurationArgument,
  parseName,
  parseTerms,
  reportAction,
  reportFirstWord,
  reportRest,
  reportVerb,
} from './stepWords';

/** Parses the step at the cursor. Undefined after a problem; where the cursor stands then does not matter. */
export function parseStep(cursor: ScriptCursor, line: number): Step | undefined {
  cursor.skipBlanks();
  const start = cursor.at;
  const first = cursor.peekWord();
  if (reportFirstWord(first, cursor)) return undefined;
  const begun: Begun = { line, start };
  if (cursor.takeKeyword('wait')) {
    const duration = parseDurationArgument(cursor, 'wait');
    if (duration === undefined || reportRest(cursor)) return undefined;
    return { kind: 'wait', duration, line: begun.line, start: begun.start, end: endOfContent(cursor) };
  }
  if (cursor.takeKeyword('on')) return parseRule(cursor, begun);
  const name = parseName(cursor, '');
  if (name === undefined) return undefined;
  if (cursor.take('=')) return parseOpening(cursor, name, begun);
  if (cursor.take('>')) return parseSend(cursor, name, begun);
  if (cursor.take('<')) {
    const expectation = parseExpectation(cursor);
    if (expectation === undefined) return undefined;
    const within = parseWithin(cursor);
    if (within === 'broken' || reportRest(cursor)) return undefined;
    if (expectation.kind === 'silence' && within !== undefined) {
      const template = 'silence has its own time: leave out within.';
      cursor.problems.add(within, 'WIRE_UNEXPECTED', template);
      return undefined;
    }
    return {
      kind: 'expect',
      socket: name,
      expectation,
      ...optional(within),
      line: begun.line,
      start: begun.start,
      end: endOfContent(cursor),
    };
  }
  const word = cursor.takeWord();
  if (!isAction(word.text)) {
    reportAction(word, name, cursor.problems);
    return undefined;
  }
  if (reportRest(cursor)) return undefined;
  return {
    kind: 'action',
    socket: name,
    action: word.text,
    line: begun.line,
    start: begun.start,
    end: endOfContent(cursor),
  };
}

/** Where a step begins. */
interface Begun {
  readonly line: number;
  readonly start: number;
}

const isAction = (word: string): word is Action => (ACTIONS as readonly string[]).includes(word);

const optional = (within: DurationArgument | undefined): { readonly within?: DurationArgument } =>
  within === undefined ? {} : { within };

/** Behind the last character that was taken, blanks left out. */
function endOfContent({ text, at }: ScriptCursor): number {
  let end = at;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  return end;
}

/** `within 2s`, if it stands here. */
function parseWithin(cursor: ScriptCursor): DurationArgument | undefined | 'broken' {
  if (!cursor.takeKeyword('within')) return undefined;
  return parseDurationArgument(cursor, 'within') ?? 'broken';
}

function parseOpening(cursor: ScriptCursor, name: Name, begun: Begun): Step | undefined {
  const verb = cursor.takeWord();
  switch (verb.text) {
    case 'listen': {
      const missing =
        'listen needs an address: write for example tcp://127.0.0.1:0, udp://127.0.0.1:0 or unix:/tmp/x.sock.';
      const address = parseAddress(cursor, missing);
      if (address === undefined) return undefined;
      const service = cursor.isDone ? undefined : cursor.takeWord();
      if (reportRest(cursor)) return undefined;
      return {
        kind: 'listen',
        name,
        address,
        ...(service === undefined ? {} : { service }),
        line: begun.line,
        start: begun.start,
        end: endOfContent(cursor),
      };
    }
    case 'dial': {
      const missing =
        'dial needs an address: write for example tcp://127.0.0.1:9000, or the name of a listener as {{srv}}.';
      const address = parseAddress(cursor, missing);
      if (address === undefined) return undefined;
      const within = parseWithin(cursor);
      if (within === 'broken' || reportRest(cursor)) return undefined;
      return {
        kind: 'dial',
        name,
        address,
        ...optional(within),
        line: begun.line,
        start: begun.start,
        end: endOfContent(cursor),
      };
    }
    case 'accept': {
      const listener = parseName(cursor, 'accept needs the name of a listener: write for example con = accept srv.');
      if (listener === undefined) return undefined;
      const within = parseWithin(cursor);
      if (within === 'broken' || reportRest(cursor)) return undefined;
      return {
        kind: 'accept',
        name,
        listener,
        ...optional(within),
        line: begun.line,
        start: begun.start,
        end: endOfContent(cursor),
      };
    }
  }
  reportVerb(verb, name, cursor.problems);
  return undefined;
}

const SEND_STOPS: ReadonlySet<string> = new Set(['to', 'within']);
const RULE_STOPS: ReadonlySet<string> = new Set(['>']);

function parseSend(cursor: ScriptCursor, socket: Name, begun: Begun): Step | undefined {
  const terms = parseTerms(cursor, 'send', SEND_STOPS);
  if (terms === undefined) return undefined;
  const missing = 'to needs an address: write for example to 127.0.0.1:9000.';
  const to = cursor.takeKeyword('to') ? parseAddress(cursor, missing) : null;
  if (to === undefined) return undefined;
  const within = parseWithin(cursor);
  if (within === 'broken' || reportRest(cursor)) return undefined;
  return {
    kind: 'send',
    socket,
    terms,
    ...(to === null ? {} : { to }),
    ...optional(within),
    line: begun.line,
    start: begun.start,
    end: endOfContent(cursor),
  };
}

function parseRule(cursor: ScriptCursor, begun: Begun): Step | undefined {
  const missing = 'on needs the name of a listener: write for example on srv "ping\\n" > "pong\\n".';
  const listener = parseName(cursor, missing);
  if (listener === undefined) return undefined;
  const pattern = parseRulePattern(cursor);
  if (pattern === undefined) return undefined;
  if (!cursor.take('>')) {
    const template = 'A rule needs its answer: put > and what is sent behind the pattern.';
    cursor.problems.add(cursor.isDone ? pattern : cursor.rest, 'WIRE_MISSING_ANSWER', template);
    return undefined;
  }
  const answer = parseTerms(cursor, 'send', new Set());
  if (answer === undefined || reportRest(cursor)) return undefined;
  return { kind: 'rule', listener, pattern, answer, line: begun.line, start: begun.start, end: endOfContent(cursor) };
}

function parseRulePattern(cursor: ScriptCursor): RulePattern | undefined {
  cursor.skipBlanks();
  const start = cursor.at;
  if (cursor.text[start] === '/') {
    const { regex, end } = readRegexLiteral(cursor.text, start, cursor.problems);
    cursor.at = end;
    return regex && { kind: 'regex', regex, start, end };
  }
  const terms = parseTerms(cursor, 'expect', RULE_STOPS);
  return terms && { kind: 'payload', terms, start, end: terms.at(-1)!.end };
}
