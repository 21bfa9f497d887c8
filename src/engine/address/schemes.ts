import { SockscopeError } from '../../base/error';
import type { PortTransport } from '../../bytes/ports';

/** What stands in front of an address with a host and a port: `tcp` in `tcp://127.0.0.1:9000`. */
export type IpScheme = 'tcp' | 'udp' | 'tls';

/** What stands in front of an address with a path or a name: `unix` in `unix:/tmp/x.sock`. */
export type PathScheme = 'unix' | 'pipe';

/** What stands in front of an address. */
export type Scheme = IpScheme | PathScheme;

/** What is to be known of a scheme without opening anything. */
export interface SchemeFacts {
  /** In sentences and labels. */
  readonly label: string;
  /** A stream has connections; datagrams have none. */
  readonly carries: 'stream' | 'datagrams';
  /** Whose ports its addresses have, by their names and in the kernel's tables; absent where they have a path. */
  readonly ports?: PortTransport;
  /** Whether one side can end it at once, and the other learns of that (RST). */
  readonly hasReset: boolean;
  /** Whether one side can end what it sends, and go on receiving (FIN). */
  readonly hasHalfClose: boolean;
}

const IP_SCHEMES: Readonly<Record<IpScheme, SchemeFacts & { readonly ports: PortTransport }>> = {
  tcp: { label: 'TCP', carries: 'stream', ports: 'tcp', hasReset: true, hasHalfClose: true },
  udp: { label: 'UDP', carries: 'datagrams', ports: 'udp', hasReset: false, hasHalfClose: false },
  tls: { label: 'TLS', carries: 'stream', ports: 'tcp', hasReset: true, hasHalfClose: true },
};

/** A row for each. What opens their streams is `transport/transports.ts`. */
export const SCHEMES = {
  ...IP_SCHEMES,
  unix: { label: 'Unix', carries: 'stream', hasReset: false, hasHalfClose: true },
  // Whoever closes his handle takes both ways: libuv, src/win/pipe.c, closes it once what was written is gone.
  pipe: { label: 'named pipe', carries: 'stream', hasReset: false, hasHalfClose: false },
} as const satisfies Readonly<Record<Scheme, SchemeFacts>>;

/** Of an address that begins without one. */
export const DEFAULT_SCHEME = 'tcp';

/** Of an address that names none. */
export const DEFAULT_HOST = '127.0.0.1';

export function isIpScheme(text: string): text is IpScheme {
  return Object.hasOwn(IP_SCHEMES, text);
}

/** @throws SockscopeError `HALF_CLOSE_UNSUPPORTED` where whoever ends what it sends ends what it receives too. */
export function requireHalfClose(scheme: Scheme): void {
  if (SCHEMES[scheme].hasHalfClose) return;
  throw new SockscopeError(
    'HALF_CLOSE_UNSUPPORTED',
    'A named pipe has no half-close: whoever ends what he sends ends both ways. Close it instead.',
  );
}

/** `tcp://, udp://, tls://, unix:, pipe:, local:` */
export function listSchemes(): string {
  return `${Object.keys(IP_SCHEMES)
    .map((scheme) => `${scheme}://`)
    .join(', ')}, unix:, pipe:, local:`;
}
