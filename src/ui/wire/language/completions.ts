/** What is offered at a place of a wire file, but for files and live sockets, which only the editor knows. */
import { findListenOption, listenWordsOf, type ListenWord } from '../../../engine/listenOptions';
import { DIAL_OPTIONS } from '../../../engine/dialOptions';
import { MULTICAST_OPTIONS } from '../../../engine/multicastOptions';
import type { TlsOperation } from '../../../engine/tlsOptions';
import { tlsWordsOf } from '../../../wire/syntax/optionWords';
import { payloadOptionOf, type Service } from '../../../engine/services/service';
import { findService, SERVICES } from '../../../engine/services/services';
import { SETTINGS } from '../../../wire/check/definitions';
import { PAYLOAD_FUNCTIONS } from '../../../wire/payload/functions';
import { SOCKET_PROPERTIES } from '../../../wire/check/references';
import { EXPECTATION_WORDS, type ExpectationWord } from '../../../wire/syntax/expectationWords';
import type { StepWord } from '../../../wire/syntax/stepSyntax';
import { ACCEPTING_WORDS } from '../../../wire/syntax/steps/accepting';
import { KERNEL_STATES } from '../../../wire/syntax/steps/kernelState';
import { wordsOf } from '../../../wire/syntax/stepTable';
import type { CompletionPlace } from './completionPlace';
import type { WireName } from './names';
import type { Offer } from './offer';
import { SECTION_SNIPPETS } from './sectionSnippets';
import { functionInfo, OTHER_WORDS, type WordInfo } from './words';

/** The filter of what is offered only until the first character is typed. */
export const UNTYPED = ' ';

/**
 * In the order in which they are shown, where the editor finds them equally alike to what is typed. It takes the first.
 *
 * @param names Those that can be used at the place.
 */
export function offersAt(place: CompletionPlace, names: readonly WireName[]): Offer[] {
  return shorterFirst(offersOf(place, names)).filter(({ filter }) => isTypedSoFar(filter, place.prefix));
}

/** Whether an offer with a filter of its own is one for what has been typed. */
export function isTypedSoFar(filter: string | undefined, prefix: string): boolean {
  return filter === undefined || prefix === '' || filter.startsWith(prefix);
}

/** Puts what is complete before what goes on from there: whoever has typed `srv` means `srv` and not `srv2`. */
function shorterFirst(offers: readonly Offer[]): Offer[] {
  const ordered: Offer[] = [];
  for (const offer of offers) {
    const longer = ordered.findIndex(({ label }) => label !== offer.label && label.startsWith(offer.label));
    ordered.splice(longer < 0 ? ordered.length : longer, 0, offer);
  }
  return ordered;
}

function offersOf(place: CompletionPlace, names: readonly WireName[]): Offer[] {
  const sockets = names.filter(({ kind }) => kind === 'socket');
  const listeners = sockets.filter(({ step }) => step?.kind === 'listen');
  switch (place.kind) {
    case 'step':
      return [...sockets.map(nameOffer), ...STEP_SNIPPETS, ...SECTION_SNIPPETS];
    case 'setting':
      return [...SETTINGS].map(([name, [value = '']]) => wordOffer(name, OTHER_WORDS, `${name} = ${value}`));
    case 'settingValue':
      return (SETTINGS.get(place.setting) ?? []).map((label) => ({ label, kind: 'value' }));
    case 'opening':
      return wordsOf('opening').map((word) => openingOffer(word, listeners.at(-1)?.text));
    case 'address':
      return addressOffers(place.operation, place.prefix, names);
    case 'service':
      return [
        ...SERVICES.map(serviceOffer),
        ...[...listenWordsOf(undefined), ...optionWords(place, 'listen')].map(listenWordOffer),
      ];
    case 'listenOption': {
      const service = findService(place.service);
      const words = [...listenWordsOf(service), ...optionWords(place, 'listen')].map(listenWordOffer);
      return service && payloadOptionOf(service) ? [...words, ...termOffers()] : words;
    }
    case 'dialOption':
      return [...optionWords(place, 'dial').map(listenWordOffer), REFUSED, wordOffer('within', OTHER_WORDS)];
    case 'optionValue':
      // Only whoever writes it knows what it is.
      return [];
    case 'optionChoice':
      return (findListenOption(place.option)?.choices ?? []).map((label) => ({ label, kind: 'value' }));
    case 'accepting':
      return ACCEPTING_WORDS.map((label) => ({ label, kind: 'value' }));
    case 'listener':
      return (listeners.length > 0 ? listeners : sockets).map(nameOffer);
    case 'stepWord':
      return [...wordsOf('sign'), ...wordsOf('action')].map((info) => ({ label: info.word, kind: 'keyword', info }));
    case 'state':
      return KERNEL_STATES.map((label) => ({ label, kind: 'value' }));
    case 'expectation':
      return [...EXPECTATION_WORDS.map(expectationOffer), ...payloadOffers(false)];
    case 'payload':
      return payloadOffers(place.isSent);
    case 'duration':
      return ['200ms', '1s', '5s', '1min'].map((label) => ({ label, kind: 'value', filter: UNTYPED }));
    case 'variable':
      return place.base === undefined ? variableOffers(names) : propertyOffers(place.base, names);
    case 'file':
      return [];
  }
}

