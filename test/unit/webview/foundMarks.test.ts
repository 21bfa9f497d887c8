import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FoundMatch } from '../../../src/webview/protocol';
import { FoundMarks, mergeMatches, nextMatch } from '../../../src/webview/view/foundMarks';

const match = (chunk: number, offset: number, direction: 'sent' | 'received' = 'sent', length = 2): FoundMatch => ({
  direction,
  offset,
  length,
  chunk,
  row: chunk,
});

describe('foundMarks', () => {
  it('knows which bytes of a row were found', () => {
    const someMatches = fc
      .array(fc.record({ gap: fc.nat(5), length: fc.integer({ min: 1, max: 20 }) }), { maxLength: 10 })
      .map((parts) => {
        let end = 0;
        return parts.map(({ gap, length }) => {
          const offset = end + gap;
          end = offset + length;
          return match(1, offset, 'sent', length);
        });
      });
    fc.assert(
      fc.property(someMatches, fc.nat(100), fc.integer({ min: 1, max: 32 }), (matches, offset, length) => {
        const marks = new FoundMarks([...matches, match(1, 0, 'received', 500)]);
        const columns = marks.within('sent', offset, length).flatMap(([from, to]) => {
          assert.ok(from < to);
          return Array.from({ length: to - from }, (_, i) => from + i);
        });
        const wanted = Array.from({ length }, (_, i) => i).filter((column) =>
          matches.some((each) => offset + column >= each.offset && offset + column < each.offset + each.length),
        );
        assert.deepEqual(columns, wanted);
      }),
    );
  });

  it('puts both directions into the order of their chunks', () => {
    const [sent, received] = [
      [match(1, 0), match(3, 9)],
      [match(2, 0, 'received'), match(4, 5, 'received')],
    ];
    assert.deepEqual(
      mergeMatches(received, sent).map(({ chunk }) => chunk),
      [1, 2, 3, 4],
    );
  });

  it('goes to the next and the previous match, around the ends', () => {
    const matches = [match(1, 0), match(2, 0, 'received'), match(3, 9)];
    const at = (row: number, offset: number, direction: 'sent' | 'received' = 'sent') => ({ row, offset, direction });
    assert.equal(nextMatch(matches, undefined, true), 0);
    assert.equal(nextMatch(matches, undefined, false), 2);
    assert.equal(nextMatch(matches, at(1, 0), true), 1);
    assert.equal(nextMatch(matches, at(1, 0), false), 2);
    assert.equal(nextMatch(matches, at(3, 9), true), 0);
    assert.equal(nextMatch(matches, at(2, 5, 'received'), true), 2);
    assert.equal(nextMatch(matches, at(2, 5, 'received'), false), 1);
    assert.equal(nextMatch(matches, at(9, 10), true), 0);
    assert.equal(nextMatch(matches, at(9, 10), false), 2);
    assert.equal(nextMatch([], undefined, true), -1);
  });
});
