/** The parts of steps that are no payloads: names, addresses, times; and what people write by mistake. */
import { formatDuration, MAX_DURATION, parseDuration } from './duration';
import { parsePayload } from './payloadParser';
import type { Term } from './payloadTerm';
import { readQuotedText, variableAt } from './payloadText';
import type { PayloadUse } from './payloadUse';
import { quoteForMessage, type ProblemList } from './problem';
import { ACTIONS, type AddressText, type DurationArgument, type Name } from './script';
import type { ScriptCursor, ScriptWord } from './scriptCursor';
import { nearestName } from './suggestion';
import { textParts } from './textParts';

/** Words that begin a step, and therefore name nothing. */
const RESERVED = new Set(['on', 'wait']);

/** Takes a name, or reports with `missing` that there is none. */
export function parseName(cursor: ScriptCursor, missing: string): Name | undefined {
  const word = cursor.takeWord();
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(word.text) && !RESERVED.has(word.text)) return word;
  if (word.text === '') {
    cursor.problems.add(cursor.rest, 'WIRE_MISSING_NAME', missing);
  } else if (RESERVED.has(word.text)) {
    const template = '“{0}” is a word of the language and names nothing: choose another name.';
    cursor.problems.add(word, 'WIRE_BAD_NAME', template, [word.text]);
  } else {
    const template = '“{0}” is no name: names consist of letters, digits and _, and do not begin with a digit.';
    const mended = word.text.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=[0-9])/, '_');
    cursor.problems.add(word, 'WIRE_BAD_NAME', template, [quoteForMessage(word.text)], {
      ...rangeOf(word),
      text: mended,
    });
  }
  return undefined;
}

const rangeOf = ({ start, end }: ScriptWord): { readonly start: number; readonly end: number } => ({ start, end });

/** Takes an address: up to the next blank, or in quotes. */
export function parseAddress(cursor: ScriptCursor, missing: string): AddressText | undefined {
  if (cursor.isDone) {
    cursor.problems.add(cursor.rest, 'WIRE_MISSING_ADDRESS', missing);
    return undefined;
  }
  const { text } = cursor;
  const start = cursor.at;
  if (text[start] === '"') {
    const quoted = readQuotedText(text, start, cursor.problems);
    cursor.at = quoted.end;
    return { parts: quoted.parts, source: text.slice(start, quoted.end), start, end: quoted.end };
  }
  let end = start;
  while (end < text.length && !/\s/.test(text[end]!)) end++;
  cursor.at = end;
  return { parts: textParts(text, start, end), source: text.slice(start, end), start, end };
}

/** Takes a time such as `200ms`, or a variable that stands for one. */
export function parseDurationArgument(cursor: ScriptCursor, keyword: string): DurationArgument | undefined {
  cursor.skipBlanks();
  const variable = variableAt(cursor.text, cursor.at);
  if (variable !== undefined) {
    cursor.at = variable.end;
    return variable;
  }
  const word = cursor.takeWord();
  if (word.text === '') {
    const template = '{0} needs a time: write for example {0} 200ms or {0} 2s.';
    cursor.problems.add(cursor.rest, 'WIRE_MISSING_DURATION', template, [keyword]);
    return undefined;
  }
  const value = readDuration(word, cursor.problems);
  return value === undefined
    ? undefined
    : { kind: 'literal', value, source: word.text, start: word.start, end: word.end };
}

/** The milliseconds that a word means, or a problem and undefined. */
export function readDuration(word: ScriptWord, problems: ProblemList): number | undefined {
  const value = parseDuration(word.text);
  if (value === undefined) {
    const template = '“{0}” is no time: write a number and ms, s or min, such as 200ms or 1.5s.';
    const fix = /^[0-9]+$/.test(word.text) ? { start: word.end, end: word.end, text: 'ms' } : undefined;
    problems.add(word, 'WIRE_BAD_DURATION', template, [quoteForMessage(word.text)], fix);
  } else if (value > MAX_DURATION) {
    const template = '{0} is too long: at most {1} are possible.';
    problems.add(word, 'WIRE_BAD_DURATION', template, [quoteForMessage(word.text), formatDuration(MAX_DURATION)]);
    return undefined;
  }
  return value;
}

/** Reports what stands behind the end of a step. */
export function reportRest(cursor: ScriptCursor): boolean {
  if (cursor.isDone) return false;
  const range = cursor.rest;
  const shown = quoteForMessage(cursor.text.slice(range.start, range.end));
  const template = '“{0}” does not belong to this step: leave it out, or begin a comment with #.';
  cursor.problems.add(range, 'WIRE_UNEXPECTED', template, [shown], { ...range, text: '' });
  return true;
}

/** Takes the payload that stands here, up to one of the words; undefined and what is wrong with it. */
export function parseTerms(
  cursor: ScriptCursor,
  use: PayloadUse,
  stopWords: ReadonlySet<string>,
): readonly Term[] | undefined {
  cursor.skipBlanks();
  const { terms, problems, end } = parsePayload(cursor.text, { use, start: cursor.at, stopWords });
  cursor.problems.addAll(problems);
  cursor.at = end;
  return problems.length > 0 ? undefined : terms;
}

