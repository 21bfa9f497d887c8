import assert from 'node:assert/strict';
import { hexLines } from '../../../../src/ui/wire/language/hexLines';

describe('lines of hex', () => {
  it('have the offset, the bytes and their text, aligned', () => {
    assert.deepEqual(hexLines(new TextEncoder().encode('hello\r\nyou'), 0x40, 8), [
      '0040  68 65 6c 6c 6f 0d 0a 79  hello␍␊y',
      '0048  6f 75                    ou',
    ]);
    assert.deepEqual(hexLines(new Uint8Array(0), 0, 8), []);
  });

  it('are no wider than a single one needs', () => {
    assert.deepEqual(hexLines(Uint8Array.of(0x61, 0x62), 0, 8), ['0000  61 62  ab']);
  });
});
