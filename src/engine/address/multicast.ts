/** Multicast groups (RFC 1112, RFC 4291), and the interfaces on which they are joined: loopback unless asked. */
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import { SockscopeError } from '../../base/error';
import { isLoopback, isMulticast, splitZone } from '../../bytes/ip';
import { multicastSystem, type MulticastSystem } from '../platform/multicastSystem';
import { addressBytes, isIpv4Host } from './endpoint';
import { isSameAddress } from './sameAddress';

/** One interface of this machine, for groups of one family. */
export interface GroupInterface {
  /** For people: its address for IPv4 groups, its name for IPv6 groups. */
  readonly label: string;
  /** What the system is told: an address; for IPv6 `::%` and its zone. */
  readonly system: string;
  /** Its own address of that family. */
  readonly address: string;
  readonly isLoopback: boolean;
}

/** A group, joined on an interface. */
export interface Membership {
  /** Without a zone. */
  readonly group: string;
  readonly interface: GroupInterface;
}

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** What the interfaces of this machine are found in; for tests of other systems. */
export interface MulticastContext {
  readonly system?: MulticastSystem;
  readonly interfaces?: () => Interfaces;
}

/** Windows gives its loopback interface this index. */
const WINDOWS_LOOPBACK_INDEX = 1;

/** Whether a numeric address, which may have a zone, is that of a group. */
export function isGroup(host: string): boolean {
  const bytes = addressBytes(host);
  return bytes !== undefined && isMulticast(bytes);
}

/** @throws SockscopeError `NOT_A_GROUP` */
export function requireGroup(text: string): void {
  if (isGroup(text)) return;
  throw new SockscopeError(
    'NOT_A_GROUP',
    '"{0}" is not a multicast address: those are 224.0.0.0 to 239.255.255.255, and ff00::/8 in IPv6, such as 239.7.7.7.',
    [text],
  );
}

/**
 * A group with the interface that it is to be joined or sent to on.
 *
 * @param group Of which a zone names the interface.
 * @param wanted The interface's name or one of its addresses; loopback unless this or a zone is given.
 * @throws SockscopeError `NOT_A_GROUP`, `NO_INTERFACE`, `INTERFACE_CONTRADICTS`
 */
export function membershipOf(group: string, wanted?: string, context: MulticastContext = {}): Membership {
  requireGroup(group);
  const { address, zone } = splitZone(group);
  const found = findInterface(isIpv4Host(address) ? 4 : 6, wanted ?? zone, context);
  if (wanted !== undefined && zone !== undefined) {
    const named = findInterface(6, zone, context);
    if (named.system !== found.system) {
      const template = 'The address {0} names the interface {1}, and the option {2}: leave out one of them.';
      throw new SockscopeError('INTERFACE_CONTRADICTS', template, [group, named.label, found.label]);
    }
  }
  return { group: address, interface: found };
}

/** @throws SockscopeError `NO_INTERFACE`, which lists those that there are */
export function findInterface(family: 4 | 6, wanted: string | undefined, context: MulticastContext): GroupInterface {
  const all = interfacesOf(family, context);
  const found = all.find(
    ({ names, addresses, of }) =>
      (wanted === undefined && of.isLoopback) ||
      (wanted !== undefined && (names.includes(wanted) || addresses.some((own) => isSameAddress(own, wanted)))),
  );
  if (found) return found.of;
  const list = all.map(({ names, of }) => `${names[0]!} (${of.address})`).join(', ');
  const template =
    wanted === undefined
      ? 'This machine has no loopback interface for IPv{2} groups: name another one; there are {1}.'
      : 'There is no interface "{0}" for IPv{2} groups; there are {1}.';
  throw new SockscopeError('NO_INTERFACE', template, [wanted ?? '', list === '' ? '0' : list, family]);
}

interface Candidate {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  readonly of: GroupInterface;
}

function interfacesOf(
  family: 4 | 6,
  { system = multicastSystem(), interfaces = networkInterfaces }: MulticastContext,
): Candidate[] {
  return Object.entries(interfaces()).flatMap(([name, infos = []]): Candidate[] => {
    const own = infos.find((info) => info.family === `IPv${family}`);
    if (!own) return [];
    const isInternal = isLoopback(addressBytes(own.address)!);
    const zone = system.zone === 'name' ? name : indexOf(infos, isInternal);
    const label = family === 4 ? own.address : name;
    const node = family === 4 ? own.address : `::%${zone}`;
    return [
      {
        names: [name, zone],
        addresses: infos.map(({ address }) => address),
        of: { label, system: node, address: own.address, isLoopback: isInternal },
      },
    ];
  });
}

function indexOf(infos: readonly NetworkInterfaceInfo[], isInternal: boolean): string {
  const scoped = infos.find((info) => info.family === 'IPv6' && info.scopeid > 0);
  const index = scoped?.family === 'IPv6' ? scoped.scopeid : isInternal ? WINDOWS_LOOPBACK_INDEX : 0;
  return String(index);
}
