import assert from 'node:assert/strict';
import net from 'node:net';
import { KernelSockets } from '../../../../src/engine/kernel/kernelSockets';
import { judgePeerEnd, mayHideReset } from '../../../../src/engine/kernel/peerEnd';
import type { SocketAddress } from '../../../../src/engine/address/socketAddress';

const end = (address: string, port: number): SocketAddress => ({ family: 'ip', address, port });

describe('engine/peerEnd', () => {
  it('doubts the end of file of libuv before 1.52, but not on Windows', () => {
    assert.equal(mayHideReset('linux', '1.46.0'), true);
    assert.equal(mayHideReset('darwin', '1.51.9'), true);
    assert.equal(mayHideReset('linux', '1.52.0'), false);
    assert.equal(mayHideReset('linux', '2.0.0'), false);
    assert.equal(mayHideReset('win32', '1.46.0'), false);
  });

  /** As after our own FIN. */
  function judge(
    lines: readonly string[],
    timeWait = 'TCP: inuse 1 orphan 0 tw 1 alloc 1 mem 1',
    remote = '127.0.0.1',
  ): Promise<string> {
    const looks = [...lines];
    const kernel = new KernelSockets({
      platform: 'linux',
      endianness: 'LE',
      read: (path) => {
        if (path.endsWith('tcp')) return Promise.resolve(`heading\n${looks.shift() ?? ''}`);
        if (path.endsWith('sockstat')) return Promise.resolve(timeWait);
        return path.endsWith('buckets') ? Promise.resolve('2\n') : Promise.reject(new Error('ENOENT'));
      },
    });
    const socket = new net.Socket();
    socket.destroy();
    return judgePeerEnd({ socket, local: end('127.0.0.1', 80), remote: end(remote, 81), kernel });
  }

  const line = (remote: string): string => `0: 0100007F:0050 ${remote} 06 0:0 0:0 0 0 0 0`;

  it('takes a connection that is still in the kernel’s table for one that was closed', async () => {
    assert.equal(await judge([line('0100007F:0051')]), 'fin');
    assert.equal(await judge(['', line('0100007F:0051')]), 'fin');
    assert.equal(await judge([line('0100007F:0052'), line('0200007F:0051')]), 'reset');
    assert.equal(await judge([]), 'reset');
  });

  it('looks for the other end too, which stays instead when it sent FIN first', async () => {
    const other = '0: 0100007F:0051 0100007F:0050 06 0:0 0:0 0 0 0 0';
    assert.equal(await judge([other]), 'fin');
    assert.equal(await judge(['', other]), 'fin');
  });

  it('is unsure when the other end is on another machine, where nobody sees it', async () => {
    assert.equal(await judge([], undefined, '192.0.2.7'), 'unsure');
  });

  it('is unsure when the kernel keeps no more of them', async () => {
    assert.equal(await judge([], 'TCP: inuse 1 orphan 0 tw 2 alloc 1 mem 1'), 'unsure');
    assert.equal(await judge([], 'nothing'), 'unsure');
  });

  it('is unsure without a table, and has no doubt of Unix sockets', async () => {
    const socket = new net.Socket();
    socket.destroy();
    const kernel = new KernelSockets({ platform: 'darwin' });
    const [local, remote] = [end('127.0.0.1', 80), end('127.0.0.1', 81)];
    assert.equal(await judgePeerEnd({ socket, local, remote, kernel }), 'unsure');
    assert.equal(await judgePeerEnd({ socket, local, remote: undefined, kernel }), 'unsure');
    const unix = { family: 'unix', path: '' } as const;
    assert.equal(await judgePeerEnd({ socket, local: unix, remote: unix, kernel }), 'fin');
  });
});
