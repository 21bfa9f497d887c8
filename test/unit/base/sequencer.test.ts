import assert from 'node:assert/strict';
import { Sequencer } from '../../../src/base/sequencer';

describe('Sequencer', () => {
  it('does one work after the other, in their order', async () => {
    const sequencer = new Sequencer();
    const seen: string[] = [];
    const work = (name: string) => async (): Promise<string> => {
      seen.push(`${name} begins`);
      await new Promise(setImmediate);
      seen.push(`${name} ends`);
      return name;
    };
    assert.deepEqual(await Promise.all([sequencer.run(work('a')), sequencer.run(work('b'))]), ['a', 'b']);
    assert.deepEqual(seen, ['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('goes on after a failure, of which nobody else is told', async () => {
    const sequencer = new Sequencer();
    const failed = sequencer.run(() => Promise.reject(new Error('disk full')));
    const next = sequencer.run(() => Promise.resolve('next'));
    await assert.rejects(failed, /disk full/);
    assert.equal(await next, 'next');
    // One that throws before it returns a promise, too.
    await assert.rejects(
      sequencer.run(() => {
        throw new Error('at once');
      }),
      /at once/,
    );
    assert.equal(await sequencer.run(() => Promise.resolve('last')), 'last');
  });
});
