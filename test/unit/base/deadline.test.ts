import assert from 'node:assert/strict';
import { cancelled, raceAbort, withDeadline } from '../../../src/base/deadline';

/** Settles only when its signal fires. */
const untilAborted = (signal: AbortSignal): Promise<never> => raceAbort(new Promise<never>(() => undefined), signal);

describe('engine/deadline', () => {
  it('hands on what the task returns or throws', async () => {
    assert.equal(await withDeadline(new AbortController(), 60_000, undefined, () => Promise.resolve(7)), 7);
    const reason = new Error('broken');
    await assert.rejects(
      withDeadline(new AbortController(), 60_000, undefined, () => Promise.reject(reason)),
      reason,
    );
  });

  it('aborts with ETIMEDOUT', async () => {
    await assert.rejects(withDeadline(new AbortController(), 1, undefined, untilAborted), { code: 'ETIMEDOUT' });
  });

  it('aborts with CANCELLED when the outer signal fires, before or later', async () => {
    await assert.rejects(withDeadline(new AbortController(), 60_000, AbortSignal.abort(), untilAborted), {
      code: 'CANCELLED',
      message: 'Dialling was cancelled.',
    });
    const outer = new AbortController();
    const waiting = withDeadline(new AbortController(), 60_000, outer.signal, untilAborted);
    outer.abort();
    await assert.rejects(waiting, { code: 'CANCELLED' });
  });

  it('aborts when its own controller is aborted', async () => {
    const cancel = new AbortController();
    const waiting = withDeadline(cancel, 60_000, undefined, untilAborted);
    cancel.abort(cancelled());
    await assert.rejects(waiting, { code: 'CANCELLED' });
  });

  it('races a promise against a signal', async () => {
    const cancel = new AbortController();
    assert.equal(await raceAbort(Promise.resolve(1), cancel.signal), 1);
    const broken = new Error('broken');
    await assert.rejects(raceAbort(Promise.reject(broken), cancel.signal), broken);
    const reason = new Error('enough');
    await assert.rejects(raceAbort(new Promise(() => undefined), AbortSignal.abort(reason)), reason);
    await assert.rejects(raceAbort(Promise.reject(broken), AbortSignal.abort(reason)), reason);
  });
});
