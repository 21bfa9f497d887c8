/** What stands behind the address of `listen`: a service with its payload, and options in any order; all of them from tables. */
import { findListenOption, listenWordsOf } from '../../engine/listenOptions';
import { payloadOptionOf, type Service } from '../../engine/services/service';
import { findService, SERVICES } from '../../engine/services/services';
import { quoteForMessage, type Problem } from '../../base/problem';
import { nearestName } from '../../base/suggestion';
import { parsePayload } from '../payload/parser';
import type { Term } from '../payload/term';
import type { Name } from './nodes';
import type { ScriptCursor, ScriptWord } from './scriptCursor';
import { rangeOf } from './stepParts';
import { findOptionWord, optionWordsOf, parseOptionWord, type WrittenOption } from './optionWords';

export interface ListenWords {
  readonly service?: Name;
  /** What the service sends. */
  readonly payload?: readonly Term[];
  readonly options: readonly WrittenOption[];
}

const wordsBehind = (service: Service | undefined): ReadonlySet<string> =>
  new Set([...listenWordsOf(service), ...optionWordsOf('listen')].map(({ id }) => id));

const ALLOWED_WORDS = new Map([undefined, ...SERVICES].map((service) => [service, wordsBehind(service)]));

const allowedWords = (service: Service | undefined): ReadonlySet<string> => ALLOWED_WORDS.get(service)!;

/** Takes all of it; undefined after a problem. What is wrong with it as a whole, the checker says. */
export function parseListenWords(cursor: ScriptCursor): ListenWords | undefined {
  const isOption = cursor.isDone || isOptionWord(cursor.peekWord().text);
  const name = isOption ? undefined : cursor.takeWord();
  const service = name && findService(name.text);
  if (name && !service) {
    reportService(name, cursor);
    return undefined;
  }
  const words = allowedWords(service);
  const isPayload = service && payloadOptionOf(service) && !cursor.isDone && !words.has(cursor.peekWord().text);
  const payload = isPayload ? parseServicePayload(cursor, words) : [];
  if (payload === undefined) return undefined;
  const options: WrittenOption[] = [];
  while (words.has(cursor.peekWord().text)) {
    const option = parseOption(cursor);
    if (option === undefined) return undefined;
    options.push(option);
  }
  if (reportWord(cursor, service, words)) return undefined;
  return { ...(name ? { service: name } : {}), ...(isPayload ? { payload } : {}), options };
}

/** Of every listener. */
const isOptionWord = (word: string): boolean =>
  findListenOption(word) !== undefined || findOptionWord(word, 'listen') !== undefined;

function parseOption(cursor: ScriptCursor): WrittenOption | undefined {
  const { text } = cursor.peekWord();
  const found = findOptionWord(text, 'listen') ?? findListenOption(text);
  // A choice of the service, which takes nothing.
  return found ? parseOptionWord(cursor, found) : { name: cursor.takeWord() };
}

function parseServicePayload(cursor: ScriptCursor, words: ReadonlySet<string>): readonly Term[] | undefined {
  cursor.skipBlanks();
  const { terms, problems, end } = parsePayload(cursor.text, { use: 'send', start: cursor.at, stopWords: words });
  const [first] = problems;
  if (!first) {
    cursor.at = end;
    return terms;
  }
  if (!reportMisspelt(wordAt(cursor, first), words, cursor)) cursor.problems.addAll(problems);
  return undefined;
}

const wordAt = ({ text }: ScriptCursor, { start, end }: Problem): ScriptWord => ({
  text: text.slice(start, end),
  start,
  end,
});

function reportService(name: Name, { problems }: ScriptCursor): void {
  const ids = SERVICES.map(({ id }) => id);
  const near = nearestName(name.text, [...ids, ...allowedWords(undefined)]);
  const fix = near === undefined ? undefined : { ...rangeOf(name), text: near };
  const template = 'There is no service “{0}”; there are {1}.';
  problems.add(name, 'WIRE_UNKNOWN_SERVICE', template, [quoteForMessage(name.text), ids.join(', ')], fix);
}

/** Reports what stands where only options can; false when nothing does, or nothing that looks like one. */
function reportWord(cursor: ScriptCursor, service: Service | undefined, words: ReadonlySet<string>): boolean {
  if (cursor.isDone) return false;
  const word = cursor.peekWord();
  if (!service && findService(word.text) !== undefined) {
    const template = 'The service stands before the options: write {0} behind the address.';
    cursor.problems.add(word, 'WIRE_UNEXPECTED', template, [word.text]);
    return true;
  }
  const owner = SERVICES.find((other) => allowedWords(other).has(word.text));
  if (owner) {
    const template = '{0} is an option of the service {1}: leave it out, or write {1} behind the address.';
    cursor.problems.add(word, 'WIRE_UNEXPECTED', template, [word.text, owner.id]);
    return true;
  }
  return reportMisspelt(word, words, cursor);
}

function reportMisspelt(word: ScriptWord, words: ReadonlySet<string>, { problems }: ScriptCursor): boolean {
  const near = nearestName(word.text, words);
  if (near === undefined) return false;
  const template = 'There is no option “{0}”: did you mean {1}?';
  const fix = { ...rangeOf(word), text: near };
  problems.add(word, 'WIRE_UNKNOWN_OPTION', template, [quoteForMessage(word.text), near], fix);
  return true;
}
