import { readRegexLiteral } from '../../../bytes/regex/literal';
import { printTerms } from '../../payload/printer';
import type { Term } from '../../payload/term';
import type { Expectation, Name, Placed } from '../nodes';
import { printExpectation } from '../partPrinter';
import type { ScriptCursor } from '../scriptCursor';
import { parseName, parseTerms } from '../stepParts';
import type { StepSyntax } from '../stepSyntax';
import { walkExpectation } from './expect';

/** What a rule waits for. */
export type RulePattern = Extract<Expectation, { readonly kind: 'payload' | 'regex' }>;

export interface RuleStep extends Placed {
  readonly kind: 'rule';
  readonly listener: Name;
  readonly pattern: RulePattern;
  readonly answer: readonly Term[];
}

const PATTERN_STOPS: ReadonlySet<string> = new Set(['>', 'after', 'within', 'delay']);
/** What people put behind a rule's pattern or its answer, and which it has not. */
const NO_RULE_WORDS: ReadonlySet<string> = new Set(['after', 'within', 'delay', 'to', 'once']);

export const RULE_STEP: StepSyntax<RuleStep> = {
  kind: 'rule',
  words: [
    {
      word: 'on',
      form: 'leading',
      operand: 'listener',
      usage: 'on srv PATTERN > PAYLOAD',
      template:
        'A rule: from here on, whenever a connection of the listener receives the pattern, it answers. The first rule that matches does; {{1}} is a group.',
      snippet: 'on ${1:srv} ${2:"ping"} > ${3:"pong"}',
    },
  ],
  parse(cursor) {
    const missing = 'on needs the name of a listener: write for example on srv "ping\\n" > "pong\\n".';
    const listener = parseName(cursor, missing);
    if (listener === undefined) return undefined;
    const pattern = parsePattern(cursor);
    if (pattern === undefined || reportRuleWord(cursor)) return undefined;
    if (!cursor.take('>')) {
      const template = 'A rule needs its answer: put > and what is sent behind the pattern.';
      cursor.problems.add(cursor.isDone ? pattern : cursor.rest, 'WIRE_MISSING_ANSWER', template);
      return undefined;
    }
    const answer = parseTerms(cursor, 'send', NO_RULE_WORDS);
    return answer === undefined || reportRuleWord(cursor) ? undefined : { listener, pattern, answer };
  },
  print: ({ listener, pattern, answer }) => `on ${listener.text} ${printExpectation(pattern)} > ${printTerms(answer)}`,
  walk({ listener, pattern, answer }, visitor) {
    visitor.use?.(listener);
    visitor.expectation?.(pattern, 'step');
    walkExpectation(pattern, visitor);
    visitor.payload?.(answer, pattern);
  },
};

/** `on srv /a/ after 200ms > …` */
function reportRuleWord(cursor: ScriptCursor): boolean {
  const word = cursor.peekWord();
  if (!NO_RULE_WORDS.has(word.text)) return false;
  const template =
    'A rule has no “{0}”: it answers at once, every time, and to whom it heard from. What comes later or once is written as steps: accept the connection, wait, and send.';
  cursor.problems.add(word, 'WIRE_NO_RULE_WORD', template, [word.text]);
  return true;
}

function parsePattern(cursor: ScriptCursor): RulePattern | undefined {
  cursor.skipBlanks();
  const start = cursor.at;
  if (cursor.text[start] === '/') {
    const { regex, end } = readRegexLiteral(cursor.text, start, cursor.problems);
    cursor.at = end;
    return regex && { kind: 'regex', regex, start, end };
  }
  const terms = parseTerms(cursor, 'expect', PATTERN_STOPS);
  return terms && { kind: 'payload', terms, start, end: terms.at(-1)!.end };
}
