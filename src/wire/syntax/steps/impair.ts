import type { Template } from '../../../base/error';
import { quoteForMessage } from '../../../base/problem';
import { nearestName } from '../../../base/suggestion';
import { IMPAIRMENTS, type Impairment } from '../../../engine/relay/impairment/impairments';
import { impairmentAt, noImpairment, wordCount } from '../../../engine/relay/impairment/impairmentWords';
import type { AddressText, Name, Placed } from '../nodes';
import type { ScriptCursor, ScriptWord } from '../scriptCursor';
import { parseFrom, printFrom, type WrittenSide } from '../relaySide';
import { parseText, rangeOf } from '../stepParts';
import type { StepSyntax, StepWord } from '../stepSyntax';

/** One of the impairments, and its value unless it is a flag. */
export interface WrittenImpairment {
  readonly name: Name;
  readonly impairment: Impairment;
  readonly value?: AddressText;
}

/** Sets what a relay does to what passes; what was set before and is not named stays. */
export interface ImpairStep extends Placed {
  readonly kind: 'impair';
  readonly relay: Name;
  readonly impairments: readonly WrittenImpairment[];
  /** Absent: both directions. */
  readonly from?: WrittenSide;
}

/** The word that stands first. */
export const firstWordOf = ({ word }: Impairment): string => word.split(' ')[0]!;

export const IMPAIR_STEP: StepSyntax<ImpairStep> = {
  kind: 'impair',
  words: IMPAIRMENTS.map((impairment): StepWord => ({
    word: firstWordOf(impairment),
    form: 'action',
    operand: 'impairment',
    usage: `r ${usageOf(impairment)}`,
    template: impairment.description,
  })),
  isMeant(word, cursor) {
    // `con close` and `con pause` are steps of their own, of any connection.
    const { text } = cursor.peekWord();
    if (word === 'close') return text === 'after';
    return word !== 'pause' || /^[0-9{]/.test(text);
  },
  parse(cursor, { name: relay, at }) {
    cursor.at = at;
    const impairments: WrittenImpairment[] = [];
    do {
      const impairment = parseImpairment(cursor);
      if (!impairment) return undefined;
      impairments.push(impairment);
    } while (!cursor.isDone && cursor.peekWord().text !== 'from');
    const from = parseFrom(cursor);
    return from && { relay, impairments, ...from };
  },
  print: ({ relay, impairments, from }) =>
    [
      relay.text,
      ...impairments.map(({ impairment, value }) => impairment.word + (value ? ` ${value.source}` : '')),
    ].join(' ') + printFrom(from),
  walk({ relay, impairments }, visitor) {
    visitor.use?.(relay);
    for (const { name, impairment, value } of impairments) {
      visitor.impairment?.(name, impairment);
      if (value) visitor.text?.(value);
    }
  },
};

export function usageOf({ word, example }: Impairment): string {
  return example === undefined ? word : `${word} ${example}`;
}

const needsValue = ({
  word,
  example = '',
}: Impairment): { readonly template: Template; readonly args: readonly string[] } => ({
  template: '{0} needs a value: write for example {0} {1}.',
  args: [word, example],
});

function parseImpairment(cursor: ScriptCursor): WrittenImpairment | undefined {
  const { at } = cursor;
  const first = cursor.takeWord();
  const second = cursor.peekWord();
  const impairment = impairmentAt([first.text, second.text], 0);
  if (!impairment) {
    cursor.at = at;
    reportWord(cursor, first, second);
    return undefined;
  }
  const isTwo = wordCount(impairment) > 1;
  if (isTwo) cursor.takeWord();
  const name = { text: impairment.word, start: first.start, end: isTwo ? second.end : first.end };
  if (impairment.form === 'flag') return { name, impairment };
  const missing = needsValue(impairment);
  if (!cursor.isDone) {
    const value = parseText(cursor, 'WIRE_MISSING_VALUE', missing);
    return value && { name, impairment, value };
  }
  cursor.problems.add(name, 'WIRE_MISSING_VALUE', missing.template, missing.args);
  return undefined;
}

function reportWord({ problems }: ScriptCursor, first: ScriptWord, second: ScriptWord): void {
  const words = IMPAIRMENTS.map(({ word }) => word);
  // Of two words the second one may be missing.
  const begun = words.find((word) => word.startsWith(`${first.text} `));
  const near =
    begun ?? nearestName(`${first.text} ${second.text}`, words) ?? nearestName(first.text, [...words, 'from']);
  if (first.text === '' || near === undefined) {
    const { template, args } = noImpairment(quoteForMessage(first.text));
    problems.add(first, 'WIRE_UNKNOWN_IMPAIRMENT', template, args);
    return;
  }
  const template = 'There is no impairment “{0}”: did you mean {1}?';
  const fix = { ...rangeOf(first), text: near };
  problems.add(first, 'WIRE_UNKNOWN_IMPAIRMENT', template, [quoteForMessage(first.text), near], fix);
}
