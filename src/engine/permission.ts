import { SockscopeError, type Template } from '../base/error';
import type { GroupInterface } from './address/multicast';
import { isExposed, type AddressBinding } from './address/binding';
import { formatEndpoint, formatHostPort, reachOf, type Endpoint } from './address/endpoint';
import type { IpSocketAddress } from './address/socketAddress';

/** `binding` is what will be bound, and `endpoint` what was asked for. */
export interface ListenUse {
  readonly kind: 'listen';
  readonly endpoint: Endpoint;
  readonly binding: AddressBinding;
}

/** A datagram that every machine of a network receives. */
export interface BroadcastUse {
  readonly kind: 'broadcast';
  readonly to: IpSocketAddress;
}

/** A group is joined (`join`) or sent to (`multicast`) on an interface. */
interface GroupUseOf<K> {
  readonly kind: K;
  /** `udp://239.7.7.7:5000` */
  readonly group: string;
  readonly interface: GroupInterface;
}

export type GroupUse = GroupUseOf<'join'> | GroupUseOf<'multicast'>;

/** A relay hands on to `target` what others send it. */
export interface RelayUse {
  readonly kind: 'relay';
  readonly target: Endpoint;
}

/** What is about to happen on the network. */
export type NetworkUse =
  | ListenUse
  | RelayUse
  | BroadcastUse
  | GroupUse
  | { readonly kind: 'dial'; readonly endpoint: Endpoint }
  /** Name servers learn of it. */
  | { readonly kind: 'lookUp'; readonly name: string };

/** What nobody may do without saying so. */
export type ConsentUse = ListenUse | RelayUse | BroadcastUse | GroupUse;

/** Asked before anything happens; throws, or rejects, to refuse. */
export type Permit = (use: NetworkUse) => void | Promise<void>;

/** RFC 6761, 6.3: such names are of the own machine. */
const LOCALHOST = /^(?:.+\.)?localhost\.?$/i;

function isOfOwnMachine(target: Endpoint): boolean {
  return reachOf(target) === 'local' || ('host' in target && LOCALHOST.test(target.host));
}

/** Whether other machines are let in, or all of them are spoken to. */
export function needsConsent(use: NetworkUse): use is ConsentUse {
  if (use.kind === 'join' || use.kind === 'multicast') return !use.interface.isLoopback;
  if (use.kind === 'relay') return !isOfOwnMachine(use.target);
  return use.kind === 'broadcast' || (use.kind === 'listen' && isExposed(use.binding));
}

/**
 * The address that it is about; where a name stands for it both: `tcp://box:9000 (192.0.2.1)`.
 */
export function describeUse(use: ConsentUse): string {
  if (use.kind === 'broadcast') return `udp://${formatHostPort(use.to.address, use.to.port)}`;
  if (use.kind === 'relay') return formatEndpoint(use.target);
  if (use.kind !== 'listen') return use.group;
  const { endpoint, binding } = use;
  const asked = formatEndpoint(endpoint);
  if ('path' in endpoint || 'path' in binding || endpoint.host === binding.address) return asked;
  return `${asked} (${binding.address})`;
}

const GROUP_REFUSALS: Readonly<Record<GroupUse['kind'], { readonly code: string; readonly template: Template }>> = {
  join: {
    code: 'NOT_EXPOSED',
    template: 'Other machines could reach the group {0} on the interface {1}, and nobody has allowed that.',
  },
  multicast: {
    code: 'NO_MULTICAST',
    template:
      'Other machines would get what is sent to the group {0} on the interface {1}, and nobody has allowed that.',
  },
};

/**
 * What holds unless somebody decides otherwise: what needs consent is refused.
 *
 * @throws SockscopeError `NOT_EXPOSED`, `NO_BROADCAST`, `NO_MULTICAST`
 */
export const permitWithoutConsent: Permit = (use) => {
  if (!needsConsent(use)) return;
  if (use.kind === 'listen') {
    throw new SockscopeError('NOT_EXPOSED', 'Other machines could reach {0}, and nobody has allowed that.', [
      describeUse(use),
    ]);
  }
  if (use.kind === 'relay') {
    throw new SockscopeError(
      'NOT_EXPOSED',
      'A relay would hand on to {0}, which may be another machine, and nobody has allowed that.',
      [describeUse(use)],
    );
  }
  if (use.kind !== 'broadcast') {
    const { code, template } = GROUP_REFUSALS[use.kind];
    throw new SockscopeError(code, template, [describeUse(use), use.interface.label]);
  }
  throw new SockscopeError(
    'NO_BROADCAST',
    'Every machine of the network would get what is sent to {0}, a broadcast address, and nobody has allowed that.',
    [describeUse(use)],
  );
};
