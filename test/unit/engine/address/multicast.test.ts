import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { withMembership, isExposed, type IpBinding } from '../../../../src/engine/address/binding';
import { isGroup, membershipOf, requireGroup, type Interfaces } from '../../../../src/engine/address/multicast';
import { multicastSystem } from '../../../../src/engine/platform/multicastSystem';

const v4 = (address: string): NetworkInterfaceInfo => ({
  ...{ address, netmask: '', mac: '', internal: address.startsWith('127.'), cidr: null },
  family: 'IPv4',
});
const v6 = (address: string, scopeid = 0): NetworkInterfaceInfo => ({
  ...{ address, netmask: '', mac: '', internal: address === '::1', cidr: null, scopeid },
  family: 'IPv6',
});

const LINUX: Interfaces = {
  lo: [v4('127.0.0.1'), v6('::1')],
  eth0: [v4('192.0.2.2'), v6('fd00::2'), v6('fe80::1', 4)],
  tun0: [v4('198.51.100.7')],
};
const WINDOWS: Interfaces = {
  Ethernet: [v6('fe80::1', 7), v4('192.0.2.2')],
  'Loopback Pseudo-Interface 1': [v6('::1'), v4('127.0.0.1')],
};
const linux = { system: multicastSystem('linux'), interfaces: () => LINUX };
const windows = { system: multicastSystem('win32'), interfaces: () => WINDOWS };
const bindingOf = (address: string, family: 4 | 6): IpBinding => ({
  ...{ scheme: 'udp', address, family, port: 5000, v6only: false },
});

describe('engine/address/multicast', () => {
  it('tells groups from other addresses', () => {
    for (const group of ['224.0.0.0', '239.255.255.255', 'ff00::', 'ff02::1%eth0', '::ffff:239.1.1.1']) {
      assert.ok(isGroup(group), group);
    }
    for (const other of ['223.255.255.255', '240.0.0.0', 'fe80::1', 'fd00::1', 'localhost', '']) {
      assert.ok(!isGroup(other), other);
    }
    assert.throws(() => {
      requireGroup('127.0.0.1');
    }, /"127\.0\.0\.1" is not a multicast address: those are 224\.0\.0\.0 to 239\.255\.255\.255/);
  });

  it('joins on loopback unless asked', () => {
    const { interface: on } = membershipOf('239.7.7.7', undefined, linux);
    assert.deepEqual(on, { label: '127.0.0.1', system: '127.0.0.1', address: '127.0.0.1', isLoopback: true });
    assert.deepEqual(membershipOf('ff02::7', undefined, linux).interface, {
      ...{ label: 'lo', system: '::%lo', address: '::1', isLoopback: true },
    });
  });

  it('takes an interface by its name, by any of its addresses and by a zone', () => {
    for (const wanted of ['eth0', '192.0.2.2', 'fd00::2', '0:0:0:0:0:ffff:192.0.2.2']) {
      const { interface: on } = membershipOf('239.7.7.7', wanted, linux);
      assert.deepEqual([on.system, on.isLoopback], ['192.0.2.2', false], wanted);
    }
    const { group, interface: on } = membershipOf('ff02::7%eth0', undefined, linux);
    assert.deepEqual([group, on.system, on.label, on.isLoopback], ['ff02::7', '::%eth0', 'eth0', false]);
    assert.equal(membershipOf('ff02::7%eth0', 'fd00::2', linux).interface.system, '::%eth0');
  });

  it('lists the interfaces that there are', () => {
    assert.throws(
      () => membershipOf('239.7.7.7', 'wlan0', linux),
      /There is no interface "wlan0" for IPv4 groups; there are lo \(127\.0\.0\.1\), eth0 \(192\.0\.2\.2\), tun0 \(198\.51\.100\.7\)\./,
    );
    // It has no IPv6.
    assert.throws(() => membershipOf('ff02::7', 'tun0', linux), { code: 'NO_INTERFACE' });
    assert.throws(() => membershipOf('ff02::7', undefined, { ...linux, interfaces: () => ({}) }), {
      message: 'This machine has no loopback interface for IPv6 groups: name another one; there are 0.',
    });
  });

  it('refuses a zone and an option that contradict each other', () => {
    assert.throws(() => membershipOf('ff02::7%eth0', 'lo', linux), { code: 'INTERFACE_CONTRADICTS' });
  });

  it('binds the group, and on Windows, which cannot, the interface', () => {
    const bound = (context: typeof linux, wanted?: string): [string, boolean] => {
      const binding = withMembership(bindingOf('239.7.7.7', 4), wanted, context) as IpBinding;
      return [binding.address, isExposed(binding)];
    };
    assert.deepEqual(bound(linux), ['239.7.7.7', false]);
    assert.deepEqual(bound(linux, 'eth0'), ['239.7.7.7', true]);
    assert.deepEqual(bound(windows), ['127.0.0.1', false]);
    assert.deepEqual(bound(windows, 'Ethernet'), ['192.0.2.2', true]);
    assert.equal(multicastSystem('darwin').bindsTo, 'group');
  });

  it('names interfaces of IPv6 by their index on Windows', () => {
    assert.equal(membershipOf('ff02::7', undefined, windows).interface.system, '::%1');
    assert.equal(membershipOf('ff02::7', 'Ethernet', windows).interface.system, '::%7');
    assert.equal(membershipOf('ff02::7%7', undefined, windows).interface.label, 'Ethernet');
  });

  it('leaves other bindings alone, and refuses groups of TCP', () => {
    const other = bindingOf('127.0.0.1', 4);
    assert.equal(withMembership(other, undefined, linux), other);
    assert.throws(() => withMembership({ ...bindingOf('239.7.7.7', 4), scheme: 'tcp' }, undefined, linux), {
      code: 'GROUP_NEEDS_UDP',
      message: '239.7.7.7 is a multicast address, whose datagrams are of UDP: listen on udp://239.7.7.7:5000.',
    });
  });
});