/** Behind the address of `dial`. */
const REFUSED: Offer = {
  label: 'refused',
  kind: 'keyword',
  info: { usage: 'con = dial tcp://127.0.0.1:9000 refused', template: 'Expects that nobody listens there.' },
};

/** The steps that can begin a line, whole. */
const STEP_SNIPPETS: readonly Offer[] = [
  ...[...wordsOf('opening'), ...wordsOf('leading')].map((info): Offer => {
    const { word, form, snippet = word } = info;
    const detail = form === 'opening' ? { detail: `${/:(\w+)/.exec(snippet)?.[1] ?? ''} = ${word}` } : {};
    return { label: word, kind: 'snippet', snippet, info, ...detail };
  }),
  {
    label: '###',
    kind: 'snippet',
    snippet: '### ${1:Title}\n$0',
    info: { usage: '### Title', template: 'Begins a section: the unit that runs, and a test.' },
  },
];

/** Behind `x =`: the step from its word on, which takes the last listener where it takes one. */
function openingOffer(info: StepWord, listener: string | undefined): Offer {
  const { word, snippet = word } = info;
  const rest = snippet.slice(snippet.indexOf(word)).replace('${2', '${1');
  return { label: word, kind: 'keyword', info, snippet: listener ? rest.replace(':srv}', `:${listener}}`) : rest };
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

function serviceOffer(service: Service): Offer {
  const { id, description } = service;
  const payload = payloadOptionOf(service)?.option;
  const snippet = payload?.isRequired ? { snippet: `${id} \${1:${inSnippet(payload.example)}}` } : {};
  return { label: id, kind: 'value', detail: description, ...snippet };
}

/** As a placeholder of a snippet. */
const inSnippet = (text: string): string => text.replace(/[\\$}]/g, '\\$&');

function listenWordOffer({ id, description, value }: ListenWord): Offer {
  return { label: id, kind: 'value', detail: description, ...(value ? { snippet: `${id} \${1:${value}}` } : {}) };
}

/** Those of the scheme; both where it is not known yet. */
function optionWords({ address }: { readonly address: string }, operation: TlsOperation): readonly ListenWord[] {
  const multicast = /^"?(udp:|\{\{)/i.test(address) ? MULTICAST_OPTIONS : [];
  // What has a path has no port to be dialled from.
  const own = operation === 'dial' && !/^"?(unix|pipe|local):/i.test(address) ? DIAL_OPTIONS : [];
  return [...(/^"?(tls:|\{\{)/i.test(address) ? tlsWordsOf(operation) : []), ...multicast, ...own];
}

function nameOffer({ text, step: opening }: WireName): Offer {
  return { label: text, kind: 'variable', ...(opening === undefined ? {} : { detail: opening.kind }) };
}

function expectationOffer(info: ExpectationWord): Offer {
  const { word: label, snippet } = info;
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

const BLOCK: Offer = {
  label: 'block',
  kind: 'function',
  snippet: '"""\n$0\n"""',
  info: { usage: '"""', template: 'Lines of text as they stand, each ended by the file’s @eol, up to the next """.' },
};

function termOffers(): Offer[] {
  const functions = Array.from(PAYLOAD_FUNCTIONS.keys(), (label): Offer => {
    const info = functionInfo(label);
    const snippet = `${label}(${ARGUMENTS.get(label) ?? '$1'})`;
    return { label, kind: 'function', snippet, ...(info === undefined ? {} : { info }) };
  });
  return [...functions, BLOCK];
}

function payloadOffers(isSent: boolean): Offer[] {
  const ends = isSent ? ['to', 'within'] : ['within'];
  return [...termOffers(), ...ends.map((word) => wordOffer(word, OTHER_WORDS))];
}

/** Of sockets and definitions; in an address the braces belong to the offer. */
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

/** A whole address: whoever has typed as much as a port or a path means that one. */
export function addressOffer(label: string): Offer {
  return {
    label,
    kind: 'value',
    filter: /^(?:tcp:\/\/|udp:\/\/|tls:\/\/|unix:|pipe:|local:)/.exec(label)?.[0] ?? UNTYPED,
  };
}

const SCHEMES = ['tcp://127.0.0.1:', 'udp://127.0.0.1:', 'tls://127.0.0.1:', 'local:'];

function addressOffers(operation: 'listen' | 'dial' | 'to', prefix: string, names: readonly WireName[]): Offer[] {
  const known = names.filter(
    ({ kind, step: opening }) =>
      kind === 'definition' || (operation !== 'listen' && (opening?.kind === 'listen' || opening?.kind === 'relay')),
  );
  const references = known.map(({ text, step: opening }): Offer => {
    const label = operation === 'to' && opening !== undefined ? `{{${text}.host}}:{{${text}.port}}` : `{{${text}}}`;
    return { label, kind: 'variable', ...(opening === undefined ? {} : { detail: opening.kind }) };
  });
  if (operation === 'to') return references.filter(({ label }) => label.startsWith(prefix));
  const port = operation === 'listen' ? '0' : '9000';
  const schemes = SCHEMES.map((scheme): Offer => {
    const rest = scheme === 'local:' ? 'name' : port;
    return { ...addressOffer(scheme + rest), snippet: `${scheme}\${1:${rest}}` };
  });
  return [...references.filter(({ label }) => label.startsWith(prefix)), ...schemes];
}
