import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByteBuilder } from '../../../src/bytes/byteBuilder';

describe('bytes/byteBuilder', () => {
  it('puts bytes together in order, and begins again', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 100 }))), (pieces) => {
        const builder = new ByteBuilder();
        for (let round = 0; round < 2; round++) {
          for (const piece of pieces) {
            if (typeof piece === 'number') builder.push(piece);
            else builder.append(piece);
          }
          const expected = Uint8Array.from(
            pieces.flatMap((piece) => (typeof piece === 'number' ? [piece] : [...piece])),
          );
          assert.equal(builder.length, expected.length);
          assert.deepEqual(builder.take(), expected);
          assert.equal(builder.length, 0);
        }
      }),
    );
  });

  it('hands out copies', () => {
    const builder = new ByteBuilder();
    builder.push(1);
    const first = builder.take();
    builder.push(2);
    assert.deepEqual([...first], [1]);
    assert.equal(first.buffer.byteLength, 1);
  });
});
