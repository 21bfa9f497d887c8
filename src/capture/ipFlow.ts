import { formatIpv4, formatIpv6, parseIpv4, parseIpv6, splitZone } from '../bytes/ip';
import type { IpSocketAddress } from '../engine/address/socketAddress';
import { sumWords } from '../bytes/digest/internetChecksum';

const IPV4_MAPPED_PREFIX = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);

/** Both ends of the packets of one conversation, ready to be put into headers. */
export interface IpFlow {
  readonly version: 4 | 6;
  /** The address as 32-bit words in network order: one (IPv4) or four (IPv6). */
  readonly localWords: readonly number[];
  readonly remoteWords: readonly number[];
  readonly localPort: number;
  readonly remotePort: number;
  /** The sum of both addresses' 16-bit words, a part of every checksum. */
  readonly addressSum: number;
}

/**
 * The headers' view of two ends. A zone is dropped, since headers have no room for it; of an IPv4 and an IPv6 address
 * the first becomes IPv4-mapped; an address that is none becomes the unspecified one.
 */
export function makeIpFlow(local: IpSocketAddress, remote: IpSocketAddress): IpFlow {
  let localBytes = addressBytes(local.address);
  let remoteBytes = addressBytes(remote.address);
  if (localBytes.length !== remoteBytes.length) {
    localBytes = toIpv6(localBytes);
    remoteBytes = toIpv6(remoteBytes);
  }
  return {
    version: localBytes.length === 4 ? 4 : 6,
    localWords: toWords(localBytes),
    remoteWords: toWords(remoteBytes),
    localPort: local.port,
    remotePort: remote.port,
    addressSum: sumWords(localBytes) + sumWords(remoteBytes),
  };
}

/** The address that a reader finds in the headers, as text. */
export function headerAddress(words: readonly number[]): string {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of words.entries()) view.setUint32(index * 4, word);
  return formatAddress(bytes);
}

/** Four or sixteen bytes in network order as text: dotted decimal, or RFC 5952. */
export function formatAddress(bytes: Uint8Array): string {
  return bytes.length === 4 ? formatIpv4(bytes) : formatIpv6(bytes);
}

function addressBytes(text: string): Uint8Array {
  const { address } = splitZone(text);
  return parseIpv4(address) ?? parseIpv6(address) ?? new Uint8Array(address.includes(':') ? 16 : 4);
}

function toIpv6(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 16) return bytes;
  // The unspecified IPv4 address stands for every address, also towards an IPv6 peer.
  return bytes.every((byte) => byte === 0) ? new Uint8Array(16) : Uint8Array.of(...IPV4_MAPPED_PREFIX, ...bytes);
}

function toWords(bytes: Uint8Array): number[] {
  const word = (at: number): number =>
    ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
  // There may be very many flows, and an array that grows has room for a dozen more.
  return bytes.length === 4 ? [word(0)] : [word(0), word(4), word(8), word(12)];
}
