import { printTerms } from '../../payload/printer';
import { parseListenWords, type ListenWords } from '../listenParser';
import type { AddressText, Name, Placed } from '../nodes';
import { parseAddress } from '../stepParts';
import type { StepSyntax } from '../stepSyntax';
import { printOptions, walkOptions } from '../optionWords';

export interface ListenStep extends Placed, ListenWords {
  readonly kind: 'listen';
  readonly name: Name;
  readonly address: AddressText;
}

export const LISTEN_STEP: StepSyntax<ListenStep> = {
  kind: 'listen',
  words: [
    {
      word: 'listen',
      form: 'opening',
      operand: 'listenAddress',
      usage: 'srv = listen tcp://127.0.0.1:0 [SERVICE] [OPTION …]',
      template:
        'Listens on an address. Port 0 lets the system choose; {{srv}} is then the real address, {{srv.port}} its port. With a service it answers by itself: echo, or reply "pong".',
      snippet: '${1:srv} = listen ${2|tcp://127.0.0.1:0,udp://127.0.0.1:0,tls://127.0.0.1:0,local:name|}',
    },
  ],
  parse(cursor, { name }) {
    const missing =
      'listen needs an address: write for example tcp://127.0.0.1:0, udp://127.0.0.1:0 or local:my-server.';
    const address = parseAddress(cursor, missing);
    const words = address && parseListenWords(cursor);
    return words && { name, address, ...words };
  },
  print({ name, address, service, payload, options }) {
    return [
      `${name.text} = listen ${address.source}`,
      ...(service === undefined ? [] : [service.text]),
      ...(payload === undefined ? [] : [printTerms(payload)]),
    ]
      .join(' ')
      .concat(printOptions(options));
  },
  walk({ name, address, service, payload, options }, visitor) {
    visitor.address?.(address, 'listen');
    if (service) visitor.service?.(service);
    if (payload) visitor.payload?.(payload);
    walkOptions(options, visitor, service);
    visitor.define?.(name);
  },
};
