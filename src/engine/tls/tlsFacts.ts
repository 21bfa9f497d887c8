import type { X509Certificate } from 'node:crypto';
import { formatIpv6, parseIpv6 } from '../../bytes/ip';
import type { TLSSocket } from 'node:tls';

/** Certificates of a chain that are told; longer ones do not occur among honest peers. */
const MAX_CHAIN = 10;
/** Characters of each part of a certificate. */
const MAX_TEXT = 1000;

export interface CertificateFacts {
  /** Such as `CN=localhost, O=…`. */
  readonly subject: string;
  readonly issuer: string;
  /** Names and addresses that it is for. */
  readonly names: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly validFrom: number;
  readonly validTo: number;
  /** SHA-256 of the certificate, as `AB:CD:…`. */
  readonly fingerprint: string;
}

/** What was agreed upon when a TLS connection was opened. */
export interface TlsFacts {
  /** Such as `TLSv1.3`. */
  readonly version: string;
  /** By its name of OpenSSL, such as `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string;
  /** The protocol inside, where both sides named one. */
  readonly alpn?: string;
  /** Who was asked for by name (SNI). */
  readonly servername?: string;
  /** Whether the peer's certificate was verified; absent where it has none. */
  readonly isVerified?: boolean;
  /** What the peer has shown, its own first; empty for most clients. */
  readonly chain: readonly CertificateFacts[];
}

export function tlsFacts(socket: TLSSocket): TlsFacts {
  const chain = chainOf(socket.getPeerX509Certificate());
  const { alpnProtocol, servername } = socket as TLSSocket & { readonly servername?: string | false | null };
  return {
    version: socket.getProtocol() ?? '',
    // The standard name is longer, and what Wireshark shows.
    cipher: socket.getCipher().standardName,
    ...(typeof alpnProtocol === 'string' && alpnProtocol !== '' ? { alpn: alpnProtocol } : {}),
    ...(typeof servername === 'string' && servername !== '' ? { servername } : {}),
    ...(chain.length > 0 ? { isVerified: socket.authorized } : {}),
    chain,
  };
}

function chainOf(own: X509Certificate | undefined): CertificateFacts[] {
  const chain: CertificateFacts[] = [];
  for (let next = own; next !== undefined && chain.length < MAX_CHAIN; next = next.issuerCertificate) {
    chain.push(certificateFacts(next));
  }
  return chain;
}

/** What is read of an `X509Certificate`. */
type Certificate = Pick<
  X509Certificate,
  'subject' | 'issuer' | 'subjectAltName' | 'validFrom' | 'validTo' | 'fingerprint256'
>;

export function certificateFacts(certificate: Certificate): CertificateFacts {
  const { subject, issuer, validFrom, validTo, fingerprint256 } = certificate;
  return {
    subject: oneLine(subject),
    issuer: oneLine(issuer),
    names: namesOf(certificate),
    validFrom: Date.parse(validFrom),
    validTo: Date.parse(validTo),
    fingerprint: fingerprint256,
  };
}

/** What it is for: the names of the extension, or the common name where that says none. */
function namesOf({ subjectAltName, subject }: Certificate): string[] {
  // `DNS:localhost, IP Address:127.0.0.1`; a name with a comma in it is quoted, and such is none.
  const names = (subjectAltName ?? '')
    .slice(0, MAX_TEXT)
    .split(', ')
    .flatMap((entry) => /^(?:DNS|IP Address):([^"]+)$/.exec(entry)?.[1] ?? [])
    .map(shortAddress);
  if (names.length > 0) return names;
  const common = /^CN=(.+)$/m.exec(subject)?.[1];
  return common === undefined ? [] : [common.slice(0, MAX_TEXT)];
}

/** OpenSSL writes all groups of an IPv6 address. */
function shortAddress(name: string): string {
  const bytes = parseIpv6(name);
  return bytes ? formatIpv6(bytes) : name;
}

/** OpenSSL writes a line for each part. */
function oneLine(name: string): string {
  return name.slice(0, MAX_TEXT).trim().split('\n').join(', ');
}

/** What the record of a connection says when it opens, so that nobody takes what was said inside for what was on the wire. */
export const noteTls = (facts: TlsFacts): string => `TLS, recorded is what was said inside: ${describeTls(facts)}`;

/** In one line, for records: `TLSv1.3, TLS_AES_256_GCM_SHA384, ALPN h2, certificate CN=localhost of CN=an authority, verified`. */
export function describeTls({ version, cipher, alpn, chain: [own], isVerified }: TlsFacts): string {
  return [
    version,
    cipher,
    ...(alpn === undefined ? [] : [`ALPN ${alpn}`]),
    ...(own ? [`certificate ${own.subject} of ${own.issuer}`, isVerified ? 'verified' : 'not verified'] : []),
  ].join(', ');
}
