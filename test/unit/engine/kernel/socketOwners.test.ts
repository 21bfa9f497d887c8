import assert from 'node:assert/strict';
import { SocketOwners, type ProcessFiles } from '../../../../src/engine/kernel/socketOwners';
import { Harness, ip } from '../harness';
import { KernelSockets } from '../../../../src/engine/kernel/kernelSockets';

const denied = (): never => {
  throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
};

/** Processes with what their descriptors lead to, and the number of their parent. */
function processes(
  table: Readonly<
    Record<number, { readonly links?: readonly string[]; readonly parent?: number; readonly comm?: string }>
  >,
): ProcessFiles {
  return {
    processes: () => Promise.resolve(Object.keys(table).map(Number)),
    descriptors: async (pid) => Promise.resolve(table[pid]?.links?.map((_link, index) => index) ?? denied()),
    target: (pid, descriptor) => table[pid]?.links?.[descriptor] ?? denied(),
    read: (pid, name) => {
      const { comm = 'a) b', parent = 1 } = table[pid] ?? {};
      if (name === 'stat') return Promise.resolve(`${pid} (${comm}) S ${parent} 1 1`);
      return Promise.resolve(name === 'comm' ? `${comm}\n` : '/usr/bin/node\0x.js\0');
    },
  };
}

describe('engine/kernel/socketOwners', () => {
  it('finds all that have a socket, parents before their children, with names and descriptors', async () => {
    const owners = new SocketOwners(
      processes({
        7: { links: ['socket:[5]'], parent: 9, comm: 'server' },
        8: { links: ['/dev/null', 'socket:[6]', 'socket:[5]', 'socket:[5]'], parent: 9 },
        9: { links: ['socket:[5]'], comm: 'MainThread' },
      }),
    );
    const { owners: found, isHidden } = await owners.find(new Set([5, 77]));
    assert.equal(isHidden, false);
    assert.deepEqual([...found.keys()], [5]);
    assert.deepEqual(found.get(5), [
      { pid: 9, descriptors: [0], process: 'node' },
      { pid: 7, descriptors: [0], process: 'server', parent: 9 },
      { pid: 8, descriptors: [2, 3], process: 'a) b', parent: 9 },
    ]);
  });

  it('says that what it did not find may be another user’s', async () => {
    const owners = new SocketOwners(processes({ 1: {}, 2: { links: ['socket:[5]'] } }));
    const { owners: found, isHidden } = await owners.find(new Set([6]));
    assert.deepEqual([found.size, isHidden], [0, true]);
  });

  it('looks at no process for no socket, and finds nothing without /proc', async () => {
    const none = new SocketOwners({ ...processes({}), processes: () => Promise.reject(new Error('never asked')) });
    assert.deepEqual(await none.find(new Set()), { owners: new Map(), isHidden: false });
    assert.equal((await none.find(new Set([1]))).owners.size, 0);
  });

  (process.platform === 'linux' ? it : it.skip)('finds this process for its own listener', async () => {
    const harness = new Harness();
    try {
      const { local } = await harness.listen();
      const [socket] = (await new KernelSockets().at('tcp', ip(local).port)) ?? [];
      assert.ok(socket);
      const [own] = (await new SocketOwners().find(new Set([socket.inode]))).owners.get(socket.inode) ?? [];
      assert.equal(own?.pid, process.pid);
      assert.equal(own.descriptors?.length, 1);
      assert.match(own.process ?? '', /node|tsx/);
    } finally {
      await harness.dispose();
    }
  });
});
