import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PatternSearch } from '../../../../../src/engine/relay/interception/patternSearch';
import { programOf } from './programOf';

/** What comes out, matches in angle brackets, until it wants more. */
function runs(search: PatternSearch): string {
  let text = '';
  for (let run = search.take(); run !== 'more'; run = search.take()) {
    if (run === 'later') continue;
    const part = Buffer.from(run.bytes).toString('latin1');
    text += run.match ? `<${part}>` : part;
  }
  return text;
}

function found(literal: string, pieces: readonly string[]): string {
  const search = new PatternSearch(programOf(literal));
  let text = '';
  for (const piece of pieces) {
    search.push(Buffer.from(piece, 'latin1'));
    text += runs(search);
  }
  search.flush();
  text += runs(search);
  assert.equal(search.kept, 0);
  return text;
}

describe('engine/relay/interception/patternSearch', () => {
  it('keeps what may become a match, and nothing else', () => {
    const search = new PatternSearch(programOf('/id=\\d+;/'));
    search.push(Buffer.from('GET id=4'));
    assert.equal(runs(search), 'GET ');
    assert.equal(search.kept, 4);
    search.push(Buffer.from('2; HTTP'));
    assert.equal(runs(search), '<id=42;> HTTP');
    assert.equal(search.kept, 0);
  });

  it('decides by what there is when nothing more comes, and goes on behind it', () => {
    const search = new PatternSearch(programOf('/ab+/'));
    search.push(Buffer.from('xab'));
    assert.equal(runs(search), 'x');
    search.flush();
    assert.equal(runs(search), '<ab>');
    search.push(Buffer.from('a'));
    assert.equal(runs(search), '');
    search.flush();
    assert.equal(runs(search), 'a');
    search.push(Buffer.from('abx'));
    assert.equal(runs(search), '<ab>x');
  });

  it('tells where groups are', () => {
    const search = new PatternSearch(programOf('/id=(\\d+)(;)?/'));
    search.push(Buffer.from('xid=42 '));
    search.take();
    const run = search.take();
    assert.ok(typeof run === 'object' && run.match);
    assert.deepEqual([...run.match.slots], [0, 5, 3, 5, -1, -1]);
  });

  it('passes over empty matches, and keeps to the start where the pattern does', () => {
    assert.equal(found('/b*/', ['abba']), 'a<bb>a');
    assert.equal(found('/^ab/', ['a', 'bab']), '<ab>ab');
    assert.equal(found('/^ab/', ['xabab']), 'xabab');
  });

  it('gives up a match that has no end in sight', () => {
    const search = new PatternSearch(programOf('/a.*b/s'));
    search.push(Buffer.alloc(200_000, 'a'));
    assert.equal(runs(search).length, 200_000);
    search.push(Buffer.from('acb'));
    search.flush();
    assert.equal(runs(search), '<acb>');
  });

  it('gives others their turn, whatever the pattern', () => {
    const search = new PatternSearch(programOf('/(a|a|a|b){300}c/'));
    search.push(Buffer.alloc(20_000, 'a'));
    assert.equal(search.take(), 'later');
  });

  it('loses nothing, and finds the same however the stream is cut', () => {
    const literals = ['/ab+/', '/a(.*b)?/', '/\\bab\\b/', '/[^a]b|ba/', '/aab/', '/a$/m', '/b*/'];
    fc.assert(
      fc.property(
        fc.constantFrom(...literals),
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), maxLength: 60 }),
        fc.array(fc.nat(60), { maxLength: 8 }),
        (literal, text, cuts) => {
          const at = [0, ...cuts.filter((cut) => cut <= text.length).toSorted((a, b) => a - b), text.length];
          const pieces = at.slice(1).map((end, i) => text.slice(at[i], end));
          const whole = found(literal, [text]);
          assert.equal(whole.replaceAll(/[<>]/g, ''), text);
          assert.equal(found(literal, pieces), whole);
        },
      ),
    );
  });
});
