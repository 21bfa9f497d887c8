import assert from 'node:assert/strict';
import type { Lease } from '../../../src/capture/captureAccess';
import { SharedLease } from '../../../src/ui/inspector/sharedLease';

function makeLease(): Lease & { released: number } {
  const lease = {
    capture: {} as Lease['capture'],
    released: 0,
    release: () => {
      lease.released++;
    },
  };
  return lease;
}

describe('sharedLease', () => {
  it('is what one tab opened for all tabs that try again, at once or later', async () => {
    const shared = new SharedLease(new Error('not there'));
    const lease = makeLease();
    let opened = 0;
    const open = (): Promise<Lease> => {
      opened++;
      return Promise.resolve(lease);
    };
    const both = await Promise.all([shared.retry(open), shared.retry(open)]);
    assert.deepEqual(both, [lease, lease]);
    assert.equal(await shared.retry(open), lease);
    assert.equal(opened, 1);
    assert.equal(shared.current, lease);
  });

  it('can be tried again after it failed again', async () => {
    const shared = new SharedLease(new Error('not there'));
    const second = new Error('still not there');
    assert.equal(await shared.retry(() => Promise.resolve(second)), second);
    await assert.rejects(
      shared.retry(() => Promise.reject(new Error('a fault of ours'))),
      /of ours/,
    );
    const lease = makeLease();
    assert.equal(await shared.retry(() => Promise.resolve(lease)), lease);
  });

  it('releases what is opened after the last tab was closed', async () => {
    const shared = new SharedLease(new Error('not there'));
    const lease = makeLease();
    const retried = shared.retry(() => Promise.resolve(lease));
    shared.release();
    await retried;
    assert.equal(lease.released, 1);
  });
});
