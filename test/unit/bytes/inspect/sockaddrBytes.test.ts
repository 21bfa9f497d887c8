import assert from 'node:assert/strict';
import { toHex } from '../../../../src/bytes/hex';
import { sockaddrOfHost, sockaddrOfPath } from '../../../../src/bytes/inspect/sockaddrBytes';

const LINUX = { platform: 'linux', order: 'le' } as const;
const MAC = { platform: 'darwin', order: 'le' } as const;
const hex = (bytes: Uint8Array | undefined): string => toHex(bytes ?? new Uint8Array(), '');

describe('bytes/inspect/sockaddrBytes', () => {
  it('lays out sockaddr_in as the systems do', () => {
    assert.equal(hex(sockaddrOfHost('128.2.194.95', 43_256, LINUX)), '0200a8f88002c25f0000000000000000');
    assert.equal(hex(sockaddrOfHost('128.2.194.95', 43_256, MAC)), '1002a8f88002c25f0000000000000000');
    assert.equal(hex(sockaddrOfHost('0.0.0.0', 80, { ...LINUX, order: 'be' })), '00020050000000000000000000000000');
  });

  it('lays out sockaddr_in6, whose scope is in the machine’s order', () => {
    const loopback = '00'.repeat(15) + '01';
    assert.equal(hex(sockaddrOfHost('::1', 80, LINUX)), `0a00005000000000${loopback}00000000`);
    assert.equal(hex(sockaddrOfHost('::1', 80, MAC)), `1c1e005000000000${loopback}00000000`);
    assert.equal(hex(sockaddrOfHost('::1', 80, { platform: 'win32', order: 'le' })).slice(0, 4), '1700');
    assert.match(hex(sockaddrOfHost('fe80::1%3', 80, LINUX)), /03000000$/);
  });

  it('lays out sockaddr_un, abstract names too, and has nothing for a name', () => {
    const path = sockaddrOfPath('/x', LINUX);
    assert.deepEqual([path.length, hex(path).slice(0, 12)], [110, '01002f780000']);
    assert.equal(hex(sockaddrOfPath('@x', LINUX)).slice(0, 12), '010000780000');
    assert.deepEqual([sockaddrOfPath('/x', MAC).length, hex(sockaddrOfPath('/x', MAC)).slice(0, 8)], [106, '6a012f78']);
    assert.equal(sockaddrOfHost('localhost', 80, LINUX), undefined);
  });
});
