import type { DurationArgument, Name, Placed } from '../nodes';
import { printWithin } from '../partPrinter';
import { parseName, parseWithin } from '../stepParts';
import type { StepSyntax } from '../stepSyntax';

export interface AcceptStep extends Placed {
  readonly kind: 'accept';
  readonly name: Name;
  readonly listener: Name;
  readonly within?: DurationArgument;
}

export const ACCEPT_STEP: StepSyntax<AcceptStep> = {
  kind: 'accept',
  words: [
    {
      word: 'accept',
      form: 'opening',
      operand: 'listener',
      usage: 'con = accept srv [within 2s]',
      template: 'Takes the next connection of a listener, in the order in which they came; waits until there is one.',
      snippet: '${1:con} = accept ${2:srv}',
    },
  ],
  parse(cursor, { name }) {
    const listener = parseName(cursor, 'accept needs the name of a listener: write for example con = accept srv.');
    const within = listener && parseWithin(cursor);
    return within && { name, listener, ...within };
  },
  print: ({ name, listener, within }) => `${name.text} = accept ${listener.text}${printWithin(within)}`,
  walk({ name, listener, within }, visitor) {
    visitor.use?.(listener);
    if (within) visitor.duration?.(within);
    visitor.define?.(name);
  },
};
