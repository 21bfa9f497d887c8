import assert from 'node:assert/strict';
import { MAX_AHEAD, READ_BYTES, ReceiveBuffers, SLAB_BYTES } from '../../../../src/engine/transport/receiveBuffers';

const bytesOf = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);

describe('engine/receiveBuffers', () => {
  it('lends parts one behind the other, which are apart', () => {
    const slab = new ReceiveBuffers().takeAhead()!;
    slab.room.fill(1);
    const first = slab.lend(3);
    slab.room.fill(2);
    const second = slab.lend(2);
    assert.deepEqual([...first, ...second], [1, 1, 1, 2, 2]);
    assert.equal(slab.roomLength, SLAB_BYTES - 5);
    assert.equal(slab.room.length, slab.roomLength);
  });

  it('takes a slab back when it is finished and every part was released, in either order', () => {
    const buffers = new ReceiveBuffers();
    for (const isReleasedFirst of [true, false]) {
      const slab = buffers.takeAhead()!;
      assert.equal(buffers.kept, 0);
      slab.lend(1);
      slab.lend(1);
      slab.release();
      if (isReleasedFirst) slab.release();
      assert.equal(buffers.kept, 0);
      buffers.endAhead(slab);
      assert.equal(buffers.kept, isReleasedFirst ? 1 : 0);
      if (!isReleasedFirst) slab.release();
      assert.equal(buffers.kept, 1);
      assert.equal(buffers.ahead, 0);
      assert.equal(buffers.forCopies(1), slab, 'it is the one that is used again');
      assert.equal(slab.roomLength, SLAB_BYTES, 'from its beginning');
      assert.equal(buffers.kept, 0);
      slab.lend(SLAB_BYTES);
      const next = buffers.forCopies(1);
      next.lend(SLAB_BYTES);
      slab.release();
    }
  });

  it('puts many copies into one slab, and begins it again when nobody holds any', () => {
    const buffers = new ReceiveBuffers();
    const slab = buffers.forCopies(64);
    const copies = Array.from({ length: 1000 }, (_, index) => {
      assert.equal(buffers.forCopies(64), slab);
      return slab.lendCopy(bytesOf(64, index));
    });
    for (const [index, copy] of copies.entries()) assert.deepEqual(copy, bytesOf(64, index));
    for (let count = 1; count < copies.length; count++) slab.release();
    assert.equal(buffers.forCopies(64).roomLength, SLAB_BYTES - 64_000);
    slab.release();
    assert.equal(buffers.forCopies(64).roomLength, SLAB_BYTES);
  });

  it('copies into another slab when there is no room in the last, and keeps what is held', () => {
    const buffers = new ReceiveBuffers();
    const held: Uint8Array[] = [];
    for (let count = 0; count < 100; count++)
      held.push(buffers.forCopies(READ_BYTES).lendCopy(bytesOf(READ_BYTES, count)));
    for (const [index, copy] of held.entries()) assert.equal(Buffer.compare(copy, bytesOf(READ_BYTES, index)), 0);
  });

  it('gives so many connections a slab of their own, and another one when one of them has ended', () => {
    const buffers = new ReceiveBuffers();
    const taken = Array.from({ length: MAX_AHEAD }, () => buffers.takeAhead()!);
    assert.equal(new Set(taken).size, MAX_AHEAD);
    assert.equal(buffers.takeAhead(), undefined);
    buffers.endAhead(taken[0]!);
    assert.equal(buffers.takeAhead(), taken[0]);
    assert.equal(buffers.takeAhead(), undefined);
  });

  it('keeps a limited number of slabs', () => {
    const buffers = new ReceiveBuffers();
    const release: (() => void)[] = [];
    for (let count = 0; count < 400; count++) {
      const slab = buffers.forCopies(READ_BYTES);
      slab.lend(READ_BYTES);
      release.push(slab.release);
    }
    for (const done of release) done();
    assert.equal(buffers.kept, 64);
  });
});
