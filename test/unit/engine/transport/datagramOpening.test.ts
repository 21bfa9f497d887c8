import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Address } from '../../../../src/engine/transport/happyEyeballs';
import type { IpBinding } from '../../../../src/engine/address/binding';
import { bindDatagram, connectDatagram } from '../../../../src/engine/transport/datagramOpening';
import { itWithIpv6 } from '../harness';

const never = new AbortController().signal;

/** Linux gives its loopback interface no link-local addresses, so that there is no way to this one. */
const NO_WAY_THERE = { address: 'fe80::1%lo', family: 6 } as const;
const HERE = { address: '127.0.0.1', family: 4 } as const;

const at = (address: string, family: 4 | 6, port = 0): IpBinding => ({
  scheme: 'udp',
  address,
  family,
  port,
  v6only: false,
});
const connect = (addresses: readonly Address[], signal = never): ReturnType<typeof connectDatagram> =>
  connectDatagram({ addresses, port: 9, signal });

const itOnLinux = process.platform === 'linux' ? itWithIpv6 : it.skip;

describe('engine/datagramOpening', () => {
  const opened = new Set<dgram.Socket>();
  afterEach(() => {
    for (const socket of opened) socket.close();
    opened.clear();
  });

  itWithIpv6('binds to an address', async () => {
    const socket = await bindDatagram(at('::1', 6));
    opened.add(socket);
    assert.equal(socket.address().address, '::1');
    assert.notEqual(socket.address().port, 0);
  });

  it('fails with what the system says', async () => {
    const socket = await bindDatagram(at('127.0.0.1', 4));
    opened.add(socket);
    await assert.rejects(bindDatagram(at('127.0.0.1', 4, socket.address().port)), { code: 'EADDRINUSE' });
  });

  it('closes again what the system bound elsewhere than was allowed', async () => {
    const address: () => AddressInfo = Reflect.get(dgram.Socket.prototype, 'address');
    const sockets = new Set<dgram.Socket>();
    dgram.Socket.prototype.address = function (this: dgram.Socket) {
      sockets.add(this);
      return { ...address.call(this), address: '0.0.0.0' };
    };
    try {
      await assert.rejects(bindDatagram(at('127.0.0.1', 4)), { code: 'BOUND_ELSEWHERE' });
    } finally {
      dgram.Socket.prototype.address = address;
    }
    for (const socket of sockets) assert.throws(() => socket.address(), /not running|EBADF/i);
    assert.equal(sockets.size, 1);
  });

  itWithIpv6('takes IPv4 on [::] as well, unless it is told not to', async () => {
    const heard = async (v6only: boolean): Promise<string> => {
      const socket = await bindDatagram({ ...at('::', 6), v6only });
      opened.add(socket);
      const client = dgram.createSocket('udp4');
      opened.add(client);
      client.connect(socket.address().port, '127.0.0.1');
      await once(client, 'connect');
      const answer = Promise.race([
        once(socket, 'message').then(([, { address }]) => address as string),
        once(client, 'error').then(([error]) => (error as NodeJS.ErrnoException).code!),
      ]);
      client.send('x');
      return answer;
    };
    assert.equal(await heard(false), '::ffff:127.0.0.1');
    assert.equal(await heard(true), 'ECONNREFUSED');
  });

  itOnLinux('connects to the first address that this machine has a way to', async () => {
    const { socket, address } = await connect([NO_WAY_THERE, HERE]);
    opened.add(socket);
    assert.equal(address, '127.0.0.1');
  });

  it('fails when there is no address', async () => {
    await assert.rejects(connect([]), { code: 'ENOTFOUND' });
  });

  itOnLinux('fails with the first error when there is no way to any', async () => {
    await assert.rejects(connect([NO_WAY_THERE]), /ENETUNREACH|EADDRNOTAVAIL|EHOSTUNREACH/);
  });

  it('fails with the signal’s reason', async () => {
    const reason = new Error('enough');
    await assert.rejects(connect([HERE], AbortSignal.abort(reason)), reason);
    const cancel = new AbortController();
    const connecting = connect([HERE], cancel.signal);
    cancel.abort(reason);
    await assert.rejects(connecting, reason);
  });
});
