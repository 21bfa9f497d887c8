import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { withTimeLimit, waitFor } from '../../../../src/wire/run/timeLimit';

const late = (): Error => new Error('late');

describe('wire/timeLimit', () => {
  it('settles as what it waits for, or when the time is over', async () => {
    const { signal } = new AbortController();
    assert.equal(await waitFor({ limit: 1000, signal }, Promise.resolve(1), late), 1);
    await assert.rejects(waitFor({ limit: 1000, signal }, Promise.reject(new Error('own')), late), /own/);
    await assert.rejects(waitFor({ limit: 1, signal }, new Promise(() => undefined), late), /late/);
  });
  it('rejects with the reason of its signal, and leaves no rejection unhandled', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => {
      unhandled.push(reason);
    };
    process.on('unhandledRejection', note);
    const signal = AbortSignal.abort(new Error('called off'));
    await assert.rejects(waitFor({ limit: 1000, signal }, Promise.reject(new Error('own')), late), /called off/);
    // Node looks for them when the microtasks are done.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    assert.deepEqual(unhandled, []);
  });
  it('releases once, also what settled at once', async () => {
    const { signal } = new AbortController();
    let released = 0;
    const value = await withTimeLimit<number>(
      { limit: 1000, signal },
      (settle) => {
        settle(1);
        settle(2);
        return () => released++;
      },
      () => 3,
    );
    assert.deepEqual([value, released], [1, 1]);
  });
  it('releases when it is called off and when the time is over, and listens to its signal no longer', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    let released = 0;
    const wait = (limit: number): Promise<number> =>
      withTimeLimit<number>(
        { limit, signal },
        () => () => released++,
        () => 3,
      );
    assert.deepEqual([await wait(1), released, getEventListeners(signal, 'abort').length], [3, 1, 0]);
    const waiting = wait(60_000);
    assert.equal(getEventListeners(signal, 'abort').length, 1);
    controller.abort(new Error('called off'));
    await assert.rejects(waiting, /called off/);
    assert.deepEqual([released, getEventListeners(signal, 'abort').length], [2, 0]);
  });
  it('does not begin what was called off before', async () => {
    const signal = AbortSignal.abort('a reason that is no error');
    const begin = (): undefined => assert.fail('it began');
    await assert.rejects(
      withTimeLimit({ limit: 1, signal }, begin, () => undefined),
      { code: 'CANCELLED' },
    );
  });
});
