import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SockscopeError } from '../../../../src/base/error';
import { parseAskedName } from '../../../../src/engine/names/askedName';

describe('engine/names/askedName', () => {
  it('reads names, addresses, ports, and what can be dialled', () => {
    assert.deepEqual(parseAskedName(' Example.COM '), { host: 'example.com', isAddress: false, scheme: 'tcp' });
    assert.deepEqual(parseAskedName('http'), { host: 'http', isAddress: false, scheme: 'tcp', service: 'http' });
    assert.deepEqual(parseAskedName('127.0.0.1'), { host: '127.0.0.1', isAddress: true, scheme: 'tcp' });
    assert.deepEqual(parseAskedName('0:0::1'), { host: '::1', isAddress: true, scheme: 'tcp' });
    assert.deepEqual(parseAskedName('[::1]'), { host: '::1', isAddress: true, scheme: 'tcp' });
    assert.deepEqual(parseAskedName('fe80::1%eth0'), { host: 'fe80::1%eth0', isAddress: true, scheme: 'tcp' });
    assert.deepEqual(parseAskedName('80'), { isAddress: false, port: 80, scheme: 'tcp' });
    assert.deepEqual(parseAskedName('localhost:http'), {
      host: 'localhost',
      isAddress: false,
      port: 80,
      scheme: 'tcp',
    });
    assert.deepEqual(parseAskedName('udp://[::1]:53'), { host: '::1', isAddress: true, port: 53, scheme: 'udp' });
  });

  it('writes other scripts as DNS has them', () => {
    assert.equal(parseAskedName('Bücher.example').host, 'xn--bcher-kva.example');
    assert.equal(parseAskedName('tcp://bücher.example:80').host, 'xn--bcher-kva.example');
  });

  it('says what is wrong with everything else', () => {
    for (const [text, code, message] of [
      ['', 'BAD_NAME', /Enter a name/],
      ['65536', 'BAD_NAME', /from 0 to 65535, not 65536/],
      ['a b', 'BAD_NAME', /no blanks/],
      ['a\u0000b', 'BAD_NAME', /control characters/],
      ['x'.repeat(1_001), 'BAD_NAME', /1001 characters/],
      ['unix:/run/x', 'BAD_NAME', /no address to look up/],
      [`${'x'.repeat(64)}.test`, 'BAD_ENDPOINT', /too long for a part/],
      ['a..b', 'BAD_ENDPOINT', /empty/],
      ['1.2.3', 'BAD_ENDPOINT', /not an IPv4 address/],
      ['-n', 'BAD_ENDPOINT', /cannot be a part/],
      ['::1:80:x', 'BAD_ENDPOINT', /bracket|colon/],
    ] as const) {
      assert.throws(
        () => parseAskedName(text),
        (error) => error instanceof SockscopeError && error.code === code && message.test(error.message),
        text,
      );
    }
  });

  it('takes any text for a name or refuses it, and what it takes is what can be asked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        try {
          const { host } = parseAskedName(text);
          assert.match(host ?? '', /^[a-z0-9_.-]*$|^[0-9a-f:.]+(%.+)?$/);
        } catch (error) {
          assert.ok(error instanceof SockscopeError, String(error));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
