import assert from 'node:assert/strict';
import net from 'node:net';
import fc from 'fast-check';
import {
  connectFirst,
  connectTo,
  hasNoWay,
  interleave,
  noAddress,
  resolveHost,
} from '../../../../src/engine/transport/happyEyeballs';
import { DialAttempts } from '../../../../src/engine/transport/dialAttempts';
import { makeTempFolder } from '../../../support/temp-folder';
import { Harness, itWithIpv6, unusedPort } from '../harness';
import { fillBacklog } from '../fullBacklog';

const never = new AbortController().signal;

/** Keeps the sockets that are made to connect, so that a test sees what became of the losers. */
function watchAttempts(): { readonly sockets: readonly net.Socket[]; stop(): void } {
  const { prototype } = net.Socket;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its socket below
  const original = prototype.connect;
  const sockets: net.Socket[] = [];
  prototype.connect = function (this: net.Socket, options: net.SocketConnectOpts) {
    sockets.push(this);
    return original.call(this, options as never);
  } as typeof original;
  return {
    sockets,
    stop: () => {
      prototype.connect = original;
    },
  };
}

describe('engine/attempt', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness();
  });
  afterEach(() => harness.dispose());

  describe('interleave', () => {
    it('alternates the families, beginning with the resolver’s first, and keeps the order within each', () => {
      const family = fc.constantFrom<4 | 6>(4, 6);
      fc.assert(
        fc.property(fc.array(family), (families) => {
          const addresses = families.map((each, index) => ({ address: String(index), family: each }));
          const ordered = interleave(addresses);
          assert.deepEqual(new Set(ordered), new Set(addresses));
          assert.deepEqual(ordered[0], addresses[0]);
          for (const each of [4, 6] as const) {
            const of = (list: typeof addresses): typeof addresses => list.filter((address) => address.family === each);
            assert.deepEqual(of(ordered), of(addresses));
          }
          const shorter = Math.min(
            families.filter((each) => each === 4).length,
            families.filter((each) => each === 6).length,
          );
          const alternating = ordered.slice(0, 2 * shorter);
          assert.ok(
            alternating.every((address, index) => index === 0 || address.family !== alternating[index - 1]!.family),
          );
        }),
      );
    });
  });

  describe('resolveHost', () => {
    it('takes numeric addresses as they are', async () => {
      assert.deepEqual(await resolveHost('127.0.0.2'), [{ address: '127.0.0.2', family: 4 }]);
      assert.deepEqual(await resolveHost('::1'), [{ address: '::1', family: 6 }]);
      assert.deepEqual(await resolveHost('fe80::1%lo'), [{ address: 'fe80::1%lo', family: 6 }]);
    });

    it('finds the addresses of localhost', async () => {
      const addresses = await resolveHost('localhost');
      assert.ok(addresses.length > 0);
      for (const { address } of addresses) assert.match(address, /^(127\.|::1$)/);
    });
  });

  describe('connectFirst', () => {
    itWithIpv6('connects to the second address when the first refuses', async () => {
      const server = await harness.serve({ host: '127.0.0.2' });
      const accepted = server.accept();
      const socket = await connectFirst(
        [
          { address: '127.0.0.1', family: 4 },
          { address: '::1', family: 6 },
          { address: '127.0.0.2', family: 4 },
        ],
        server.port,
        never,
      );
      assert.equal(socket.remoteAddress, '127.0.0.2');
      await accepted;
      socket.destroy();
    });

    itWithIpv6('connects by IPv6 when IPv4 refuses', async () => {
      const server = await harness.serve({ host: '::1' });
      const accepted = server.accept();
      const socket = await connectFirst(
        [
          { address: '127.0.0.1', family: 4 },
          { address: '::1', family: 6 },
        ],
        server.port,
        never,
      );
      assert.deepEqual(socket.ends?.remote, { family: 'ip', address: '::1', port: server.port });
      await accepted;
      socket.destroy();
    });

    it('goes on to the next address while the first does not answer, and gives the first up', async () => {
      const full = await fillBacklog(harness);
      const server = await harness.serve({ host: '127.0.0.2', port: full });
      const accepted = server.accept();
      const attempts = watchAttempts();
      try {
        const socket = await connectFirst(
          [
            { address: '127.0.0.1', family: 4 },
            { address: '127.0.0.2', family: 4 },
          ],
          full,
          never,
        );
        assert.equal(socket.remoteAddress, '127.0.0.2');
        assert.deepEqual(
          attempts.sockets.map((attempt) => attempt.destroyed),
          [true, false],
        );
        await accepted;
        socket.destroy();
      } finally {
        attempts.stop();
      }
    });

    it('tells what became of each address', async () => {
      const full = await fillBacklog(harness);
      const server = await harness.serve({ host: '127.0.0.3', port: full });
      const accepted = server.accept();
      const attempts = new DialAttempts('box.test');
      const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'];
      const { socket } = await connectTo({ scheme: 'tcp', host: 'box.test', port: full }, never, {
        resolve: () => Promise.resolve(addresses.map((address) => ({ address, family: 4 }))),
        attempts,
      });
      await accepted;
      socket.destroy();
      assert.deepEqual(
        attempts.list().map(({ address, outcome, code }) => [address, outcome, code]),
        [
          ['127.0.0.1', 'abandoned', undefined],
          ['127.0.0.2', 'failed', 'ECONNREFUSED'],
          ['127.0.0.3', 'connected', undefined],
          ['127.0.0.4', 'untried', undefined],
        ],
      );
    });

    it('fails with the error of the first address when all refuse', async () => {
      const port = await unusedPort();
      await assert.rejects(
        connectFirst(
          [
            { address: '127.0.0.3', family: 4 },
            { address: '127.0.0.1', family: 4 },
          ],
          port,
          never,
        ),
        { code: 'ECONNREFUSED', address: '127.0.0.3' },
      );
    });

    it('fails when there is no address', async () => {
      await assert.rejects(connectFirst([], 1, never), { code: 'ENOTFOUND' });
    });

    it('fails with the signal’s reason, before and while it tries', async () => {
      const reason = new Error('enough');
      await assert.rejects(connectFirst([{ address: '127.0.0.1', family: 4 }], 1, AbortSignal.abort(reason)), reason);
      const full = await fillBacklog(harness);
      const cancel = new AbortController();
      const attempts = watchAttempts();
      const connecting = connectFirst([{ address: '127.0.0.1', family: 4 }], full, cancel.signal);
      attempts.stop();
      cancel.abort(reason);
      await assert.rejects(connecting, reason);
      assert.equal(attempts.sockets[0]?.destroyed, true);
    });
  });

  it('tells an address that cannot even be tried from a host that refuses', () => {
    assert.equal(hasNoWay(Object.assign(new Error(), { code: 'ENETUNREACH' })), true);
    assert.equal(hasNoWay(Object.assign(new Error(), { code: 'ECONNREFUSED' })), false);
    assert.equal(hasNoWay(noAddress()), false);
    assert.equal(hasNoWay('ENETUNREACH'), false);
  });

  describe('connectTo', () => {
    it('knows both ends of a TCP connection', async () => {
      const server = await harness.serve();
      const accepted = server.accept();
      const { socket, local, remote } = await connectTo({ scheme: 'tcp', host: 'localhost', port: server.port }, never);
      const peer = await accepted;
      assert.deepEqual(remote, { family: 'ip', address: '127.0.0.1', port: server.port });
      assert.deepEqual(local, { family: 'ip', address: '127.0.0.1', port: peer.socket.remotePort });
      socket.destroy();
    });

    it('connects to a Unix socket, and gives up when told to', async () => {
      const folder = await makeTempFolder();
      try {
        const path = `${folder.path}/s`;
        const server = await harness.serve({ path });
        const accepted = server.accept();
        const { socket, local, remote } = await connectTo({ scheme: 'unix', path }, never);
        assert.deepEqual(
          [local, remote],
          [
            { family: 'unix', path: '' },
            { family: 'unix', path },
          ],
        );
        await accepted;
        socket.destroy();
        const reason = new Error('enough');
        await assert.rejects(connectTo({ scheme: 'unix', path }, AbortSignal.abort(reason)), reason);
        await assert.rejects(connectTo({ scheme: 'unix', path: `${path}x` }, never), { code: 'ENOENT' });
      } finally {
        await folder.remove();
      }
    });
  });
});
