import assert from 'node:assert/strict';
import { isIpScheme, listSchemes, requireHalfClose, SCHEMES } from '../../../../src/engine/address/schemes';
import { parseEndpoint } from '../../../../src/engine/address/endpoint';

describe('engine/address/schemes', () => {
  it('tells what has a host and a port from what has a path', () => {
    assert.deepEqual(
      Object.keys(SCHEMES).filter((scheme) => isIpScheme(scheme)),
      ['tcp', 'udp', 'tls'],
    );
    assert.equal(isIpScheme('toString'), false);
    assert.equal(listSchemes(), 'tcp://, udp://, tls://, unix:, pipe:, local:');
  });

  it('refuses half-close where there is none', () => {
    for (const scheme of ['tcp', 'tls', 'unix'] as const)
      assert.doesNotThrow(() => {
        requireHalfClose(scheme);
      });
    assert.throws(() => {
      requireHalfClose('pipe');
    }, /^SockscopeError: A named pipe has no half-close: whoever ends what he sends ends both ways\. Close it instead\.$/);
  });

  it('knows of each what it carries, and by which ports', () => {
    assert.deepEqual([SCHEMES.tls.carries, SCHEMES.tls.ports, SCHEMES.tls.hasReset], ['stream', 'tcp', true]);
    assert.deepEqual([SCHEMES.udp.carries, SCHEMES.udp.ports, SCHEMES.udp.hasReset], ['datagrams', 'udp', false]);
    assert.equal(SCHEMES.unix.hasReset, false);
    assert.deepEqual(parseEndpoint('TLS://localhost:https'), { scheme: 'tls', host: 'localhost', port: 443 });
    assert.throws(() => parseEndpoint('tls:9000'), /Two slashes belong after "tls:"/);
  });
});
