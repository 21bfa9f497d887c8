import type { AddressInfo } from 'node:net';
import { SockscopeError } from '../../base/error';
import { isLoopback } from '../../bytes/ip';
import { noAddress, resolveHost, type Address } from '../transport/happyEyeballs';
import { addressBytes, formatEndpoint, formatHostPort, type Endpoint, type PathEndpoint } from './endpoint';
import { isGroup, membershipOf, type Membership, type MulticastContext } from './multicast';
import type { IpScheme } from './schemes';
import { isSameAddress } from './sameAddress';
import { multicastSystem } from '../platform/multicastSystem';

/** What a listener is bound to: one numeric address, and nothing that would still have to be resolved. */
export interface IpBinding {
  readonly scheme: IpScheme;
  /** IPv4 or IPv6, perhaps with a zone. */
  readonly address: string;
  readonly family: 4 | 6;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Whether `::` takes IPv6 alone. Without it, `::` takes IPv4 too, whose peers are then `::ffff:…`. */
  readonly v6only: boolean;
  /** The group that is joined there. */
  readonly membership?: Membership;
}

export type AddressBinding = IpBinding | PathEndpoint;

/** Finds the addresses of a host, of which the first is bound. */
export type ResolveHost = (host: string) => Promise<readonly Address[]>;

/**
 * What `endpoint` stands for just now. Who is allowed to bind this binds exactly this: names are not resolved again. Of a
 * name's addresses it is the first, as in `net.Server.listen`.
 *
 * @throws What the resolver said.
 */
export async function resolveBinding(
  endpoint: Endpoint,
  v6only = false,
  resolve: ResolveHost = resolveHost,
): Promise<AddressBinding> {
  if ('path' in endpoint) return endpoint;
  const { scheme, host, port } = endpoint;
  const [first] = await resolve(host);
  if (!first) throw noAddress();
  return { scheme, address: first.address, family: first.family, port, v6only };
}

/**
 * The same; where its address is that of a group, with the membership, and with the address that this system binds for it.
 *
 * @param wanted The interface, loopback unless given.
 * @throws SockscopeError `GROUP_NEEDS_UDP`, and what {@link membershipOf} throws
 */
export function withMembership(
  binding: AddressBinding,
  wanted?: string,
  context: MulticastContext = {},
): AddressBinding {
  if ('path' in binding || !isGroup(binding.address)) return binding;
  const { scheme, address, port } = binding;
  if (scheme !== 'udp') {
    const template = '{0} is a multicast address, whose datagrams are of UDP: listen on udp://{1}.';
    throw new SockscopeError('GROUP_NEEDS_UDP', template, [address, formatHostPort(address, port)]);
  }
  const membership = membershipOf(address, wanted, context);
  const { bindsTo } = context.system ?? multicastSystem();
  return { ...binding, address: bindsTo === 'group' ? address : membership.interface.address, membership };
}

/** Whether other machines may reach what is bound there: anything but loopback, Unix sockets and named pipes. */
export function isExposed(binding: AddressBinding): boolean {
  if ('path' in binding) return false;
  if (binding.membership) return !binding.membership.interface.isLoopback;
  const bytes = addressBytes(binding.address);
  return bytes === undefined || !isLoopback(bytes);
}

export function formatBinding(binding: AddressBinding): string {
  if ('path' in binding) return formatEndpoint(binding);
  return `${binding.scheme}://${formatHostPort(binding.address, binding.port)}`;
}

/**
 * Holds what the system has bound against what was allowed.
 *
 * @throws SockscopeError `BOUND_ELSEWHERE`
 */
export function requireBound(binding: IpBinding, { address, port }: Pick<AddressInfo, 'address' | 'port'>): void {
  if (isSameAddress(address, binding.address) && (binding.port === 0 || binding.port === port)) return;
  throw new SockscopeError(
    'BOUND_ELSEWHERE',
    'The system bound {0} instead of {1}, which is what was allowed: it was closed again.',
    [`${binding.scheme}://${formatHostPort(address, port)}`, formatBinding(binding)],
  );
}
