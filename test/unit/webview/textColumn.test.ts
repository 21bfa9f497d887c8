import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TEXT_ENCODINGS, textColumn, type TextEncoding } from '../../../src/webview/inspector/view/textColumn';

const NONE = new Uint8Array();
const bytesOf = (text: string, encoding: BufferEncoding = 'utf8') => Uint8Array.from(Buffer.from(text, encoding));

/** The cells as one text, bytes that belong to the character before as `_`. */
function cells(encoding: TextEncoding, bytes: Uint8Array, before = NONE, after = NONE): string {
  return textColumn(encoding, bytes, before, after)
    .map(({ text }) => text || '_')
    .join('');
}

describe('textColumn', () => {
  it('has a cell for each byte, whatever the bytes and the encoding', () => {
    const bytes = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom(...TEXT_ENCODINGS), bytes, bytes, bytes, (encoding, row, before, after) => {
        const glyphs = textColumn(encoding, row, before, after);
        assert.equal(glyphs.length, row.length);
        for (const { text, look } of glyphs) {
          if (look === 'continued') assert.equal(text, '');
          else assert.match(text, /^(?:[\p{L}\p{N}\p{P}\p{S} ]|◌\p{M})$/u);
        }
      }),
    );
  });

  it('shows every well-formed text, character by character, in UTF-8 and UTF-16', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('◌', '◌\u{301}')), (text) => {
        const shown = Array.from(text)
          .filter((character) => /[\p{L}\p{N}\p{P}\p{S} ]/u.test(character))
          .join('');
        for (const encoding of ['utf8', 'utf16le', 'utf16be'] as const) {
          const bytes = bytesOf(text, encoding === 'utf8' ? 'utf8' : 'utf16le');
          if (encoding === 'utf16be') Buffer.from(bytes.buffer).swap16();
          const glyphs = textColumn(encoding, bytes, NONE, NONE);
          const whole = glyphs.filter(({ look }) => look === 'printing').map((glyph) => glyph.text);
          assert.equal(whole.filter((glyph) => !/^◌./u.test(glyph)).join(''), shown);
          assert.ok(glyphs.every(({ text: glyph }) => glyph !== '▪'));
        }
      }),
    );
  });

  it('reads a character over the edges of a row, from both sides', () => {
    const bytes = bytesOf('aé😀é');
    for (const encoding of ['utf8', 'utf16le'] as const) {
      const whole = encoding === 'utf8' ? bytes : bytesOf('aé😀é', 'utf16le');
      const expected = Array.from(cells(encoding, whole));
      for (let cut = 0; cut <= whole.length; cut += encoding === 'utf8' ? 1 : 2) {
        const [head, tail] = [whole.subarray(0, cut), whole.subarray(cut)];
        const shown = [...textColumn(encoding, head, NONE, tail), ...textColumn(encoding, tail, head, NONE)].map(
          ({ text }) => text || '_',
        );
        assert.deepEqual(shown.join(''), expected.join(''), `${encoding} ${cut}`);
      }
    }
  });

  it('tells bytes that are no character', () => {
    assert.equal(cells('utf8', Uint8Array.of(0xc3, 0x28, 0xff, 0xe2, 0x82)), '▪(▪▪▪');
    // Overlong, a surrogate, beyond Unicode.
    assert.equal(
      cells('utf8', Uint8Array.of(0xe0, 0x80, 0x80, 0xed, 0xa0, 0x80, 0xf4, 0x90, 0x80, 0x80)),
      '▪'.repeat(10),
    );
    assert.equal(cells('utf16be', Uint8Array.of(0xd8, 0x00, 0x00, 0x41, 0x42)), '▪▪A_▪');
    assert.equal(cells('ascii', bytesOf('é')), '▪▪');
  });

  it('hides nothing: line ends, invisible and joining characters', () => {
    assert.equal(cells('utf8', bytesOf('\r\n\t\0\u{a0}\u{202e}e\u{301}')), '␍␊␉·⍽_▫__e◌\u{301}_');
    assert.equal(cells('latin1', Uint8Array.of(0xe9, 0x85, 0xa0)), 'é▫⍽');
    assert.equal(cells('ebcdic', Uint8Array.of(0xc1, 0x25, 0x15)), 'A␊▫');
  });
});
