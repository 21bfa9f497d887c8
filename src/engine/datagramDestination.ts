import { SockscopeError } from '../base/error';
import { formatIpv4, unmapIpv4 } from '../bytes/ip';
import { addressBytes, formatHostPort } from './address/endpoint';
import { isSameAddress } from './address/sameAddress';
import type { IpSocketAddress } from './address/socketAddress';
import { MAX_DATAGRAM_IPV4, MAX_DATAGRAM_IPV6 } from './limits';
import type { Peers } from './peers';

/** A UDP socket as far as it decides whom a datagram goes to. */
export interface DatagramSender {
  readonly local: IpSocketAddress | undefined;
  /** The peer that it is connected to; absent for a bound one. */
  readonly remote: IpSocketAddress | undefined;
  readonly peers: Peers;
}

/**
 * Whom a datagram goes to, in the socket's own family.
 *
 * @param to What was asked for; needed on a bound socket unless it has exactly one peer.
 * @throws SockscopeError `PEER_NEEDED`; `PEER_FIXED` on a connected socket that is asked for another peer
 */
export function datagramDestination(
  { local, remote, peers }: DatagramSender,
  to: IpSocketAddress | undefined,
): IpSocketAddress {
  if (remote) {
    if (!to || (to.port === remote.port && isSameAddress(to.address, remote.address))) return remote;
    throw new SockscopeError(
      'PEER_FIXED',
      'This socket is connected to {0} and can send to no other peer: use a listening UDP socket for that.',
      [formatHostPort(remote.address, remote.port)],
    );
  }
  if (to) return inFamilyOf(local, to);
  if (peers.only) return peers.only.endpoint;
  throw new SockscopeError(
    'PEER_NEEDED',
    peers.size > 0
      ? 'This socket has {0} peers: say which one gets the datagram.'
      : 'Nobody has sent a datagram to this socket yet: say which address gets the datagram.',
    [peers.size],
  );
}

/** @throws SockscopeError `EMSGSIZE` when `length` bytes are more than UDP carries to `peer` (RFC 768, RFC 8200) */
export function checkDatagramLength(length: number, peer: IpSocketAddress): void {
  const isIpv6 = isIpv6Address(peer.address);
  const limit = isIpv6 ? MAX_DATAGRAM_IPV6 : MAX_DATAGRAM_IPV4;
  if (length <= limit) return;
  throw new SockscopeError(
    'EMSGSIZE',
    'A datagram of {0} bytes cannot be sent: over {1} at most {2} fit, because the length field of the headers has 16 bits. Send several, or use TCP.',
    [length, isIpv6 ? 'IPv6' : 'IPv4', limit],
  );
}

/** On an IPv6 socket IPv4 peers are `::ffff:…`, on an IPv4 socket the reverse; the system takes nothing else. */
function inFamilyOf(local: IpSocketAddress | undefined, to: IpSocketAddress): IpSocketAddress {
  const isSocketIpv6 = local?.address.includes(':') === true;
  if (isSocketIpv6 === to.address.includes(':') || isIpv6Address(to.address)) return to;
  const ipv4 = formatIpv4(unmapIpv4(addressBytes(to.address)!));
  return { ...to, address: isSocketIpv6 ? `::ffff:${ipv4}` : ipv4 };
}

/** Whether it goes over IPv6, which an IPv4-mapped address does not. */
function isIpv6Address(address: string): boolean {
  const bytes = addressBytes(address);
  return bytes !== undefined && unmapIpv4(bytes).length === 16;
}
