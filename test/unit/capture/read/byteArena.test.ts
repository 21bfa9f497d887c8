import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByteArena, MAX_BLOCK_BYTES, NO_BLOCK } from '../../../../src/capture/read/byteArena';

interface Block {
  readonly handle: number;
  readonly length: number;
  readonly fill: number;
}

function write(arena: ByteArena, { handle, length, fill }: Block): void {
  const { bytes, start } = arena.locate(handle);
  bytes.fill(fill, start, start + ByteArena.sizeFor(length));
}

function check(arena: ByteArena, { handle, length, fill }: Block): void {
  const { bytes, start } = arena.locate(handle);
  assert.ok(bytes.subarray(start, start + ByteArena.sizeFor(length)).every((byte) => byte === fill));
}

describe('ByteArena', () => {
  it('keeps blocks apart, whatever is allocated and released in between', () => {
    const step = fc.oneof(
      fc.record({ length: fc.integer({ min: 1, max: MAX_BLOCK_BYTES }) }),
      fc.record({ release: fc.nat(1000) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600 }), (steps) => {
        const arena = new ByteArena();
        const blocks: Block[] = [];
        for (const [index, one] of steps.entries()) {
          if ('release' in one) {
            const [released] = blocks.splice(one.release % Math.max(1, blocks.length), 1);
            if (released !== undefined) arena.release(released.handle, released.length);
            continue;
          }
          const block = { handle: arena.allocate(one.length), length: one.length, fill: index % 256 };
          assert.notEqual(block.handle, NO_BLOCK);
          write(arena, block);
          blocks.push(block);
        }
        for (const block of blocks) check(arena, block);
      }),
      { numRuns: 50 },
    );
  });

  it('uses released blocks again, and says how much it takes', () => {
    let taken = 0;
    const arena = new ByteArena((bytes) => (taken += bytes));
    assert.equal(taken, 0);
    for (let i = 0; i < 100_000; i++) arena.release(arena.allocate(i % 2 === 0 ? 100 : 20), i % 2 === 0 ? 100 : 20);
    assert.equal(taken, 256 * 1024);
    const handles = Array.from({ length: 5000 }, () => arena.allocate(100));
    assert.equal(new Set(handles).size, 5000);
    assert.equal(taken, 3 * 256 * 1024);
  });

  it('gives blocks at least the size that was asked for, and none that is larger than its largest', () => {
    for (let length = 1; length <= MAX_BLOCK_BYTES; length++) assert.ok(ByteArena.sizeFor(length) >= length);
    assert.equal(ByteArena.sizeFor(16), 16);
    assert.throws(() => new ByteArena().allocate(MAX_BLOCK_BYTES + 1), RangeError);
  });
});
