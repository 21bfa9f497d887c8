import assert from 'node:assert/strict';
import { bfloat16Text, float16Text, shortestFloat32, shortestFloat64 } from '../../../../src/bytes/numbers/floatText';

/** All numbers of 16 bits, and which one is nearest to a decimal; of two equally near, the one whose last bit is 0. */
function nearest(numbers: readonly number[], decimal: number): number {
  let best = 0;
  for (const [bits, number] of numbers.entries()) {
    const closer = Math.abs(number - decimal) - Math.abs(numbers[best]! - decimal);
    if (closer < 0 || (closer === 0 && bits % 2 === 0)) best = bits;
  }
  return best;
}

/** By its definition: sign, exponent with bias, fraction. */
function decode(bits: number, exponentBits: number): number {
  const fractionBits = 15 - exponentBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  const exponent = (bits >> fractionBits) & (2 ** exponentBits - 1);
  const fraction = (bits & (2 ** fractionBits - 1)) / 2 ** fractionBits;
  return exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias);
}

describe('floatText', () => {
  it('writes floats no longer than it must', () => {
    assert.equal(shortestFloat32(Math.fround(0.1)), '0.1');
    assert.equal(shortestFloat32(16_777_216), '16777216');
    assert.equal(shortestFloat32(Math.fround(3.4028235e38)), '3.4028235e+38');
    assert.equal(shortestFloat32(2 ** -149), '1e-45');
    assert.equal(shortestFloat32(-0), '-0');
    assert.equal(shortestFloat32(-Infinity), '-Infinity');
    assert.equal(shortestFloat32(NaN), 'NaN');
    assert.equal(shortestFloat64(-0), '-0');
    assert.equal(shortestFloat64(5e-324), '5e-324');
  });

  for (const { name, write, exponentBits } of [
    { name: 'binary16', write: float16Text, exponentBits: 5 },
    { name: 'bfloat16', write: bfloat16Text, exponentBits: 8 },
  ]) {
    const infinity = (2 ** exponentBits - 1) << (15 - exponentBits);
    const numbers = Array.from({ length: infinity }, (_, bits) => decode(bits, exponentBits));

    it(`writes every 97th ${name} so that it reads back the same, and negative as positive`, () => {
      for (let bits = 0; bits < infinity; bits += 97) {
        const text = write(bits);
        assert.equal(nearest(numbers, Number(text)), bits, text);
        assert.equal(write(bits | 0x8000), `-${text}`);
      }
      assert.equal(nearest(numbers, Number(write(infinity - 1))), infinity - 1);
    });

    it(`writes ${name} infinities and what is no number`, () => {
      assert.equal(write(infinity), 'Infinity');
      assert.equal(write(infinity | 0x8000), '-Infinity');
      assert.equal(write(infinity | 1), 'NaN');
    });
  }

  it('writes 16-bit floats no longer than it must', () => {
    assert.equal(float16Text(0x2e66), '0.1');
    assert.equal(float16Text(0x7bff), '65500');
    assert.equal(bfloat16Text(0x3dcd), '0.1');
  });
});
