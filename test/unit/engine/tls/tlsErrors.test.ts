import assert from 'node:assert/strict';
import { explainCertificate, explainTls, isAlert, isCertificateProblem } from '../../../../src/engine/tls/tlsErrors';

const PEER = { peer: 'tls://a.example:443' };
const failed = (code: string, more: object = {}): Error => Object.assign(new Error('words'), { code, ...more });

describe('engine/tls/tlsErrors', () => {
  for (const [code, expected] of [
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TLS_SELF_SIGNED'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'TLS_UNKNOWN_CA'],
    ['UNABLE_TO_GET_ISSUER_CERT', 'TLS_UNKNOWN_CA'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'TLS_UNKNOWN_CA'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'TLS_UNKNOWN_CA'],
    ['CERT_UNTRUSTED', 'TLS_UNKNOWN_CA'],
    ['CERT_HAS_EXPIRED', 'TLS_EXPIRED'],
    ['CERT_NOT_YET_VALID', 'TLS_NOT_YET_VALID'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS_NAME_MISMATCH'],
    ['HOSTNAME_MISMATCH', 'TLS_NAME_MISMATCH'],
    ['CERT_REVOKED', 'TLS_REVOKED'],
    ['CERT_SIGNATURE_FAILURE', 'TLS_UNVERIFIED'],
  ] as const) {
    it(`calls ${code} ${expected}`, () => {
      const error = explainCertificate(code, PEER);
      assert.equal(error.code, expected);
      assert.ok(error.message.includes(PEER.peer) && error.message.endsWith(`(${code})`), error.message);
      assert.equal(isCertificateProblem(error), true);
    });
  }

  for (const [code, expected] of [
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS_NOT_TLS'],
    ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'TLS_NOT_TLS'],
    ['ERR_SSL_HTTP_REQUEST', 'TLS_NOT_TLS'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'TLS_VERSION'],
    ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'TLS_VERSION'],
    ['ERR_SSL_VERSION_TOO_LOW', 'TLS_VERSION'],
    ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'TLS_ALPN'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'TLS_NO_CERTIFICATE'],
    ['ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE', 'TLS_NO_CERTIFICATE'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'TLS_CERTIFICATE_REFUSED'],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'TLS_CERTIFICATE_REFUSED'],
    ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'TLS_CERTIFICATE_REFUSED'],
    ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'TLS_NOTHING_IN_COMMON'],
    ['ERR_SSL_NO_SHARED_CIPHER', 'TLS_NOTHING_IN_COMMON'],
    ['ERR_TLS_HANDSHAKE_TIMEOUT', 'TLS_HANDSHAKE_TIMEOUT'],
    ['ECONNRESET', 'TLS_CLOSED'],
    ['EPIPE', 'TLS_CLOSED'],
  ] as const) {
    it(`calls ${code} ${expected}`, () => {
      const cause = failed(code);
      const error = explainTls(cause, PEER);
      assert.equal(error?.code, expected);
      assert.equal(error.cause, cause);
      assert.ok(error.message.startsWith(PEER.peer) && error.message.endsWith(`(${code})`), error.message);
      assert.equal(isCertificateProblem(error), false);
    });
  }

  it('tells of whatever else TLS says, in its own words', () => {
    const error = explainTls(failed('ERR_SSL_DECRYPTION_FAILED', { reason: 'decryption failed' }), PEER);
    assert.equal(error?.message, 'TLS with tls://a.example:443 failed: decryption failed. (ERR_SSL_DECRYPTION_FAILED)');
    assert.match(explainTls(failed('ERR_SSL_X'), PEER)?.message ?? '', /failed: words\. \(ERR_SSL_X\)/);
  });

  it('leaves to others what TLS has nothing to do with', () => {
    assert.equal(explainTls(failed('ECONNREFUSED'), PEER), undefined);
    assert.equal(explainTls('nonsense', PEER), undefined);
    assert.equal(isAlert(failed('ERR_SSL_X')), true);
    assert.equal(isAlert(failed('ECONNRESET')), false);
    assert.equal(isCertificateProblem(failed('TLS_EXPIRED')), false);
  });

  it('says what is known of the certificate, whatever is in it', () => {
    const certificate = {
      subject: 'CN=a',
      issuer: 'CN=b',
      names: ['a', 'c'],
      validFrom: 0,
      validTo: NaN,
      fingerprint: '',
    };
    assert.match(explainCertificate('CERT_HAS_EXPIRED', { ...PEER, certificate }).message, /\(CN=a\).* until \?\./);
    assert.match(
      explainCertificate('CERT_NOT_YET_VALID', { ...PEER, certificate }).message,
      /from 1970-01-01T00:00:00.000Z on/,
    );
    assert.match(
      explainCertificate('HOSTNAME_MISMATCH', { ...PEER, certificate, name: 'd' }).message,
      /for a, c, not for d/,
    );
    assert.match(explainCertificate('CERT_REVOKED', { ...PEER, certificate }).message, /revoked by CN=b/);
  });
});
