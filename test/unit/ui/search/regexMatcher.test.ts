import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RegexMatcher } from '../../../../src/ui/inspector/search/regexMatcher';

type Found = [offset: number, length: number];

function find(source: string, pieces: readonly Uint8Array[], matchCase = true): Found[] {
  const matcher = new RegexMatcher(source, matchCase);
  const found: Found[] = [];
  const take = (offset: number, length: number): boolean => found.push([offset, length]) < 1000;
  if (pieces.every((piece) => matcher.push(piece, take))) matcher.end(take);
  return found;
}

/** What ECMAScript finds in the whole stream, one character per byte. */
const naive = (source: string, bytes: Uint8Array): Found[] =>
  Array.from(String.fromCharCode(...bytes).matchAll(new RegExp(source, 'gs')), (match): Found => [
    match.index,
    match[0].length,
  ]).filter(([, length]) => length > 0);

describe('regexMatcher', () => {
  for (const source of ['ab', 'a+', 'a+?b', '(?:ab|a)b', 'a.{2}', '[ab]{2,3}c', 'c*', '\\x61\\x62?', 'a[^c]*c']) {
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
    const matcher = new RegexMatcher('ab+', true);
    assert.ok(matcher.push(Buffer.from('xa'), take));
    assert.ok(matcher.skip(5, take));
    assert.ok(matcher.push(Buffer.from('b ab'), take));
    assert.ok(matcher.skip(3, take));
    assert.ok(matcher.push(Buffer.from('babb'), take));
    matcher.end(take);
    assert.deepEqual(found, [
      [9, 2],
      [15, 3],
    ]);
  });

  it('refuses what it does not understand', () => {
    assert.throws(() => new RegexMatcher('(', true), { name: 'SockscopeError' });
    assert.throws(() => new RegexMatcher('', true), { code: 'FIND_EMPTY' });
    assert.throws(() => new RegexMatcher('(?:a{1000}){1000}', true), { code: 'REGEX_TOO_LARGE' });
  });
});
