import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { eventually } from '../../../support/eventually';
import { KernelSockets } from '../../../../src/engine/kernel/kernelSockets';
import { Harness, ip, itWithIpv6 } from '../harness';

const line = (port: string): string => `0: 0100007F:${port} 00000000:0000 0A 0:0 0:0 0 0 0 1\n`;

describe('engine/kernel/kernelSockets', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness();
  });
  afterEach(() => harness.dispose());

  const onLinux = process.platform === 'linux' ? it : it.skip;

  onLinux('finds listeners, both ends of connections, and UDP sockets of this machine', async () => {
    const kernel = new KernelSockets();
    assert.equal(kernel.isKnown, true);
    const { listener, connection, peer } = await harness.accepted();
    const { port } = ip(listener.local);
    const found = ((await kernel.at('tcp', port)) ?? []).filter(({ local }) =>
      isDeepStrictEqual(local, listener.local),
    );
    assert.deepEqual(found.map(({ state }) => state).toSorted(), ['ESTABLISHED', 'LISTEN']);
    assert.deepEqual(found.find(({ state }) => state === 'ESTABLISHED')?.remote, connection.remote);
    const others = (await kernel.at('tcp', peer.socket.localPort ?? 0)) ?? [];
    assert.ok(others.some(({ remote }) => isDeepStrictEqual(remote, listener.local)));
    const udp = await harness.bind();
    const [bound] = (await kernel.at('udp', ip(udp.local).port)) ?? [];
    assert.deepEqual([bound?.local, bound?.state, bound?.drops], [udp.local, 'CLOSE', 0]);
  });

  itWithIpv6('finds those of IPv6', async () => {
    const listener = await harness.listen('tcp://[::1]:0');
    const found = await new KernelSockets({ platform: 'linux' }).at('tcp', ip(listener.local).port);
    if (process.platform === 'linux') assert.deepEqual(found?.[0]?.local, listener.local);
  });

  it('knows nothing elsewhere, and without the tables', async () => {
    const elsewhere = new KernelSockets({ platform: 'darwin', read: () => Promise.resolve(line('0050')) });
    assert.equal(elsewhere.isKnown, false);
    assert.equal(await elsewhere.at('tcp', 80), undefined);
    const hidden = new KernelSockets({ platform: 'linux', read: () => Promise.reject(new Error('EACCES')) });
    assert.equal(await hidden.at('tcp', 80), undefined);
  });

  it('finds a socket among very many of other ports, and says nothing when its own port has too many', async () => {
    async function* table(path: string): AsyncIterable<string> {
      yield 'heading\n';
      for (let piece = 0; piece < 600; piece++) {
        // As a file would have it.
        await nextTurn();
        yield `${line('0051').trimEnd().padEnd(149)}\n`.repeat(100);
      }
      if (path.endsWith('6')) return;
      yield line('0050');
    }
    const kernel = new KernelSockets({ platform: 'linux', endianness: 'LE', read: table });
    assert.equal((await kernel.at('tcp', 0x50))?.length, 1);
    assert.equal(await kernel.at('tcp', 0x51), undefined);
    assert.deepEqual(await kernel.at('tcp', 0x51, 5), []);
  });

  it('needs no table of IPv6', async () => {
    const kernel = new KernelSockets({
      platform: 'linux',
      endianness: 'LE',
      read: (path) =>
        path === '/proc/net/tcp' ? Promise.resolve(`heading\n${line('0050')}`) : Promise.reject(new Error()),
    });
    assert.equal((await kernel.at('tcp', 80))?.[0]?.local.address, '127.0.0.1');
    assert.deepEqual(await kernel.at('tcp', 81), []);
  });

  it('reads once for all who ask meanwhile, and never answers with what was read before', async () => {
    const readings: (() => void)[] = [];
    const answer = async (number: number): Promise<void> => {
      await eventually(() => {
        assert.equal(readings.length, number);
      });
      readings.at(-1)!();
    };
    let reads = 0;
    const kernel = new KernelSockets({
      platform: 'linux',
      endianness: 'LE',
      read: async (path) => {
        if (path === '/proc/net/udp6') return '';
        const text = `heading\n${line(`005${++reads}`)}`;
        await new Promise<void>((resolve) => readings.push(resolve));
        return text;
      },
    });
    const first = [kernel.at('udp', 0x51), kernel.at('udp', 0x54)];
    await eventually(() => {
      assert.equal(readings.length, 1);
    });
    const later = [kernel.at('udp', 0x52), kernel.at('udp', 0x52)];
    await answer(1);
    await Promise.all(first);
    await answer(2);
    await Promise.all(later);
    assert.equal(reads, 2);
    const last = kernel.at('udp', 0x53);
    await answer(3);
    await last;
    assert.equal(reads, 3);
  });

  it('knows whether closed connections stay in the table', async () => {
    const keeps = (count: string, most: string): Promise<boolean> =>
      new KernelSockets({
        read: (path) =>
          Promise.resolve(
            path.endsWith('sockstat') ? `sockets: used 9\nTCP: inuse 2 orphan 0 tw ${count} alloc 5\n` : most,
          ),
      }).keepsTimeWait();
    assert.equal(await keeps('3', '4\n'), true);
    assert.equal(await keeps('4', '4\n'), false);
    assert.equal(await keeps('x', '4\n'), false);
    assert.equal(await new KernelSockets({ read: () => Promise.reject(new Error()) }).keepsTimeWait(), false);
  });
});
