/** What a listener can be told besides its address: one table and one check for the palette, the API, wire files and the terminal. */
import { SockscopeError, type Template } from '../base/error';
import { isServingMode, SERVING_MODES, type ServingMode } from './accepting/servingMode';
import { isIpv4Host, type Endpoint } from './address/endpoint';
import { DEFAULT_BACKLOG, MAX_DATAGRAM_IPV4, MAX_DATAGRAM_IPV6 } from './limits';
import { multicastOptionsOf, multicastProblems, type MulticastOptions, type OptionForm } from './multicastOptions'; // prettier-ignore
import { TLS_OPTIONS, tlsProblems, type ListenTlsOptions } from './tlsOptions';
import {
  choiceWordsOf,
  type ChoiceOption,
  type PayloadOption,
  type RunningService,
  type Service,
  type ServiceContext,
  type ServiceOption,
} from './services/service';
import { findService, SERVICES } from './services/services';

/** Stands for a payload whose bytes are known only when it runs. */
export class PayloadLength {
  constructor(readonly length: number) {}
}

export type ServiceValue = Uint8Array | string | PayloadLength;

/** As somebody has said them. */
export interface ListenOptions extends MulticastOptions {
  /** One of `SERVICES`, in any case; `manual` unless given. */
  readonly service?: string;
  /** Of the service, by name: bytes for a payload, or the id of a choice. */
  readonly options?: Readonly<Record<string, ServiceValue | undefined>>;
  /** 1 to 65,535 pending connections. */
  readonly backlog?: number;
  /** `[::]` takes IPv6 alone, instead of IPv4 as well. */
  readonly v6only?: boolean;
  /** How several clients are served, one of `SERVING_MODES`; `concurrent` unless given. */
  readonly mode?: string;
  /** Whether clients are accepted by themselves, as unless told otherwise; else they wait in the kernel until somebody says so. */
  readonly accept?: boolean;
  /** Where TLS is spoken. */
  readonly tls?: ListenTlsOptions;
}

/** An option of every listener, by its word. */
export interface ListenOption {
  readonly id: 'v6only' | 'backlog' | 'mode' | 'accept';
  readonly form: OptionForm;
  /** What stands for its value; absent: it takes none. */
  readonly value?: string;
  /** All values that it can have, where those are a few words. */
  readonly choices?: readonly string[];
  /** In a sentence, for pickers and helps. */
  readonly description: Template;
  /** What is wrong with it; `endpoint` is absent while it is not known. */
  readonly refuse: (options: ListenOptions, endpoint: Endpoint | undefined) => SockscopeError | undefined;
}

const MAX_BACKLOG = 65_535;

export const LISTEN_OPTIONS: readonly ListenOption[] = [
  {
    id: 'v6only',
    form: 'flag',
    description: '[::] takes IPv6 alone; without this, IPv4 as well',
    refuse: ({ v6only }, endpoint) => {
      if (v6only !== true || !endpoint) return undefined;
      if (!('path' in endpoint) && !isIpv4Host(endpoint.host)) return undefined;
      return new SockscopeError(
        'V6ONLY_UNFIT',
        'v6only is for IPv6 addresses such as [::]: leave it out, or listen on one.',
      );
    },
  },
  {
    id: 'backlog',
    form: 'count',
    value: '16',
    description: 'How many connections may wait to be accepted',
    refuse: ({ backlog }, endpoint) => {
      if (backlog === undefined) return undefined;
      if (!Number.isInteger(backlog) || backlog < 1 || backlog > MAX_BACKLOG) {
        const template = 'The backlog must be a whole number from 1 to {1}, not {0}.';
        return new SockscopeError('BAD_BACKLOG', template, [backlog, MAX_BACKLOG]);
      }
      if (endpoint?.scheme !== 'udp') return undefined;
      return new SockscopeError(
        'BACKLOG_UNFIT',
        'A backlog is of connections, and UDP has none: leave it out, or listen on TCP.',
      );
    },
  },
  {
    id: 'mode',
    form: 'word',
    value: 'sequential',
    choices: SERVING_MODES.map(({ id }) => id),
    description:
      'How several clients are served: concurrent as unless told otherwise, sequential one to its end after the other, or hybrid one request at a time',
    refuse: ({ mode }, endpoint) => {
      if (mode === undefined) return undefined;
      if (!isServingMode(mode)) {
        const ids = SERVING_MODES.map(({ id }) => id).join(', ');
        return new SockscopeError('BAD_MODE', 'There is no mode "{0}" of serving; there are: {1}.', [mode, ids]);
      }
      if (endpoint?.scheme !== 'udp') return undefined;
      return new SockscopeError(
        'MODE_UNFIT',
        'A mode is how several connections are served, and UDP has none: leave it out, or listen on TCP.',
      );
    },
  },
  {
    id: 'accept',
    form: 'switch',
    value: 'off',
    choices: ['off', 'on'],
    description:
      'Whether clients are accepted as they come; off lets them wait in the kernel until that is started, or one is',
    refuse: ({ accept }, endpoint) => {
      if (accept === undefined || endpoint?.scheme !== 'udp') return undefined;
      return new SockscopeError(
        'ACCEPT_UNFIT',
        'Accepting is of connections, and UDP has none: leave it out, or listen on TCP.',
      );
    },
  },
];

