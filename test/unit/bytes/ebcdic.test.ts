import assert from 'node:assert/strict';
import { EBCDIC } from '../../../src/bytes/ebcdic';

describe('EBCDIC', () => {
  it('has each Latin-1 character once', () => {
    assert.equal(EBCDIC.length, 256);
    const codes = Array.from(EBCDIC, (character) => character.charCodeAt(0)).sort((one, other) => one - other);
    assert.deepEqual(
      codes,
      Array.from({ length: 256 }, (_, code) => code),
    );
  });

  it('knows letters, digits and line ends where code page 037 has them', () => {
    const bytes = [0xc8, 0x85, 0x93, 0x93, 0x96, 0x40, 0xf1, 0xf9, 0x0d, 0x25, 0x5a];
    assert.equal(bytes.map((byte) => EBCDIC[byte]).join(''), 'Hello 19\r\n!');
  });
});
