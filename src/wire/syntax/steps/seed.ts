import type { AddressText, Name, Placed } from '../nodes';
import { NEEDS_NUMBER, parseText } from '../stepParts';
import type { StepSyntax } from '../stepSyntax';

/** Says what all follows from that a relay does by chance. */
export interface SeedStep extends Placed {
  readonly kind: 'seed';
  readonly relay: Name;
  readonly seed: AddressText;
}

export const SEED_STEP: StepSyntax<SeedStep> = {
  kind: 'seed',
  words: [
    {
      word: 'seed',
      form: 'action',
      operand: 'seed',
      usage: 'r seed 7',
      template:
        'What a relay does by chance to whoever connects from here on follows from this number: the same seed loses the same datagrams. Without it one is drawn, and the report of the run tells it.',
    },
  ],
  parse(cursor, { name: relay }) {
    const seed = parseText(cursor, 'WIRE_MISSING_COUNT', { template: NEEDS_NUMBER, args: ['seed', '7'] });
    return seed && { relay, seed };
  },
  print: ({ relay, seed }) => `${relay.text} seed ${seed.source}`,
  walk({ relay, seed }, visitor) {
    visitor.use?.(relay);
    visitor.text?.(seed);
  },
};
