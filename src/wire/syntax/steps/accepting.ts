import { quoteForMessage } from '../../../base/problem';
import { nearestName } from '../../../base/suggestion';
import type { DurationArgument, Name, Placed } from '../nodes';
import { printWithin } from '../partPrinter';
import { parseWithin, rangeOf } from '../stepParts';
import type { StepSyntax } from '../stepSyntax';

/** What is done about the clients that come to a listener. */
export const ACCEPTING_WORDS = ['off', 'on', 'one'] as const;

export type AcceptingWord = (typeof ACCEPTING_WORDS)[number];

/** Stops a listener accepting, starts it again, or lets it accept one client. */
export interface AcceptingStep extends Placed {
  readonly kind: 'accepting';
  readonly socket: Name;
  readonly what: AcceptingWord;
  /** Behind `one`. */
  readonly within?: DurationArgument;
}

const isAcceptingWord = (word: string): word is AcceptingWord => ACCEPTING_WORDS.some((known) => known === word);

export const ACCEPTING_STEP: StepSyntax<AcceptingStep> = {
  kind: 'accepting',
  words: [
    {
      word: 'accept',
      form: 'action',
      operand: 'accepting',
      usage: 'srv accept one [within 2s]',
      template:
        'off stops accepting, so that clients wait in the kernel; on accepts by itself again; one accepts one that waits, as a call of accept() does.',
    },
  ],
  parse(cursor, { name: socket }) {
    const word = cursor.takeWord();
    if (!isAcceptingWord(word.text)) {
      const near = nearestName(word.text, ACCEPTING_WORDS);
      const template = '{0} accept needs off, on or one, not “{1}”. To name what was accepted, write con = accept {0}.';
      const fix = near === undefined ? undefined : { ...rangeOf(word), text: near };
      const range = word.text === '' ? cursor.rest : word;
      cursor.problems.add(range, 'WIRE_BAD_ACCEPT', template, [socket.text, quoteForMessage(word.text)], fix);
      return undefined;
    }
    if (word.text !== 'one') return { socket, what: word.text };
    const within = parseWithin(cursor);
    return within && { socket, what: word.text, ...within };
  },
  print: ({ socket, what, within }) => `${socket.text} accept ${what}${printWithin(within)}`,
  walk({ socket, within }, visitor) {
    visitor.use?.(socket);
    if (within) visitor.duration?.(within);
  },
};
