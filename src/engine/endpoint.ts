import { formatIpv6, isLinkLocal, isLoopback, isUnspecified, parseIpv4, parseIpv6, splitZone } from '../bytes/ip';
import { portByName } from '../bytes/ports';
import { SockscopeError, type MessageArgument } from '../bytes/error';
import type { IpEndpoint, SocketEndpoint } from './tap';

export type IpTransport = 'tcp' | 'udp';

export interface HostEndpoint {
  readonly transport: IpTransport;
  /** IPv4, IPv6 in the form of RFC 5952 (no brackets, zone after `%`), or a host name in lower case. */
  readonly host: string;
  /** 0 to 65535; 0 lets the system choose (listening only). */
  readonly port: number;
}

export interface PathEndpoint {
  readonly transport: 'unix';
  /** Absolute. */
  readonly path: string;
}

/** An address that can be listened on or dialled. */
export type Endpoint = HostEndpoint | PathEndpoint;

const DEFAULT_HOST = '127.0.0.1';
const MAX_PORT = 65_535;
/** RFC 1035, 2.3.4. */
const MAX_LABEL = 63;
const MAX_HOST_NAME = 253;
/** An interface's name: `IFNAMSIZ` less its final NUL, on Linux, macOS and the BSDs. */
const MAX_ZONE = 15;
/** `sun_path` less its final NUL: Linux `unix(7)`, macOS and the BSDs `unix(4)`, in bytes. */
const MAX_UNIX_PATH = { linux: 107, other: 103 } as const;

function malformed(template: string, ...args: MessageArgument[]): SockscopeError {
  return new SockscopeError('BAD_ENDPOINT', template, args);
}

/**
 * Reads `tcp://host:port`, `udp://host:port`, `unix:/path`, and what people type for short: `host:port`, `:port`, `port`
 * (TCP on 127.0.0.1). Ports may be service names. A missing host means 127.0.0.1.
 *
 * @param platform Decides how long a Unix socket's path may be; a `process.platform` value.
 * @throws SockscopeError `BAD_ENDPOINT`, with a sentence for each way in which an address can be malformed.
 */
export function parseEndpoint(input: string, platform: string = process.platform): Endpoint {
  const text = input.trim();
  if (text === '') throw malformed('Enter an address, such as tcp://127.0.0.1:9000, :9000 or unix:/tmp/x.sock.');

  if (/^unix:/i.test(text)) return { transport: 'unix', path: parseUnixPath(text.slice('unix:'.length), platform) };

  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  if (!scheme) {
    const slashless = /^(tcp|udp):/i.exec(text);
    if (slashless) throw malformed('Two slashes belong after "{0}:", as in {0}://127.0.0.1:9000.', slashless[1]!);
    if (text.startsWith('/')) throw malformed('A path needs "unix:" before it: unix:{0}', text);
    return parseAuthority('tcp', text);
  }
  const transport = scheme[1]!.toLowerCase();
  if (transport !== 'tcp' && transport !== 'udp') {
    throw malformed('"{0}://" is not known here: use tcp://, udp:// or unix:.', scheme[1]!);
  }
  return parseAuthority(transport, text.slice(scheme[0].length));
}

function parseUnixPath(text: string, platform: string): string {
  // `unix:///x` as well as `unix:/x`; slashes beyond those mean the same path, but would not be read back as such.
  const path = (text.startsWith('//') ? text.slice(2) : text).replace(/^\/+/, '/');
  if (path === '') throw malformed('A path is missing: write unix:/tmp/x.sock.');
  if (!path.startsWith('/')) {
    throw malformed('The path of a Unix socket must be absolute: write unix:/…, not unix:{0}', text);
  }
  if (path.includes('\0')) throw malformed('The path of a Unix socket cannot contain a NUL character.');
  const limit = platform === 'linux' ? MAX_UNIX_PATH.linux : MAX_UNIX_PATH.other;
  const length = new TextEncoder().encode(path).length;
  if (length > limit) {
    throw malformed(
      'This path has {0} bytes; a Unix socket allows {1} here. Choose a shorter one, for example in /tmp.',
      length,
      limit,
    );
  }
  return path;
}

