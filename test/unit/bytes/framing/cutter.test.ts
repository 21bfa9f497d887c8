import assert from 'node:assert/strict';
import { cutterOf } from '../../../../src/bytes/framing/cutter';

const NONE = new Uint8Array();

/** Where messages end in a stream that comes in these pieces. */
function ends(cutter: ReturnType<typeof cutterOf>, pieces: readonly (readonly number[])[]): number[] {
  const found: number[] = [];
  let offset = 0;
  for (const piece of pieces) {
    cutter.begin(0);
    let rest = Uint8Array.from(piece);
    while (rest.length > 0) {
      const taken = cutter.take(rest.length, cutter.readsBytes ? rest : NONE);
      if (taken < 0) break;
      found.push(offset + piece.length - rest.length + taken);
      rest = rest.subarray(taken);
    }
    offset += piece.length;
    if (cutter.end()) found.push(offset);
  }
  return found;
}

describe('cutterOf', () => {
  it('ends messages with chunks', () => {
    assert.deepEqual(ends(cutterOf({ rule: 'chunks' }), [[1, 2], [3], [4, 5, 6]]), [2, 3, 6]);
  });

  it('finds a delimiter over a cut, also where it begins anew within itself', () => {
    const cutter = cutterOf({ rule: 'delimiter', delimiter: [1, 1, 2] });
    assert.deepEqual(ends(cutter, [[0, 1], [1, 1], [2, 1, 1, 2], [1]]), [5, 8]);
  });

  it('reads length prefixes that chunks cut in two', () => {
    const rule = { rule: 'prefix', size: 2, order: 'be', offset: 1, counts: 'rest' } as const;
    assert.deepEqual(
      ends(cutterOf(rule), [
        [9, 0],
        [2, 7, 7, 9],
        [0, 0],
      ]),
      [5, 8],
    );
    assert.deepEqual(ends(cutterOf({ ...rule, order: 'le', counts: 'self' }), [[9, 3, 0, 7]]), [4]);
    assert.deepEqual(ends(cutterOf({ ...rule, counts: 'all' }), [[9, 0, 4, 7]]), [4]);
  });

  it('never stands still on a length that is too small', () => {
    const rule = { rule: 'prefix', size: 1, order: 'be', offset: 2, counts: 'all' } as const;
    assert.deepEqual(ends(cutterOf(rule), [[9, 9, 0, 9, 9, 1]]), [3, 6]);
  });

  it('counts fixed sizes over chunks', () => {
    assert.deepEqual(ends(cutterOf({ rule: 'fixed', length: 3 }), [[1], [2, 3, 4], [5, 6, 7]]), [3, 6]);
  });

  it('ends messages before a chunk that comes after a pause', () => {
    const cutter = cutterOf({ rule: 'idle', milliseconds: 10 });
    const begins = [0, 9, 19, 29.000001, 30].map((milliseconds) => cutter.begin(milliseconds * 1e6));
    assert.deepEqual(begins, [false, false, false, true, false]);
    cutter.reset();
    assert.equal(cutter.begin(1e12), false);
  });
});
