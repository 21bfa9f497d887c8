import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually';

describe('eventually', () => {
  it('repeats until it succeeds', async () => {
    let attempts = 0;
    const result = await eventually(() => {
      attempts += 1;
      assert.equal(attempts, 3);
      return 'done';
    });
    assert.equal(result, 'done');
  });

  it('rejects with the last error when patience is over', async () => {
    let attempts = 0;
    const fail = () => {
      attempts += 1;
      throw new Error(`attempt ${attempts}`);
    };
    await assert.rejects(eventually(fail, -1), /attempt 1/);
  });
});
