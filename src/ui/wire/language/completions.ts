/** What is offered at a place of a wire file, but for files and live sockets, which only the editor knows. */
import { SERVICES } from '../../../engine/services';
import { SETTINGS } from '../../../wire/constants';
import { PAYLOAD_FUNCTIONS } from '../../../wire/payloadFunctions';
import { SOCKET_PROPERTIES } from '../../../wire/references';
import type { CompletionPlace } from './completionPlace';
import type { WireName } from './names';
import { ACTION_WORDS, EXPECTATIONS, functionInfo, OPENINGS, OTHER_WORDS, SIGNS, type WordInfo } from './words';

export interface Offer {
  readonly label: string;
  readonly kind: 'keyword' | 'function' | 'variable' | 'constant' | 'value' | 'snippet';
  /** In the form of snippets; the label where it is absent. */
  readonly snippet?: string;
  readonly info?: WordInfo;
  /** Beside the label. */
  readonly detail?: string;
}

/** @param names Those that can be used at the place. */
export function offersAt(place: CompletionPlace, names: readonly WireName[]): Offer[] {
  const sockets = names.filter(({ kind }) => kind === 'socket');
  const listeners = sockets.filter(({ step }) => step?.kind === 'listen');
  switch (place.kind) {
    case 'step':
      return [...sockets.map(nameOffer), ...STEP_SNIPPETS];
    case 'setting':
      return [...SETTINGS].map(([name, [value = '']]) => wordOffer(name, OTHER_WORDS, `${name} = ${value}`));
    case 'settingValue':
      return (SETTINGS.get(place.setting) ?? []).map((label) => ({ label, kind: 'value' }));
    case 'opening':
      return [
        wordOffer('listen', OPENINGS, 'listen ${1|tcp://127.0.0.1:0,udp://127.0.0.1:0,unix:/tmp/x.sock|}'),
        wordOffer('dial', OPENINGS, 'dial ${1:tcp://127.0.0.1:9000}'),
        wordOffer('accept', OPENINGS, `accept \${1:${listeners.at(-1)?.text ?? 'srv'}}`),
      ];
    case 'address':
      return addressOffers(place.operation, place.prefix, names);
    case 'service':
      return SERVICES.map(({ id, description }) => ({ label: id, kind: 'value', detail: description }));
    case 'listener':
      return (listeners.length > 0 ? listeners : sockets).map(nameOffer);
    case 'deed':
      return [...SIGNS, ...ACTION_WORDS].map(([label, info]) => ({ label, kind: 'keyword', info }));
    case 'expectation':
      return [...[...EXPECTATIONS].filter(([word]) => word !== 'regex').map(expectationOffer), ...payloadOffers(false)];
    case 'payload':
      return payloadOffers(place.isSent);
    case 'duration':
      return ['200ms', '1s', '5s', '1min'].map((label) => ({ label, kind: 'value' }));
    case 'variable':
      return place.base === undefined ? variableOffers(names) : propertyOffers(place.base, names);
    case 'file':
      return [];
  }
}

const STEP_SNIPPETS: readonly Offer[] = [
  step('listen', 'srv', OPENINGS, '${1:srv} = listen ${2:tcp://127.0.0.1:0}'),
  step('dial', 'con', OPENINGS, '${1:con} = dial ${2:tcp://127.0.0.1:9000}'),
  step('accept', 'con', OPENINGS, '${1:con} = accept ${2:srv}'),
  step('on', '', OTHER_WORDS, 'on ${1:srv} ${2:"ping"} > ${3:"pong"}'),
  step('wait', '', OTHER_WORDS, 'wait ${1:200ms}'),
  {
    label: '###',
    kind: 'snippet',
    snippet: '### ${1:Title}\n$0',
    info: { usage: '### Title', template: 'Begins a section: the unit that runs, and a test.' },
  },
];

function step(word: string, name: string, words: ReadonlyMap<string, WordInfo>, snippet: string): Offer {
  return {
    ...wordOffer(word, words, snippet),
    kind: 'snippet',
    ...(name === '' ? {} : { detail: `${name} = ${word}` }),
  };
}

