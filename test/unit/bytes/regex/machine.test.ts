import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ByteRegex } from '../../../../src/bytes/regex/byteRegex';
import { readRegexLiteral } from '../../../../src/bytes/regex/literal';
import { ProblemList } from '../../../../src/base/problem';
import { compilePatterns, MAX_PROGRAM } from '../../../../src/bytes/regex/compiler';
import { RegexMachine } from '../../../../src/bytes/regex/machine';

function regexOf(literal: string): ByteRegex {
  const problems = new ProblemList();
  const { regex } = readRegexLiteral(literal, 0, problems);
  assert.deepEqual(problems.toSorted(), [], literal);
  assert.ok(regex);
  return regex;
}

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');

function search(literals: readonly string[], pieces: readonly Uint8Array[]): RegexMachine {
  const program = compilePatterns(literals.map((literal) => ({ kind: 'regex', regex: regexOf(literal) })));
  assert.ok(program);
  const machine = new RegexMachine(program);
  for (const piece of pieces) machine.feed(piece);
  return machine;
}

/** The match as ECMAScript's `exec` would give it, groups as text. */
function exec(literal: string, pieces: readonly Uint8Array[]): readonly (string | undefined)[] | null {
  const machine = search([literal], pieces);
  machine.end();
  if (machine.match === undefined) return null;
  const bytes = Buffer.concat(pieces);
  const { slots } = machine.match;
  return Array.from({ length: slots.length / 2 }, (_, group) =>
    slots[2 * group]! < 0 ? undefined : bytes.subarray(slots[2 * group], slots[2 * group + 1]).toString('latin1'),
  );
}

