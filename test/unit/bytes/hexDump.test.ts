import assert from 'node:assert/strict';
import { hexDump } from '../../../src/bytes/hexDump';

describe('hexDump', () => {
  it('writes sixteen bytes to a line, with their offset and their text', () => {
    const text = hexDump(Buffer.from('GET / HTTP/1.1\r\n\0'), 0x10);
    assert.equal(
      text,
      '00000010  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a  |GET / HTTP/1.1␍␊|\n' +
        `00000020  00${' '.repeat(46)}  |·|\n`,
    );
    assert.equal(hexDump(new Uint8Array()), '');
  });
});
