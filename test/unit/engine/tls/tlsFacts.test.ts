import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { certificateFacts, describeTls, noteTls, type CertificateFacts } from '../../../../src/engine/tls/tlsFacts';
import { certify } from './certificates';

const CHAIN: CertificateFacts[] = [
  { subject: 'CN=a', issuer: 'CN=b', names: [], validFrom: 0, validTo: 1, fingerprint: '' },
];

describe('engine/tls/tlsFacts', () => {
  it('reads a certificate: names and addresses, or what stands for them', async () => {
    const { cert } = await certify({ name: 'a name', names: ['a.example', '192.0.2.1'] });
    const facts = certificateFacts(new X509Certificate(cert));
    assert.deepEqual(
      [facts.subject, facts.issuer, facts.names],
      ['CN=a name', 'CN=a name', ['a.example', '192.0.2.1']],
    );
    assert.ok(facts.validFrom < Date.now() && facts.validTo > Date.now());
    const none = {
      subject: 'O=x\nCN=only this',
      issuer: 'O=x',
      subjectAltName: undefined,
      validFrom: '',
      validTo: '',
      fingerprint256: 'AB',
    };
    const read = certificateFacts(none);
    assert.deepEqual([read.subject, read.names, read.fingerprint], ['O=x, CN=only this', ['only this'], 'AB']);
    assert.deepEqual(certificateFacts({ ...none, subject: '' }).names, []);
    const six = { ...none, subjectAltName: 'IP Address:0:0:0:0:0:0:0:1, DNS:"a, b", URI:x' };
    assert.deepEqual(certificateFacts(six).names, ['::1']);
  });

  it('keeps no more of a text than anybody reads', () => {
    const long = 'x'.repeat(100_000);
    const facts = certificateFacts({
      subject: `CN=${long}`,
      issuer: long,
      subjectAltName: undefined,
      validFrom: '',
      validTo: '',
      fingerprint256: '',
    });
    assert.ok(facts.subject.length <= 1000 && facts.issuer.length <= 1000 && facts.names[0]!.length <= 1000);
  });

  it('is told in one line', () => {
    const facts = { version: 'TLSv1.3', cipher: 'C', chain: [] };
    assert.equal(noteTls(facts), 'TLS, recorded is what was said inside: TLSv1.3, C');
    assert.equal(describeTls(facts), 'TLSv1.3, C');
    assert.equal(describeTls({ ...facts, alpn: 'h2', chain: CHAIN, isVerified: true }), 'TLSv1.3, C, ALPN h2, certificate CN=a of CN=b, verified'); // prettier-ignore
    assert.equal(describeTls({ ...facts, chain: CHAIN, isVerified: false }), 'TLSv1.3, C, certificate CN=a of CN=b, not verified'); // prettier-ignore
  });
});
