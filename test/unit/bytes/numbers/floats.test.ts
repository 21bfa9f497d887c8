import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitsFloat, FLOAT_TYPES, writeFloat } from '../../../../src/bytes/numbers/floats';

function write(name: string, value: number): Buffer {
  const type = FLOAT_TYPES.get(name);
  assert.ok(type);
  const target = new Uint8Array(type.bytes + 2).fill(0xee);
  writeFloat(type, value, target, 1);
  assert.deepEqual([target[0], target.at(-1)], [0xee, 0xee], 'bytes beside the number stay');
  return Buffer.from(target.subarray(1, -1));
}

describe('bytes/floats', () => {
  it('writes what Node reads', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        assert.ok(Object.is(write('f64be', value).readDoubleBE(), value));
        assert.ok(Object.is(write('f64le', value).readDoubleLE(), value));
        assert.ok(Object.is(write('f32be', value).readFloatBE(), Math.fround(value)));
        assert.ok(Object.is(write('f32le', value).readFloatLE(), Math.fround(value)));
      }),
    );
  });

  it('writes the bits of IEEE 754', () => {
    const bits: readonly [name: string, value: number, hex: string][] = [
      ['f32be', 1, '3f800000'],
      ['f32le', 1, '0000803f'],
      ['f32be', -0, '80000000'],
      ['f32be', NaN, '7fc00000'],
      ['f32le', NaN, '0000c07f'],
      ['f32be', Infinity, '7f800000'],
      ['f64be', -2, 'c000000000000000'],
      ['f64be', NaN, '7ff8000000000000'],
      ['f64le', -Infinity, '000000000000f0ff'],
    ];
    for (const [name, value, hex] of bits) assert.equal(write(name, value).toString('hex'), hex, `${name} ${value}`);
  });

  it('knows what single precision can hold', () => {
    const single = FLOAT_TYPES.get('f32be')!;
    const double = FLOAT_TYPES.get('f64be')!;
    for (const value of [single.max, -single.max, Infinity, NaN, 0, 1e-300]) assert.ok(fitsFloat(single, value));
    for (const value of [1e39, -1e39, Number.MAX_VALUE]) {
      assert.ok(!fitsFloat(single, value));
      assert.ok(fitsFloat(double, value));
    }
  });
});
