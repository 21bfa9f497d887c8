import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitsAt, type MaskedPattern } from '../../../../src/bytes/find/maskedPattern';
import { PatternMatcher } from '../../../../src/capture/search/patternMatcher';
import { finish } from './finish';

type Found = [offset: number, length: number];

/** At each place the longest pattern that is there, and on behind it. */
function naive(patterns: readonly MaskedPattern[], bytes: Uint8Array): Found[] {
  const found: Found[] = [];
  for (let at = 0; at < bytes.length;) {
    const here = patterns.filter((pattern) => at + pattern.values.length <= bytes.length && fitsAt(pattern, bytes, at));
    const length = Math.max(0, ...here.map(({ values }) => values.length));
    if (length > 0) found.push([at, length]);
    at += Math.max(1, length);
  }
  return found;
}

function inPieces(patterns: readonly MaskedPattern[], pieces: readonly Uint8Array[], limit = Infinity): Found[] {
  const matcher = new PatternMatcher(patterns);
  const found: Found[] = [];
  const take = (offset: number, length: number): boolean => {
    found.push([offset, length]);
    return found.length < limit;
  };
  if (pieces.every((piece) => finish(matcher.push(piece, take)))) finish(matcher.end(take));
  return found;
}

/** Few byte values, so that there are matches; masks that let any byte fit, or a bit differ. */
const somePattern: fc.Arbitrary<MaskedPattern> = fc
  .array(fc.record({ value: fc.integer({ min: 0, max: 2 }), mask: fc.constantFrom(0xff, 0xff, 0xff, 0xfd, 0) }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => ({
    values: Uint8Array.from(parts, ({ value, mask }) => value & mask),
    masks: Uint8Array.from(parts, ({ mask }) => mask),
  }));
const someBytes = fc.uint8Array({ max: 2, maxLength: 12 });

describe('patternMatcher', () => {
  it('finds what a naive search finds, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(somePattern, { minLength: 1, maxLength: 3 }),
        fc.array(someBytes, { maxLength: 12 }),
        (patterns, pieces) => {
          assert.deepEqual(inPieces(patterns, pieces), naive(patterns, Buffer.concat(pieces)));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('stops when no more are wanted', () => {
    const zero: MaskedPattern = { values: Uint8Array.of(0), masks: Uint8Array.of(0xff) };
    assert.deepEqual(inPieces([zero], [new Uint8Array(9)], 2), [
      [0, 1],
      [1, 1],
    ]);
  });
});