function wordOffer(label: string, words: ReadonlyMap<string, WordInfo>, snippet?: string): Offer {
  const info = words.get(label);
  return {
    label,
    kind: 'keyword',
    ...(snippet === undefined ? {} : { snippet }),
    ...(info === undefined ? {} : { info }),
  };
}

function nameOffer({ text, step: opening }: WireName): Offer {
  return { label: text, kind: 'variable', ...(opening === undefined ? {} : { detail: opening.kind }) };
}

const EXPECTATION_SNIPPETS: ReadonlyMap<string, string> = new Map([
  ['until', 'until ${1:"\\\\r\\\\n"}'],
  ['exactly', 'exactly ${1:16}'],
  ['silence', 'silence ${1:200ms}'],
]);

function expectationOffer([label, info]: readonly [string, WordInfo]): Offer {
  const snippet = EXPECTATION_SNIPPETS.get(label);
  return { label, kind: 'keyword', info, ...(snippet === undefined ? {} : { snippet }) };
}

/** What stands between the parentheses of functions that take no plain number. */
const ARGUMENTS: ReadonlyMap<string, string> = new Map([
  ['ipv4', '"${1:127.0.0.1}"'],
  ['ipv6', '"${1:::1}"'],
  ['base64', '"$1"'],
  ['file', '"$1"'],
  ['repeat', '${1:3}, ${2:"ab"}'],
  ['zeros', '${1:16}'],
  ['prefixed', '${1:u16be}, ${2:"hello"}'],
]);

function payloadOffers(isSent: boolean): Offer[] {
  const functions = Array.from(PAYLOAD_FUNCTIONS.keys(), (label): Offer => {
    const info = functionInfo(label);
    const snippet = `${label}(${ARGUMENTS.get(label) ?? '$1'})`;
    return { label, kind: 'function', snippet, ...(info === undefined ? {} : { info }) };
  });
  const ends = isSent ? ['to', 'within'] : ['within'];
  return [...functions, ...ends.map((word) => wordOffer(word, OTHER_WORDS))];
}

/** Of sockets and constants; in an address the braces belong to the offer. */
function variableOffers(names: readonly WireName[]): Offer[] {
  return names
    .filter(({ kind }) => kind !== 'setting')
    .map(({ text, kind, step: opening }) => ({
      label: text,
      kind: kind === 'socket' ? 'variable' : 'constant',
      ...(opening === undefined ? {} : { detail: opening.kind }),
    }));
}

function propertyOffers(base: string, names: readonly WireName[]): Offer[] {
  const socket = names.find(({ text, kind }) => text === base && kind === 'socket');
  return socket === undefined ? [] : SOCKET_PROPERTIES.map((label) => ({ label, kind: 'value' }));
}

const SCHEMES = ['tcp://127.0.0.1:', 'udp://127.0.0.1:', 'unix:/tmp/'];

function addressOffers(operation: 'listen' | 'dial' | 'to', prefix: string, names: readonly WireName[]): Offer[] {
  const known = names.filter(
    ({ kind, step: opening }) => kind === 'constant' || (operation !== 'listen' && opening?.kind === 'listen'),
  );
  const references = known.map(({ text, step: opening }): Offer => {
    const label = operation === 'to' && opening !== undefined ? `{{${text}.host}}:{{${text}.port}}` : `{{${text}}}`;
    return { label, kind: 'variable', ...(opening === undefined ? {} : { detail: opening.kind }) };
  });
  if (operation === 'to') return references;
  const port = operation === 'listen' ? '0' : '9000';
  const schemes = SCHEMES.map((scheme): Offer => {
    const rest = scheme.startsWith('unix') ? 'x.sock' : port;
    return { label: scheme + rest, kind: 'value', snippet: `${scheme}\${1:${rest}}` };
  });
  return [...references, ...schemes].filter(({ label }) => label.startsWith(prefix));
}
