import assert from 'node:assert/strict';
import { LONGEST_TEXT, TEXT_ROWS } from '../../../../src/bytes/inspect/textRows';
import { read, rowOf, valueOf } from './rows';

const ascii = rowOf(TEXT_ROWS, 'ascii');
const utf8 = rowOf(TEXT_ROWS, 'text');
const utf16 = rowOf(TEXT_ROWS, 'utf16');
const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('textRows', () => {
  it('read the character at the caret', () => {
    assert.equal(valueOf(ascii, Buffer.from('hé'), 'be'), 'h');
    assert.equal(valueOf(utf8, Buffer.from('€uro'), 'be'), '€');
    assert.equal(valueOf(utf16, bigEndian('𝄞x'), 'be'), '𝄞');
    assert.equal(valueOf(utf16, Buffer.from('äx', 'utf16le'), 'le'), 'ä');
  });

  it('read the text of a selection, and hide nothing in it', () => {
    assert.equal(valueOf(ascii, Buffer.from('GET /\r\n'), 'le', 7), 'GET /␍␊');
    assert.equal(valueOf(utf8, Buffer.from('hé\r\n'), 'be', 5), 'hé␍␊');
    assert.equal(valueOf(utf8, Buffer.from('\u{feff}a\u{202e}b'), 'be', 8), '\\u{feff}a\\u{202e}b');
    assert.equal(valueOf(utf16, bigEndian('a\0𝄞'), 'be', 8), 'a␀𝄞');
  });

  it('say what is not text of their kind', () => {
    assert.deepEqual(read(ascii, Uint8Array.of(0x41, 0xff), 'be', 2), {
      kind: 'none',
      reason: 'nonAscii',
      argument: 0xff,
    });
    assert.equal(read(utf8, Uint8Array.of(0xff, 0x41), 'be').kind, 'none');
    assert.equal(read(utf8, Buffer.from('€').subarray(1), 'be').kind, 'none');
    assert.equal(read(utf8, Buffer.from('€uro'), 'be', 2).kind, 'none');
    for (const lone of ['\ud834', '\udd1e']) {
      assert.equal(read(utf16, Buffer.from(`${lone}ab`, 'utf16le'), 'le').kind, 'none');
      assert.equal(read(utf16, Buffer.from(`a${lone}`, 'utf16le'), 'le', 4).kind, 'none');
    }
    assert.equal(read(utf16, Buffer.from('abc', 'utf16le'), 'le', 3).kind, 'none');
  });

  it('end with the data within a character', () => {
    assert.equal(read(utf8, Buffer.from('€').subarray(0, 2), 'be').kind, 'endOfData');
    assert.equal(read(utf16, Uint8Array.of(0x41), 'le').kind, 'endOfData');
    assert.equal(read(utf16, Buffer.from('\ud834', 'utf16le'), 'le').kind, 'endOfData');
    assert.equal(read(ascii, Uint8Array.of(0x41), 'le', 2).kind, 'endOfData');
  });

  it('show the beginning of a long selection, cut between characters', () => {
    const euros = Buffer.from('€'.repeat(30));
    assert.equal(valueOf(utf8, euros, 'be', 90), `${'€'.repeat(21)}…`);
    assert.equal(valueOf(ascii, Buffer.alloc(LONGEST_TEXT, 'a'), 'be', 1e9), `${'a'.repeat(LONGEST_TEXT)}…`);
    const clefs = Buffer.from(`a${'𝄞'.repeat(40)}`, 'utf16le');
    assert.equal(valueOf(utf16, clefs, 'le', 162), `a${'𝄞'.repeat(15)}…`);
  });
});
