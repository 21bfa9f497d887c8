import assert from 'node:assert/strict';
import { formatOffset, hexDump, hexDumpLines, hexDumpRow, hexDumpRows } from '../../../src/bytes/hexDump';
import { withoutTones } from '../../../src/bytes/styledText';

describe('hexDump', () => {
  it('writes sixteen bytes to a line, with their offset and their text', () => {
    const text = hexDump(Buffer.from('GET / HTTP/1.1\r\n\0'), { offset: 0x10 });
    assert.equal(
      text,
      '00000010  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a  |GET / HTTP/1.1␍␊|\n' +
        `00000020  00${' '.repeat(46)}  |·|\n`,
    );
    assert.equal(hexDump(new Uint8Array()), '');
    assert.deepEqual(hexDumpRows(new Uint8Array()), []);
  });

  it('has rows of any width, and offsets of any length', () => {
    assert.deepEqual(hexDumpLines(Buffer.from('abcde'), { offset: 0xfffe, width: 3, digits: 4 }).map(withoutTones), [
      'fffe  61 62 63  |abc|',
      '10001  64 65     |de|',
    ]);
    assert.deepEqual(hexDumpRow(Buffer.from('0123456789abcdefg'), 0, { width: 17 }), {
      offset: '00000000',
      hex: '30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  67',
      text: '0123456789abcdefg',
    });
    assert.equal(formatOffset(0x1a), '0000001a');
    assert.equal(formatOffset(0x123456789), '123456789');
  });

  it('marks bytes that may be anything, in hex and in text', () => {
    const holes = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1);
    assert.deepEqual(hexDumpRow(Buffer.from('0123456789a'), 2, { width: 9, holes }), {
      offset: '00000002',
      hex: '32 33 34 35 36 37 ?? 39  ??',
      text: '234567?9?',
    });
    assert.deepEqual(hexDumpRow(Buffer.from('a'), 1, { width: 2 }), { offset: '00000001', hex: '     ', text: '' });
  });

  it('sets the offset off from the bytes', () => {
    const [line] = hexDumpLines(Buffer.from('a'), { width: 1 });
    assert.deepEqual(line, [{ text: '00000000', tone: 'faint' }, '  61  |a|']);
  });
});
