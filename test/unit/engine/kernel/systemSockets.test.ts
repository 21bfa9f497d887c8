import assert from 'node:assert/strict';
import { KernelSockets } from '../../../../src/engine/kernel/kernelSockets';
import { SocketOwners } from '../../../../src/engine/kernel/socketOwners';
import { SystemSockets } from '../../../../src/engine/kernel/systemSockets';

const NETSTAT = `Proto Recv-Q Send-Q  Local Address  Foreign Address  (state)  rhiwat shiwat pid epid state options
tcp4  0  0  127.0.0.1.80  127.0.0.1.50123  ESTABLISHED  408300 146988 4712 0 00102 00000000
tcp4  2  0  127.0.0.1.80  *.*  LISTEN  408300 146988 4711 0 00102 00000000
`;
const HEAD = '  sl  local_address rem_address   st\n';
const row = (ends: string, state: string, queues: string, inode: number, timer = '00:00000000'): string =>
  `   0: ${ends} ${state} ${queues} ${timer} 00000000  1000        0 ${inode} 1 0\n`;
const TCP = [
  row('0100007F:0050 0100007F:C3CB', '06', '00000000:00000000', 0, '03:00000964'),
  row('0100007F:0050 0100007F:C3CC', '01', '00000005:00000007', 6),
  row('0100007F:0050 00000000:0000', '0A', '00000000:00000002', 5),
];

const linux = (): SystemSockets =>
  new SystemSockets({
    platform: 'linux',
    kernel: new KernelSockets({
      platform: 'linux',
      endianness: 'LE',
      read: (path) => {
        if (path === '/proc/net/tcp') return Promise.resolve(HEAD + TCP.join(''));
        if (path !== '/proc/net/unix') return Promise.reject(new Error('ENOENT'));
        return Promise.resolve(
          '0: 00000002 00000000 00010000 0001 01 9 /run/x\n0: 00000002 00000000 00000000 0001 03 10\n',
        );
      },
    }),
    owners: new SocketOwners({
      processes: () => Promise.resolve([42]),
      descriptors: () => Promise.resolve([3]),
      target: () => 'socket:[5]',
      read: (_pid, name) => Promise.resolve(name === 'comm' ? 'server\n' : ''),
    }),
  });

describe('engine/kernel/systemSockets', () => {
  it('tells of a port who waits first, who is connected, and what nobody has any more', async () => {
    const [listener, connection, timeWait] = (await linux().atPort('tcp', 80)) ?? [];
    assert.deepEqual(
      [listener?.state, listener?.receiveQueue, listener?.sendQueue, listener?.owners],
      ['listen', 2, undefined, [{ pid: 42, process: 'server', descriptors: [3] }]],
    );
    assert.deepEqual(
      [connection?.state, connection?.receiveQueue, connection?.sendQueue, connection?.owners],
      ['established', 7, 5, []],
    );
    assert.deepEqual(
      [timeWait?.state, timeWait?.inode, timeWait?.timer],
      ['time-wait', 0, { kind: 'timeWait', in: 24_040 }],
    );
  });

  it('finds the one socket between two ends, and says where there is none', async () => {
    const local = { family: 'ip', address: '127.0.0.1', port: 80 } as const;
    const system = linux();
    assert.equal(await system.between('tcp', local, { ...local, port: 9 }), 'gone');
    const [listener, other] = await Promise.all([
      system.between('tcp', local, undefined),
      system.between('tcp', local, { ...local, port: 0xc3cc }),
    ]);
    assert.ok(typeof listener === 'object' && typeof other === 'object');
    assert.deepEqual([listener.state, other.state], ['listen', 'established']);
  });

  it('lists what some program has, listeners first, Unix sockets with a path too', async () => {
    const { sockets = [], more } = (await linux().all()) ?? {};
    assert.deepEqual(
      sockets.map(({ transport, state }) => `${transport} ${state}`),
      ['tcp listen', 'tcp established', 'unix listen'],
    );
    assert.equal(more, 0);
  });

  it('asks the system’s own program elsewhere, and knows nothing where that fails', async () => {
    const asked: string[] = [];
    const mac = new SystemSockets({
      platform: 'darwin',
      run: (program, args) => {
        asked.push([program, ...args].join(' '));
        return Promise.resolve(NETSTAT);
      },
    });
    const [listener] = (await mac.atPort('tcp', 80)) ?? [];
    assert.deepEqual([listener?.state, listener?.owners], ['listen', [{ pid: 4711 }]]);
    assert.deepEqual(asked, ['/usr/sbin/netstat -anvW -p tcp']);
    assert.deepEqual(await mac.atPort('tcp', 81), []);
    for (const platform of ['darwin', 'win32']) {
      const without = new SystemSockets({ platform, run: () => Promise.reject(new Error('ENOENT')) });
      assert.equal(await without.atPort('tcp', 80), undefined);
      assert.equal(await without.all(), undefined);
    }
    const unknown = new SystemSockets({ platform: 'aix', run: () => Promise.reject(new Error('never asked')) });
    assert.equal(await unknown.atPort('udp', 80), undefined);
  });

  it('asks ss for the details of both ends, and no more once it is not there', async () => {
    const asked: string[][] = [];
    let output = `ESTAB 1 2 127.0.0.1:80 127.0.0.1:50123\n\t skmem:(r1,rb100,t0,tb200,d0) rtt:2/1\n`;
    output += `ESTAB 2 1 127.0.0.1:50123 127.0.0.1:80\n\t skmem:(r1,rb300,t0,tb400,d0)\nLISTEN 1 7 127.0.0.1:80 0.0.0.0:*\n`;
    const system = new SystemSockets({
      platform: 'linux',
      run: (program, args) => {
        asked.push([program, ...args]);
        return output === ''
          ? Promise.reject(Object.assign(new Error('spawn ss ENOENT'), { code: 'ENOENT' }))
          : Promise.resolve(output);
      },
    });
    const local = { family: 'ip', address: '127.0.0.1', port: 80 } as const;
    const remote = { family: 'ip', address: '127.0.0.1', port: 50_123 } as const;
    const { own, peer } = (await system.details('tcp', local, remote)) ?? {};
    assert.deepEqual([own?.receiveBuffer, own?.roundTrip, peer?.receiveBuffer], [100, 2, 300]);
    assert.deepEqual(asked[0], [
      'ss',
      '-ainmt',
      '( sport = :80 and dport = :50123 ) or ( sport = :50123 and dport = :80 )',
    ]);
    assert.equal((await system.details('tcp', local, undefined))?.own?.backlog, 7);
    assert.deepEqual(asked[1], ['ss', '-linmt', 'sport = :80']);
    output = '';
    assert.equal(await system.details('udp', local, undefined), undefined);
    assert.deepEqual(asked[2], ['ss', '-ainmu', 'sport = :80']);
    await system.details('udp', local, undefined);
    assert.equal(asked.length, 3);
    const elsewhere = new SystemSockets({ platform: 'darwin', run: () => Promise.reject(new Error('asked')) });
    assert.equal(await elsewhere.details('tcp', local, remote), undefined);
  });
});
