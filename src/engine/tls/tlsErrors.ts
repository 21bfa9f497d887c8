import { SockscopeError, type Template } from '../../base/error';
import { codeOf } from '../platform/systemError';
import type { CertificateFacts } from './tlsFacts';

/** What {@link explainTls} tells of. */
export interface TlsFailure {
  /** The peer as users write it: `tls://example.com:443`. */
  readonly peer: string;
  /** What the peer has shown. */
  readonly certificate?: CertificateFacts | undefined;
  /** Who the peer should be. */
  readonly name?: string;
}

/**
 * One row explains some of OpenSSL's and Node's codes. In the sentence {0} is the peer, {1} whose certificate it is, {2} who
 * issued it, {3} what it is for, {4} who was asked for, {5} since when it is valid, {6} until when, and {7} the code.
 */
interface TlsExplanation {
  readonly codes: RegExp;
  readonly code: string;
  readonly template: Template;
}

/** Failures of the peer's certificate: x509_vfy.h of OpenSSL, by the names that Node gives them. */
const CERTIFICATES: readonly TlsExplanation[] = [
  {
    codes: /^DEPTH_ZERO_SELF_SIGNED_CERT$/,
    code: 'TLS_SELF_SIGNED',
    template:
      'The certificate of {0} ({1}) is self-signed, so that nobody vouches for it. Trust it by "ca", if you have it from a source that you trust, or go on without verifying ("insecure"). ({7})',
  },
  {
    codes:
      /^(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_UNTRUSTED)$/,
    code: 'TLS_UNKNOWN_CA',
    template:
      'The certificate of {0} ({1}) was issued by {2}, which is not trusted here, or whose own certificate the peer does not send. Trust it by "ca", or go on without verifying ("insecure"). ({7})',
  },
  {
    codes: /^CERT_HAS_EXPIRED$/,
    code: 'TLS_EXPIRED',
    template:
      'The certificate of {0} ({1}) has expired: it was valid until {6}. Check the clock of this machine; otherwise it has to be renewed there. ({7})',
  },
  {
    codes: /^CERT_NOT_YET_VALID$/,
    code: 'TLS_NOT_YET_VALID',
    template: 'The certificate of {0} ({1}) is valid from {5} on only. Check the clock of this machine. ({7})',
  },
  {
    codes: /^ERR_TLS_CERT_ALTNAME_(INVALID|FORMAT)$|^HOSTNAME_MISMATCH$/,
    code: 'TLS_NAME_MISMATCH',
    template:
      'The certificate of {0} is for {3}, not for {4}. Dial it by one of these names, or say by "servername" who it should be. ({7})',
  },
  {
    codes: /^CERT_REVOKED$/,
    code: 'TLS_REVOKED',
    template: 'The certificate of {0} ({1}) was revoked by {2}: do not trust it. ({7})',
  },
  {
    codes: /./,
    code: 'TLS_UNVERIFIED',
    template:
      'The certificate of {0} ({1}, issued by {2}) could not be verified. Look at it, or go on without verifying ("insecure"). ({7})',
  },
];

/** Failures of the handshake, and alerts of the peer. OpenSSL names some of them in one way and newer ones in another. */
const HANDSHAKES: readonly TlsExplanation[] = [
  {
    codes:
      /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP(S_PROXY)?_REQUEST|UNKNOWN_PROTOCOL|BAD_RECORD_TYPE|UNEXPECTED_MESSAGE|RECORD_LAYER_FAILURE)$/,
    code: 'TLS_NOT_TLS',
    template:
      '{0} does not speak TLS: what it said is something else. Without TLS, write the address as tcp://…. ({7})',
  },
  {
    codes: /(PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|VERSION_TOO_(LOW|HIGH))$/,
    code: 'TLS_VERSION',
    template:
      '{0} and this side speak no version of TLS in common: allow others by "minVersion" and "maxVersion". ({7})',
  },
  {
    codes: /NO_APPLICATION_PROTOCOL$/,
    code: 'TLS_ALPN',
    template: '{0} and this side have no protocol in common: offer others by "alpn", or none. ({7})',
  },
  {
    codes: /(CERTIFICATE_REQUIRED|PEER_DID_NOT_RETURN_A_CERTIFICATE)$/,
    code: 'TLS_NO_CERTIFICATE',
    template: '{0} has no certificate to show, or wants one from this side: say which by "cert" and "key". ({7})',
  },
  {
    codes:
      /ALERT_(BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(REVOKED|EXPIRED|UNKNOWN)|UNKNOWN_CA|ACCESS_DENIED)$/,
    code: 'TLS_CERTIFICATE_REFUSED',
    template: '{0} does not accept the certificate of this side: it has to trust who issued it. ({7})',
  },
  {
    codes: /(HANDSHAKE_FAILURE|NO_SHARED_CIPHER|NO_SUITABLE_SIGNATURE_ALGORITHM|INSUFFICIENT_SECURITY)$/,
    code: 'TLS_NOTHING_IN_COMMON',
    template:
      '{0} and this side could not agree upon how to encrypt, or it wants a certificate ("cert" and "key"). ({7})',
  },
  {
    codes: /^ERR_TLS_HANDSHAKE_TIMEOUT$/,
    code: 'TLS_HANDSHAKE_TIMEOUT',
    template: '{0} did not complete the handshake of TLS in time. Does it speak TLS at all? ({7})',
  },
  {
    codes: /^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE|EOF)$/,
    code: 'TLS_CLOSED',
    template: '{0} ended the connection in the midst of the handshake of TLS. Does it speak TLS at all? ({7})',
  },
];

/** Why the peer's certificate is not accepted; `code` is what OpenSSL or Node calls it. */
export function explainCertificate(code: string, failure: TlsFailure): SockscopeError {
  return made(CERTIFICATES, code, failure)!;
}

/** What failed in the handshake, or was an alert of the peer afterwards; undefined when TLS has nothing to do with it. */
export function explainTls(error: unknown, failure: TlsFailure): SockscopeError | undefined {
  const code = codeOf(error);
  const known = made(HANDSHAKES, code, failure, error);
  if (known || !code.startsWith('ERR_SSL_')) return known;
  const reason = (error as { reason?: unknown }).reason;
  const text = typeof reason === 'string' ? reason : (error as Error).message;
  return new SockscopeError('TLS_FAILED', 'TLS with {0} failed: {1}. ({2})', [failure.peer, text, code], {
    cause: error,
  });
}

/** Whether the peer was refused for its certificate alone, which may be known to be right nevertheless. */
export function isCertificateProblem(error: unknown): error is SockscopeError {
  return error instanceof SockscopeError && CERTIFICATES.some(({ code }) => code === error.code);
}

/** Whether TLS failed, rather than what carries it. */
export function isAlert(error: unknown): boolean {
  return codeOf(error).startsWith('ERR_SSL_');
}

function made(
  rows: readonly TlsExplanation[],
  code: string,
  { peer, certificate, name = '' }: TlsFailure,
  cause?: unknown,
): SockscopeError | undefined {
  const row = rows.find(({ codes }) => codes.test(code));
  if (!row) return undefined;
  const day = (time: number | undefined): string =>
    time === undefined || Number.isNaN(time) ? '?' : new Date(time).toISOString();
  const args = [
    peer,
    certificate?.subject ?? 'of a subject that is not told',
    certificate?.issuer ?? '',
    certificate?.names.join(', ') ?? '',
    name,
    day(certificate?.validFrom),
    day(certificate?.validTo),
    code,
  ];
  return new SockscopeError(row.code, row.template, args, { cause });
}
