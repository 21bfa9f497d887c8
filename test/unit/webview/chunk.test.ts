import assert from 'node:assert/strict';
import fc from 'fast-check';
import { headingOf } from '../../../src/webview/inspector/view/chunk';
import { groundOf } from './ground';

describe('headingOf', () => {
  it('finds the heading of any row of any chunk', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 8 }), async (lengths) => {
        const ground = groundOf(lengths.map((length, i) => ({ direction: i % 2 === 0 ? 'sent' : 'received', length })));
        for (const [index, row] of ground.rows.entries()) {
          if (row.kind === 'event') continue;
          assert.equal((await headingOf(ground, index)).chunk, row.chunk);
        }
      }),
    ));

  it('looks at a few rows only of a long chunk', async () => {
    const ground = groundOf([{ direction: 'sent', length: 16 * 50_000 }]);
    assert.equal((await headingOf(ground, 49_999)).chunk, 1);
    assert.ok(ground.looked.length < 50, `${ground.looked.length} rows`);
  });

  it('refuses an event', async () => {
    await assert.rejects(headingOf(groundOf([{ direction: 'sent' }]), 0), { code: 'NOT_A_CHUNK' });
  });
});
