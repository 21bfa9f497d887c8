import { networkInterfaces } from 'node:os';
import {
  formatIpv6,
  isLinkLocal,
  isLoopback,
  isMulticast,
  isUnspecified,
  parseIpv4,
  parseIpv6,
  splitZone,
} from '../../bytes/ip';
import { portByName } from '../../bytes/ports';
import { SockscopeError } from '../../base/error';
import { parseLocalAddress, type PathEndpoint } from './localAddress';
import { badEndpoint } from './badEndpoint';
import { DEFAULT_HOST, DEFAULT_SCHEME, isIpScheme, listSchemes, SCHEMES, type IpScheme, type Scheme } from './schemes';
import type { IpSocketAddress, SocketAddress } from './socketAddress';

export interface HostEndpoint {
  readonly scheme: IpScheme;
  /** IPv4, IPv6 in the form of RFC 5952 (no brackets, zone after `%`), or a host name in lower case. */
  readonly host: string;
  /** 0 to 65535; 0 lets the system choose (listening only). */
  readonly port: number;
}

export type { PathEndpoint };

/** An address that can be listened on or dialled. */
export type Endpoint = HostEndpoint | PathEndpoint;

const MAX_PORT = 65_535;
/** RFC 1035, 2.3.4. */
const MAX_LABEL = 63;
const MAX_HOST_NAME = 253;
/** An interface's name: `IFNAMSIZ` less its final NUL, on Linux, macOS and the BSDs. */
const MAX_ZONE = 15;

/**
 * Reads `tcp://host:port`, `udp://host:port`, `tls://host:port`, `unix:/path`, `unix:@name`, `pipe:name`, `local:name`, and what people type for short: `host:port`, `:port`, `port`
 * (TCP on 127.0.0.1). Ports may be service names. A missing host means 127.0.0.1.
 *
 * @param platform Decides what there is for programs of one machine, and how long its names may be; a `process.platform` value.
 * @throws SockscopeError `BAD_ENDPOINT`, with a sentence for each way in which an address can be malformed.
 */
export function parseEndpoint(input: string, platform: string = process.platform): Endpoint {
  const text = input.trim();
  if (text === '') throw badEndpoint('Enter an address, such as tcp://127.0.0.1:9000, :9000 or local:my-server.');

  const local = parseLocalAddress(text, platform);
  if (local) return local;

  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  if (!scheme) {
    const slashless = /^([a-z]+):/i.exec(text);
    if (slashless && isIpScheme(slashless[1]!.toLowerCase()))
      throw badEndpoint('Two slashes belong after "{0}:", as in {0}://127.0.0.1:9000.', slashless[1]!);
    return parseAuthority(DEFAULT_SCHEME, text);
  }
  const known = scheme[1]!.toLowerCase();
  if (!isIpScheme(known)) {
    throw badEndpoint('"{0}://" is not known here: use one of {1}.', scheme[1]!, listSchemes());
  }
  return parseAuthority(known, text.slice(scheme[0].length));
}

function parseAuthority(scheme: IpScheme, input: string): Endpoint {
  const text = input.endsWith('/') ? input.slice(0, -1) : input;
  if (text === '') throw badEndpoint('A host and a port are missing: write {0}://127.0.0.1:9000.', scheme);
  if (/\s/.test(text)) throw badEndpoint('An address cannot contain blanks.');
  if (text.includes('@')) throw badEndpoint('A user name ("…@") is not part of a socket address: remove it.');
  const slash = text.indexOf('/');
  if (slash >= 0) throw badEndpoint('A path ("{0}") is not part of a socket address: remove it.', text.slice(slash));
  if (text.startsWith('[')) return parseBracketed(scheme, text);
  if (text.includes(']')) throw badEndpoint('The opening bracket of the IPv6 address is missing: write [::1]:9000.');

  const parts = text.split(':');
  if (parts.length === 1) return parseLoneWord(scheme, text);
  if (parts.length > 2) throw tooManyColons(text, parts);
  const [host, port] = parts as [string, string];
  return { scheme, host: host === '' ? DEFAULT_HOST : parseHost(host), port: parsePort(port, scheme) };
}

function tooManyColons(text: string, parts: readonly string[]): SockscopeError {
  const withoutPort = parts.slice(0, -1).join(':');
  const port = parts.at(-1)!;
  const isWholeAddress = parseIpv6(text) !== undefined;
  const isPort = isWholeAddress ? /^\d{1,5}$/ : /^[\w-]+$/;
  if (parseIpv6(splitZone(withoutPort).address) && isPort.test(port)) {
    return isWholeAddress
      ? badEndpoint(
          'An IPv6 address needs brackets: write [{0}]:{1} if {1} is the port, or [{2}]:9000 if it belongs to the address.',
          withoutPort,
          port,
          text,
        )
      : badEndpoint('An IPv6 address needs brackets: write [{0}]:{1}.', withoutPort, port);
  }
  if (isWholeAddress || parseIpv6(splitZone(text).address)) {
    return badEndpoint('An IPv6 address needs brackets and a port: write [{0}]:9000.', text);
  }
  if (parts.length === 3 && parts.slice(1).every((part) => /^[\w-]+$/.test(part))) {
    return badEndpoint('The port is given twice (:{0} and :{1}): keep one of them.', parts[1]!, port);
  }
  return badEndpoint('There are too many colons in "{0}": write host:port, or [IPv6]:port.', text);
}

