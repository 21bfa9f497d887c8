import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StreamBuffer } from '../../../../src/wire/run/streamBuffer';
import { memoryInUse } from '../../../support/memoryInUse';

const MEBIBYTE = 1024 ** 2;

/** What the buffer holds now, as one array. */
const rest = (buffer: StreamBuffer): Uint8Array => buffer.copy(0, Infinity);
const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

describe('wire/streamBuffer', () => {
  it('gives back what was pushed, however it was cut and taken, and first what is left of the first chunk', () => {
    const chunk = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(1500, 16_383, 16_384, 70_000));
    const steps = fc.array(fc.record({ push: chunk, take: fc.double({ min: 0, max: 1, noNaN: true }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (list) => {
        const buffer = new StreamBuffer();
        let chunks: Buffer[] = [];
        let taken = 0;
        let next = 0;
        for (const { push, take } of list) {
          const bytes = Buffer.alloc(push);
          for (let at = 0; at < push; at++) bytes[at] = next++ % 251;
          buffer.push(Uint8Array.from(bytes));
          if (push > 0) chunks.push(bytes);
          const left = Buffer.concat(chunks);
          assert.equal(buffer.length, left.length);
          assert.ok(isSame(Buffer.concat([...buffer.pieces()]), left));
          const [first] = buffer.pieces();
          assert.ok(isSame(first ?? Buffer.alloc(0), chunks[0] ?? Buffer.alloc(0)));
          const count = Math.floor(take * take * left.length);
          buffer.take(count);
          taken += count;
          assert.equal(buffer.offset, taken);
          let cut = count;
          chunks = chunks.flatMap((one) => {
            const gone = Math.min(cut, one.length);
            cut -= gone;
            return gone === one.length ? [] : [one.subarray(gone)];
          });
        }
        assert.ok(isSame(rest(buffer), Buffer.concat(chunks)));
      }),
      { numRuns: 60 },
    );
  });
  it('copies parts, and no more than there is', () => {
    const buffer = new StreamBuffer();
    for (let byte = 0; byte < 10; byte++) buffer.push(Uint8Array.of(byte));
    buffer.take(2);
    assert.deepEqual([...buffer.copy(1, 4)], [3, 4, 5]);
    assert.deepEqual([...buffer.copy(6, 100)], [8, 9]);
    assert.deepEqual([...buffer.copy(9, 100)], []);
    assert.deepEqual(buffer.first(3).flatMap((piece) => [...piece]).slice(0, 3), [2, 3, 4]); // prettier-ignore
  });
  it('takes about twice the memory of the bytes at most, however small the chunks are', () => {
    const pushed = new Uint8Array(16_384);
    const sizes = { single: () => 1, 'small and large': (index: number) => (index % 2 === 0 ? 1 : 16_384) };
    for (const [name, size] of Object.entries(sizes)) {
      const buffer = new StreamBuffer();
      const before = memoryInUse();
      for (let index = 0; buffer.length < 4 * MEBIBYTE; index++) buffer.push(pushed.slice(0, size(index)));
      const grown = memoryInUse() - before;
      assert.ok(grown < 9 * MEBIBYTE, `${name}: ${grown} bytes`);
      assert.ok(buffer.length >= 4 * MEBIBYTE);
    }
  });
  it('keeps nothing of what was taken', () => {
    const buffer = new StreamBuffer();
    const before = memoryInUse();
    for (let index = 0; index < 256; index++) buffer.push(new Uint8Array(16_384));
    buffer.take(100 * 16_384);
    assert.ok(memoryInUse() - before < 2.8 * MEBIBYTE);
    assert.equal(buffer.length, 156 * 16_384);
  });
});
