import assert from 'node:assert/strict';
import { SockscopeError } from '../../../../src/base/error';
import { familyOfOwnEnd, formatOwnEnd, parseOwnEnd } from '../../../../src/engine/address/ownEnd';

describe('engine/address/ownEnd', () => {
  it('reads an address, a port, or both', () => {
    for (const [text, address, port, written = text] of [
      ['127.0.0.2:5000', '127.0.0.2', 5000],
      [' 127.0.0.2 ', '127.0.0.2', 0, '127.0.0.2:0'],
      ['[::1]:5000', '::1', 5000],
      ['[0:0::1]:5000', '::1', 5000, '[::1]:5000'],
      ['::1', '::1', 0, '[::1]:0'],
      ['[fe80::1%eth0]:1', 'fe80::1%eth0', 1],
      [':5000', undefined, 5000],
      ['5000', undefined, 5000, ':5000'],
      [':0', undefined, 0],
    ] as const) {
      const own = parseOwnEnd(text);
      assert.deepEqual([own.address, own.port], [address, port], text);
      assert.equal(formatOwnEnd(own), written);
      assert.deepEqual(parseOwnEnd(formatOwnEnd(own)), own);
    }
    assert.deepEqual(['::1', '127.0.0.1:1', ':1'].map((text) => familyOfOwnEnd(parseOwnEnd(text))), [6, 4, undefined]); // prettier-ignore
  });

  it('refuses names, what has no zone, and ports that are none', () => {
    for (const text of [
      '',
      ':',
      'localhost:5000',
      'tcp://127.0.0.1:1',
      '127.0.0.1:',
      '127.0.0.1:x',
      '::1:5000:x',
      '1.2.3:4',
      '[fe80::1%]:1',
      '[127.0.0.1',
      ':65536',
      '127.0.0.1:65536',
      'fe80::1',
      '[fe80::1]:5',
    ]) {
      // prettier-ignore
      assert.throws(() => parseOwnEnd(text), (error) => error instanceof SockscopeError && error.code === 'BAD_OWN_END', text); // prettier-ignore
    }
  });
});
