import { printTerms } from '../../payload/printer';
import type { Term } from '../../payload/term';
import type { AddressText, DurationArgument, Name, Placed } from '../nodes';
import { printWithin } from '../partPrinter';
import { parseAddress, parseTerms, parseWithin } from '../stepParts';
import type { StepSyntax } from '../stepSyntax';

export interface SendStep extends Placed {
  readonly kind: 'send';
  readonly socket: Name;
  readonly terms: readonly Term[];
  readonly to?: AddressText;
  readonly within?: DurationArgument;
}

const STOP_WORDS: ReadonlySet<string> = new Set(['to', 'within']);

export const SEND_STEP: StepSyntax<SendStep> = {
  kind: 'send',
  words: [
    {
      word: '>',
      form: 'sign',
      usage: 'con > PAYLOAD [to HOST:PORT] [within 2s]',
      template:
        'Sends bytes. A datagram socket that listens sends to whom “to” names, or else to whom it heard from last.',
    },
  ],
  parse(cursor, { name: socket }) {
    const terms = parseTerms(cursor, 'send', STOP_WORDS, socket.text);
    if (terms === undefined) return undefined;
    const missing = 'to needs an address: write for example to 127.0.0.1:9000.';
    const to = cursor.takeKeyword('to') ? parseAddress(cursor, missing) : null;
    const within = to === undefined ? undefined : parseWithin(cursor);
    return within && { socket, terms, ...(to ? { to } : {}), ...within };
  },
  print({ socket, terms, to, within }) {
    const peer = to === undefined ? '' : ` to ${to.source}`;
    return `${socket.text} > ${printTerms(terms)}${peer}${printWithin(within)}`;
  },
  walk({ socket, terms, to, within }, visitor) {
    visitor.use?.(socket);
    visitor.payload?.(terms);
    if (to) visitor.address?.(to, 'to');
    if (within) visitor.duration?.(within);
  },
};
