import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MatcherWork } from '../../../../src/capture/search/streamMatcher';
import { RegexStreamMatcher, WORK_BUDGET } from '../../../../src/capture/search/regexMatcher';
import { finish } from './finish';

type Found = [offset: number, length: number];

function find(source: string, pieces: readonly Uint8Array[], matchCase = true): Found[] {
  const matcher = new RegexStreamMatcher(source, matchCase);
  const found: Found[] = [];
  const take = (offset: number, length: number): boolean => found.push([offset, length]) < 1000;
  if (pieces.every((piece) => finish(matcher.push(piece, take)))) finish(matcher.end(take));
  return found;
}

/** What it takes to find all matches in `bytes`: instructions, and most of them between two turns of others. */
function cost(source: string, bytes: Uint8Array): { found: number; work: number; longest: number } {
  const matcher = new RegexStreamMatcher(source, true);
  let found = 0;
  let turn = 0;
  let longest = 0;
  const take = (): boolean => found++ >= 0;
  const run = (work: MatcherWork): void => {
    for (;;) {
      const { done } = work.next();
      longest = Math.max(longest, matcher.work - turn);
      turn = matcher.work;
      if (done === true) return;
    }
  };
  run(matcher.push(bytes, take));
  run(matcher.end(take));
  return { found, work: matcher.work, longest };
}

/** What ECMAScript finds in the whole stream, one character per byte. */
const naive = (source: string, bytes: Uint8Array): Found[] =>
  Array.from(String.fromCharCode(...bytes).matchAll(new RegExp(source, 'gs')), (match): Found => [
    match.index,
    match[0].length,
  ]).filter(([, length]) => length > 0);

describe('regexMatcher', () => {
  for (const source of [
    'ab',
    'a+',
    'a+?b',
    '(?:ab|a)b',
    'a.{2}',
    '[ab]{2,3}c',
    'c*',
    '\\x61\\x62?',
    'a[^c]*c',
    'a(?:.*c)?',
    'a(?:[^c]*c)?|b',
    'b?(?:a*c|a)',
    'a(?:.*c$)?',
    'a\\b|(?:b|ab.*\\Bc)',
  ]) {
    // prettier-ignore
    it(`finds /${source}/ as ECMAScript does, however the stream is cut`, () => {
      const someBytes = fc.uint8Array({ min: 0x61, max: 0x63, maxLength: 8 });
      fc.assert(
        fc.property(fc.array(someBytes, { maxLength: 6 }), (pieces) => {
          assert.deepEqual(find(source, pieces), naive(source, Buffer.concat(pieces)));
        }),
      );
    });
  }

  it('finds bytes that are no text, slashes, and any case', () => {
    assert.deepEqual(find('\\xff\\x00', [Uint8Array.of(1, 0xff, 0)]), [[1, 2]]);
    assert.deepEqual(find('a/b', [Buffer.from('a/b')]), [[0, 3]]);
    assert.deepEqual(find('GET', [Buffer.from('get')], false), [[0, 3]]);
  });

  it('finds what must stand at the beginning once', () => {
    assert.deepEqual(find('^a', [Buffer.from('aa')]), [[0, 1]]);
  });

  it('finds nothing over bytes that are missing, and goes on behind them', () => {
    const found: Found[] = [];
    const take = (offset: number, length: number): boolean => found.push([offset, length]) < 1000;
    const matcher = new RegexStreamMatcher('ab+', true);
    assert.ok(finish(matcher.push(Buffer.from('xa'), take)));
    assert.ok(finish(matcher.skip(5, take)));
    assert.ok(finish(matcher.push(Buffer.from('b ab'), take)));
    assert.ok(finish(matcher.skip(3, take)));
    assert.ok(finish(matcher.push(Buffer.from('babb'), take)));
    finish(matcher.end(take));
    assert.deepEqual(found, [
      [9, 2],
      [15, 3],
    ]);
  });

  const repetitive: readonly (readonly [source: string, bytes: string])[] = [
    ['a(.*b)?', 'a'],
    ['a([^\\n]*b)?', 'aaaaaaa\n'],
    ['x(.*y)?|a', 'xaaa'],
    ['(a*b|a)', 'a'],
    ['a(.*b|.*c|.*\\bd$)?', 'aa '],
  ];
  for (const [source, unit] of repetitive) {
    it(`takes work in proportion to the bytes for /${source}/, and gives way within it`, () => {
      const small = cost(source, Buffer.alloc(2048, unit));
      const large = cost(source, Buffer.alloc(32_768, unit));
      assert.ok(small.found > 500 && large.found > 15 * small.found);
      assert.ok(large.work < 20 * small.work, `${small.work} for 2 KiB, ${large.work} for 32 KiB`);
      assert.ok(large.longest <= 2 * WORK_BUDGET, String(large.longest));
    });
  }

  it('gives way within a single piece, however large the expression is', () => {
    const { work, longest } = cost('(a|aa|b?a){150}c', Buffer.alloc(1024, 'a'));
    assert.ok(work > 5 * WORK_BUDGET && longest <= 2 * WORK_BUDGET, `${work}, ${longest}`);
  });

  it('refuses what it does not understand', () => {
    assert.throws(() => new RegexStreamMatcher('(', true), { name: 'SockscopeError' });
    assert.throws(() => new RegexStreamMatcher('', true), { code: 'FIND_EMPTY' });
    assert.throws(() => new RegexStreamMatcher('(?:a{1000}){1000}', true), { code: 'REGEX_TOO_LARGE' });
  });
});
