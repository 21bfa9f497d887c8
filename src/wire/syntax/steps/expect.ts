import { parseExpectation } from '../expectationParser';
import type { DurationArgument, Expectation, Name, Placed } from '../nodes';
import { printExpectation, printWithin } from '../partPrinter';
import { parseWithin } from '../stepParts';
import type { StepSyntax, StepVisitor } from '../stepSyntax';

export interface ExpectStep extends Placed {
  readonly kind: 'expect';
  readonly socket: Name;
  readonly expectation: Expectation;
  readonly within?: DurationArgument;
}

export const EXPECT_STEP: StepSyntax<ExpectStep> = {
  kind: 'expect',
  words: [
    {
      word: '<',
      form: 'sign',
      usage: 'con < PAYLOAD [within 2s]',
      template:
        'Expects that exactly these bytes come next. It waits for five seconds unless “within” says otherwise; ?name in a number takes what came.',
    },
  ],
  parse(cursor, { name: socket }) {
    const expectation = parseExpectation(cursor, socket.text);
    if (expectation === undefined) return undefined;
    const within = parseWithin(cursor);
    if (expectation.kind === 'silence' && within?.within) {
      cursor.problems.add(within.within, 'WIRE_UNEXPECTED', 'silence has its own time: leave out within.');
      return undefined;
    }
    return within && { socket, expectation, ...within };
  },
  print: ({ socket, expectation, within }) => `${socket.text} < ${printExpectation(expectation)}${printWithin(within)}`,
  walk({ socket, expectation, within }, visitor) {
    visitor.use?.(socket);
    visitor.expectation?.(expectation, 'section');
    walkExpectation(expectation, visitor);
    if (within) visitor.duration?.(within);
  },
};

/** Tells what an expectation holds. */
export function walkExpectation(expectation: Expectation, visitor: StepVisitor): void {
  if ('terms' in expectation) visitor.payload?.(expectation.terms);
  else if ('count' in expectation) visitor.count?.(expectation.count);
  else if (expectation.kind === 'silence') visitor.duration?.(expectation.duration);
}
