import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changeDatagram, changeStream } from '../../../../../src/engine/relay/impairment/change';
import { drawsOf } from '../../../../../src/engine/relay/impairment/draw';

const draw = drawsOf(7, 1, 'client');
const isPowerOfTwo = (value: number): boolean => value > 0 && (value & (value - 1)) === 0;

describe('engine/relay/impairment/change', () => {
  it('leaves the bytes that it was given as they are, and tells each that it changed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(1e6), fc.boolean(), (bytes, start, isGarbling) => {
        const before = Uint8Array.from(bytes);
        const impairments = isGarbling ? { garble: 0.1 } : { corrupt: 0.1 };
        for (const [begin, { bytes: after, changes }] of [
          [start, changeStream(bytes, start, impairments, draw)],
          [0, changeDatagram(bytes, start, impairments, draw)],
        ] as const) {
          assert.deepEqual(bytes, before);
          const expected = Uint8Array.from(before);
          for (const { offset, from, to } of changes) {
            const place = offset - begin;
            assert.equal(expected[place], from);
            assert.notEqual(from, to);
            if (!isGarbling) assert.ok(isPowerOfTwo(from ^ to));
            expected[place] = to;
          }
          assert.deepEqual(after, expected);
        }
      }),
      { examples: [[new Uint8Array(300), 1000, true]] },
    );
  });

  it('changes a stream alike however it is cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), fc.nat(400), (bytes, cut) => {
        const impairments = { corrupt: 0.2, garble: 0.1 };
        const at = cut % bytes.length;
        const whole = changeStream(bytes, 50, impairments, draw);
        const first = changeStream(bytes.subarray(0, at), 50, impairments, draw);
        const second = changeStream(bytes.subarray(at), 50 + at, impairments, draw);
        assert.deepEqual([...first.bytes, ...second.bytes], [...whole.bytes]);
        assert.deepEqual([...first.changes, ...second.changes], whole.changes);
      }),
    );
  });

  it('changes as many as it was told', () => {
    const bytes = new Uint8Array(100_000);
    assert.ok(Math.abs(changeStream(bytes, 0, { corrupt: 0.05 }, draw).changes.length - 5000) < 300);
    let changed = 0;
    for (let number = 1; number <= 10_000; number++) {
      changed += changeDatagram(bytes.subarray(0, 10), number, { garble: 0.05 }, draw).changes.length;
    }
    assert.ok(Math.abs(changed - 500) < 90);
  });
});
