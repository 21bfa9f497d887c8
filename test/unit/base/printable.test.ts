import assert from 'node:assert/strict';
import { classOfByte, glyphOfByte, showInvisible } from '../../../src/base/printable';

const ALL_BYTES = Array.from({ length: 256 }, (_, byte) => byte);

describe('printable', () => {
  it('shows every byte as one character that takes room', () => {
    for (const byte of ALL_BYTES) assert.match(glyphOfByte(byte), /^(?:[\x20-\x7e]|[^\p{C}\p{Z}])$/u, `byte ${byte}`);
  });

  it('tells control characters apart', () => {
    assert.equal(glyphOfByte(0x0a), '␊');
    assert.equal(glyphOfByte(0x0d), '␍');
    assert.equal(glyphOfByte(0x09), '␉');
    assert.equal(glyphOfByte(0x7f), '␡');
    const glyphs = ALL_BYTES.filter((byte) => byte < 0x80).map(glyphOfByte);
    assert.equal(new Set(glyphs).size, 128);
  });

  it('classes bytes', () => {
    assert.deepEqual([0x00, 0x0a, 0x20, 0x7e, 0x7f, 0x80, 0xff].map(classOfByte), [
      'null',
      'control',
      'printing',
      'printing',
      'control',
      'high',
      'high',
    ]);
  });

  it('leaves nothing in a text that acts or hides', () => {
    assert.equal(showInvisible('a\0\tb\x7f\x85\u2028\u200dc'), 'a␀␉b␡\\u{85}\\u{2028}\\u{200d}c');
  });
});
