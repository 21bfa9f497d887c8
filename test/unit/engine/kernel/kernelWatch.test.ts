import assert from 'node:assert/strict';
import { once } from 'node:events';
import { EventEmitter } from 'node:events';
import { KernelWatch } from '../../../../src/engine/kernel/kernelWatch';

describe('engine/kernel/kernelWatch', () => {
  it('looks while somebody watches, and not a moment longer', async () => {
    const watch = new KernelWatch({ interval: 1 });
    const looked = new EventEmitter();
    let looks = 0;
    const end = watch.watch(() => {
      looked.emit('look', ++looks);
      return Promise.resolve();
    });
    assert.equal(watch.isWatched, true);
    while (looks < 3) await once(looked, 'look');
    end();
    assert.equal(watch.isWatched, false);
    const before = looks;
    // Another one begins a round of its own, and the first is not asked any more.
    await new Promise<void>((resolve) => {
      const other = watch.watch(() => {
        other();
        resolve();
        return Promise.resolve();
      });
    });
    assert.equal(looks, before);
  });

  it('asks all in the same turn', async () => {
    const watch = new KernelWatch({ interval: 1 });
    let turn = 0;
    const asked: number[] = [];
    const ends = [1, 2].map(() =>
      watch.watch(() => {
        asked.push(turn);
        return Promise.resolve().then(() => {
          turn++;
        });
      }),
    );
    await new Promise<void>((resolve) => {
      const end = watch.watch(() => {
        end();
        resolve();
        return Promise.resolve();
      });
    });
    for (const end of ends) end();
    assert.deepEqual(asked, [0, 0]);
  });

  it('rests nine times as long as a round took, and begins four times a second at most', async () => {
    for (const [took, rest] of [
      [100, 900],
      [1, 249],
    ] as const) {
      let now = 1000;
      const begins: number[] = [];
      const timeout = globalThis.setTimeout;
      const waits: number[] = [];
      globalThis.setTimeout = ((act: () => void, wait: number) => {
        waits.push(wait);
        now += wait;
        return timeout(act, 0);
      }) as typeof setTimeout;
      try {
        const watch = new KernelWatch({ now: () => now });
        await new Promise<void>((resolve) => {
          const end = watch.watch(() => {
            begins.push(now);
            now += took;
            if (begins.length < 2) return Promise.resolve();
            end();
            resolve();
            return Promise.resolve();
          });
        });
      } finally {
        globalThis.setTimeout = timeout;
      }
      assert.deepEqual(waits, [0, rest]);
    }
  });
});
