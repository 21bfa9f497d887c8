import assert from 'node:assert/strict';
import { parseEndpoint } from '../../../src/engine/address/endpoint';
import { listenProblems } from '../../../src/engine/listenOptions';
import { multicastProblems, multicastOptionsOf, type MulticastOptions } from '../../../src/engine/multicastOptions';

const codes = (options: MulticastOptions, address: string | undefined, use: 'listen' | 'dial'): string[] => {
  const endpoint = address === undefined ? undefined : parseEndpoint(address);
  const problems = use === 'dial' ? multicastProblems(options, endpoint, 'dial') : listenProblems(options, endpoint);
  return problems.map(({ option, error }) => `${option} ${error.code}`);
};

describe('engine/multicastOptions', () => {
  it('takes a TTL from 0 to 255', () => {
    for (const ttl of [0, 1, 255]) assert.deepEqual(codes({ ttl }, 'udp://239.7.7.7:9', 'dial'), []);
    for (const ttl of [-1, 256, 1.5, NaN]) {
      assert.deepEqual(codes({ ttl }, 'udp://239.7.7.7:9', 'listen'), ['ttl BAD_TTL']);
    }
    const [problem] = multicastProblems({ ttl: 256 }, undefined, 'dial');
    assert.equal(problem?.error.message, 'The TTL must be a whole number from 0 to 255, not 256.');
  });

  it('takes an interface that can be one', () => {
    for (const name of ['lo', '127.0.0.1', '::1', 'fe80::1%eth0']) {
      assert.deepEqual(codes({ interface: name }, 'udp://239.7.7.7:9', 'dial'), [], name);
    }
    for (const name of ['', 'a b', '"lo"']) {
      assert.deepEqual(codes({ interface: name }, undefined, 'dial'), ['interface BAD_INTERFACE'], name);
    }
  });

  it('is for UDP, and when dialling for groups', () => {
    const all = { ttl: 1, loopback: false, interface: 'lo' };
    const unfit = ['ttl MULTICAST_UNFIT', 'loopback MULTICAST_UNFIT', 'interface MULTICAST_UNFIT'];
    for (const use of ['listen', 'dial'] as const) {
      for (const address of ['tcp://127.0.0.1:9', 'local:x']) assert.deepEqual(codes(all, address, use), unfit);
      for (const address of ['udp://239.7.7.7:9', 'udp://[ff02::7]:9', 'udp://box:9', undefined]) {
        assert.deepEqual(codes(all, address, use), []);
      }
    }
    assert.deepEqual(codes(all, 'udp://127.0.0.1:9', 'dial'), unfit);
    assert.deepEqual(codes(all, 'udp://127.0.0.1:9', 'listen'), []);
    assert.deepEqual(codes({}, 'tcp://127.0.0.1:9', 'dial'), []);
  });

  it('picks its own', () => {
    const more = { ttl: 0, loopback: false, interface: 'lo', backlog: 5 };
    assert.deepEqual(multicastOptionsOf(more), { ttl: 0, loopback: false, interface: 'lo' });
    assert.deepEqual(multicastOptionsOf({}), {});
  });
});
