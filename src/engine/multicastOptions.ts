/** What a UDP socket can be told of the groups that it sends to or listens on: one table and one check for the palette, the API and the terminal. */
import { SockscopeError, type Template } from '../base/error';
import { addressBytes, type Endpoint } from './address/endpoint';
import { isGroup } from './address/multicast';

/** As somebody has said them. */
export interface MulticastOptions {
  /** Networks that a datagram to a group passes at most, 0 to 255: 0 stays on this machine, 1 (as unless given) on the local network. */
  readonly ttl?: number;
  /** Whether this machine gets what it sends to a group itself; it does unless told otherwise. */
  readonly loopback?: boolean;
  /** The interface for groups, by its name or one of its addresses: loopback unless given. */
  readonly interface?: string;
}

/** How an option is written: a word alone, with a number, with `on` or `off`, or with a word. */
export type OptionForm = 'flag' | 'count' | 'switch' | 'word';

export interface MulticastOption {
  readonly id: keyof MulticastOptions;
  readonly form: OptionForm;
  /** What stands for its value. */
  readonly value: string;
  /** In a sentence, for pickers and helps. */
  readonly description: Template;
  /** What is wrong with its value alone. */
  readonly refuseValue: (options: MulticastOptions) => SockscopeError | undefined;
}

const MAX_TTL = 255;

export const MULTICAST_OPTIONS: readonly MulticastOption[] = [
  {
    id: 'ttl',
    form: 'count',
    value: '4',
    description: 'How many networks a datagram to a group may pass, 0 to 255',
    refuseValue: ({ ttl }) => {
      if (ttl === undefined || (Number.isInteger(ttl) && ttl >= 0 && ttl <= MAX_TTL)) return undefined;
      return new SockscopeError('BAD_TTL', 'The TTL must be a whole number from 0 to {1}, not {0}.', [ttl, MAX_TTL]);
    },
  },
  {
    id: 'loopback',
    form: 'switch',
    value: 'off',
    description: 'Whether this machine gets what it sends to a group itself',
    refuseValue: () => undefined,
  },
  {
    id: 'interface',
    form: 'word',
    value: '127.0.0.1',
    description: 'The interface for groups, by its name or address; loopback unless given',
    refuseValue: ({ interface: wanted }) => {
      if (wanted === undefined || /^[^\s"]+$/.test(wanted)) return undefined;
      const template = 'The interface "{0}" must be a name or an address without blanks, such as 127.0.0.1.';
      return new SockscopeError('BAD_INTERFACE', template, [wanted]);
    },
  },
];

/**
 * What is wrong with one of the options.
 *
 * @param endpoint Absent while it is not known.
 */
function refuseMulticast(
  option: MulticastOption,
  options: MulticastOptions,
  endpoint: Endpoint | undefined,
  use: 'listen' | 'dial',
): SockscopeError | undefined {
  if (options[option.id] === undefined) return undefined;
  const refused = option.refuseValue(options);
  if (refused || !endpoint) return refused;
  if (endpoint.scheme !== 'udp') {
    const template = '{0} is for UDP: leave it out, or use an address such as udp://239.7.7.7:5000.';
    return new SockscopeError('MULTICAST_UNFIT', template, [option.id]);
  }
  // A bound socket may send to any group, and a name may stand for one.
  if (use === 'listen' || addressBytes(endpoint.host) === undefined || isGroup(endpoint.host)) return undefined;
  const template =
    '{0} is for groups, and {1} is not a multicast address: leave it out, or dial one such as 239.7.7.7.';
  return new SockscopeError('MULTICAST_UNFIT', template, [option.id, endpoint.host]);
}

/** All that is wrong with them, each with the option's name. */
export function multicastProblems(
  options: MulticastOptions,
  endpoint: Endpoint | undefined,
  use: 'listen' | 'dial',
): readonly { readonly option: string; readonly error: SockscopeError }[] {
  return MULTICAST_OPTIONS.flatMap((option) => {
    const error = refuseMulticast(option, options, endpoint, use);
    return error ? [{ option: option.id, error }] : [];
  });
}

/** @throws SockscopeError the first of {@link multicastProblems} */
export function requireDialOptions(options: MulticastOptions, endpoint: Endpoint): void {
  const [problem] = multicastProblems(options, endpoint, 'dial');
  if (problem) throw problem.error;
}

type Unsaid<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

/** These alone, without those that are not said. */
export function multicastOptionsOf({ ttl, loopback, interface: wanted }: Unsaid<MulticastOptions>): MulticastOptions {
  return {
    ...(ttl === undefined ? {} : { ttl }),
    ...(loopback === undefined ? {} : { loopback }),
    ...(wanted === undefined ? {} : { interface: wanted }),
  };
}
