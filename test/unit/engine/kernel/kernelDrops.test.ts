import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { KernelDrops } from '../../../../src/engine/kernel/kernelDrops';
import { KernelSockets } from '../../../../src/engine/kernel/kernelSockets';
import type { IpSocketAddress } from '../../../../src/engine/address/socketAddress';

const at = (port: number): IpSocketAddress => ({ family: 'ip', address: '127.0.0.1', port });

/** A line of /proc/net/udp; port 80 here, and its peer's port. */
const line = (peer: number, drops: number): string =>
  `0: 0100007F:0050 ${peer === 0 ? '00000000' : '0100007F'}:${peer.toString(16).padStart(4, '0')} 07 0:0 0:0 0 0 0 1 2 0 ${drops}\n`;

describe('engine/kernel/kernelDrops', () => {
  let table: readonly string[] = [];
  let told: string[] = [];
  const asked = new EventEmitter();
  beforeEach(() => {
    table = [];
    told = [];
  });

  /** What the kernel's table tells of port 80 here. */
  function dropsAt(remote?: IpSocketAddress): KernelDrops {
    const kernel = new KernelSockets({
      platform: 'linux',
      endianness: 'LE',
      read: (path) => {
        if (path !== '/proc/net/udp') return Promise.reject(new Error('ENOENT'));
        asked.emit('read');
        return Promise.resolve(`heading\n${table.join('')}`);
      },
    });
    return new KernelDrops({
      kernel,
      local: at(80),
      remote,
      delay: 0,
      changed: () => told.push('changed'),
      tell: (count, isLast) => told.push(`${count} ${isLast ? 'in all' : 'so far'}`),
    });
  }

  /** Looks at each table in turn, a moment after a datagram came. What was counted then. */
  async function counts(drops: KernelDrops, ...tables: readonly string[][]): Promise<(number | undefined)[]> {
    const found: (number | undefined)[] = [];
    for (table of tables) {
      const read = once(asked, 'read');
      drops.look();
      await read;
      // What was read is counted within this turn.
      await new Promise((resolve) => setImmediate(resolve));
      found.push(drops.count);
    }
    return found;
  }

  it('tells the first, what is at least twice as many, and the last once more', async () => {
    const drops = dropsAt();
    const tables = [0, 2, 2, 3, 4, 7, 30_389, 31_000].map((count) => [line(0, count)]);
    assert.deepEqual(await counts(drops, ...tables), [0, 2, 2, 3, 4, 7, 30_389, 31_000]);
    assert.deepEqual(
      told.filter((line) => line !== 'changed'),
      ['2 so far', '4 so far', '30389 so far'],
    );
    assert.equal(told.length - 3, 6, 'each change is heard of');
    await drops.end();
    assert.equal(told.at(-1), '31000 in all');
  });

  it('asks once more in the end, also when nothing came since', async () => {
    const drops = dropsAt();
    await counts(drops, [line(0, 30_389)]);
    table = [line(0, 296_377)];
    await drops.end();
    assert.equal(drops.count, 296_377);
    assert.deepEqual(told.slice(2), ['changed', '296377 in all']);
  });

  it('asks no more once it has ended, when the address may be that of another socket', async () => {
    const drops = dropsAt();
    table = [line(0, 5)];
    await drops.end();
    drops.look();
    table = [line(0, 1)];
    // A timer of the same time that is set later fires later.
    await new Promise((resolve) => setTimeout(resolve, 0));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(drops.count, 5);
    assert.deepEqual(told, ['changed', '5 in all']);
  });

  it('tells nothing where nothing was dropped', async () => {
    const drops = dropsAt();
    await counts(drops, [line(0, 0)]);
    await drops.end();
    assert.deepEqual(told, []);
  });

  it('counts on where the 32 bits of the kernel wrap around, whatever sign it gives them', async () => {
    const drops = dropsAt();
    assert.deepEqual(await counts(drops, [line(0, 2 ** 32 - 2)], [line(0, 5)]), [2 ** 32 - 2, 2 ** 32 + 5]);
    assert.deepEqual(await counts(dropsAt(), [line(0, 2 ** 31 - 1)], [line(0, -(2 ** 31))]), [2 ** 31 - 1, 2 ** 31]);
  });

  it('tells the bound socket from those that are connected from its address', async () => {
    const lines = [line(5, 50), line(0, 3), line(6, 60)];
    assert.deepEqual(await counts(dropsAt(), lines), [3]);
    assert.deepEqual(await counts(dropsAt(at(6)), lines), [60]);
    assert.deepEqual(await counts(dropsAt(at(7)), lines), [0]);
  });

  it('keeps the last count once the socket is gone, and knows none while several share the address', async () => {
    assert.deepEqual(await counts(dropsAt(), [line(0, 4)], []), [4, 4]);
    const shared = [line(0, 4), line(0, 5)];
    assert.deepEqual(await counts(dropsAt(), [line(0, 4)], shared, [line(0, 6)]), [4, undefined, 6]);
    assert.equal(told.filter((line) => line === 'changed').length, 4);
  });
});
