import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DelimiterSearch } from '../../../../src/bytes/find/delimiterSearch';

/** Where each occurrence has ended, none over another, in a stream that comes in pieces. */
function ends(delimiter: Uint8Array, pieces: readonly Uint8Array[]): number[] {
  const search = new DelimiterSearch(delimiter);
  const found: number[] = [];
  let offset = 0;
  for (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      const end = search.take(piece.subarray(at));
      if (end < 0) break;
      at += end;
      found.push(offset + at);
    }
    offset += piece.length;
  }
  return found;
}

function endsByIndexOf(delimiter: Uint8Array, bytes: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = Buffer.from(bytes).indexOf(delimiter); at >= 0; at = Buffer.from(bytes).indexOf(delimiter, at)) {
    at += delimiter.length;
    found.push(at);
  }
  return found;
}

describe('a search for a delimiter', () => {
  // Two values make delimiters that begin like themselves.
  const bits = (size: { minLength?: number; maxLength: number }) => fc.array(fc.constantFrom(0, 1), size);

  it('finds what a search in the whole finds, however the stream is cut', () => {
    fc.assert(
      fc.property(bits({ minLength: 1, maxLength: 6 }), fc.array(bits({ maxLength: 9 })), (delimiter, cut) => {
        const pieces = cut.map((piece) => Uint8Array.from(piece));
        const whole = Uint8Array.from(cut.flat());
        assert.deepEqual(ends(Uint8Array.from(delimiter), pieces), endsByIndexOf(Uint8Array.from(delimiter), whole));
      }),
    );
  });

  it('looks at no more bytes than it is told, and begins anew when it is reset', () => {
    const search = new DelimiterSearch(Uint8Array.of(1, 2));
    assert.equal(search.take(Uint8Array.of(0, 1, 2), 2), -1);
    search.reset();
    assert.equal(search.take(Uint8Array.of(2)), -1);
    assert.equal(search.take(Uint8Array.of(1, 2, 1)), 2);
  });
});