function parseAuthority(transport: IpTransport, input: string): Endpoint {
  const text = input.endsWith('/') ? input.slice(0, -1) : input;
  if (text === '') throw malformed('A host and a port are missing: write {0}://127.0.0.1:9000.', transport);
  if (/\s/.test(text)) throw malformed('An address cannot contain blanks.');
  if (text.includes('@')) throw malformed('A user name ("…@") is not part of a socket address: remove it.');
  const slash = text.indexOf('/');
  if (slash >= 0) throw malformed('A path ("{0}") is not part of a socket address: remove it.', text.slice(slash));
  if (text.startsWith('[')) return parseBracketed(transport, text);
  if (text.includes(']')) throw malformed('The opening bracket of the IPv6 address is missing: write [::1]:9000.');

  const parts = text.split(':');
  if (parts.length === 1) return parseLoneWord(transport, text);
  if (parts.length > 2) throw tooManyColons(text, parts);
  const [host, port] = parts as [string, string];
  return { transport, host: host === '' ? DEFAULT_HOST : parseHost(host), port: parsePort(port, transport) };
}

function tooManyColons(text: string, parts: readonly string[]): SockscopeError {
  const withoutPort = parts.slice(0, -1).join(':');
  const port = parts.at(-1)!;
  const isWholeAddress = parseIpv6(text) !== undefined;
  const isPort = isWholeAddress ? /^\d{1,5}$/ : /^[\w-]+$/;
  if (parseIpv6(splitZone(withoutPort).address) && isPort.test(port)) {
    return isWholeAddress
      ? malformed(
          'An IPv6 address needs brackets: write [{0}]:{1} if {1} is the port, or [{2}]:9000 if it belongs to the address.',
          withoutPort,
          port,
          text,
        )
      : malformed('An IPv6 address needs brackets: write [{0}]:{1}.', withoutPort, port);
  }
  if (isWholeAddress || parseIpv6(splitZone(text).address)) {
    return malformed('An IPv6 address needs brackets and a port: write [{0}]:9000.', text);
  }
  if (parts.length === 3 && parts.slice(1).every((part) => /^[\w-]+$/.test(part))) {
    return malformed('The port is given twice (:{0} and :{1}): keep one of them.', parts[1]!, port);
  }
  return malformed('There are too many colons in "{0}": write host:port, or [IPv6]:port.', text);
}

/** A port or a service name stands alone; a host alone lacks its port. */
function parseLoneWord(transport: IpTransport, word: string): Endpoint {
  if (/^[+-]?\d+$/.test(word) || portByName(word, transport) !== undefined) {
    return { transport, host: DEFAULT_HOST, port: parsePort(word, transport) };
  }
  throw malformed('A port is missing: write {0}://{1}:9000.', transport, parseHost(word));
}

function parseBracketed(transport: IpTransport, text: string): Endpoint {
  const end = text.indexOf(']');
  if (end < 0) throw malformed('The closing bracket of the IPv6 address is missing: write [::1]:9000.');
  const inside = text.slice(1, end);
  const rest = text.slice(end + 1);
  if (inside === '') throw malformed('The host between the brackets is empty: write [::1]:9000.');
  const { address, zone } = splitZone(inside);
  const bytes = parseIpv6(address);
  if (!bytes) {
    if (parseIpv4(inside)) throw malformed('Brackets are for IPv6 addresses: write {0}{1}.', inside, rest);
    throw malformed('"{0}" is not an IPv6 address.', inside);
  }
  if (zone === '') throw malformed('The zone after "%" is empty: write an interface, such as [fe80::1%eth0]:9000.');
  if (zone !== undefined && zone.length > MAX_ZONE) {
    throw malformed('The zone "{0}" is too long: an interface has a name of at most {1} characters.', zone, MAX_ZONE);
  }
  if (rest === '' || rest === ':') throw malformed('A port is missing: write {0}://[{1}]:9000.', transport, inside);
  if (!rest.startsWith(':')) throw malformed('Only ":port" can stand after the bracket, not "{0}".', rest);
  const port = rest.slice(1);
  const second = port.indexOf(':');
  if (second >= 0) {
    throw malformed(
      'The port is given twice (:{0} and {1}): keep one of them.',
      port.slice(0, second),
      port.slice(second),
    );
  }
  const host = zone === undefined ? formatIpv6(bytes) : `${formatIpv6(bytes)}%${zone}`;
  return { transport, host, port: parsePort(port, transport) };
}

