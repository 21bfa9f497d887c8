import { parseIpv4, parseIpv6, splitZone } from '../../bytes/ip';
import type { Template } from '../../base/error';

/** What an address is for, where that is something special. */
export interface AddressKind {
  /** Stable, for programs. */
  readonly id: string;
  /** For people, as it stands behind an address. */
  readonly text: Template;
  /** Number of the document that says so. */
  readonly rfc: number;
}

interface Block extends AddressKind {
  /** `192.0.2.0/24` */
  readonly of: string;
}

/**
 * IANA's registries of special-purpose addresses (RFC 6890, as of 2025), and multicast, which has registries of its own. Of two
 * blocks that hold an address the longer prefix is meant.
 */
export const SPECIAL_BLOCKS: readonly Block[] = [
  { of: '0.0.0.0/32', id: 'unspecified', text: 'unspecified: every address, to a listener', rfc: 1122 },
  { of: '0.0.0.0/8', id: 'this-network', text: 'this network', rfc: 791 },
  { of: '10.0.0.0/8', id: 'private', text: 'private', rfc: 1918 },
  { of: '100.64.0.0/10', id: 'shared', text: 'shared by a provider’s customers (CGNAT)', rfc: 6598 },
  { of: '127.0.0.0/8', id: 'loopback', text: 'loopback', rfc: 1122 },
  { of: '169.254.0.0/16', id: 'link-local', text: 'link-local', rfc: 3927 },
  { of: '172.16.0.0/12', id: 'private', text: 'private', rfc: 1918 },
  { of: '192.0.0.0/24', id: 'protocol', text: 'for protocols', rfc: 6890 },
  { of: '192.0.2.0/24', id: 'documentation', text: 'documentation', rfc: 5737 },
  { of: '192.88.99.0/24', id: '6to4', text: '6to4 relay, no longer in use', rfc: 7526 },
  { of: '192.168.0.0/16', id: 'private', text: 'private', rfc: 1918 },
  { of: '198.18.0.0/15', id: 'benchmarking', text: 'benchmarking', rfc: 2544 },
  { of: '198.51.100.0/24', id: 'documentation', text: 'documentation', rfc: 5737 },
  { of: '203.0.113.0/24', id: 'documentation', text: 'documentation', rfc: 5737 },
  { of: '224.0.0.0/4', id: 'multicast', text: 'multicast', rfc: 5771 },
  { of: '240.0.0.0/4', id: 'reserved', text: 'reserved', rfc: 1112 },
  { of: '255.255.255.255/32', id: 'broadcast', text: 'broadcast', rfc: 919 },
  { of: '::/128', id: 'unspecified', text: 'unspecified: every address, to a listener', rfc: 4291 },
  { of: '::1/128', id: 'loopback', text: 'loopback', rfc: 4291 },
  { of: '::ffff:0:0/96', id: 'ipv4-mapped', text: 'an IPv4 address, mapped', rfc: 4291 },
  { of: '64:ff9b::/96', id: 'nat64', text: 'an IPv4 address, translated (NAT64)', rfc: 6052 },
  { of: '64:ff9b:1::/48', id: 'nat64', text: 'an IPv4 address, translated (NAT64)', rfc: 8215 },
  { of: '100::/64', id: 'discard', text: 'discarded by routers', rfc: 6666 },
  { of: '2001::/23', id: 'protocol', text: 'for protocols', rfc: 2928 },
  { of: '2001::/32', id: 'teredo', text: 'Teredo tunnel', rfc: 4380 },
  { of: '2001:2::/48', id: 'benchmarking', text: 'benchmarking', rfc: 5180 },
  { of: '2001:db8::/32', id: 'documentation', text: 'documentation', rfc: 3849 },
  { of: '2002::/16', id: '6to4', text: '6to4 tunnel', rfc: 3056 },
  { of: '3fff::/20', id: 'documentation', text: 'documentation', rfc: 9637 },
  { of: 'fc00::/7', id: 'private', text: 'private (unique local)', rfc: 4193 },
  { of: 'fe80::/10', id: 'link-local', text: 'link-local', rfc: 4291 },
  { of: 'fec0::/10', id: 'site-local', text: 'site-local, no longer in use', rfc: 3879 },
  { of: 'ff00::/8', id: 'multicast', text: 'multicast', rfc: 4291 },
];

interface Prefix {
  readonly bytes: Uint8Array;
  readonly bits: number;
  readonly kind: AddressKind;
}

/** The longest prefix first. */
const PREFIXES: readonly Prefix[] = SPECIAL_BLOCKS.map(({ of, ...kind }) => {
  const [address = '', bits] = of.split('/');
  return { bytes: bytesOf(address)!, bits: Number(bits), kind };
}).toSorted((one, other) => other.bits - one.bits);

/**
 * @param address Numeric, perhaps with a zone.
 * @returns Undefined of an address that any machine may have, and of what is no address.
 */
export function kindOfAddress(address: string): AddressKind | undefined {
  const bytes = bytesOf(splitZone(address).address);
  return bytes && PREFIXES.find((prefix) => isWithin(bytes, prefix))?.kind;
}

function bytesOf(address: string): Uint8Array | undefined {
  return parseIpv4(address) ?? parseIpv6(address);
}

function isWithin(bytes: Uint8Array, { bytes: prefix, bits }: Prefix): boolean {
  if (bytes.length !== prefix.length) return false;
  const whole = bits >> 3;
  for (let i = 0; i < whole; i++) if (bytes[i] !== prefix[i]) return false;
  const rest = bits & 7;
  return rest === 0 || ((bytes[whole]! ^ prefix[whole]!) & (0xff << (8 - rest)) & 0xff) === 0;
}
