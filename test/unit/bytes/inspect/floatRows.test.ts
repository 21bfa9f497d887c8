import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FLOAT_ROWS } from '../../../../src/bytes/inspect/floatRows';
import { bytesOfLength, rowOf, valueOf } from './rows';

describe('floatRows', () => {
  it('write 32 and 64 bits so that they read back the same', () => {
    const [f32, f64] = [rowOf(FLOAT_ROWS, 'f32'), rowOf(FLOAT_ROWS, 'f64')];
    fc.assert(
      fc.property(bytesOfLength(8), (bytes) => {
        const buffer = Buffer.from(bytes);
        assert.ok(Object.is(Math.fround(Number(valueOf(f32, bytes, 'be'))), buffer.readFloatBE()));
        assert.ok(Object.is(Math.fround(Number(valueOf(f32, bytes, 'le'))), buffer.readFloatLE()));
        assert.ok(Object.is(Number(valueOf(f64, bytes, 'be')), buffer.readDoubleBE()));
        assert.ok(Object.is(Number(valueOf(f64, bytes, 'le')), buffer.readDoubleLE()));
      }),
    );
  });

  it('read 16 bits in both orders', () => {
    const [f16, bf16] = [rowOf(FLOAT_ROWS, 'f16'), rowOf(FLOAT_ROWS, 'bf16')];
    assert.equal(valueOf(f16, Uint8Array.of(0x3c, 0x00), 'be'), '1');
    assert.equal(valueOf(f16, Uint8Array.of(0x00, 0xc0), 'le'), '-2');
    assert.equal(valueOf(bf16, Uint8Array.of(0x3f, 0x80), 'be'), '1');
    assert.equal(valueOf(bf16, Uint8Array.of(0x20, 0xc1), 'le'), '-10');
  });
});
