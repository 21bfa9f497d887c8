/** An address as `sockaddr_in`, `sockaddr_in6` or `sockaddr_un` has it in memory. */
import { parseIpv4, parseIpv6, splitZone } from '../ip';
import { encodeUtf8 } from '../utf8';

export interface SockaddrOptions {
  /** A `process.platform` value: Linux and Windows begin with a family of two bytes, macOS with a length and a family. */
  readonly platform: string;
  readonly order: 'le' | 'be';
}

const AF_INET = 2;
const AF_INET6: Readonly<Record<string, number>> = { darwin: 30, win32: 23, freebsd: 28 };
const AF_UNIX = 1;
const UNIX_BYTES: Readonly<Record<string, number>> = { darwin: 104, freebsd: 104 };
const BSD = new Set(['darwin', 'freebsd']);

/** @returns Undefined for a name, which no socket has: it is looked up first. */
export function sockaddrOfHost(host: string, port: number, options: SockaddrOptions): Uint8Array | undefined {
  const ipv4 = parseIpv4(host);
  if (ipv4) {
    const bytes = withHeader(16, AF_INET, options);
    new DataView(bytes.buffer).setUint16(2, port);
    bytes.set(ipv4, 4);
    return bytes;
  }
  const { address, zone } = splitZone(host);
  const ipv6 = parseIpv6(address);
  if (!ipv6) return undefined;
  const bytes = withHeader(28, AF_INET6[options.platform] ?? 10, options);
  const view = new DataView(bytes.buffer);
  view.setUint16(2, port);
  bytes.set(ipv6, 8);
  // The number of an interface; its name stands for one that only the system knows.
  if (zone !== undefined && /^\d+$/.test(zone)) view.setUint32(24, Number(zone), options.order === 'le');
  return bytes;
}

/** @param path A path, or on Linux `@name` for an abstract name. */
export function sockaddrOfPath(path: string, options: SockaddrOptions): Uint8Array {
  const size = UNIX_BYTES[options.platform] ?? 108;
  const bytes = withHeader(2 + size, AF_UNIX, options);
  const name = encodeUtf8(path).subarray(0, size);
  bytes.set(name, 2);
  if (path.startsWith('@')) bytes[2] = 0;
  return bytes;
}

function withHeader(length: number, family: number, { platform, order }: SockaddrOptions): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  if (BSD.has(platform)) bytes.set([length, family]);
  else new DataView(bytes.buffer).setUint16(0, family, order === 'le');
  return bytes;
}