export function findListenOption(id: string): ListenOption | undefined {
  return LISTEN_OPTIONS.find((option) => option.id === id);
}

/** A word that may stand behind a service, or behind none: those of the service first. */
export interface ListenWord {
  readonly id: string;
  readonly description: Template;
  /** What stands for its value; absent: it takes none. */
  readonly value?: string;
}

export function listenWordsOf(service: Service | undefined): readonly ListenWord[] {
  const choices = service === undefined ? [] : choiceWordsOf(service);
  return [...choices.map(({ word, choice }) => ({ id: word, description: choice.description })), ...LISTEN_OPTIONS];
}

/** What such a word, or one of TLS, says; empty for one that there is not. */
export function describeListenWord(word: string, service: string | undefined): Template {
  const words = listenWordsOf(service === undefined ? undefined : findService(service));
  const known: readonly Pick<ListenWord, 'id' | 'description'>[] = [...words, ...TLS_OPTIONS];
  return known.find(({ id }) => id === word)?.description ?? '';
}

/** What is wrong with one of the options. */
export interface ListenProblem {
  /** The option's name; `service` for the service itself. */
  readonly option: string;
  readonly error: SockscopeError;
}

/**
 * All that is wrong with the options.
 *
 * @param endpoint Absent while it is not known, as where a variable holds it.
 */
export function listenProblems(options: ListenOptions, endpoint: Endpoint | undefined): readonly ListenProblem[] {
  const own = LISTEN_OPTIONS.flatMap(({ id, refuse }): ListenProblem[] => {
    const error = refuse(options, endpoint);
    return error ? [{ option: id, error }] : [];
  });
  const service = serviceOf(options);
  own.push(...multicastProblems(options, endpoint, 'listen'));
  own.push(...tlsProblems('listen', options.tls ?? {}, endpoint?.scheme));
  if (service) return [...own, ...serviceProblems(service, options.options ?? {}, endpoint)];
  const known = SERVICES.map(({ id }) => id).join(', ');
  const template = 'There is no service "{0}"; there are: {1}.';
  return [{ option: 'service', error: new SockscopeError('UNKNOWN_SERVICE', template, [options.service ?? '', known]) }, ...own]; // prettier-ignore
}

/** Options that have been checked, with what goes without saying. */
export interface Listening {
  readonly backlog: number;
  readonly v6only: boolean;
  readonly mode: ServingMode;
  readonly accept: boolean;
  readonly multicast: MulticastOptions;
  readonly service: Service;
  /** Starts the service, for one listener or one datagram socket. */
  readonly start: (context: Omit<ServiceContext, 'options'>) => RunningService;
}

