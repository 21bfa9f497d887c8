import { addressBytes } from '../address/endpoint';

/**
 * The name under which DNS has the names of an address: `7.2.0.192.in-addr.arpa` (RFC 1035, 3.5), `….ip6.arpa` (RFC 3596, 2.5).
 *
 * @param address Numeric, perhaps with a zone.
 */
export function reverseNameOf(address: string): string | undefined {
  const bytes = addressBytes(address);
  if (!bytes) return undefined;
  if (bytes.length === 4) return `${[...bytes].toReversed().join('.')}.in-addr.arpa`;
  const digits = [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);
  return `${digits
    .toReversed()
    .map((digit) => digit.toString(16))
    .join('.')}.ip6.arpa`;
}