/** A port or a service name stands alone; a host alone lacks its port. */
function parseLoneWord(scheme: IpScheme, word: string): Endpoint {
  if (/^[+-]?\d+$/.test(word) || portByName(word, SCHEMES[scheme].ports) !== undefined) {
    return { scheme, host: DEFAULT_HOST, port: parsePort(word, scheme) };
  }
  throw badEndpoint('A port is missing: write {0}://{1}:9000.', scheme, parseHost(word));
}

function parseBracketed(scheme: IpScheme, text: string): Endpoint {
  const end = text.indexOf(']');
  if (end < 0) throw badEndpoint('The closing bracket of the IPv6 address is missing: write [::1]:9000.');
  const inside = text.slice(1, end);
  const rest = text.slice(end + 1);
  if (inside === '') throw badEndpoint('The host between the brackets is empty: write [::1]:9000.');
  const { address, zone } = splitZone(inside);
  const bytes = parseIpv6(address);
  if (!bytes) {
    if (parseIpv4(inside)) throw badEndpoint('Brackets are for IPv6 addresses: write {0}{1}.', inside, rest);
    throw badEndpoint('"{0}" is not an IPv6 address.', inside);
  }
  if (zone === '') throw badEndpoint('The zone after "%" is empty: write an interface, such as [fe80::1%eth0]:9000.');
  if (zone !== undefined && zone.length > MAX_ZONE) {
    throw badEndpoint('The zone "{0}" is too long: an interface has a name of at most {1} characters.', zone, MAX_ZONE);
  }
  if (rest === '' || rest === ':') throw badEndpoint('A port is missing: write {0}://[{1}]:9000.', scheme, inside);
  if (!rest.startsWith(':')) throw badEndpoint('Only ":port" can stand after the bracket, not "{0}".', rest);
  const port = rest.slice(1);
  const second = port.indexOf(':');
  if (second >= 0) {
    throw badEndpoint(
      'The port is given twice (:{0} and {1}): keep one of them.',
      port.slice(0, second),
      port.slice(second),
    );
  }
  const host = zone === undefined ? formatIpv6(bytes) : `${formatIpv6(bytes)}%${zone}`;
  return { scheme, host, port: parsePort(port, scheme) };
}

/** A host as it is typed: dotted decimal, or a name in lower case. @throws SockscopeError `BAD_ENDPOINT` */
export function parseHost(host: string): string {
  if (/^[\d.]+$/.test(host)) {
    if (!parseIpv4(host)) {
      throw badEndpoint('"{0}" is not an IPv4 address: four numbers from 0 to 255, without leading zeros.', host);
    }
    return host;
  }
  if (host.includes('%')) throw badEndpoint('A zone ("%…") belongs to a bracketed IPv6 address: [fe80::1%eth0]:9000.');
  const name = host.toLowerCase();
  if (name.length > MAX_HOST_NAME) {
    throw badEndpoint('This host name has {0} characters; at most {1} are allowed.', name.length, MAX_HOST_NAME);
  }
  for (const label of name.replace(/\.$/, '').split('.')) {
    if (label === '') throw badEndpoint('A part of the host name "{0}" is empty: look for a doubled dot.', host);
    if (label.length > MAX_LABEL) {
      throw badEndpoint('"{0}" is too long for a part of a host name: at most {1} characters.', label, MAX_LABEL);
    }
    if (!/^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/.test(label)) {
      throw badEndpoint(
        '"{0}" cannot be a part of a host name: use a to z, 0 to 9 and inner hyphens (other letters in their "xn--" form).',
        label,
      );
    }
  }
  return name;
}

function parsePort(text: string, scheme: IpScheme): number {
  if (text === '') throw badEndpoint('A port is missing after the colon: 0 to {0}, or a service name.', MAX_PORT);
  if (/^[+-]?\d+$/.test(text)) {
    const port = Number(text);
    if (!/^\d/.test(text) || port > MAX_PORT) {
      throw badEndpoint('Port {0} is out of range: 0 to {1}.', text, MAX_PORT);
    }
    return port;
  }
  const port = portByName(text, SCHEMES[scheme].ports);
  if (port === undefined) {
    throw badEndpoint('"{0}" is neither a port (0 to {1}) nor a {2} service known here.', text, MAX_PORT, scheme);
  }
  return port;
}

