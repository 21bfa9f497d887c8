/** What TLS can be told, when dialling and when listening: one table and one check for the palette, the API, wire files and the terminal. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { SockscopeError, type MessageArgument, type Template } from '../base/error';
import type { Scheme } from './address/schemes';

/** Text of PEM, RFC 7468: one certificate or several, or a key. */
export type Pem = string;

/** Stands for the text of a file that is read only when it is needed: what is in it is not looked at. */
export const UNREAD_PEM: Pem = 'unread';

export const TLS_VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;
export type TlsVersion = (typeof TLS_VERSIONS)[number];

/** Of both sides. */
interface TlsOptions {
  /** The own certificate, with those that vouch for it behind it. */
  readonly cert?: Pem;
  /** Its key. */
  readonly key?: Pem;
  /** Certificates that are trusted: when dialling besides those of the system, when listening instead. */
  readonly ca?: Pem;
  /** Protocols inside, the preferred one first: RFC 7301. */
  readonly alpn?: readonly string[];
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  /** Whether the keys of each session are written beside the record: whoever has them reads the encrypted traffic. */
  readonly keyLog?: boolean;
}

export interface DialTlsOptions extends TlsOptions {
  /** Goes on whatever the server's certificate is. */
  readonly insecure?: boolean;
  /** Who the server should be, in place of the host that is dialled. */
  readonly servername?: string;
}

export interface ListenTlsOptions extends TlsOptions {
  /** Whether clients are asked for a certificate; with `ca` they need one. */
  readonly requestCert?: boolean;
}

export type TlsOperation = 'dial' | 'listen';

interface AnyTlsOptions extends DialTlsOptions, ListenTlsOptions {}
export type TlsOptionId = keyof AnyTlsOptions;

/** How an option is written where all values are text. */
export type TlsValueKind = 'flag' | 'text' | 'list' | 'file' | 'version';

export interface TlsOption {
  readonly id: TlsOptionId;
  readonly kind: TlsValueKind;
  readonly operations: readonly TlsOperation[];
  /** What stands for its value; absent: it takes none. */
  readonly value?: string;
  /** In a sentence, for pickers and helps. */
  readonly description: Template;
  /** What is wrong with it. */
  readonly refuse?: (options: AnyTlsOptions) => SockscopeError | undefined;
}

const BOTH: readonly TlsOperation[] = ['dial', 'listen'];
/** RFC 7301, 3.1: a name has 1 to 255 bytes, and all of them at most 65,535 with their lengths. */
const MAX_PROTOCOL = 255;
const MAX_PROTOCOLS = 65_535;

export const TLS_OPTIONS: readonly TlsOption[] = [
  {
    id: 'insecure',
    kind: 'flag',
    operations: ['dial'],
    description: 'Goes on whatever the server’s certificate is',
  },
  {
    id: 'alpn',
    kind: 'list',
    operations: BOTH,
    value: '"h2,http/1.1"',
    description: 'Protocols inside TLS, the preferred one first',
    refuse: ({ alpn }) => {
      if (alpn === undefined) return undefined;
      const lengths = alpn.map((name) => Buffer.byteLength(name));
      const isGood =
        lengths.length > 0 &&
        lengths.every((length) => length > 0 && length <= MAX_PROTOCOL) &&
        lengths.reduce((sum, length) => sum + length + 1, 0) <= MAX_PROTOCOLS;
      if (isGood) return undefined;
      return bad('BAD_ALPN', 'alpn needs names of protocols with 1 to {0} bytes, such as h2.', MAX_PROTOCOL);
    },
  },
  {
    id: 'servername',
    kind: 'text',
    operations: ['dial'],
    value: '"example.com"',
    description: 'Who the server should be, in place of the host that is dialled',
    refuse: ({ servername }) => {
      if (servername === undefined || isIP(servername) !== 0) return undefined;
      if (/^[\w-]+(\.[\w-]+)*$/.test(servername) && servername.length <= 253) return undefined;
      return bad('BAD_SERVERNAME', 'servername needs a host name such as example.com, not "{0}".', servername);
    },
  },
  {
    id: 'cert',
    kind: 'file',
    operations: BOTH,
    value: '"cert.pem"',
    description: 'The own certificate (PEM), with those that vouch for it behind it',
    refuse: ({ cert, key }) => {
      if (cert === undefined) return undefined;
      if (key === undefined) return bad('CERTIFICATE_WITHOUT_KEY', 'A certificate is of use with its key alone: say key as well.'); // prettier-ignore
      return refuseCertificates('cert', cert);
    },
  },
  {
    id: 'key',
    kind: 'file',
    operations: BOTH,
    value: '"key.pem"',
    description: 'The key of that certificate (PEM, not encrypted)',
    refuse: ({ cert, key }) => {
      if (key === undefined) return undefined;
      if (cert === undefined) return bad('KEY_WITHOUT_CERTIFICATE', 'A key is of use with its certificate alone: say cert as well.'); // prettier-ignore
      return refuseKey(key, cert);
    },
  },
  {
    id: 'ca',
    kind: 'file',
    operations: BOTH,
    value: '"ca.pem"',
    description: 'Certificates (PEM) that are trusted: of servers besides the system’s, of clients these alone',
    refuse: ({ ca }) => (ca === undefined ? undefined : refuseCertificates('ca', ca)),
  },
  {
    id: 'requestCert',
    kind: 'flag',
    operations: ['listen'],
    description: 'Asks clients for a certificate',
  },
  {
    id: 'minVersion',
    kind: 'version',
    operations: BOTH,
    value: 'TLSv1.3',
    description: 'The oldest version that is spoken: TLSv1.2 unless said',
    refuse: ({ minVersion, maxVersion }) => {
      const refusal = refuseVersion('minVersion', minVersion);
      if (refusal || minVersion === undefined || maxVersion === undefined) return refusal;
      if (TLS_VERSIONS.indexOf(minVersion) <= TLS_VERSIONS.indexOf(maxVersion)) return undefined;
      return bad('BAD_TLS_VERSION', 'No version is from {0} on and up to {1}: exchange them.', minVersion, maxVersion);
    },
  },
  {
    id: 'maxVersion',
    kind: 'version',
    operations: BOTH,
    value: 'TLSv1.2',
    description: 'The newest version that is spoken: TLSv1.3 unless said',
    refuse: ({ maxVersion }) => refuseVersion('maxVersion', maxVersion),
  },
  {
    id: 'keyLog',
    kind: 'flag',
    operations: BOTH,
    description:
      'Writes the keys of each session beside the capture, for Wireshark: whoever has them reads the traffic',
  },
];

