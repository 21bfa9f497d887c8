import assert from 'node:assert/strict';
import { Throttler } from '../../../../src/capture/library/throttler';

describe('Throttler', () => {
  /** Works that have begun, each ended by the test. */
  let begun: { readonly end: () => void; readonly fail: (error: Error) => void }[];
  let throttler: Throttler;

  beforeEach(() => {
    begun = [];
    throttler = new Throttler(
      () =>
        new Promise((end, fail) => {
          begun.push({ end, fail });
        }),
    );
  });
  /** All that can go on has. */
  const settle = (): Promise<void> => new Promise(setImmediate);

  it('does one at a time, and once more for all who ask meanwhile', async () => {
    const first = throttler.run();
    await settle();
    const others = [throttler.run(), throttler.run(), throttler.run()];
    assert.equal(begun.length, 1);
    begun[0]!.end();
    await first;
    await settle();
    assert.equal(begun.length, 2);
    begun[1]!.end();
    await Promise.all(others);
    assert.equal(begun.length, 2);
  });

  it('tells of a failure those who waited for it alone, and goes on', async () => {
    const first = throttler.run();
    await settle();
    const second = throttler.run();
    begun[0]!.fail(new Error('disk full'));
    await assert.rejects(first, /disk full/);
    await settle();
    begun[1]!.end();
    await second;
    const third = throttler.run();
    await settle();
    begun[2]!.end();
    await third;
  });
});