/** The text that {@link parseEndpoint} reads back as the same endpoint. */
export function formatEndpoint(endpoint: Endpoint): string {
  if ('path' in endpoint) return `${endpoint.scheme}:${endpoint.path}`;
  return `${endpoint.scheme}://${formatHostPort(endpoint.host, endpoint.port)}`;
}

/** `127.0.0.1:9000`, `[::1]:9000`. */
export function formatHostPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The endpoint string of one end of a live socket; an unnamed Unix socket is `unix:`, whoever dialled a named pipe `pipe:`. */
export function formatSocketAddress(scheme: Scheme, end: SocketAddress): string {
  return end.family === 'ip' ? `${scheme}://${formatHostPort(end.address, end.port)}` : `${end.family}:${end.path}`;
}

/**
 * Reads a datagram's destination: `host:port` or `udp://host:port` with a numeric address.
 *
 * @throws SockscopeError `BAD_ENDPOINT`, `ZONE_MISSING`
 */
export function parsePeer(text: string, platform: string = process.platform): IpSocketAddress {
  const endpoint = parseEndpoint(
    /^([a-z][a-z0-9+.-]*:\/\/|[\\/]|unix:|pipe:|local:|udp:|tcp:|tls:)/i.test(text.trim())
      ? text
      : `udp://${text.trim()}`,
    platform,
  );
  if (endpoint.scheme !== 'udp') {
    throw badEndpoint(
      'A datagram goes to a UDP address, such as 127.0.0.1:9000, not to {0}.',
      formatEndpoint(endpoint),
    );
  }
  if (!parseIpv4(endpoint.host) && !endpoint.host.includes(':')) {
    throw badEndpoint('A datagram’s destination needs a numeric address, not the name "{0}".', endpoint.host);
  }
  if (endpoint.port === 0) throw badEndpoint('Nothing can be sent to port 0: name the port of the peer.');
  requireZone(endpoint);
  return { family: 'ip', address: endpoint.host, port: endpoint.port };
}

/** Four or sixteen bytes in network order; undefined for a name. A zone is left out. */
export function addressBytes(host: string): Uint8Array | undefined {
  return parseIpv4(host) ?? parseIpv6(splitZone(host).address);
}

export function isIpv4Host(host: string): boolean {
  return parseIpv4(host) !== undefined;
}

/** `0.0.0.0` or `::`: a listener's way to say every address of the machine. */
export function isEveryAddress(host: string): boolean {
  const bytes = addressBytes(host);
  return bytes !== undefined && isUnspecified(bytes);
}

/**
 * Whether listening there is reachable from this machine only: `local`, or from others: `exposed`. What a `name` means is
 * known when it has been resolved, `localhost` included.
 */
export function reachOf(endpoint: Endpoint): 'local' | 'exposed' | 'name' {
  if ('path' in endpoint) return 'local';
  const bytes = addressBytes(endpoint.host);
  if (!bytes) return 'name';
  // A group is joined on loopback, unless its zone or an option says otherwise.
  if (endpoint.scheme === 'udp' && isMulticast(bytes))
    return isLocalZone(splitZone(endpoint.host).zone) ? 'local' : 'exposed';
  return isLoopback(bytes) ? 'local' : 'exposed';
}

/** @throws SockscopeError `PORT_ZERO` */
export function requireDiallable(endpoint: Endpoint): void {
  if ('path' in endpoint || endpoint.port !== 0) return;
  throw new SockscopeError('PORT_ZERO', 'Nobody can be dialled at port 0: name the port that the server listens on.');
}

/**
 * Refuses what the system would only answer with a bare `EINVAL`.
 *
 * @throws SockscopeError `ZONE_MISSING`
 */
export function requireZone(endpoint: Endpoint): void {
  if ('path' in endpoint) return;
  const { address, zone } = splitZone(endpoint.host);
  const bytes = parseIpv6(address);
  if (bytes && isLinkLocal(bytes) && zone === undefined) {
    throw new SockscopeError(
      'ZONE_MISSING',
      'The link-local address {0} exists once on every interface: name the interface, as in [{0}%eth0]:{1}.',
      [endpoint.host, endpoint.port],
    );
  }
}

function isLocalZone(zone: string | undefined): boolean {
  return zone === undefined || networkInterfaces()[zone]?.every(({ internal }) => internal) === true;
}

/** An endpoint as one end of a socket that is not open yet, or never was: a host name stands for its address. */
export function requestedEnd(endpoint: Endpoint): SocketAddress {
  if ('path' in endpoint) return { family: endpoint.scheme, path: endpoint.path };
  return { family: 'ip', address: endpoint.host, port: endpoint.port };
}