/** What other tools call the steps that define a name. */
const VERBS: ReadonlyMap<string, string> = new Map([
  ['connect', 'dial'],
  ['open', 'dial'],
  ['bind', 'listen'],
  ['server', 'listen'],
  ['client', 'dial'],
]);

/** Reports `x = word`, where `word` is none of listen, dial and accept. */
export function reportVerb(word: ScriptWord, name: Name, problems: ProblemList): void {
  const suggestion = VERBS.get(word.text.toLowerCase()) ?? nearestName(word.text, ['listen', 'dial', 'accept']);
  if (word.text === '') {
    const template = 'Behind {0} = stands listen, dial or accept: write for example {0} = dial tcp://127.0.0.1:9000.';
    problems.add(name, 'WIRE_UNKNOWN_STEP', template, [name.text]);
  } else if (suggestion === undefined) {
    const template = 'There is no step “{0}”: behind = stands listen, dial or accept. A value is defined by @{1} = …';
    problems.add(word, 'WIRE_UNKNOWN_STEP', template, [quoteForMessage(word.text), name.text]);
  } else {
    const template = 'There is no step “{0}”: did you mean {1}?';
    const args = [quoteForMessage(word.text), suggestion];
    problems.add(word, 'WIRE_UNKNOWN_STEP', template, args, { ...rangeOf(word), text: suggestion });
  }
}

/** What people write for an action, and how it is written here. */
const FOREIGN_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['send', '>'],
  ['write', '>'],
  ['sends', '>'],
  ['expect', '<'],
  ['receive', '<'],
  ['recv', '<'],
  ['read', '<'],
  ['expects', '<'],
  ['end', 'shutdown'],
  ['fin', 'shutdown'],
  ['rst', 'reset'],
  ['abort', 'reset'],
  ['stop', 'close'],
  ['->', '>'],
  ['<-', '<'],
]);

/** Reports `x word`, where `word` is no action. */
export function reportAction(word: ScriptWord, socket: Name, problems: ProblemList): void {
  if (word.text === '') {
    const template = '{0} stands alone: write {0} > "…" to send, {0} < "…" to expect, or {0} close.';
    problems.add(socket, 'WIRE_UNKNOWN_STEP', template, [socket.text]);
    return;
  }
  const suggestion = FOREIGN_ACTIONS.get(word.text.toLowerCase()) ?? nearestName(word.text, ACTIONS);
  if (suggestion === undefined) {
    const template =
      'A socket cannot “{0}”: behind its name stands >, < or one of shutdown, close, reset, pause, resume; or = to define it.';
    problems.add(word, 'WIRE_UNKNOWN_STEP', template, [quoteForMessage(word.text)]);
  } else {
    const template = 'There is no step “{0}”: did you mean {1}?';
    const args = [quoteForMessage(word.text), suggestion];
    problems.add(word, 'WIRE_UNKNOWN_STEP', template, args, { ...rangeOf(word), text: suggestion });
  }
}

/** Words that need something before them: how the step is written. */
const INCOMPLETE: ReadonlyMap<string, { readonly fix: string; readonly usage: string }> = new Map([
  ['listen', { fix: 'srv = ', usage: 'srv = listen tcp://127.0.0.1:0' }],
  ['dial', { fix: 'con = ', usage: 'con = dial tcp://127.0.0.1:9000' }],
  ['accept', { fix: 'con = ', usage: 'con = accept srv' }],
  ['connect', { fix: '', usage: 'con = dial tcp://127.0.0.1:9000' }],
]);

/** Reports a line whose first word cannot begin a step; false when it can. */
export function reportFirstWord(word: ScriptWord, cursor: ScriptCursor): boolean {
  const { problems } = cursor;
  const incomplete = INCOMPLETE.get(word.text);
  if (incomplete !== undefined) {
    const { fix, usage } = incomplete;
    const template = 'What “{0}” makes needs a name: write for example {1}.';
    const mended = fix === '' ? undefined : { start: word.start, end: word.start, text: fix };
    problems.add(word, 'WIRE_MISSING_NAME', template, [word.text, usage], mended);
    return true;
  }
  if (word.text === 'sleep' || word.text === 'delay') {
    const template = 'There is no step “{0}”: did you mean wait?';
    problems.add(word, 'WIRE_UNKNOWN_STEP', template, [word.text], { ...rangeOf(word), text: 'wait' });
    return true;
  }
  if (word.text.startsWith('//')) {
    const template = 'A comment begins with #, not with //.';
    const slashes = { start: word.start, end: word.start + 2 };
    problems.add(slashes, 'WIRE_UNEXPECTED', template, [], { ...slashes, text: '#' });
    return true;
  }
  if (word.text === '') {
    const range = cursor.rest;
    const template =
      '“{0}” begins no step: write for example srv = listen tcp://127.0.0.1:0, con > "hi" or con < "hi".';
    problems.add(range, 'WIRE_UNEXPECTED', template, [quoteForMessage(cursor.text.slice(range.start, range.end))]);
    return true;
  }
  return false;
}