/** @throws SockscopeError the first of {@link listenProblems} */
export function requireListenOptions(options: ListenOptions, endpoint: Endpoint): Listening {
  const [problem] = listenProblems(options, endpoint);
  if (problem) throw problem.error;
  // It was found above.
  const service = serviceOf(options)!;
  const given = options.options ?? {};
  const values = Object.fromEntries(
    Object.entries(service.options).map(([name, option]) => [name, valueOf(option, given[name])]),
  );
  return {
    backlog: options.backlog ?? DEFAULT_BACKLOG,
    v6only: options.v6only ?? false,
    // It was held against the table above.
    mode: (options.mode ?? SERVING_MODES[0].id) as ServingMode,
    accept: options.accept ?? true,
    multicast: multicastOptionsOf(options),
    service,
    start: (context) => ({ id: service.id, ...service.start({ ...context, options: values }) }),
  };
}

function serviceOf({ service = SERVICES[0].id }: ListenOptions): Service | undefined {
  return findService(service);
}

function valueOf(option: ServiceOption, given: ServiceValue | undefined): Uint8Array | string | undefined {
  if (option.kind === 'choice') return typeof given === 'string' ? given : option.choices[0].id;
  return given instanceof Uint8Array ? given : undefined;
}

function serviceProblems(
  service: Service,
  given: NonNullable<ListenOptions['options']>,
  endpoint: Endpoint | undefined,
): ListenProblem[] {
  const { id, options } = service;
  const unknown = Object.keys(given)
    .filter((name) => !Object.hasOwn(options, name))
    .map((name) => ({ option: name, error: unknownOption(service, name) }));
  const refused = Object.entries(options).flatMap(([name, option]): ListenProblem[] => {
    const value = given[name];
    const error =
      option.kind === 'choice'
        ? value === undefined
          ? undefined
          : refuseChoice(id, name, option, value, endpoint)
        : refusePayload(id, name, option, value, endpoint);
    return error ? [{ option: name, error }] : [];
  });
  return [...unknown, ...refused];
}

function unknownOption({ id, options }: Service, name: string): SockscopeError {
  const names = Object.keys(options);
  const template =
    names.length > 0
      ? 'The service {0} has no option "{1}"; it has: {2}.'
      : 'The service {0} has no options: leave out "{1}".';
  return new SockscopeError('UNKNOWN_SERVICE_OPTION', template, [id, name, names.join(', ')]);
}

function refuseChoice(
  service: string,
  name: string,
  { choices }: ChoiceOption,
  value: ServiceValue,
  endpoint: Endpoint | undefined,
): SockscopeError | undefined {
  const choice = choices.find(({ id }) => id === value);
  if (!choice) {
    const ids = choices.map(({ id }) => id).join(', ');
    const template = '"{1}" of the service {0} must be one of: {2}.';
    return new SockscopeError('BAD_SERVICE_OPTION', template, [service, name, ids]);
  }
  if (!choice.isForStreams || endpoint?.scheme !== 'udp') return undefined;
  return new SockscopeError(
    'SERVICE_OPTION_UNFIT',
    '{1} of the service {0} is for connections, and UDP has none: leave it out, or listen on TCP.',
    [service, choice.word ?? choice.id],
  );
}

function refusePayload(
  service: string,
  name: string,
  { isRequired, example, maxLength = Infinity }: PayloadOption,
  value: ServiceValue | undefined,
  endpoint: Endpoint | undefined,
): SockscopeError | undefined {
  if (value === undefined) {
    if (!isRequired) return undefined;
    const template = 'The service {0} needs what it sends ("{1}"): give it a payload such as {2}.';
    return new SockscopeError('SERVICE_OPTION_MISSING', template, [service, name, example]);
  }
  if (!(value instanceof Uint8Array) && !(value instanceof PayloadLength)) {
    const template = '"{1}" of the service {0} must be a payload such as {2}.';
    return new SockscopeError('BAD_SERVICE_OPTION', template, [service, name, example]);
  }
  const most = Math.min(maxLength, endpoint?.scheme === 'udp' ? largestDatagram(endpoint.host) : Infinity);
  if (value.length <= most) return undefined;
  const template = '"{1}" of the service {0} has {2} bytes, and at most {3} are possible here: make it shorter.';
  return new SockscopeError('SERVICE_OPTION_TOO_LONG', template, [service, name, value.length, most]);
}

const largestDatagram = (host: string): number => (isIpv4Host(host) ? MAX_DATAGRAM_IPV4 : MAX_DATAGRAM_IPV6);
