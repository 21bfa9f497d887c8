import assert from 'node:assert/strict';
import { reverseNameOf } from '../../../../src/engine/names/reverseName';

describe('engine/names/reverseName', () => {
  it('turns an address around, as RFC 1035 and RFC 3596 have it', () => {
    assert.equal(reverseNameOf('192.0.2.7'), '7.2.0.192.in-addr.arpa');
    assert.equal(
      reverseNameOf('4321:0:1:2:3:4:567:89ab'),
      'b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa',
    );
    assert.equal(reverseNameOf('fe80::1%eth0')?.slice(-12), 'e.f.ip6.arpa');
    assert.equal(reverseNameOf('localhost'), undefined);
  });
});
