import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitsAt } from '../../../../src/bytes/find/bytePattern';
import { FIND_ENCODINGS, MAX_PATTERN, patternsOf, type FindQuery } from '../../../../src/bytes/find/query';

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

describe('query', () => {
  it('reads hex with wildcards', () => {
    assert.deepEqual(patterns('hex', '0a 0B,ff'), ['0a0bff']);
    assert.deepEqual(patterns('hex', '0x0a 0x0b'), ['0a0b']);
    assert.deepEqual(patterns('hex', '0a ?? b? ?c'), ['0a00b00c/ff00f00f']);
    for (const text of ['0', 'xyz', '0a 0', ' ']) refuses('hex', text, 'FIND_HEX');
    refuses('hex', '', 'FIND_EMPTY');
  });

  it('encodes text', () => {
    assert.deepEqual(patterns('text', 'é€'), ['c3a9e282ac']);
    assert.deepEqual(patterns('text', 'é', { encoding: 'latin1' }), ['e9']);
    assert.deepEqual(patterns('text', 'aé', { encoding: 'utf16le' }), ['6100e900']);
    assert.deepEqual(patterns('text', 'aé', { encoding: 'utf16be' }), ['006100e9']);
    refuses('text', '€', 'FIND_LATIN1', { encoding: 'latin1' });
    refuses('text', 'a'.repeat(MAX_PATTERN + 1), 'FIND_TOO_LONG');
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
  });
});
