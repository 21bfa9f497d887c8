import { SockscopeError } from '../../base/error';
import { formatIpv6, isLinkLocal, parseIpv4, parseIpv6, splitZone } from '../../bytes/ip';
import { formatHostPort } from './endpoint';

/** The end of one's own that a client is bound to before it dials: `bind(2)` before `connect(2)`. */
export interface OwnEnd {
  /** Numeric; absent: the system chooses. */
  readonly address?: string;
  /** 0: the system chooses. */
  readonly port: number;
}

const MAX_PORT = 65_535;

/**
 * Reads `127.0.0.2:5000`, `[::1]:5000`, `:5000`, or the address or the port alone.
 *
 * @throws SockscopeError `BAD_OWN_END`
 */
export function parseOwnEnd(input: string): OwnEnd {
  const text = input.trim();
  if (/^:?\d+$/.test(text)) return { port: requirePort(text.replace(':', '')) };
  const whole = numeric(text);
  if (whole !== undefined) return { address: whole, port: 0 };
  const [, host = '', port = '0'] = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d+))?$/.exec(text) ?? [];
  const address = numeric(host.replace(/^\[(.*)\]$/, '$1'));
  if (address === undefined) {
    throw new SockscopeError(
      'BAD_OWN_END',
      '"{0}" is no end of one’s own: write an address of this machine and a port, such as 127.0.0.1:5000, or :5000 for the port alone.',
      [text],
    );
  }
  return { address, port: requirePort(port) };
}

function requirePort(text: string): number {
  const port = Number(text);
  if (port <= MAX_PORT) return port;
  throw new SockscopeError('BAD_OWN_END', 'Port {0} is out of range: 0 to {1}.', [text, MAX_PORT]);
}

/** @throws SockscopeError `BAD_OWN_END` */
function numeric(text: string): string | undefined {
  if (parseIpv4(text)) return text;
  const { address, zone } = splitZone(text);
  const bytes = parseIpv6(address);
  if (!bytes || zone === '') return undefined;
  if (isLinkLocal(bytes) && zone === undefined) {
    throw new SockscopeError(
      'BAD_OWN_END',
      'The link-local address {0} exists once on every interface: name the interface, as in [{0}%eth0]:5000.',
      [text],
    );
  }
  return zone === undefined ? formatIpv6(bytes) : `${formatIpv6(bytes)}%${zone}`;
}

/** As {@link parseOwnEnd} reads it. */
export function formatOwnEnd({ address, port }: OwnEnd): string {
  return address === undefined ? `:${port}` : formatHostPort(address, port);
}

/** 4 or 6; undefined where it is left to the system. */
export function familyOfOwnEnd({ address }: OwnEnd): 4 | 6 | undefined {
  if (address === undefined) return undefined;
  return address.includes(':') ? 6 : 4;
}
