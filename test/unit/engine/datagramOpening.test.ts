import assert from 'node:assert/strict';
import type dgram from 'node:dgram';
import { bindDatagram, connectDatagram } from '../../../src/engine/datagramOpening';
import { itWithIpv6 } from './harness';

const never = new AbortController().signal;

/** Linux gives its loopback interface no link-local addresses, so that there is no way to this one. */
const NO_WAY_THERE = { address: 'fe80::1%lo', family: 6 } as const;
const itOnLinux = process.platform === 'linux' ? itWithIpv6 : it.skip;

describe('engine/datagramOpening', () => {
  const opened = new Set<dgram.Socket>();
  afterEach(() => {
    for (const socket of opened) socket.close();
    opened.clear();
  });

  itWithIpv6('binds to an address', async () => {
    const socket = await bindDatagram({ address: '::1', family: 6 }, 0);
    opened.add(socket);
    assert.equal(socket.address().address, '::1');
    assert.notEqual(socket.address().port, 0);
  });

  it('fails with what the system says', async () => {
    const socket = await bindDatagram({ address: '127.0.0.1', family: 4 }, 0);
    opened.add(socket);
    await assert.rejects(bindDatagram({ address: '127.0.0.1', family: 4 }, socket.address().port), {
      code: 'EADDRINUSE',
    });
    await assert.rejects(bindDatagram(undefined, 0), { code: 'ENOTFOUND' });
  });

  itOnLinux('connects to the first address that this machine has a way to', async () => {
    const { socket, address } = await connectDatagram([NO_WAY_THERE, { address: '127.0.0.1', family: 4 }], 9, never);
    opened.add(socket);
    assert.equal(address, '127.0.0.1');
  });

  it('fails when there is no address', async () => {
    await assert.rejects(connectDatagram([], 9, never), { code: 'ENOTFOUND' });
  });

  itOnLinux('fails with the first error when there is no way to any', async () => {
    await assert.rejects(connectDatagram([NO_WAY_THERE], 9, never), /ENETUNREACH|EADDRNOTAVAIL|EHOSTUNREACH/);
  });

  it('fails with the signal’s reason', async () => {
    const reason = new Error('enough');
    const addresses = [{ address: '127.0.0.1', family: 4 } as const];
    await assert.rejects(connectDatagram(addresses, 9, AbortSignal.abort(reason)), reason);
    const cancel = new AbortController();
    const connecting = connectDatagram(addresses, 9, cancel.signal);
    cancel.abort(reason);
    await assert.rejects(connecting, reason);
  });
});
