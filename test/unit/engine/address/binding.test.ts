import assert from 'node:assert/strict';
import {
  formatBinding,
  isExposed,
  requireBound,
  resolveBinding,
  type IpBinding,
} from '../../../../src/engine/address/binding';
import { parseEndpoint } from '../../../../src/engine/address/endpoint';

const at = (address: string, port = 9000): IpBinding => ({
  scheme: 'tcp',
  address,
  family: address.includes(':') ? 6 : 4,
  port,
  v6only: false,
});

describe('engine/binding', () => {
  it('is the address that a name stands for: the first of several', async () => {
    const resolve = (host: string): Promise<{ address: string; family: 4 | 6 }[]> => {
      assert.equal(host, 'box');
      return Promise.resolve([
        { address: '192.0.2.7', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    };
    const binding = await resolveBinding(parseEndpoint('tcp://box:9000'), false, resolve);
    assert.deepEqual(binding, at('192.0.2.7'));
    await assert.rejects(
      resolveBinding(parseEndpoint('box:1'), false, () => Promise.resolve([])),
      {
        code: 'ENOTFOUND',
      },
    );
  });

  it('is a numeric address as it stands, and a path', async () => {
    const udp = await resolveBinding(parseEndpoint('udp://[::]:9000'), true);
    assert.deepEqual(udp, { ...at('::'), scheme: 'udp', v6only: true });
    assert.equal(formatBinding(udp), 'udp://[::]:9000');
    const unix = parseEndpoint('unix:/tmp/x', 'linux');
    assert.equal(await resolveBinding(unix), unix);
    assert.equal(isExposed(await resolveBinding(unix)), false);
    assert.equal(formatBinding(await resolveBinding(unix)), 'unix:/tmp/x');
  });

  it('is exposed unless it is loopback', () => {
    for (const address of ['127.0.0.1', '127.1.2.3', '::1', '::1%lo', '::ffff:127.0.0.1']) {
      assert.equal(isExposed(at(address)), false, address);
    }
    const exposed = ['0.0.0.0', '::', '::ffff:0.0.0.0', '192.0.2.1', 'fe80::1%lo', '128.0.0.1', '::ffff:192.0.2.1', 'box']; // prettier-ignore
    for (const address of exposed) assert.equal(isExposed(at(address)), true, address);
  });

  it('is held against what was bound', () => {
    assert.doesNotThrow(() => {
      requireBound(at('::ffff:127.0.0.1', 0), { address: '127.0.0.1', port: 5 });
      requireBound(at('::1'), { address: '::1', port: 9000 });
    });
    assert.throws(
      () => {
        requireBound(at('127.0.0.1'), { address: '0.0.0.0', port: 9000 });
      },
      {
        code: 'BOUND_ELSEWHERE',
        message:
          'The system bound tcp://0.0.0.0:9000 instead of tcp://127.0.0.1:9000, which is what was allowed: it was closed again.',
      },
    );
    assert.throws(() => {
      requireBound(at('127.0.0.1'), { address: '127.0.0.1', port: 9001 });
    }, /instead of/);
  });
});
