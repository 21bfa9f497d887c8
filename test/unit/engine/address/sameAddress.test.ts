import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { isReachedAt, isSameAddress, isSameEnd } from '../../../../src/engine/address/sameAddress';

describe('engine/socketAddress', () => {
  it('compares ends: the names of pipes without case, as Windows does', () => {
    const pipe = (path: string) => ({ family: 'pipe', path }) as const;
    const unix = (path: string) => ({ family: 'unix', path }) as const;
    const ip = (address: string, port: number) => ({ family: 'ip', address, port }) as const;
    assert.equal(isSameEnd(pipe('Docker'), pipe('dockeR')), true);
    assert.equal(isSameEnd(pipe('docker'), pipe('rocker')), false);
    assert.equal(isSameEnd(unix('/x'), unix('/x')), true);
    assert.equal(isSameEnd(unix('/x'), unix('/X')), false);
    assert.equal(isSameEnd(unix('/x'), pipe('/x')), false);
    assert.equal(isSameEnd(ip('::1', 1), ip('0::1', 1)), true);
    assert.equal(isSameEnd(ip('::1', 1), ip('::1', 2)), false);
    assert.equal(isSameEnd(ip('::1', 1), pipe('x')), false);
    assert.equal(isSameEnd(pipe('x'), ip('::1', 1)), false);
  });

  it('compares addresses, not texts', () => {
    const SAME = [
      ['127.0.0.1', '::ffff:127.0.0.1'],
      ['::ffff:7f00:1', '127.0.0.1'],
      ['::1', '0:0:0:0:0:0:0:1'],
      ['0.0.0.0', '::ffff:0.0.0.0'],
      ['FE80::1%eth0', 'fe80::1%eth0'],
      ['fe80::1%eth0', 'fe80::1'],
      ['box', 'box'],
    ] as const;
    for (const [one, other] of SAME) {
      assert.equal(isSameAddress(one, other), true, `${one} ${other}`);
      assert.equal(isSameAddress(other, one), true, `${other} ${one}`);
    }
    const DIFFERENT = [
      ['127.0.0.1', '::1'],
      ['127.0.0.1', '127.0.0.2'],
      ['::', '0.0.0.0'],
      ['::127.0.0.1', '127.0.0.1'],
      ['fe80::1%eth0', 'fe80::1%eth1'],
      ['localhost', '127.0.0.1'],
    ] as const;
    for (const [one, other] of DIFFERENT) assert.equal(isSameAddress(one, other), false, `${one} ${other}`);
  });

  it('knows what reaches a bound socket', () => {
    const REACHED = [
      ['127.0.0.1', '127.0.0.1'],
      ['::ffff:127.0.0.1', '127.0.0.1'],
      ['127.0.0.1', '::ffff:127.0.0.1'],
      ['0.0.0.0', '127.0.0.2'],
      ['0.0.0.0', '::ffff:127.0.0.2'],
      ['0.0.0.0', '0.0.0.0'],
      ['::', '::1'],
      ['::', '127.0.0.1'],
      ['::', '0.0.0.0'],
    ] as const;
    for (const [bound, address] of REACHED) assert.equal(isReachedAt(bound, address), true, `${bound} ${address}`);
    const NOT = [
      ['127.0.0.1', '127.0.0.2'],
      ['127.0.0.1', '::1'],
      ['0.0.0.0', '198.51.100.1'],
      ['0.0.0.0', '::1'],
      ['::', '2001:db8::1'],
      ['::1', '::'],
    ] as const;
    for (const [bound, address] of NOT) assert.equal(isReachedAt(bound, address), false, `${bound} ${address}`);
    assert.equal(isReachedAt('::', '127.0.0.1', true), false);
    assert.equal(isReachedAt('::', '::1', true), true);
    assert.equal(isReachedAt('127.0.0.1', '127.0.0.1', true), true);
    for (const { address, family } of Object.values(networkInterfaces()).flatMap((all) => all ?? [])) {
      assert.equal(isReachedAt(family === 'IPv4' ? '0.0.0.0' : '::', address), true, address);
    }
  });
});
