import assert from 'node:assert/strict';
import fc from 'fast-check';
import { characterLength, decodeUtf8, encodeUtf8, wholeCharactersLength } from '../../../src/bytes/utf8';

describe('utf8', () => {
  it('encodes every text as the platform does, short or long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        assert.deepEqual(encodeUtf8(text), new TextEncoder().encode(text));
      }),
    );
    assert.deepEqual(encodeUtf8('a\ud800'), new TextEncoder().encode('a\ufffd'));
  });
  it('knows from its first byte how long a character is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), (text) => {
        const character = String.fromCodePoint(text.codePointAt(0)!);
        const bytes = Buffer.from(character);
        assert.equal(characterLength(bytes[0]!), bytes.length);
        assert.equal(decodeUtf8(bytes), character);
      }),
    );
  });

  it('knows the bytes that begin no character', () => {
    for (const byte of [0x80, 0xbf, 0xc0, 0xc1, 0xf5, 0xff]) assert.equal(characterLength(byte), 0);
  });

  it('refuses what is not well-formed: overlong, surrogates, cut short', () => {
    for (const hex of ['c0af', 'eda080', 'e282', 'ff']) assert.equal(decodeUtf8(Buffer.from(hex, 'hex')), undefined);
  });

  it('leaves out a last character that was cut off, and nothing else', () => {
    const text = 'aé€😀';
    const bytes = Buffer.from(text);
    const ends = [0, 1, 3, 6, 10];
    for (let length = 0; length <= bytes.length; length++) {
      assert.equal(wholeCharactersLength(bytes.subarray(0, length)), Math.max(...ends.filter((end) => end <= length)));
    }
    assert.equal(wholeCharactersLength(Uint8Array.of(0x41, 0xff, 0x80)), 3);
  });
});
