import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import {
  requireTlsOptions,
  splitCertificates,
  tlsProblems,
  TLS_OPTIONS,
  type DialTlsOptions,
  type ListenTlsOptions,
  type TlsVersion,
} from '../../../src/engine/tlsOptions';
import { certify, type Made } from './tls/certificates';

type Options = DialTlsOptions & ListenTlsOptions;

describe('engine/tlsOptions', () => {
  let own: Made;
  let other: Made;
  before(async () => {
    own = await certify();
    other = await certify();
  });

  const codes = (options: Options, operation: 'dial' | 'listen' = 'dial'): string[] =>
    tlsProblems(operation, options, 'tls').map(({ option, error }) => `${option} ${error.code}`);

  it('takes what is right, on either side', () => {
    const both: Options = { ...own, ca: `${own.cert}\n${other.cert}`, alpn: ['h2'], minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', keyLog: true }; // prettier-ignore
    assert.deepEqual(codes({ ...both, insecure: true, servername: 'a.example' }), []);
    assert.deepEqual(codes({ servername: '::1' }), []);
    assert.deepEqual(codes({ ...both, requestCert: true }, 'listen'), []);
    assert.deepEqual(codes({}), []);
  });

  it('refuses what is for the other side, and all of it without TLS', () => {
    assert.deepEqual(codes({ requestCert: true }), ['requestCert TLS_OPTION_UNFIT_HERE']);
    assert.deepEqual(codes({ insecure: true, servername: 'x' }, 'listen'), [
      'insecure TLS_OPTION_UNFIT_HERE',
      'servername TLS_OPTION_UNFIT_HERE',
    ]);
    for (const scheme of ['tcp', 'udp', 'unix'] as const) {
      const [problem] = tlsProblems('dial', { alpn: ['h2'] }, scheme);
      assert.equal(problem?.error.message, 'alpn is for TLS: leave it out, or write the address as tls://….');
    }
    assert.deepEqual(tlsProblems('dial', { alpn: ['h2'] }, undefined), []);
    assert.throws(() => {
      requireTlsOptions('listen', { requestCert: true }, 'tcp');
    }, /requestCert is for TLS/);
    requireTlsOptions('listen', { requestCert: true }, 'tls');
  });

  it('holds protocols against what fits on the wire', () => {
    for (const alpn of [[], [''], ['x'.repeat(256)], ['ä'.repeat(128)], Array<string>(257).fill('x'.repeat(255))]) {
      assert.deepEqual(codes({ alpn }), ['alpn BAD_ALPN'], String(alpn.length));
    }
    assert.deepEqual(codes({ alpn: ['x'.repeat(255), 'ä'.repeat(127)] }), []);
    assert.deepEqual(codes({ alpn: Array<string>(257).fill('x'.repeat(254)) }), []);
  });

  it('holds names against what a host may be called', () => {
    for (const servername of ['', 'a b', 'a..b', '.a', 'http://a', 'a'.repeat(254)]) {
      assert.deepEqual(codes({ servername }), ['servername BAD_SERVERNAME'], servername);
    }
  });

  it('reads certificates and keys, and says which of them is wrong', () => {
    assert.deepEqual(codes({ cert: own.cert }), ['cert CERTIFICATE_WITHOUT_KEY']);
    assert.deepEqual(codes({ key: own.key }), ['key KEY_WITHOUT_CERTIFICATE']);
    assert.deepEqual(codes({ cert: 'nonsense', key: own.key }), ['cert BAD_CERTIFICATE']);
    const broken = own.cert.replace(/^[A-Za-z0-9+/]{10}/m, 'AAAAAAAAAA');
    assert.deepEqual(codes({ cert: broken, key: own.key }), ['cert BAD_CERTIFICATE']);
    assert.deepEqual(codes({ ca: own.key }), ['ca BAD_CERTIFICATE']);
    assert.deepEqual(codes({ cert: own.cert, key: 'nonsense' }), ['key BAD_KEY']);
    assert.deepEqual(codes({ cert: own.cert, key: other.key }), ['key KEY_MISMATCH']);
    // The own one comes first.
    assert.deepEqual(codes({ cert: `${other.cert}${own.cert}`, key: own.key }), ['key KEY_MISMATCH']);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const locked = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' });
    assert.deepEqual(codes({ cert: own.cert, key: locked.toString() }), ['key BAD_KEY']);
    assert.equal(splitCertificates(`text\n${own.cert}more${other.cert}`).length, 2);
  });

  it('knows the versions, and their order', () => {
    assert.deepEqual(codes({ minVersion: 'TLSv1' as TlsVersion }), ['minVersion BAD_TLS_VERSION']);
    assert.deepEqual(codes({ maxVersion: 'x' as TlsVersion }), ['maxVersion BAD_TLS_VERSION']);
    assert.deepEqual(codes({ minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' }), ['minVersion BAD_TLS_VERSION']);
    assert.deepEqual(codes({ minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' }), []);
  });

  it('has a value to show for whatever takes one', () => {
    for (const { id, kind, value } of TLS_OPTIONS) assert.equal(value === undefined, kind === 'flag', id);
  });
});