function parseHost(host: string): string {
  if (/^[\d.]+$/.test(host)) {
    if (!parseIpv4(host)) {
      throw malformed('"{0}" is not an IPv4 address: four numbers from 0 to 255, without leading zeros.', host);
    }
    return host;
  }
  if (host.includes('%')) throw malformed('A zone ("%…") belongs to a bracketed IPv6 address: [fe80::1%eth0]:9000.');
  const name = host.toLowerCase();
  if (name.length > MAX_HOST_NAME) {
    throw malformed('This host name has {0} characters; at most {1} are allowed.', name.length, MAX_HOST_NAME);
  }
  for (const label of name.replace(/\.$/, '').split('.')) {
    if (label === '') throw malformed('A part of the host name "{0}" is empty: look for a doubled dot.', host);
    if (label.length > MAX_LABEL) {
      throw malformed('"{0}" is too long for a part of a host name: at most {1} characters.', label, MAX_LABEL);
    }
    if (!/^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/.test(label)) {
      throw malformed(
        '"{0}" cannot be a part of a host name: use a to z, 0 to 9 and inner hyphens (other letters in their "xn--" form).',
        label,
      );
    }
  }
  return name;
}

function parsePort(text: string, transport: IpTransport): number {
  if (text === '') throw malformed('A port is missing after the colon: 0 to {0}, or a service name.', MAX_PORT);
  if (/^[+-]?\d+$/.test(text)) {
    const port = Number(text);
    if (!/^\d/.test(text) || port > MAX_PORT) {
      throw malformed('Port {0} is out of range: 0 to {1}.', text, MAX_PORT);
    }
    return port;
  }
  const port = portByName(text, transport);
  if (port === undefined) {
    throw malformed('"{0}" is neither a port (0 to {1}) nor a {2} service known here.', text, MAX_PORT, transport);
  }
  return port;
}

/** The text that {@link parseEndpoint} reads back as the same endpoint. */
export function formatEndpoint(endpoint: Endpoint): string {
  if (endpoint.transport === 'unix') return `unix:${endpoint.path}`;
  return `${endpoint.transport}://${formatHostPort(endpoint.host, endpoint.port)}`;
}

/** `127.0.0.1:9000`, `[::1]:9000`. */
export function formatHostPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The endpoint string of one end of a live socket; an unnamed Unix socket is `unix:`. */
export function formatSocketEndpoint(transport: IpTransport, end: SocketEndpoint): string {
  return end.family === 'unix' ? `unix:${end.path}` : `${transport}://${formatHostPort(end.address, end.port)}`;
}

/**
 * Reads a datagram's destination: `host:port` or `udp://host:port` with a numeric address.
 *
 * @throws SockscopeError `BAD_ENDPOINT`, `ZONE_MISSING`
 */
export function parsePeer(text: string): IpEndpoint {
  const endpoint = parseEndpoint(
    /^([a-z][a-z0-9+.-]*:\/\/|unix:|udp:|tcp:)/i.test(text.trim()) ? text : `udp://${text.trim()}`,
  );
  if (endpoint.transport !== 'udp') {
    throw malformed('A datagram goes to a UDP address, such as 127.0.0.1:9000, not to {0}.', formatEndpoint(endpoint));
  }
  if (!parseIpv4(endpoint.host) && !endpoint.host.includes(':')) {
    throw malformed('A datagram’s destination needs a numeric address, not the name "{0}".', endpoint.host);
  }
  if (endpoint.port === 0) throw malformed('Nothing can be sent to port 0: name the port of the peer.');
  requireZone(endpoint);
  return { family: 'ip', address: endpoint.host, port: endpoint.port };
}

/** Four or sixteen bytes in network order; undefined for a name. A zone is left out. */
export function addressBytes(host: string): Uint8Array | undefined {
  return parseIpv4(host) ?? parseIpv6(splitZone(host).address);
}

/** `0.0.0.0` or `::`: a listener's way to say every address of the machine. */
export function isEveryAddress(host: string): boolean {
  const bytes = addressBytes(host);
  return bytes !== undefined && isUnspecified(bytes);
}

/** Whether listening there is reachable from this machine only. Names other than `localhost` count as exposed. */
export function isLoopbackEndpoint(endpoint: Endpoint): boolean {
  if (endpoint.transport === 'unix') return true;
  const bytes = addressBytes(endpoint.host);
  if (bytes) return isLoopback(bytes);
  return endpoint.host === 'localhost';
}

/**
 * Refuses what the system would only answer with a bare `EINVAL`.
 *
 * @throws SockscopeError `ZONE_MISSING`
 */
export function requireZone(endpoint: Endpoint): void {
  if (endpoint.transport === 'unix') return;
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

/** An endpoint as one end of a socket that is not open yet, or never was: a host name stands for its address. */
export function requestedEnd(endpoint: Endpoint): SocketEndpoint {
  if (endpoint.transport === 'unix') return { family: 'unix', path: endpoint.path };
  return { family: 'ip', address: endpoint.host, port: endpoint.port };
}
