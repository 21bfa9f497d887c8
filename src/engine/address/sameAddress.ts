/** Addresses as the system means them, whatever they look like as text. */
import { networkInterfaces } from 'node:os';
import { isLoopback, isUnspecified, splitZone, unmapIpv4 } from '../../bytes/ip';
import { addressBytes } from './endpoint';
import type { SocketAddress } from './socketAddress';

/** A numeric address with what tells it from others: its bytes (an IPv4-mapped one is the IPv4 address), and its zone. */
interface Identity {
  readonly bytes: Uint8Array;
  readonly zone: string | undefined;
}

function identify(address: string): Identity | undefined {
  const bytes = addressBytes(address);
  return bytes && { bytes: unmapIpv4(bytes), zone: splitZone(address).zone };
}

function isSame(one: Identity, other: Identity): boolean {
  if (one.bytes.length !== other.bytes.length || one.bytes.some((byte, index) => byte !== other.bytes[index])) {
    return false;
  }
  // Where only one side names the interface, they may be the same; whoever asks wants to know of that.
  return one.zone === undefined || other.zone === undefined || one.zone === other.zone;
}

/** Whether two texts are the same address: `::1` and `0:0::1`, `127.0.0.1` and `::ffff:7f00:1`. Names are only themselves. */
export function isSameAddress(one: string, other: string): boolean {
  const [first, second] = [identify(one), identify(other)];
  return first && second ? isSame(first, second) : one === other;
}

/** Whether two ends are the same address and port, path or name. The names of pipes compare without case (CreateNamedPipeW). */
export function isSameEnd(one: SocketAddress, other: SocketAddress): boolean {
  if (one.family === 'ip' || other.family === 'ip') {
    return (
      one.family === 'ip' &&
      other.family === 'ip' &&
      one.port === other.port &&
      isSameAddress(one.address, other.address)
    );
  }
  if (one.family !== other.family) return false;
  return one.path === other.path || (one.family === 'pipe' && one.path.toLowerCase() === other.path.toLowerCase());
}

/**
 * Whether a socket that is bound to `bound` may get what is sent to `address` of this machine.
 *
 * @param v6only Whether `::` takes IPv6 alone.
 */
export function isReachedAt(bound: string, address: string, v6only = false): boolean {
  const [own, sought] = [identify(bound), identify(address)];
  if (!own || !sought) return bound === address;
  if (isSame(own, sought)) return true;
  if (!isUnspecified(own.bytes)) return false;
  // `::` takes IPv4 as well, unless it was told not to; `0.0.0.0` takes IPv4 alone.
  if (own.bytes.length < sought.bytes.length || (v6only && own.bytes.length > sought.bytes.length)) return false;
  return isLoopback(sought.bytes) || isUnspecified(sought.bytes) || isOwnAddress(sought);
}

function isOwnAddress(sought: Identity): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => {
      const own = identify(address);
      return own !== undefined && isSame(own, sought);
    }),
  );
}

/** Whether a numeric address is one of this machine, loopback included. */
export function isOfThisMachine(address: string): boolean {
  const sought = identify(address);
  return sought !== undefined && (isLoopback(sought.bytes) || isOwnAddress(sought));
}
