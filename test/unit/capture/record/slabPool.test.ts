import assert from 'node:assert/strict';
import { SlabPool } from '../../../../src/capture/record/slabPool';
import { MAX_RESERVED } from '../../../../src/capture/record/writeQueue';

describe('SlabPool', () => {
  it('gives out again what was given back, by size', () => {
    const pool = new SlabPool();
    const [small, large] = [pool.take('small'), pool.take('large')];
    assert.ok(small.bytes.length >= MAX_RESERVED);
    assert.ok(large.bytes.length > small.bytes.length);
    pool.giveBack(small);
    pool.giveBack(large);
    assert.equal(pool.take('large'), large);
    assert.equal(pool.take('small'), small);
    assert.notEqual(pool.take('small'), small);
  });

  it('keeps only so many', () => {
    const pool = new SlabPool();
    const slabs = Array.from({ length: 100 }, () => pool.take('small'));
    for (const slab of slabs) pool.giveBack(slab);
    const again = new Set(Array.from({ length: 100 }, () => pool.take('small')));
    assert.equal(slabs.filter((slab) => again.has(slab)).length, 16);
  });

  it('sees the same memory as bytes and as numbers', () => {
    const { bytes, view } = new SlabPool().take('small');
    view.setUint16(3, 0x0102);
    assert.deepEqual(bytes.slice(3, 5), Uint8Array.of(1, 2));
  });
});
