import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SockscopeError } from '../../../../src/base/error';
import { isWireFileName, MAX_SOURCE, requireSourceSize, sourceText } from '../../../../src/wire/syntax/sourceText';

/** Line, byte in it, and its value. */
function mistake(bytes: Uint8Array): readonly unknown[] {
  try {
    sourceText(bytes);
  } catch (error) {
    const { code, args } = error as SockscopeError;
    assert.equal(code, 'WIRE_NOT_UTF8');
    return args;
  }
  return assert.fail('it is UTF-8');
}

describe('wire/sourceText', () => {
  it('is UTF-8, without the byte order mark', () => {
    assert.equal(sourceText(Buffer.from('\ufeff# é😀\n\ufeff')), '# é😀\n\ufeff');
    assert.equal(sourceText(new Uint8Array()), '');
  });

  const WRONG: readonly (readonly [what: string, bytes: string, place: readonly [number, number, string]])[] = [
    ['Latin-1', '63203e2022e92200', [1, 6, 'e9']],
    ['the third line, whatever ends lines', '410d0a420d43ff', [3, 2, 'ff']],
    ['behind longer characters', 'c3a9f09f98800ac3a9c328', [2, 3, 'c3']],
    ['a character that is cut off', '0ae282', [2, 1, 'e2']],
    ['half of a surrogate pair', 'eda080', [1, 1, 'ed']],
    ['a NUL in UTF-16 is none, its mark is', 'fffe6100', [1, 1, 'ff']],
    ['a longer form than needed', '41c080', [1, 2, 'c0']],
    ['nothing but a continuation', '80', [1, 1, '80']],
  ];
  for (const [what, hex, [line, column, byte]] of WRONG) {
    it(`refuses what is not, and says where: ${what}`, () => {
      assert.deepEqual(mistake(Buffer.from(hex, 'hex')), [line, column, byte, `\\x${byte}`]);
    });
  }
  it('agrees with the system on what is UTF-8', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        const text = Buffer.from(bytes).toString('utf8');
        if (Buffer.from(text).equals(bytes)) assert.equal(sourceText(bytes), text.replace(/^\ufeff/, ''));
        else mistake(bytes);
      }),
    );
  });
  it('has a limit', () => {
    requireSourceSize(MAX_SOURCE);
    const tooLarge = { code: 'WIRE_FILE_TOO_LARGE', args: [MAX_SOURCE + 1, MAX_SOURCE] };
    assert.throws(() => { requireSourceSize(MAX_SOURCE + 1); }, tooLarge); // prettier-ignore
    assert.throws(() => sourceText(new Uint8Array(MAX_SOURCE + 1)), tooLarge);
  });
  it('is named .wire, in any case', () => {
    assert.deepEqual(['a.wire', 'T.WIRE', 'a.wire.txt', 'wire', 'awire'].map(isWireFileName), [true, true, false, false, false]); // prettier-ignore
  });
});
