import assert from 'node:assert/strict';
import { kindOfAddress, SPECIAL_BLOCKS } from '../../../../src/engine/names/addressKind';

const told = (address: string): string => {
  const kind = kindOfAddress(address);
  return kind ? `${kind.id} ${kind.rfc}` : 'any';
};

describe('engine/names/addressKind', () => {
  it('knows what special addresses are for, to the last one of each block and not beyond', () => {
    for (const [address, expected] of [
      ['127.0.0.1', 'loopback 1122'],
      ['127.255.255.255', 'loopback 1122'],
      ['128.0.0.0', 'any'],
      ['10.255.255.255', 'private 1918'],
      ['11.0.0.0', 'any'],
      ['172.15.255.255', 'any'],
      ['172.16.0.0', 'private 1918'],
      ['172.31.255.255', 'private 1918'],
      ['172.32.0.0', 'any'],
      ['100.63.255.255', 'any'],
      ['100.127.255.255', 'shared 6598'],
      ['100.128.0.0', 'any'],
      ['169.254.1.2', 'link-local 3927'],
      ['198.19.255.255', 'benchmarking 2544'],
      ['198.20.0.0', 'any'],
      ['203.0.113.9', 'documentation 5737'],
      ['224.0.0.1', 'multicast 5771'],
      ['239.255.255.255', 'multicast 5771'],
      ['240.0.0.0', 'reserved 1112'],
      ['255.255.255.255', 'broadcast 919'],
      ['8.8.8.8', 'any'],
      ['::1', 'loopback 4291'],
      ['::2', 'any'],
      ['2001:db8:ffff::', 'documentation 3849'],
      ['2001:db9::', 'any'],
      ['3fff:fff::1', 'documentation 9637'],
      ['3fff:1000::1', 'any'],
      ['fdff::1', 'private 4193'],
      ['fe80::1%eth0', 'link-local 4291'],
      ['febf::1', 'link-local 4291'],
      ['ff02::1', 'multicast 4291'],
      ['64:ff9b::1', 'nat64 6052'],
      ['64:ff9b:1::1', 'nat64 8215'],
      ['2606:4700::1111', 'any'],
      ['localhost', 'any'],
    ] as const) {
      assert.equal(told(address), expected, address);
    }
  });

  it('takes the longer of two prefixes', () => {
    assert.deepEqual(['0.0.0.0', '0.0.0.1'].map(told), ['unspecified 1122', 'this-network 791']);
    assert.deepEqual(['2001::1', '2001:2::1', '2001:3::1'].map(told), [
      'teredo 4380',
      'benchmarking 5180',
      'protocol 2928',
    ]);
    assert.equal(told('::ffff:127.0.0.1'), 'ipv4-mapped 4291');
  });

  it('has blocks that begin where they say', () => {
    for (const { of, id, rfc } of SPECIAL_BLOCKS) {
      // The shorter of two prefixes that begin alike is hidden at its beginning.
      if (['0.0.0.0/8', '2001::/23'].includes(of)) continue;
      assert.equal(told(of.split('/')[0]!), `${id} ${rfc}`, of);
    }
  });
});
