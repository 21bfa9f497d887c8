import type { AddressText, DurationArgument, Name, Placed } from '../nodes';
import { printWithin } from '../partPrinter';
import { parseAddress, parseWithin } from '../stepParts';
import type { StepSyntax } from '../stepSyntax';
import { optionWordsOf, parseOptions, printOptions, walkOptions, type WrittenOption } from '../optionWords';

export interface DialStep extends Placed {
  readonly kind: 'dial';
  readonly name: Name;
  readonly address: AddressText;
  /** Of TLS and of multicast. */
  readonly options: readonly WrittenOption[];
  /** The word `refused`: it is expected that nobody listens there. */
  readonly refused?: Name;
  readonly within?: DurationArgument;
}

export const DIAL_STEP: StepSyntax<DialStep> = {
  kind: 'dial',
  words: [
    {
      word: 'dial',
      form: 'opening',
      operand: 'dialAddress',
      usage: 'con = dial tcp://127.0.0.1:9000 [OPTION …] [refused] [within 2s]',
      template:
        'Connects to an address. For udp:// it makes a datagram socket that sends to that peer alone, or to a multicast group. With refused it expects that nobody listens there.',
      snippet: '${1:con} = dial ${2:tcp://127.0.0.1:9000}',
    },
  ],
  parse(cursor, { name }) {
    const missing =
      'dial needs an address: write for example tcp://127.0.0.1:9000, or the name of a listener as {{srv}}.';
    const address = parseAddress(cursor, missing);
    if (address === undefined) return undefined;
    const options = parseOptions(cursor, optionWordsOf('dial'), ['refused', 'within']);
    if (options === undefined) return undefined;
    const word = cursor.peekWord();
    const refused = cursor.takeKeyword('refused') ? { refused: word } : {};
    const within = parseWithin(cursor);
    return within && { name, address, options, ...refused, ...within };
  },
  print: ({ name, address, options, refused, within }) =>
    `${name.text} = dial ${address.source}${printOptions(options)}${refused ? ' refused' : ''}${printWithin(within)}`,
  walk({ name, address, options, within }, visitor) {
    visitor.address?.(address, 'dial');
    walkOptions(options, visitor);
    if (within) visitor.duration?.(within);
    visitor.define?.(name);
  },
};
