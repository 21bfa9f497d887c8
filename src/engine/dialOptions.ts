/** What whoever dials can be told of its own end: one row and one check for the palette, the API, wire files and the terminal. */
import { SockscopeError, type Template } from '../base/error';
import { formatEndpoint, type Endpoint } from './address/endpoint';
import { familyOfOwnEnd, formatOwnEnd, parseOwnEnd, type OwnEnd } from './address/ownEnd';
import type { OptionForm } from './multicastOptions';
import { codeOf } from './platform/systemError';

interface DialOption {
  readonly id: 'from';
  readonly form: OptionForm;
  /** What stands for its value. */
  readonly value: string;
  readonly description: Template;
}

export const DIAL_OPTIONS: readonly DialOption[] = [
  {
    id: 'from',
    form: 'word',
    value: '127.0.0.1:5000',
    description: 'The client’s own address and port, or one of them; the system chooses unless given',
  },
];

/**
 * What is wrong with the own end.
 *
 * @param endpoint Absent while it is not known.
 */
export function fromProblem(from: string, endpoint: Endpoint | undefined): SockscopeError | undefined {
  let own: OwnEnd;
  try {
    own = parseOwnEnd(from);
  } catch (error) {
    if (error instanceof SockscopeError) return error;
    throw error;
  }
  if (!endpoint) return undefined;
  if ('path' in endpoint) {
    const template = '{0} has no address and port of its own to be dialled from: leave out from {1}.';
    return new SockscopeError('FROM_UNFIT', template, [formatEndpoint(endpoint), from]);
  }
  const family = familyOfOwnEnd(own);
  const isNumeric = /^[\d.]+$|:/.test(endpoint.host);
  const wanted = endpoint.host.includes(':') ? 6 : 4;
  return isNumeric && family !== undefined && family !== wanted ? unfitFamily(own, endpoint) : undefined;
}

/** @throws SockscopeError what {@link fromProblem} tells */
export function requireOwnEnd(from: string | undefined, endpoint: Endpoint): OwnEnd | undefined {
  if (from === undefined) return undefined;
  const problem = fromProblem(from, endpoint);
  if (problem) throw problem;
  return parseOwnEnd(from);
}

/** The addresses that can be dialled from there. @throws SockscopeError `FROM_UNFIT` where there is none */
export function reachableFrom<A extends { readonly family: 4 | 6 }>(
  addresses: readonly A[],
  own: OwnEnd | undefined,
  endpoint: Endpoint,
): readonly A[] {
  const family = own && familyOfOwnEnd(own);
  if (own === undefined || family === undefined || addresses.length === 0) return addresses;
  const fitting = addresses.filter((address) => address.family === family);
  if (fitting.length === 0) throw unfitFamily(own, endpoint);
  return fitting;
}

function unfitFamily(own: OwnEnd, endpoint: Endpoint): SockscopeError {
  return new SockscopeError(
    'FROM_UNFIT',
    'Cannot dial {0} from {1}: one is of IPv4, the other of IPv6. Take an own address of the same kind, or the port alone.',
    [formatEndpoint(endpoint), formatOwnEnd(own)],
  );
}

/** What the system's answer means where an own end was asked for: {0} is who is dialled, {1} the own end. */
const EXPLANATIONS: readonly {
  readonly code: string;
  /** The call that failed. */
  readonly call: 'bind' | 'connect';
  readonly template: Template;
}[] = [
  {
    code: 'EADDRINUSE',
    call: 'bind',
    template:
      'Cannot dial {0} from {1}: another socket has this address and port. Take another port, or 0 for a free one. (EADDRINUSE)',
  },
  {
    code: 'EADDRINUSE',
    call: 'connect',
    template:
      'Cannot dial {0} from {1}: there is such a connection already, or it was closed a moment ago (TIME_WAIT, a minute or so). Wait, or take another port; 0 takes a free one. (EADDRINUSE)',
  },
  {
    code: 'EADDRNOTAVAIL',
    call: 'bind',
    template:
      'Cannot dial {0} from {1}: this machine has no such address. Take one of its own, or the port alone. (EADDRNOTAVAIL)',
  },
  {
    code: 'EADDRNOTAVAIL',
    call: 'connect',
    template:
      'Cannot dial {0} from {1}: there is such a connection already, or it was closed a moment ago (TIME_WAIT, a minute or so). Wait, or take another port; 0 takes a free one. (EADDRNOTAVAIL)',
  },
  {
    code: 'EACCES',
    call: 'bind',
    template:
      'Cannot dial {0} from {1}: permission denied. Ports below 1024 are reserved for privileged programs on most systems; take one from 1024 on. (EACCES)',
  },
  {
    code: 'EINVAL',
    call: 'connect',
    template:
      'Cannot dial {0} from {1}: from that address nothing gets there, as from loopback to another machine. Take another own address, or the port alone. (EINVAL)',
  },
];

/** Undefined where the own end is not the reason. */
export function explainOwnEnd(error: unknown, endpoint: Endpoint, own: OwnEnd | undefined): SockscopeError | undefined {
  if (own === undefined || error instanceof SockscopeError) return undefined;
  const code = codeOf(error);
  const call = error instanceof Error && 'syscall' in error && error.syscall === 'bind' ? 'bind' : 'connect';
  const row = EXPLANATIONS.find((each) => each.code === code && each.call === call);
  return row && new SockscopeError(code, row.template, [formatEndpoint(endpoint), formatOwnEnd(own)], { cause: error });
}

/** @throws SockscopeError `BAD_TIMEOUT` */
export function requireTimeout(timeout: number): number {
  if (!Number.isInteger(timeout) || timeout < 1 || timeout > 2 ** 31 - 1) {
    throw new SockscopeError('BAD_TIMEOUT', 'The timeout must be a whole number of milliseconds from 1 on, not {0}.', [
      timeout,
    ]);
  }
  return timeout;
}