describe('a pattern that is searched for in a stream', () => {
  const atom = fc.constantFrom(
    'a', 'b', 'c', '.', '[ab]', '[^a]', '\\d', '\\w', '\\s', '\\n', '\\xe9', '^', '$', '\\b', '\\B', 'é',
  ); // prettier-ignore
  const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{0,2}?', '{1,}');
  const isAssertion = (text: string): boolean => /^(?:[\^$]|\\[bB])$/.test(text);
  const pattern = fc.letrec<{ choice: string; sequence: string; piece: string }>((tie) => ({
    choice: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((options) => options.join('|')),
    sequence: fc.array(tie('piece'), { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('')),
    piece: fc.oneof(
      { maxDepth: 3 },
      fc.tuple(atom, quantifier).map(([text, count]) => (isAssertion(text) ? text : text + count)),
      tie('choice').map((inner) => `(${inner})`),
      // What can match nothing is not repeated: there ECMAScript has rules of its own.
      fc.tuple(tie('choice'), quantifier).map(([inner, count]) => `(?:(${inner})x)${count}`),
    ),
  })).choice;
  const input = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'x', '1', ' ', '\n', '\r', 'é', '_'), maxLength: 12 });
  const cuts = fc.array(fc.nat(12), { maxLength: 5 });
  const cut = (bytes: Uint8Array, places: readonly number[]): Uint8Array[] => {
    const sorted = [0, ...places.filter((place) => place < bytes.length), bytes.length].sort((a, b) => a - b);
    return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
  };

  it('is what ECMAScript finds, groups included, however the stream is cut', () => {
    fc.assert(
      fc.property(pattern, fc.constantFrom('', 'i', 's', 'm', 'ism'), input, cuts, (source, flags, text, places) => {
        const expected = new RegExp(source, flags).exec(text);
        assert.deepEqual(exec(`/${source}/${flags}`, cut(latin1(text), places)), expected && [...expected]);
      }),
      { numRuns: 500 },
    );
  });

  it('is decided as soon as no further byte could change it, and not before', () => {
    const decided = (literal: string, text: string): string => search([literal], [latin1(text)]).state;
    assert.equal(decided('/\\d\\d:\\d\\d/', 'at 12:3'), 'searching');
    assert.equal(decided('/\\d\\d:\\d\\d/', 'at 12:34'), 'matched');
    assert.equal(decided('/\\d+/', '123'), 'searching');
    assert.equal(decided('/\\d+/', '123 '), 'matched');
    assert.equal(decided('/\\d+?/', '1'), 'matched');
    assert.equal(decided('/a$/', 'a'), 'searching');
    assert.equal(decided('/a$/m', 'a\n'), 'matched');
    assert.equal(decided('/^ab/', 'a'), 'searching');
    assert.equal(decided('/^ab/', 'b'), 'none');
    assert.equal(decided('/^ab/m', 'b'), 'searching');
    assert.equal(decided('/b|abc/', 'ab'), 'searching');
    assert.equal(decided('/b|abc/', 'abd'), 'matched');
  });

  it('sees UTF-8 characters with the flag u, else bytes', () => {
    assert.deepEqual(exec('/^.$/', [utf8('é')]), null);
    assert.deepEqual(exec('/^..$/', [utf8('é')]), ['Ã©']);
    for (const text of ['é', '€', '😀', '\u07ff', '\u0800', '\uffff', '\u{10ffff}']) {
      for (const literal of ['/^.$/u', `/^${text}$/u`, `/^[^a]$/u`, `/^[${text}]$/u`, `/^\\W$/u`]) {
        assert.ok(
          exec(
            literal,
            Array.from(utf8(text), (byte) => Uint8Array.of(byte)),
          ),
          `${literal} ${text}`,
        );
      }
    }
    assert.deepEqual(exec('/./u', [Uint8Array.of(0xed, 0xa0, 0x80)]), null, 'a surrogate is no character');
    assert.deepEqual(exec('/./u', [Uint8Array.of(0xc0, 0x80)]), null, 'an overlong form is none either');
    assert.ok(exec('/^ÄΣς$/iu', [utf8('äσΣ')]));
    assert.ok(exec('/^Ä$/i', [latin1('ä')]));
  });

  it('finds a random character of a class with u, and no other', () => {
    const character = fc.oneof(fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }));
    fc.assert(
      fc.property(character, character, character, (a, b, c) => {
        const [first, last] = [Math.min(a, b), Math.max(a, b)];
        const literal = `/^[\\u{${first.toString(16)}}-\\u{${last.toString(16)}}]$/u`;
        assert.equal(exec(literal, [utf8(String.fromCodePoint(c))]) !== null, c >= first && c <= last);
      }),
    );
  });

  it('is the leftmost of several, and of those that begin together the first', () => {
    const first = (literals: readonly string[], text: string): readonly number[] => {
      const { match } = search(literals, [latin1(text)]);
      assert.ok(match);
      return [match.pattern, ...match.slots.slice(0, 2)];
    };
    assert.deepEqual(first(['/b/', '/a/'], 'xab'), [1, 1, 2]);
    assert.deepEqual(first(['/ab/', '/a/'], 'xab'), [0, 1, 3]);
    assert.deepEqual(first(['/a/', '/ab/'], 'xab'), [0, 1, 2]);
    assert.deepEqual(first(['/ab/', '/a/'], 'xac'), [1, 1, 2]);
  });

  it('knows from where on bytes are still needed', () => {
    const machine = search(['/ab+c/'], [latin1('xxabb')]);
    assert.equal(machine.earliest, 2);
    machine.feed(latin1('x'));
    assert.equal(machine.earliest, 6);
  });

  it('takes linear time where backtracking would take exponential time', () => {
    const machine = search(['/^(?:(a*)*)*b/'], [latin1('a'.repeat(20_000)), latin1('c')]);
    assert.equal(machine.end(), 'none');
  });

  it('gives up when a search is too much work', () => {
    const program = compilePatterns([{ kind: 'regex', regex: regexOf('/(?:a|a|b|c){0,300}x/') }]);
    assert.ok(program);
    const machine = new RegexMachine(program, 100_000);
    assert.equal(machine.feed(new Uint8Array(1_000_000).fill(0x61)), 'exhausted');
  });

  it('is refused when its program would be too large', () => {
    const regex = regexOf('/(?:[a-z]{1,100}x){1000}/');
    assert.equal(compilePatterns([{ kind: 'regex', regex }]), undefined);
    assert.ok(compilePatterns([{ kind: 'regex', regex: regexOf(`/a{${MAX_PROGRAM / 5}}/`) }]));
  });
});
