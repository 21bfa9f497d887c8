/** The parts of steps that are no payloads: names, addresses, times; and what people write by mistake. */
import type { Template } from '../../base/error';
import { writeDuration, MAX_DURATION, MIN_DURATION, parseDuration } from './duration';
import { parsePayload } from '../payload/parser';
import { readCount } from '../payload/arguments';
import type { CountArgument, Term } from '../payload/term';
import { readQuotedText, variableAt } from '../payload/text';
import type { PayloadPurpose } from '../payload/purpose';
import { quoteForMessage, type Problem, type ProblemList } from '../../base/problem';
import type { AddressText, DurationArgument, Name } from './nodes';
import type { ScriptCursor, ScriptWord } from './scriptCursor';
import { textParts } from './textParts';

/** Takes a name, or reports with `missing` that there is none. */
export function parseName(cursor: ScriptCursor, missing: Template): Name | undefined {
  const word = cursor.takeWord();
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(word.text) && !cursor.reserved.has(word.text)) return word;
  if (word.text === '') {
    cursor.problems.add(cursor.rest, 'WIRE_MISSING_NAME', missing);
  } else if (cursor.reserved.has(word.text)) {
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

export const rangeOf = ({ start, end }: ScriptWord): { readonly start: number; readonly end: number } => ({
  start,
  end,
});

/** Takes an address: up to the next blank, or in quotes. */
export function parseAddress(cursor: ScriptCursor, missing: Template): AddressText | undefined {
  return parseText(cursor, 'WIRE_MISSING_ADDRESS', { template: missing });
}

const UP_TO_BLANK = /\S*/y;

/** Takes a text: up to the next blank, or in quotes; or reports with `missing` that there is none. */
export function parseText(
  cursor: ScriptCursor,
  code: string,
  missing: { readonly template: Template; readonly args?: Problem['args'] },
): AddressText | undefined {
  cursor.skipBlanks();
  if (cursor.isDone) {
    cursor.problems.add(cursor.rest, code, missing.template, missing.args);
    return undefined;
  }
  const { text } = cursor;
  const start = cursor.at;
  if (text[start] === '"') {
    const quoted = readQuotedText(text, start, cursor.problems);
    cursor.at = quoted.end;
    return { parts: quoted.parts, source: text.slice(start, quoted.end), start, end: quoted.end };
  }
  UP_TO_BLANK.lastIndex = start;
  UP_TO_BLANK.test(text);
  const end = UP_TO_BLANK.lastIndex;
  cursor.at = end;
  return { parts: textParts(text, start, end), source: text.slice(start, end), start, end };
}

/** Takes blanks, and a variable if one stands behind them. */
function takeVariable(cursor: ScriptCursor): ReturnType<typeof variableAt> {
  cursor.skipBlanks();
  const variable = variableAt(cursor.text, cursor.at);
  if (variable !== undefined) cursor.at = variable.end;
  return variable;
}

/** Takes a time such as `200ms`, or a variable that stands for one. */
export function parseDurationArgument(cursor: ScriptCursor, keyword: string): DurationArgument | undefined {
  const variable = takeVariable(cursor);
  if (variable !== undefined) return variable;
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
  } else if (value < MIN_DURATION) {
    const template = '{0} is too short: at least {1} is possible.';
    problems.add(word, 'WIRE_BAD_DURATION', template, [quoteForMessage(word.text), writeDuration(MIN_DURATION)]);
    return undefined;
  } else if (value > MAX_DURATION) {
    const template = '{0} is too long: at most {1} are possible.';
    problems.add(word, 'WIRE_BAD_DURATION', template, [quoteForMessage(word.text), writeDuration(MAX_DURATION)]);
    return undefined;
  }
  return value;
}

/** Takes `within 2s`, if it stands here; undefined after a problem. */
export function parseWithin(cursor: ScriptCursor): { readonly within?: DurationArgument } | undefined {
  if (!cursor.takeKeyword('within')) return {};
  const within = parseDurationArgument(cursor, 'within');
  return within && { within };
}

/** For options: `{0}` is the word, `{1}` an example. */
export const NEEDS_NUMBER = '{0} needs a number: write for example {0} {1}.';

/** Takes a number such as `16`, or a variable that stands for one; or reports with `missing` that there is none. */
export function parseCountArgument(
  cursor: ScriptCursor,
  missing: { readonly template: Template; readonly args?: Problem['args'] },
): CountArgument | undefined {
  const variable = takeVariable(cursor);
  if (variable !== undefined) return variable;
  const word = cursor.takeWord();
  if (word.text !== '') return readCount(word, cursor.problems);
  cursor.problems.add(cursor.rest, 'WIRE_MISSING_COUNT', missing.template, missing.args);
  return undefined;
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
  use: PayloadPurpose,
  stopWords: ReadonlySet<string>,
  socket?: string,
): readonly Term[] | undefined {
  cursor.skipBlanks();
  const named = socket === undefined ? {} : { socket };
  const { terms, problems, end } = parsePayload(cursor.text, { use, start: cursor.at, stopWords, ...named });
  cursor.problems.addAll(problems);
  cursor.at = end;
  return problems.length > 0 ? undefined : terms;
}
