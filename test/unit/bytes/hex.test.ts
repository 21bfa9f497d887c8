import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseHex, toHex } from '../../../src/bytes/hex';

const nearHex = fc
  .array(fc.constantFrom('0', 'a', 'F', 'x', 'g', ' ', ',', '\n', '😀', '\ud800'))
  .map((parts) => parts.join(''));

describe('bytes/hex', () => {
  it('writes two lower-case digits for each byte', () => {
    assert.equal(toHex(Uint8Array.of(0, 1, 0x0a, 0xff)), '00010aff');
    assert.equal(toHex(Uint8Array.of(0, 1, 0x0a, 0xff), ' '), '00 01 0a ff');
    assert.equal(toHex(new Uint8Array(0), ' '), '');
  });

  it('round-trips with every free separator', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('', ' ', ', ', '\n', '\r\n\t'), (bytes, separator) => {
        const text = toHex(bytes, separator);
        assert.deepEqual(parseHex(text).bytes, bytes);
        assert.deepEqual(parseHex(` ,${text.toUpperCase()} `).bytes, bytes);
        assert.deepEqual(Buffer.from(bytes).toString('hex'), toHex(bytes));
      }),
    );
  });

  it('never throws, and puts its problem inside the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearHex), (text) => {
        const { problem } = parseHex(text);
        if (problem === undefined) return;
        assert.ok(problem.column >= 0 && problem.length > 0 && problem.column + problem.length <= text.length);
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
      assert.deepEqual([problem.code, problem.column, problem.length], [code, column, length]);
    });
  }

  it('takes a mebibyte', () => {
    const bytes = new Uint8Array(1_048_576).map((_, index) => index);
    const parsed = parseHex(toHex(bytes, ' ')).bytes;
    assert.ok(parsed);
    assert.equal(Buffer.compare(parsed, bytes), 0);
  });
});
