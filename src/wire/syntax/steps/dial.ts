import type { AddressText, DurationArgument, Name, Placed } from '../nodes';
import { printWithin } from '../partPrinter';
import { parseAddress, parseWithin } from '../stepParts';
import type { StepSyntax } from '../stepSyntax';
import { parseDialOptions, printOptions, walkOptions, type WrittenOption } from '../optionWords';

export interface DialStep extends Placed {
  readonly kind: 'dial';
  readonly name: Name;
  readonly address: AddressText;
  /** Of TLS and of multicast. */
  readonly options: readonly WrittenOption[];
  readonly within?: DurationArgument;
}

export const DIAL_STEP: StepSyntax<DialStep> = {
  kind: 'dial',
  words: [
    {
      word: 'dial',
      form: 'opening',
      operand: 'dialAddress',
      usage: 'con = dial tcp://127.0.0.1:9000 [OPTION …] [within 2s]',
      template:
        'Connects to an address. For udp:// it makes a datagram socket that sends to that peer alone, or to a multicast group.',
      snippet: '${1:con} = dial ${2:tcp://127.0.0.1:9000}',
    },
  ],
  parse(cursor, { name }) {
    const missing =
      'dial needs an address: write for example tcp://127.0.0.1:9000, or the name of a listener as {{srv}}.';
    const address = parseAddress(cursor, missing);
    const options = address && parseDialOptions(cursor);
    const within = options && parseWithin(cursor);
    return within && { name, address, options, ...within };
  },
  print: ({ name, address, options, within }) =>
    `${name.text} = dial ${address.source}${printOptions(options)}${printWithin(within)}`,
  walk({ name, address, options, within }, visitor) {
    visitor.address?.(address, 'dial');
    walkOptions(options, visitor);
    if (within) visitor.duration?.(within);
    visitor.define?.(name);
  },
};
