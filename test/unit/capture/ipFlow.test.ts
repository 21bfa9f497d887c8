import assert from 'node:assert/strict';
import { formatAddress, headerAddress, makeIpFlow } from '../../../src/capture/ipFlow';
import { ip } from './recording';

function addressesOf(local: string, remote: string): unknown[] {
  const flow = makeIpFlow(ip(local, 1), ip(remote, 2));
  return [flow.version, headerAddress(flow.localWords), headerAddress(flow.remoteWords)];
}

describe('makeIpFlow', () => {
  it('takes addresses of one family as they are', () => {
    assert.deepEqual(addressesOf('127.0.0.1', '192.0.2.255'), [4, '127.0.0.1', '192.0.2.255']);
    assert.deepEqual(addressesOf('::1', '2001:db8::ff'), [6, '::1', '2001:db8::ff']);
  });

  it('drops zones', () => {
    assert.deepEqual(addressesOf('fe80::1%eth0', 'fe80::2%1'), [6, 'fe80::1', 'fe80::2']);
  });

  it('makes IPv6 of both where only one is', () => {
    assert.deepEqual(addressesOf('127.0.0.1', '::1'), [6, '::ffff:127.0.0.1', '::1']);
    assert.deepEqual(addressesOf('::1', '0.0.0.0'), [6, '::1', '::']);
  });

  it('takes what is no address for the unspecified one', () => {
    assert.deepEqual(addressesOf('', 'localhost'), [4, '0.0.0.0', '0.0.0.0']);
    assert.deepEqual(addressesOf('fe80::x', '::1'), [6, '::', '::1']);
  });

  it('sums the words of both addresses', () => {
    assert.equal(makeIpFlow(ip('1.2.3.4', 0), ip('255.255.0.1', 0)).addressSum, 0x0102 + 0x0304 + 0xffff + 0x0001);
  });
});

describe('formatAddress', () => {
  it('tells the family by the number of bytes', () => {
    assert.equal(formatAddress(Uint8Array.of(10, 0, 0, 1)), '10.0.0.1');
    assert.equal(formatAddress(new Uint8Array(16)), '::');
  });
});
