import assert from 'node:assert/strict';
import { shownDump } from '../../../../src/ui/wire/language/shownDump';

describe('the dump in a hover', () => {
  it('has the offset, the bytes and their text, aligned', () => {
    assert.deepEqual(shownDump(new TextEncoder().encode('0123456789abcde\r\n'), 0x40), [
      '0040  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 0d  |0123456789abcde␍|',
      `0050  0a${' '.repeat(46)}  |␊|`,
    ]);
    assert.deepEqual(shownDump(new Uint8Array(0)), []);
  });

  it('is no wider than a single line needs', () => {
    assert.deepEqual(shownDump(Uint8Array.of(0x61, 0x62)), ['0000  61 62  |ab|']);
  });
});
