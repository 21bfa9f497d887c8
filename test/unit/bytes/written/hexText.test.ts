import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toHex } from '../../../../src/bytes/hex';
import { parseHex, readHex, readHexPattern } from '../../../../src/bytes/written/hexText';
import type { WrittenProblem } from '../../../../src/bytes/written/problem';

const nearHex = fc
  .array(fc.constantFrom('0', 'a', 'F', 'x', 'g', ' ', ',', ':', '-', '\\', '\n', '?', '😀', '\ud800'))
  .map((parts) => parts.join(''));

function isInside(text: string, { start, end }: WrittenProblem): boolean {
  return start >= 0 && end > start && end <= text.length;
}

/** How others write bytes: each byte's two digits in, the whole text out. */
const NOTATIONS: readonly ((pairs: readonly string[]) => string)[] = [
  (pairs) => pairs.join(' '),
  (pairs) => pairs.join(''),
  (pairs) => pairs.join(':'),
  (pairs) => pairs.join('-'),
  (pairs) => pairs.join(', ').toUpperCase(),
  (pairs) => pairs.map((pair) => `0x${pair}`).join(' '),
  (pairs) => pairs.map((pair) => `0X${pair}`).join(','),
  (pairs) => pairs.map((pair) => `0x${pair.replace(/^0/, '')}`).join(', '),
  (pairs) => pairs.map((pair) => `\\x${pair}`).join(''),
  (pairs) => pairs.map((pair) => `\\x${pair}`).join(' '),
  (pairs) => (pairs.length === 0 ? '' : `0x${pairs.join('')}`),
  (pairs) => pairs.map((pair, index) => pair + (index % 2 === 1 ? ' ' : '')).join(''),
  (pairs) => pairs.map((pair, index) => pair + (index % 16 === 15 ? '\r\n' : '\t')).join(''),
];

describe('written/hexText', () => {
  it('reads every notation', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom(...NOTATIONS), (bytes, write) => {
        const text = write(Array.from(bytes, (byte) => toHex(Uint8Array.of(byte))));
        assert.deepEqual(readHex(text).bytes, bytes);
        assert.deepEqual(readHex(` ${text}\n`).bytes, bytes);
        assert.deepEqual(readHexPattern(text).pattern?.values, bytes);
        assert.deepEqual(
          readHexPattern(text).pattern?.masks,
          bytes.map(() => 0xff),
        );
      }),
    );
  });

  it('reads digits that may be any', () => {
    const { pattern } = readHexPattern('0a ?? b? ?c ?0 0xd');
    assert.equal(toHex(pattern!.values, ' '), '0a 00 b0 0c 00 0d');
    assert.equal(toHex(pattern!.masks, ' '), 'ff 00 f0 0f 0f ff');
    assert.equal(readHex('0a ??').problem?.code, 'HEX_NOT_A_DIGIT');
  });

  const problems: readonly [text: string, code: string, marked: string][] = [
    ['0', 'HEX_SINGLE_DIGIT', '0'],
    ['1 2', 'HEX_SINGLE_DIGIT', '1'],
    ['d a', 'HEX_SINGLE_DIGIT', 'd'],
    ['0a 0', 'HEX_SINGLE_DIGIT', '0'],
    ['0a0b0 0c', 'HEX_ODD_DIGITS', '0a0b0'],
    ['0xabc', 'HEX_ODD_DIGITS', '0xabc'],
    ['0a g1', 'HEX_NOT_A_DIGIT', 'g'],
    ['0a] "x" [0b', 'HEX_NOT_A_DIGIT', ']'],
    ['0a 😀', 'HEX_NOT_A_DIGIT', '😀'],
    ['-1a', 'HEX_NOT_A_DIGIT', '-'],
    ['0a:', 'HEX_NOT_A_DIGIT', ':'],
    ['0a::0b', 'HEX_NOT_A_DIGIT', ':'],
    ['0a - 0b', 'HEX_NOT_A_DIGIT', '-'],
    ['\\xdead', 'HEX_NOT_A_DIGIT', 'a'],
    ['0x', 'HEX_NOT_A_DIGIT', 'x'],
  ];
  for (const [text, code, marked] of problems) {
    it(`refuses “${text}”`, () => {
      const { problem } = readHex(text);
      assert.ok(problem);
      assert.deepEqual([problem.code, text.slice(problem.start, problem.end)], [code, marked]);
    });
  }

  it('takes one digit behind a prefix only', () => {
    assert.deepEqual(readHex('0x1 0xa').bytes, Uint8Array.of(1, 10));
    assert.deepEqual(readHex('\\x1').bytes, Uint8Array.of(1));
  });

  it('never throws, and puts its problem inside the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearHex), (text) => {
        for (const { problem } of [readHex(text), readHexPattern(text), parseHex(text)]) {
          if (problem) assert.ok(isInside(text, problem));
        }
      }),
    );
  });

  it('takes a mebibyte', () => {
    const bytes = new Uint8Array(1_048_576).map((_, index) => index);
    const parsed = readHex(toHex(bytes, ' ')).bytes;
    assert.ok(parsed);
    assert.equal(Buffer.compare(parsed, bytes), 0);
  });
});

describe('the hex of the payload syntax', () => {
  it('round-trips with every separator that is free there', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('', ' ', ', ', '\n', '\r\n\t'), (bytes, separator) => {
        const text = toHex(bytes, separator);
        assert.deepEqual(parseHex(text).bytes, bytes);
        assert.deepEqual(parseHex(` ,${text.toUpperCase()} `).bytes, bytes);
      }),
    );
  });

  const problems: readonly [text: string, code: string, column: number, length: number][] = [
    ['0', 'HEX_ODD_DIGITS', 0, 1],
    ['0a 0', 'HEX_ODD_DIGITS', 3, 1],
    ['1 2', 'HEX_ODD_DIGITS', 0, 1],
    ['0a0b0 0c', 'HEX_ODD_DIGITS', 0, 5],
    ['0a g1', 'HEX_NOT_A_DIGIT', 3, 1],
    ['0a 😀', 'HEX_NOT_A_DIGIT', 3, 2],
    ['0a-0b', 'HEX_NOT_A_DIGIT', 2, 1],
    ['0a 0x0b', 'HEX_PREFIX', 3, 2],
  ];
  for (const [text, code, column, length] of problems) {
    it(`marks what is wrong in “${text}”`, () => {
      const { problem } = parseHex(text);
      assert.ok(problem);
      assert.deepEqual([problem.code, problem.start, problem.end - problem.start], [code, column, length]);
    });
  }
});
