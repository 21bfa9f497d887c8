import { TCP_STATES, type SystemState } from '../../../engine/kernel/tcpState';
import { quoteForMessage } from '../../../base/problem';
import { nearestName } from '../../../base/suggestion';
import type { CountArgument } from '../../payload/term';
import type { DurationArgument, Name, Placed } from '../nodes';
import { printValue, printWithin } from '../partPrinter';
import type { ScriptCursor } from '../scriptCursor';
import { NEEDS_NUMBER, parseCountArgument, parseWithin, rangeOf } from '../stepParts';
import type { StepSyntax, StepWord } from '../stepSyntax';

/** Of what the kernel has of a socket: its state, a listener's waiting clients, and what is in its queues. */
export type KernelMeasure = 'is' | 'waiting' | 'recvq' | 'sendq';

/** Expects what the kernel has of a socket. */
export interface KernelStateStep extends Placed {
  readonly kind: 'kernelState';
  readonly socket: Name;
  readonly measure: KernelMeasure;
  /** Behind `is`. */
  readonly state?: Name;
  /** Behind all others. */
  readonly amount?: CountArgument;
  readonly within?: DurationArgument;
}

/** In the words of the reference. */
export const KERNEL_STATES: readonly SystemState[] = [...TCP_STATES, 'unconnected', 'connected'];

const SENTENCES: Readonly<Record<KernelMeasure, Pick<StepWord, 'operand' | 'usage' | 'template'>>> = {
  is: {
    operand: 'state',
    usage: 'con is fin-wait-2 [within 2s]',
    template:
      'Waits until the kernel has the socket in this state of TCP (RFC 9293), such as established, close-wait or time-wait; closed when it has forgotten it.',
  },
  waiting: {
    operand: 'amount',
    usage: 'srv waiting 3 [within 2s]',
    template: 'Waits until so many clients of a listener are connected, and wait in the kernel to be accepted.',
  },
  recvq: {
    operand: 'amount',
    usage: 'con recvq 4096 [within 2s]',
    template: 'Waits until so many bytes are in the kernel that came and were not read.',
  },
  sendq: {
    operand: 'amount',
    usage: 'con sendq 0 [within 2s]',
    template: 'Waits until so many bytes are in the kernel that were sent and not acknowledged.',
  },
};

const isMeasure = (word: string): word is KernelMeasure => Object.hasOwn(SENTENCES, word);

export const KERNEL_STATE_STEP: StepSyntax<KernelStateStep> = {
  kind: 'kernelState',
  words: Object.entries(SENTENCES).map(([word, facts]): StepWord => ({ word, form: 'action', ...facts })),
  parse(cursor, { name: socket, word }) {
    if (!isMeasure(word)) return undefined;
    if (word === 'is') {
      const state = parseState(cursor);
      const within = state && parseWithin(cursor);
      return within && { socket, measure: word, state, ...within };
    }
    const amount = parseCountArgument(cursor, { template: NEEDS_NUMBER, args: [word, '3'] });
    const within = amount && parseWithin(cursor);
    return within && { socket, measure: word, amount, ...within };
  },
  print: ({ socket, measure, state, amount, within }) =>
    `${socket.text} ${measure} ${state ? state.text : amount ? printValue(amount) : ''}${printWithin(within)}`,
  walk({ socket, amount, within }, visitor) {
    visitor.use?.(socket);
    if (amount) visitor.count?.(amount);
    if (within) visitor.duration?.(within);
  },
};

/** Takes a state, however its words are joined and written: `FIN_WAIT2` is meant too, and told how it is written here. */
function parseState(cursor: ScriptCursor): Name | undefined {
  const word = cursor.takeWord();
  if (KERNEL_STATES.some((state) => state === word.text)) return word;
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const meant =
    KERNEL_STATES.find((state) => plain(state) === plain(word.text)) ?? nearestName(word.text, KERNEL_STATES);
  if (word.text === '') {
    const template = 'is needs a state: write for example is established; the states are {0}.';
    cursor.problems.add(cursor.rest, 'WIRE_MISSING_STATE', template, [KERNEL_STATES.join(', ')]);
  } else if (meant === undefined) {
    const template = 'There is no state “{0}”; the states are {1}.';
    cursor.problems.add(word, 'WIRE_UNKNOWN_STATE', template, [quoteForMessage(word.text), KERNEL_STATES.join(', ')]);
  } else {
    const template = 'There is no state “{0}”: did you mean {1}?';
    const fix = { ...rangeOf(word), text: meant };
    cursor.problems.add(word, 'WIRE_UNKNOWN_STATE', template, [quoteForMessage(word.text), meant], fix);
  }
  return undefined;
}
