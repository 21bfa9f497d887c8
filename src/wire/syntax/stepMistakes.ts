/** What people write by mistake where a step begins. */
import { quoteForMessage, type ProblemList } from '../../base/problem';
import { nearestName } from '../../base/suggestion';
import type { Name } from './nodes';
import type { ScriptCursor, ScriptWord } from './scriptCursor';
import { rangeOf } from './stepParts';
import { isOfRelays } from './stepSyntax';
import { wordsOf } from './stepTable';

const OPENINGS = wordsOf('opening').map(({ word }) => word);
const ACTIONS = [...new Set(wordsOf('action').map(({ word }) => word))];
/** Of every socket, or of most. */
const COMMON_ACTIONS = wordsOf('action')
  .filter((word) => !isOfRelays(word))
  .map(({ word }) => word);
/** `listen, dial, accept` */
const ANY_OPENING = OPENINGS.join(', ');

/** What other tools call the steps that define a name. */
const VERBS: ReadonlyMap<string, string> = new Map([
  ['connect', 'dial'],
  ['open', 'dial'],
  ['bind', 'listen'],
  ['server', 'listen'],
  ['client', 'dial'],
  ['proxy', 'relay'],
  ['forward', 'relay'],
]);

/** Reports `x = word`, where `word` is none of listen, dial and accept. */
export function reportVerb(word: ScriptWord, name: Name, problems: ProblemList): void {
  const suggestion = VERBS.get(word.text.toLowerCase()) ?? nearestName(word.text, OPENINGS);
  if (word.text === '') {
    const template = 'Behind {0} = stands one of {1}: write for example {0} = dial tcp://127.0.0.1:9000.';
    problems.add(name, 'WIRE_UNKNOWN_STEP', template, [name.text, ANY_OPENING]);
  } else if (suggestion === undefined) {
    const template = 'There is no step “{0}”: behind = stands one of {2}. A value is defined by @{1} = …';
    problems.add(word, 'WIRE_UNKNOWN_STEP', template, [quoteForMessage(word.text), name.text, ANY_OPENING]);
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
    const template = 'A socket cannot “{0}”: behind its name stands >, < or one of {1}; or = to define it.';
    problems.add(word, 'WIRE_UNKNOWN_STEP', template, [quoteForMessage(word.text), COMMON_ACTIONS.join(', ')]);
  } else {
    const template = 'There is no step “{0}”: did you mean {1}?';
    const args = [quoteForMessage(word.text), suggestion];
    problems.add(word, 'WIRE_UNKNOWN_STEP', template, args, { ...rangeOf(word), text: suggestion });
  }
}

/** Words that need something before them: how the step is written. */
const INCOMPLETE: ReadonlyMap<string, { readonly fix: string; readonly usage: string }> = new Map([
  ...wordsOf('opening').map(({ word, snippet = '' }) => {
    const usage = snippet.replace(/\$\{\d+(?::|\|)([^,|}]*).*?\}/g, '$1');
    return [word, { fix: usage.slice(0, usage.indexOf(word)), usage }] as const;
  }),
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
