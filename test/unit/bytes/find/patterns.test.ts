import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitsAt } from '../../../../src/bytes/find/maskedPattern';
import { hexReading, patternsOf } from '../../../../src/bytes/find/patterns';
import { FIND_ENCODINGS, MAX_FIND_BYTES, type FindQuery } from '../../../../src/bytes/find/query';

const QUERY = { text: '', matchCase: true, encoding: 'utf8', numberType: 'any', order: 'either' } as const;
type Kind = 'text' | 'hex' | 'number';

function patterns(kind: Kind, text: string, more: Partial<FindQuery> = {}): string[] {
  return patternsOf({ ...QUERY, ...more, kind, text }).map(({ values, masks }) => {
    const [value, mask] = [values, masks].map((bytes) => Buffer.from(bytes).toString('hex'));
    return /^f*$/.test(mask!) ? value! : `${value}/${mask}`;
  });
}
const refuses = (kind: Kind, text: string, code: string, more: Partial<FindQuery> = {}) => {
  assert.throws(() => patterns(kind, text, more), { code }, text);
};

describe('patterns', () => {
  it('reads hex with wildcards', () => {
    assert.deepEqual(patterns('hex', '0a 0B,ff'), ['0a0bff']);
    assert.deepEqual(patterns('hex', '0x0a 0x0b'), ['0a0b']);
    assert.deepEqual(patterns('hex', '0a ?? b? ?c'), ['0a00b00c/ff00f00f']);
    for (const text of ['0', 'xyz', '0a 0', ' ']) refuses('hex', text, 'FIND_HEX');
    refuses('hex', '', 'FIND_EMPTY');
  });

  it('reads every notation of bytes, and says what it took it for', () => {
    const taken = (text: string) => hexReading({ kind: 'hex', text })?.kind;
    for (const [text, bytes, kind] of [
      ['de:ad', 'dead', 'hex'],
      ['\\xde\\xad', 'dead', 'hex'],
      ['0x1 0x2', '0102', 'hex'],
      ['10 20', '1020', 'hex'],
      ['{0x01, 2}', '0102', 'list'],
      ['"\\x01"', '01', 'string'],
      ['0000   48 65', '4865', 'dump'],
      ['00000000: 4865  He', '4865', 'dump'],
    ] as const) {
      assert.deepEqual([patterns('hex', text), taken(text)], [[bytes], kind], text);
    }
    for (const text of ['1 2', 'd a', '0a0', 'htons(80)']) refuses('hex', text, 'FIND_HEX');
    assert.throws(() => patterns('hex', '1 2'), /“1” is a single hex digit/);
    assert.equal(taken('0a ??'), undefined);
    assert.equal(hexReading({ kind: 'text', text: '0a' }), undefined);
  });

  it('encodes text', () => {
    assert.deepEqual(patterns('text', 'é€'), ['c3a9e282ac']);
    assert.deepEqual(patterns('text', 'é', { encoding: 'latin1' }), ['e9']);
    assert.deepEqual(patterns('text', 'aé', { encoding: 'utf16le' }), ['6100e900']);
    assert.deepEqual(patterns('text', 'aé', { encoding: 'utf16be' }), ['006100e9']);
    refuses('text', '€', 'FIND_LATIN1', { encoding: 'latin1' });
    refuses('text', 'a'.repeat(MAX_FIND_BYTES + 1), 'FIND_TOO_LONG');
  });

  it('finds text in either case, and nothing else', () => {
    const encoded = (text: string, encoding: string) =>
      encoding === 'utf16be' ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, encoding as BufferEncoding);
    fc.assert(
      fc.property(
        fc.constantFrom(...FIND_ENCODINGS),
        fc.constantFrom('Hello', 'été', 'ÀÖ'),
        fc.nat(0xff),
        (encoding, text, byte) => {
          const [pattern] = patternsOf({ ...QUERY, kind: 'text', text, encoding, matchCase: false });
          for (const form of [text, text.toUpperCase(), text.toLowerCase()]) {
            const bytes = encoded(form, encoding);
            assert.ok(fitsAt(pattern!, bytes, 0), `${form} in ${encoding}`);
            const last = bytes.length - (encoding === 'utf16le' ? 2 : 1);
            const isCase = [text.toUpperCase(), text.toLowerCase()].some(
              (each) => encoded(each, encoding)[last] === byte,
            );
            bytes[last] = byte;
            assert.equal(fitsAt(pattern!, bytes, 0), isCase);
          }
        },
      ),
    );
  });

  it('writes numbers as every type that holds them, in either order', () => {
    assert.deepEqual(patterns('number', '258', { numberType: 'u16' }), ['0102', '0201']);
    assert.deepEqual(patterns('number', '0xFFFE', { numberType: 'u16', order: 'be' }), ['fffe']);
    assert.deepEqual(patterns('number', '-2', { numberType: 'i16', order: 'le' }), ['feff']);
    assert.deepEqual(patterns('number', '0.5', { order: 'be' }), ['3f000000', '3fe0000000000000']);
    const any = patterns('number', '258');
    assert.ok(any.includes('0000000000000102') && any.includes('43810000') && !any.includes('02'));
    refuses('number', '70000', 'FIND_NUMBER', { numberType: 'u16' });
    refuses('number', 'ten', 'FIND_NUMBER');
    assert.throws(() => patterns('number', '010'), /can be decimal or octal: write 10/);
    assert.deepEqual(patterns('number', '0x0a', { numberType: 'u8' }), ['0a']);
  });

  it('looks for no number that a type does not hold', () => {
    const f32 = { numberType: 'f32', order: 'be' } as const;
    const f64 = { numberType: 'f64', order: 'be' } as const;
    for (const text of ['1e39', '-1e39', '1e-50', '16777217', '1e400']) refuses('number', text, 'FIND_NUMBER', f32);
    for (const text of ['1e400', '1e-400', '9007199254740993']) refuses('number', text, 'FIND_NUMBER', f64);
    assert.deepEqual(patterns('number', '1e39', { order: 'be' }), ['48078287f49c4a1d']);
    assert.deepEqual(patterns('number', '16777216', f32), ['4b800000']);
    assert.deepEqual(patterns('number', '.5', f32), ['3f000000']);
    assert.deepEqual(patterns('number', '5.', f32), ['40a00000']);
    assert.deepEqual(patterns('number', '0e5', f32), ['00000000']);
  });

  it('looks for infinities, for zero with a sign, and for every NaN', () => {
    assert.deepEqual(patterns('number', 'inf', { order: 'be' }), ['7f800000', '7ff0000000000000']);
    assert.deepEqual(patterns('number', '-inf', { numberType: 'f32', order: 'le' }), ['000080ff']);
    assert.deepEqual(patterns('number', '-0', { order: 'be' }), ['80000000', '8000000000000000']);
    refuses('number', '-0', 'FIND_NUMBER', { numberType: 'i16' });
    refuses('number', 'nan', 'FIND_NUMBER', { numberType: 'u32' });
    fc.assert(
      fc.property(
        fc.constantFrom<'be' | 'le'>('be', 'le'),
        fc.boolean(),
        fc.uint8Array({ minLength: 8, maxLength: 8 }),
        (order, isWide, bytes) => {
          // Half of the samples have an exponent of ones.
          if (bytes[7]! < 128) bytes.set(order === 'be' ? [bytes[0]! | 0x7f, bytes[1]! | 0xf0] : [], 0);
          const [pattern] = patternsOf({
            ...QUERY,
            kind: 'number',
            text: 'NaN',
            numberType: isWide ? 'f64' : 'f32',
            order,
          });
          const view = new DataView(bytes.buffer);
          const value = isWide ? view.getFloat64(0, order === 'le') : view.getFloat32(0, order === 'le');
          assert.equal(fitsAt(pattern!, bytes, 0), Number.isNaN(value));
        },
      ),
      { numRuns: 3000 },
    );
    for (const [hex, isFound] of [
      ['7fc00000', true],
      ['ff800001', true],
      ['7f800000', false],
      ['ff800000', false],
      ['7f7fffff', false],
    ] as const) {
      const [pattern] = patternsOf({ ...QUERY, kind: 'number', text: 'nan', numberType: 'f32', order: 'be' });
      assert.equal(fitsAt(pattern!, Buffer.from(hex, 'hex'), 0), isFound, hex);
    }
  });
});
