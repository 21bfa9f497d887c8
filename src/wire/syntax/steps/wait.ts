import type { DurationArgument, Placed } from '../nodes';
import { printValue } from '../partPrinter';
import { parseDurationArgument } from '../stepParts';
import type { StepSyntax } from '../stepSyntax';

export interface WaitStep extends Placed {
  readonly kind: 'wait';
  readonly duration: DurationArgument;
}

export const WAIT_STEP: StepSyntax<WaitStep> = {
  kind: 'wait',
  words: [
    {
      word: 'wait',
      form: 'leading',
      operand: 'duration',
      usage: 'wait 500ms',
      template: 'Waits.',
      snippet: 'wait ${1:200ms}',
    },
  ],
  parse(cursor) {
    const duration = parseDurationArgument(cursor, 'wait');
    return duration && { duration };
  },
  print: ({ duration }) => `wait ${printValue(duration)}`,
  walk({ duration }, visitor) {
    visitor.duration?.(duration);
  },
};
