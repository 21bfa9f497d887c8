import assert from 'node:assert/strict';
import fc from 'fast-check';
import { caretAt } from '../../../src/webview/inspector/view/motion';
import { nextChunkStart, nextLandmark } from '../../../src/webview/inspector/view/landmarks';
import { groundOf, type Part } from './ground';

const direction = fc.constantFrom('sent' as const, 'received' as const);
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ direction, length: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ direction }),
);

describe('landmarks', () => {
  it('are all headings and events, in their order, there and back', () =>
    fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        const ground = groundOf(parts);
        const all = [...ground.rows.entries()].filter(([, row]) => row.kind !== 'bytes').map(([index]) => index);
        for (const [step, start, expected] of [
          [1, -1, all],
          [-1, ground.rowCount, all.toReversed()],
        ] as const) {
          const found: number[] = [];
          for (let at = await nextLandmark(ground, start, step); at !== undefined;) {
            found.push(at);
            at = await nextLandmark(ground, at, step);
          }
          assert.deepEqual(found, expected);
        }
      }),
    ));

  it('of a row in the middle of a chunk are its own heading, and the next row after it', async () => {
    const ground = groundOf([
      { direction: 'sent', length: 16 * 50_000 },
      { direction: 'sent' },
      { direction: 'received', length: 1 },
    ]);
    assert.equal(await nextLandmark(ground, 30_000, -1), 0);
    assert.equal(await nextLandmark(ground, 30_000, 1), 50_001);
    assert.ok(ground.looked.length < 100, `${ground.looked.length} rows`);
  });

  it('of a stream are where its chunks begin', async () => {
    const ground = groundOf([
      { direction: 'sent', length: 20 },
      { direction: 'received', length: 5 },
      { direction: 'sent', length: 3 },
    ]);
    const row = ground.rows[2]!;
    assert.ok(row.kind === 'bytes');
    const caret = caretAt(2, row, 1);
    assert.equal((await nextChunkStart(ground, caret, 1))?.offset, 20);
    const start = await nextChunkStart(ground, caret, -1);
    assert.equal(start?.offset, 0);
    assert.equal(await nextChunkStart(ground, start, -1), undefined);
    const last = await nextChunkStart(ground, caret, 1);
    assert.ok(last);
    assert.equal(await nextChunkStart(ground, last, 1), undefined);
    assert.equal((await nextChunkStart(ground, last, -1))?.offset, 0);
  });
});
