import type { Name, Placed } from '../nodes';
import { parseFrom, printFrom, type WrittenSide } from '../relaySide';
import type { StepSyntax } from '../stepSyntax';

/** Takes back all that a relay does to what passes. */
export interface ClearStep extends Placed {
  readonly kind: 'clear';
  readonly relay: Name;
  /** Absent: in both directions. */
  readonly from?: WrittenSide;
}

export const CLEAR_STEP: StepSyntax<ClearStep> = {
  kind: 'clear',
  words: [
    {
      word: 'clear',
      form: 'action',
      operand: 'side',
      usage: 'r clear [from SIDE]',
      template: 'Takes back all that a relay does to what passes: what it held goes on at once.',
    },
  ],
  parse(cursor, { name: relay }) {
    const from = parseFrom(cursor);
    return from && { relay, ...from };
  },
  print: ({ relay, from }) => `${relay.text} clear${printFrom(from)}`,
  walk({ relay }, visitor) {
    visitor.use?.(relay);
  },
};
