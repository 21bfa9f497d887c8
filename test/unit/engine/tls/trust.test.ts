import assert from 'node:assert/strict';
import tls from 'node:tls';
import { trustedCertificates } from '../../../../src/engine/tls/trust';

const pem = (text: string): string => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`;

describe('engine/tls/trust', () => {
  it('leaves it to Node where neither the system nor anybody else says more', () => {
    assert.equal(trustedCertificates(undefined, {}), undefined);
  });

  it('trusts what is given besides what Node has', () => {
    const trusted = trustedCertificates(`${pem('one')}\n${pem('two')}`, {});
    assert.deepEqual(trusted?.slice(-2), [pem('one'), pem('two')]);
    assert.equal(trusted.length, tls.rootCertificates.length + 2);
  });

  it('trusts what the system does, each once', () => {
    const all = { default: ['a', 'b'], system: ['b', 'c'] };
    const from = { getCACertificates: (kind: 'default' | 'system') => all[kind] };
    assert.deepEqual(trustedCertificates(undefined, from), ['a', 'b', 'c']);
    assert.deepEqual(trustedCertificates(pem('d'), from), ['a', 'b', 'c', pem('d')]);
  });
});
