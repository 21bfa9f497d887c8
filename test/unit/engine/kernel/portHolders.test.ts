import assert from 'node:assert/strict';
import { portHolderOf, whoHasPort } from '../../../../src/engine/kernel/portHolders';
import type { SystemSocket } from '../../../../src/engine/kernel/systemSocket';
import { SystemSockets } from '../../../../src/engine/kernel/systemSockets';
import { SockscopeError } from '../../../../src/base/error';

const local = { family: 'ip', address: '127.0.0.1', port: 80 } as const;
const socket = (more: Partial<SystemSocket>): SystemSocket => ({ transport: 'tcp', local, state: 'listen', ...more });
const failure = (code: string) => (error: unknown) => error instanceof SockscopeError && error.code === code;

describe('engine/kernel/portHolders', () => {
  it('names the first process, and all of them', () => {
    const processes = [
      { pid: 7, process: 'server', descriptors: [3] },
      { pid: 8, process: 'server', descriptors: [3], parent: 7 },
    ];
    assert.deepEqual(portHolderOf(socket({ inode: 5, owners: processes })), {
      local: 'tcp://127.0.0.1:80',
      state: 'listen',
      owner: 'process',
      processes,
      pid: 7,
      process: 'server',
    });
  });

  it('tells what nobody has any more, and for how long, from what another user has', () => {
    const remote = { ...local, port: 50_000 };
    const timeWait = portHolderOf(
      socket({ remote, state: 'time-wait', inode: 0, owners: [], timer: { kind: 'timeWait', in: 58_010 } }),
    );
    assert.deepEqual([timeWait.owner, timeWait.secondsLeft, timeWait.remote], ['none', 59, 'tcp://127.0.0.1:50000']);
    assert.equal(portHolderOf(socket({ inode: 5, owners: [], isOwnerHidden: true })).owner, 'hidden');
    assert.equal(portHolderOf(socket({ inode: 5, owners: [] })).owner, 'unknown');
    // A running timer of a connection says nothing of when its port is free.
    const running = socket({ inode: 5, owners: [], state: 'established', timer: { kind: 'keepalive', in: 100 } });
    assert.equal(portHolderOf(running).secondsLeft, undefined);
    // What Windows says of TIME_WAIT.
    assert.equal(portHolderOf(socket({ state: 'time-wait', owners: [] })).owner, 'none');
  });

  it('refuses what is no port, and says where nothing is known', async () => {
    const nowhere = new SystemSockets({ platform: 'aix' });
    for (const port of [0, 65_536, 1.5, NaN]) await assert.rejects(whoHasPort(nowhere, port), failure('BAD_PORT'));
    await assert.rejects(whoHasPort(nowhere, 80), failure('KERNEL_UNKNOWN'));
  });
});
