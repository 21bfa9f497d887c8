import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Caret } from '../../../src/webview/inspector/view/caret';
import { rangeBetween } from '../../../src/webview/inspector/view/caret';
import {
  caretInStream,
  moved,
  movedInStream,
  nearestBytes,
  type Motion,
} from '../../../src/webview/inspector/view/motion';
import { groundOf, type Part, type TestGround } from './ground';

const direction = fc.constantFrom('sent' as const, 'received' as const);
const parts = fc.array(
  fc.oneof(fc.record({ direction, length: fc.integer({ min: 0, max: 50 }) }), fc.record({ direction })),
  { maxLength: 12 },
);
/** The bytes as they are shown: a caret each. */
const shown = ({ rows }: TestGround) =>
  rows.flatMap((row, index) =>
    row.kind === 'bytes'
      ? Array.from({ length: row.length }, (_, column): Caret => ({
          row: index,
          direction: row.direction,
          offset: row.offset + column,
          column,
        }))
      : [],
  );
const withCaret = (test: (ground: TestGround, bytes: Caret[], at: number) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(parts, fc.nat(), async (list: Part[], pick) => {
      const ground = groundOf(list);
      const bytes = shown(ground);
      if (bytes.length > 0) await test(ground, bytes, pick % bytes.length);
    }),
  );

describe('motion', () => {
  it('left and right go through all bytes as they are shown, up to both ends', () =>
    withCaret(async (ground, bytes, at) => {
      assert.deepEqual(await moved(ground, bytes[at]!, 'right', 10), bytes[at + 1]);
      assert.deepEqual(await moved(ground, bytes[at]!, 'left', 10), at > 0 ? bytes[at - 1] : undefined);
      assert.deepEqual(await moved(ground, bytes[at]!, 'start', 10), bytes[0]);
      assert.deepEqual(await moved(ground, bytes[at]!, 'end', 10), bytes.at(-1));
    }));

  it('up and down keep the column over shorter rows', async () => {
    const ground = groundOf([
      { direction: 'sent', length: 16 },
      { direction: 'received', length: 3 },
      { direction: 'sent', length: 16 },
    ]);
    const start = await caretInStream(ground, 'sent', 12);
    const short = await moved(ground, start!, 'down', 10);
    assert.deepEqual(short, { row: 3, direction: 'received', offset: 2, column: 12 });
    assert.deepEqual(await moved(ground, short, 'down', 10), { row: 5, direction: 'sent', offset: 28, column: 12 });
    assert.deepEqual(await moved(ground, short, 'up', 10), start);
  });

  it('every motion ends on a byte that exists, on the row that it says', () =>
    withCaret(async (ground, bytes, at) => {
      const motions: Motion[] = [
        'left',
        'right',
        'up',
        'down',
        'rowStart',
        'rowEnd',
        'start',
        'end',
        'pageUp',
        'pageDown',
      ];
      for (const motion of motions) {
        for (const move of [moved, movedInStream]) {
          const caret = await move(ground, bytes[at]!, motion, 3);
          if (!caret) continue;
          const { row, direction: where, offset } = caret;
          assert.ok(bytes.some((each) => each.row === row && each.direction === where && each.offset === offset));
          if (move === movedInStream) assert.equal(where, bytes[at]!.direction);
        }
      }
    }));

  it('in a stream, left and right go by one byte, whatever lies between', () =>
    withCaret(async (ground, bytes, at) => {
      const caret = bytes[at]!;
      const stream = bytes.filter((each) => each.direction === caret.direction);
      const here = stream.indexOf(caret);
      assert.deepEqual(await movedInStream(ground, caret, 'right', 10), stream[here + 1]);
      assert.deepEqual(await movedInStream(ground, caret, 'left', 10), here > 0 ? stream[here - 1] : undefined);
      assert.deepEqual(await movedInStream(ground, caret, 'start', 10), stream[0]);
      assert.deepEqual(await movedInStream(ground, caret, 'end', 10), stream.at(-1));
    }));

  it('in a stream, a page moves ahead though the rows there are all of the other direction', async () => {
    const ground = groundOf([
      { direction: 'sent', length: 4 },
      { direction: 'received', length: 16 * 40 },
      { direction: 'sent', length: 4 },
    ]);
    const start = await caretInStream(ground, 'sent', 1);
    const target = await movedInStream(ground, start!, 'pageDown', 10);
    assert.deepEqual({ offset: target?.offset, row: target?.row }, { offset: 5, row: 44 });
  });

  it('asks where a byte is only when the row at hand does not hold it', async () => {
    const ground = groundOf([{ direction: 'sent', length: 64 }]);
    assert.equal((await caretInStream(ground, 'sent', 20, 2))?.row, 2);
    assert.equal(ground.located.count, 0);
    assert.equal((await caretInStream(ground, 'sent', 40, 2))?.row, 3);
    assert.equal(ground.located.count, 1);
    assert.equal(await caretInStream(ground, 'sent', 64, 2), undefined);
    assert.equal(await caretInStream(ground, 'sent', -1, 2), undefined);
  });

  it('looks at no more rows than it may', async () => {
    const ground = groundOf([{ direction: 'sent', length: 160 }]);
    assert.equal(await nearestBytes(ground, 1, 1, () => false, 3), undefined);
    assert.deepEqual(ground.looked, [1, 2, 3]);
  });

  it('a range goes from the anchor to the caret, both included, either way', () => {
    const caret: Caret = { row: 1, direction: 'sent', offset: 5, column: 5 };
    assert.deepEqual(rangeBetween(caret, 5), { direction: 'sent', offset: 5, length: 1 });
    assert.deepEqual(rangeBetween(caret, 2), { direction: 'sent', offset: 2, length: 4 });
    assert.deepEqual(rangeBetween(caret, 9), { direction: 'sent', offset: 5, length: 5 });
  });
});