/** What is wrong with one of the options. */
export interface TlsProblem {
  readonly option: TlsOptionId;
  readonly error: SockscopeError;
}

/**
 * All that is wrong with the options.
 *
 * @param scheme Absent while it is not known, as where a variable holds the address.
 */
export function tlsProblems(
  operation: TlsOperation,
  options: DialTlsOptions | ListenTlsOptions,
  scheme: Scheme | undefined,
): readonly TlsProblem[] {
  const given: AnyTlsOptions = options;
  return TLS_OPTIONS.flatMap(({ id, operations, refuse }): TlsProblem[] => {
    if (given[id] === undefined) return [];
    const error =
      scheme !== undefined && scheme !== 'tls'
        ? bad('TLS_OPTION_UNFIT', '{0} is for TLS: leave it out, or write the address as tls://….', id)
        : operations.includes(operation)
          ? refuse?.(given)
          : bad('TLS_OPTION_UNFIT_HERE', NOT_HERE[operation], id);
    return error ? [{ option: id, error }] : [];
  });
}

const NOT_HERE: Readonly<Record<TlsOperation, Template>> = {
  dial: '{0} is for listeners: leave it out.',
  listen: '{0} is for dialling: leave it out.',
};

/** @throws SockscopeError the first of {@link tlsProblems} */
export function requireTlsOptions(
  operation: TlsOperation,
  options: DialTlsOptions | ListenTlsOptions,
  scheme: Scheme,
): void {
  const [problem] = tlsProblems(operation, options, scheme);
  if (problem) throw problem.error;
}

/** The certificates of a text, each as a text of its own. */
export function splitCertificates(pem: Pem): readonly Pem[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
}

function bad(code: string, template: Template, ...args: MessageArgument[]): SockscopeError {
  return new SockscopeError(code, template, args);
}

function refuseVersion(id: string, version: string | undefined): SockscopeError | undefined {
  if (version === undefined || TLS_VERSIONS.some((known) => known === version)) return undefined;
  return bad('BAD_TLS_VERSION', '{0} must be one of {1}, not "{2}".', id, TLS_VERSIONS.join(', '), version);
}

function refuseCertificates(id: string, pem: Pem): SockscopeError | undefined {
  if (pem === UNREAD_PEM) return undefined;
  const certificates = splitCertificates(pem);
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
    if (certificates.length > 0) return undefined;
  } catch {
    // What is wrong inside, OpenSSL says in words that help nobody.
  }
  return bad('BAD_CERTIFICATE', '{0} must hold certificates as PEM text ("-----BEGIN CERTIFICATE-----"): what it holds cannot be read.', id); // prettier-ignore
}

function refuseKey(key: Pem, cert: Pem): SockscopeError | undefined {
  if (key === UNREAD_PEM || cert === UNREAD_PEM) return undefined;
  let privateKey;
  try {
    privateKey = createPrivateKey(key);
  } catch {
    return bad('BAD_KEY', 'key must hold a private key as PEM text that is not encrypted ("-----BEGIN PRIVATE KEY-----"): what it holds cannot be read.'); // prettier-ignore
  }
  const [own] = splitCertificates(cert);
  try {
    if (own === undefined || new X509Certificate(own).checkPrivateKey(privateKey)) return undefined;
  } catch {
    // The certificate is told of by itself.
    return undefined;
  }
  return bad('KEY_MISMATCH', 'key is not the key of the certificate in cert: the first certificate of that file has to be its own.'); // prettier-ignore
}
