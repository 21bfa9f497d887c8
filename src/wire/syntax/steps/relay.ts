import type { AddressText, Name, Placed } from '../nodes';
import { parseOptions, printOptions, relayWordsOf, walkOptions, type WrittenOption } from '../optionWords';
import { parseAddress } from '../stepParts';
import type { StepSyntax } from '../stepSyntax';

export interface RelayStep extends Placed {
  readonly kind: 'relay';
  readonly name: Name;
  readonly address: AddressText;
  /** Of its listener. */
  readonly options: readonly WrittenOption[];
  readonly target: AddressText;
  /** Of what it dials. */
  readonly targetOptions: readonly WrittenOption[];
}

export const RELAY_STEP: StepSyntax<RelayStep> = {
  kind: 'relay',
  words: [
    {
      word: 'relay',
      form: 'opening',
      operand: 'relayAddress',
      usage: 'r = relay tcp://127.0.0.1:0 [OPTION …] to {{srv}} [OPTION …]',
      template:
        'Listens on the first address, and hands on what comes to the second one and back: a network in between. {{r}} is its address, which clients dial. What it does to what passes is said in further steps, such as r delay 100ms.',
      snippet:
        '${1:r} = relay ${2|tcp://127.0.0.1:0,udp://127.0.0.1:0,tls://127.0.0.1:0,local:name|} to ${3:tcp://127.0.0.1:9000}',
    },
  ],
  parse(cursor, { name }) {
    const missing = 'relay needs two addresses: write for example r = relay tcp://127.0.0.1:0 to {{srv}}.';
    const address = parseAddress(cursor, missing);
    const options = address && parseOptions(cursor, relayWordsOf('listen'), ['to']);
    if (address === undefined || options === undefined) return undefined;
    if (!cursor.takeKeyword('to')) {
      const template = 'A relay needs its target: write to {{srv}} or to tcp://127.0.0.1:9000 behind its own address.';
      const { text, start } = cursor.peekWord();
      // What stands here may be the target itself.
      const fix = /[:{0-9]/.test(text) ? { start, end: start, text: 'to ' } : undefined;
      cursor.problems.add(cursor.isDone ? address : cursor.rest, 'WIRE_MISSING_TARGET', template, [], fix);
      return undefined;
    }
    const target = parseAddress(cursor, 'to needs the address that the relay dials: write for example to {{srv}}.');
    const targetOptions = target && parseOptions(cursor, relayWordsOf('dial'), []);
    return targetOptions && { name, address, options, target, targetOptions };
  },
  print: ({ name, address, options, target, targetOptions }) =>
    `${name.text} = relay ${address.source}${printOptions(options)} to ${target.source}${printOptions(targetOptions)}`,
  walk({ name, address, options, target, targetOptions }, visitor) {
    visitor.address?.(address, 'listen');
    walkOptions(options, visitor);
    visitor.address?.(target, 'dial');
    walkOptions(targetOptions, visitor);
    visitor.define?.(name);
  },
};
