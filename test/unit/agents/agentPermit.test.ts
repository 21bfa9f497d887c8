import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOwnGround, nameOfTarget } from '../../../src/agents/agentPermit';
import { parseEndpoint } from '../../../src/engine/address/endpoint';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';

const NONE = { has: () => false, open: [] };

describe('agents: what needs a person', () => {
  let folder: TempFolder;
  before(async () => {
    folder = await makeTempFolder();
  });
  after(() => folder.remove());

  const isOwn = (address: string, folders: readonly string[] = []): Promise<boolean> =>
    isOwnGround(
      { kind: 'endpoint', operation: 'dial', endpoint: parseEndpoint(address, 'linux') },
      { sockets: NONE, folders },
    );

  const examples: readonly (readonly [address: string, isOwn: boolean])[] = [
    ['127.0.0.1:9000', true],
    ['127.9.9.9:9000', true],
    ['[::1]:9000', true],
    ['[::ffff:127.0.0.1]:9000', true],
    ['localhost:9000', true],
    ['a.localhost:9000', true],
    ['udp://239.7.7.7:9000', true],
    ['tls://localhost:9000', true],
    [`unix:${join(tmpdir(), 'x.sock')}`, true],
    ['192.0.2.1:80', false],
    ['0.0.0.0:80', false],
    ['[fe80::1%eth0]:80', false],
    ['localhost.example:80', false],
    ['notlocalhost:80', false],
    ['udp://255.255.255.255:80', false],
    ['unix:/var/run/docker.sock', false],
    ['unix:@abstract', false],
    [`unix:${tmpdir()}/../var/run/docker.sock`, false],
  ];
  for (const [address, expected] of examples) {
    // Windows has no such paths.
    if (process.platform === 'win32' && address.startsWith('unix:')) continue;
    it(`${address}: ${expected ? 'nobody' : 'somebody'} is asked`, async () => {
      assert.equal(await isOwn(address), expected);
    });
  }

  it('follows links out of the workspace', async () => {
    await symlink('/var/run', join(folder.path, 'run'));
    assert.equal(await isOwn(`unix:${folder.path}/own.sock`, [folder.path]), true);
    assert.equal(await isOwn(`unix:${folder.path}/run/docker.sock`, [folder.path]), false);
  });

  it('names a target', () => {
    const endpoint = parseEndpoint('192.0.2.1:80');
    assert.equal(nameOfTarget({ kind: 'endpoint', operation: 'dial', endpoint }), 'tcp://192.0.2.1:80');
  });
});
