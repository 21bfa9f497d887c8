import { domainToASCII } from 'node:url';
import { SockscopeError, type Template } from '../../base/error';
import { formatIpv6, parseIpv4, parseIpv6, splitZone } from '../../bytes/ip';
import { parseEndpoint, parseHost } from '../address/endpoint';
import type { IpScheme } from '../address/schemes';

/** What was typed to be looked up. */
export interface AskedName {
  /** A numeric address, or a host name in ASCII and lower case; absent where a port alone was asked for. */
  readonly host?: string;
  readonly isAddress: boolean;
  /** With a port, the rows can be dialled at once. */
  readonly port?: number;
  readonly scheme: IpScheme;
  /** May be the name of a service. */
  readonly service?: string;
}

/** Longer than any name or address. */
const MAX_ASKED = 1_000;
const MAX_PORT = 65_535;

/**
 * Reads a name, an address, `host:port`, `tcp://host:port`, a port, or the name of a service.
 *
 * @throws SockscopeError `BAD_NAME`, `BAD_ENDPOINT`
 */
export function parseAskedName(input: string): AskedName {
  const text = input.trim();
  if (text === '') throw badName('Enter a name, an address, a port or a service, such as localhost, ::1, 80 or http.');
  if (text.length > MAX_ASKED) {
    throw new SockscopeError('BAD_NAME', 'This has {0} characters: no name and no address is that long.', [
      text.length,
    ]);
  }
  if (/^\d+$/.test(text)) {
    const port = Number(text);
    if (port > MAX_PORT) {
      throw new SockscopeError('BAD_NAME', 'A port is a whole number from 0 to 65535, not {0}.', [text]);
    }
    return { isAddress: false, port, scheme: 'tcp' };
  }
  const address = numericAddress(text.replace(/^\[(.*)\]$/, '$1'));
  if (address !== undefined) return { host: address, isAddress: true, scheme: 'tcp' };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || text.includes(':')) return fromEndpoint(text);
  const host = hostName(text);
  return { host, isAddress: false, scheme: 'tcp', ...(host.includes('.') ? {} : { service: host }) };
}

function fromEndpoint(text: string): AskedName {
  const endpoint = parseEndpoint(inAscii(text));
  if ('path' in endpoint) throw badName('A path or a pipe has no address to look up: enter a name of a host.');
  const { scheme, host, port } = endpoint;
  return { host, isAddress: numericAddress(host) !== undefined, port, scheme };
}

/** The host of `tcp://bücher.example:80` in ASCII, for the parser of endpoints, which knows nothing else. */
function inAscii(text: string): string {
  return text.replace(/[^\s/:@[\]]*[^\p{ASCII}][^\s/:@[\]]*/u, (host) => domainToASCII(host) || host);
}

/** Of names in other scripts the form that DNS has (IDNA, RFC 5891). */
function hostName(text: string): string {
  // eslint-disable-next-line no-control-regex -- exactly those are to be found
  if (/[\s\u0000-\u001f\u007f]/.test(text)) throw badName('A name has no blanks and no control characters in it.');
  return parseHost(inAscii(text));
}

function numericAddress(text: string): string | undefined {
  if (parseIpv4(text)) return text;
  const { address, zone } = splitZone(text);
  const bytes = parseIpv6(address);
  if (!bytes || zone === '') return undefined;
  return zone === undefined ? formatIpv6(bytes) : `${formatIpv6(bytes)}%${zone}`;
}

function badName(template: Template): SockscopeError {
  return new SockscopeError('BAD_NAME', template);
}
