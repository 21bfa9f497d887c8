import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readRegexLiteral } from '../../../../src/bytes/regex/literal';
import {
  AnyMatcher, BytesMatcher, CountMatcher, EndMatcher, matchDatagram, MORE, RecvMatcher, RegexMatcher, SilenceMatcher,
  UntilMatcher,
  type Matcher, type Verdict,
} from '../../../../src/wire/run/matcher'; // prettier-ignore
import { ProblemList } from '../../../../src/base/problem';
import { compilePatterns } from '../../../../src/bytes/regex/compiler';
import { RegexMachine } from '../../../../src/bytes/regex/machine';

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

function regexMatcher(literal: string): RegexMatcher {
  const { regex } = readRegexLiteral(literal, 0, new ProblemList());
  return new RegexMatcher(new RegexMachine(compilePatterns([{ kind: 'regex', regex: regex! }])!));
}

/** Feeds pieces until the matcher has decided; at the end nothing more comes. */
function decide(matcher: Matcher, pieces: readonly Uint8Array[]): Verdict {
  for (const piece of pieces) {
    const verdict = matcher.feed(piece);
    if (verdict.kind !== 'more') return verdict;
  }
  return matcher.end('eof');
}

/** Every kind but `any`, which is about pieces. */
const KINDS: readonly (readonly [name: string, make: () => Matcher])[] = [
  ['bytes', () => new BytesMatcher({ bytes: latin1('abab'), holes: [] })],
  ['no bytes', () => new BytesMatcher({ bytes: latin1(''), holes: [] })],
  ['until', () => new UntilMatcher(latin1('abaab'))],
  ['until, of which a part repeats', () => new UntilMatcher(latin1('aab'))],
  ['exactly', () => new CountMatcher(5)],
  ['eof', () => new EndMatcher('eof')],
  ['reset', () => new EndMatcher('reset')],
  ['silence', () => new SilenceMatcher()],
  ['pattern', () => regexMatcher('/a(b|aa)+$|bb/')],
  ['anchored pattern', () => regexMatcher('/^ab*a/')],
];

describe('wire/matcher', () => {
  const input = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 14 });
  for (const [name, make] of KINDS) {
    it(`${name}: comes to the same verdict however the stream is cut`, () => {
      fc.assert(
        fc.property(input, fc.array(fc.nat(14), { maxLength: 6 }), (text, cuts) => {
          const bytes = latin1(text);
          const sorted = [0, ...cuts.filter((cut) => cut < bytes.length), bytes.length].sort((a, b) => a - b);
          const pieces = sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
          assert.deepEqual(decide(make(), pieces), decide(make(), [bytes]));
        }),
      );
    });
  }

  it('recv: takes at most so many bytes of one piece', () => {
    const recv = (): RecvMatcher => new RecvMatcher(4);
    assert.deepEqual(recv().feed(latin1('')), MORE);
    assert.deepEqual(recv().feed(latin1('ab')), { kind: 'matched', length: 2 });
    assert.deepEqual(recv().feed(latin1('abcdef')), { kind: 'matched', length: 4 });
    assert.equal(recv().end('eof').kind, 'failed');
    assert.equal(recv().timeOut().kind, 'failed');
    assert.deepEqual(matchDatagram(recv(), latin1('abcdef')), { kind: 'matched', length: 4 });
    assert.deepEqual(matchDatagram(recv(), latin1('')), { kind: 'matched', length: 0 });
  });

  it('each says how much may be read for it without reading ahead', () => {
    const wants = (matcher: Matcher, ...pieces: string[]): number => {
      for (const piece of pieces) matcher.feed(latin1(piece));
      return matcher.wants;
    };
    assert.equal(wants(new BytesMatcher({ bytes: latin1('abab'), holes: [] }), 'aba'), 1);
    assert.equal(wants(new BytesMatcher({ bytes: latin1('abab'), holes: [] })), 4);
    assert.equal(wants(new CountMatcher(100), 'abc'), 97);
    assert.equal(wants(new RecvMatcher(512)), 512);
    assert.equal(wants(new AnyMatcher()), 65_536);
    for (const matcher of [
      new UntilMatcher(latin1('ab')),
      regexMatcher('/a+/'),
      new EndMatcher('eof'),
      new SilenceMatcher(),
    ]) {
      assert.equal(wants(matcher), 1);
    }
  });

  it('until: ends with the first occurrence', () => {
    fc.assert(
      fc.property(
        input,
        fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 }),
        (text, delimiter) => {
          const found = text.indexOf(delimiter);
          const verdict = new UntilMatcher(latin1(delimiter)).feed(latin1(text));
          assert.deepEqual(
            verdict,
            found < 0 ? { kind: 'more' } : { kind: 'matched', length: found + delimiter.length },
          );
        },
      ),
    );
  });

  it('bytes: let holes be anything, and say where the first difference is', () => {
    const type = { name: 'u16be', bytes: 2, order: 'be', signed: false, min: 0n, max: 65_535n } as const;
    const make = (): Matcher => new BytesMatcher({ bytes: latin1('a\0\0b'), holes: [{ name: 'n', offset: 1, type }] });
    assert.deepEqual(decide(make(), [latin1('a\x12\x34bc')]), { kind: 'matched', length: 4 });
    assert.deepEqual(decide(make(), [latin1('a\x12\x34cc')]), { kind: 'failed', at: 3, reason: 'different' });
    assert.deepEqual(decide(make(), [latin1('a\x12')]), { kind: 'failed', at: 2, reason: 'missing' });
  });

  it('any: takes one piece, of at least a byte', () => {
    assert.deepEqual(new AnyMatcher().feed(latin1('')), { kind: 'more' });
    assert.deepEqual(new AnyMatcher().feed(latin1('abc')), { kind: 'matched', length: 3 });
    assert.equal(new AnyMatcher().end('eof').kind, 'failed');
  });

  it('pattern: holds at the end of the time what more bytes could have made longer', () => {
    const matcher = regexMatcher('/a+/');
    assert.equal(matcher.feed(latin1('aa')).kind, 'more');
    const verdict = matcher.timeOut();
    assert.equal(verdict.kind === 'matched' && verdict.length, 2);
  });

  it('matches datagrams whole, except by patterns', () => {
    const kindOf = (matcher: Matcher, text: string): string => matchDatagram(matcher, latin1(text)).kind;
    assert.equal(kindOf(new UntilMatcher(latin1('b')), 'ab'), 'matched');
    assert.equal(kindOf(new UntilMatcher(latin1('b')), 'abc'), 'failed');
    assert.equal(kindOf(new CountMatcher(2), 'abc'), 'failed');
    assert.equal(kindOf(new CountMatcher(4), 'abc'), 'failed');
    assert.equal(kindOf(new AnyMatcher(), ''), 'matched');
    assert.equal(kindOf(new SilenceMatcher(), ''), 'failed');
    assert.equal(kindOf(regexMatcher('/b/'), 'abc'), 'matched');
    assert.equal(kindOf(regexMatcher('/^b/'), 'abc'), 'failed');
  });
});
