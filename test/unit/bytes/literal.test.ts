import assert from 'node:assert/strict';
import fc from 'fast-check';
import { COPY_FORMATS } from '../../../src/bytes/copyFormats';
import { previewOf, readLiteral } from '../../../src/bytes/literal';

const readings = (text: string) => readLiteral(text).map((reading) => `${reading.kind} ${previewOf(reading, 16)}`);

describe('literal', () => {
  it('reads hex digits, however they are parted', () => {
    assert.deepEqual(readings('0a 0B\nff'), ['hex 0a 0b ff']);
    assert.deepEqual(readings('deadbeef'), ['hex de ad be ef']);
  });

  it('reads lists of C, Go, Python, Rust and JavaScript', () => {
    assert.deepEqual(readings("static const char x[3] = {\n  0x0a, 'A', /* eleven */ 11,\n};"), ['list 0a 41 0b']);
    assert.deepEqual(readings('[]byte{0x0a, 255}'), ['list 0a ff']);
    assert.deepEqual(readings('bytes([1, 2, -1])'), ['list 01 02 ff']);
    assert.deepEqual(readings('0x0a, 0x0b'), ['list 0a 0b']);
    assert.deepEqual(readings("{ ',', '\\n' }"), ['list 2c 0a']);
    assert.deepEqual(readings('{ 256 }'), []);
  });

  it('reads strings with their escapes', () => {
    assert.deepEqual(readings('"GET\\r\\n\\x00\\101"'), ['string 47 45 54 0d 0a 00 41']);
    assert.deepEqual(readings("b'\\xff\\u00e9'"), ['string ff c3 a9']);
    assert.deepEqual(readings('"ab" "cd"'), ['string 61 62 63 64']);
    assert.deepEqual(readings('\\x0a\\x0b'), ['string 0a 0b']);
    assert.deepEqual(readings('"\\q"'), []);
  });

  it('reads integers in network order, and says where digits are hex too', () => {
    assert.deepEqual(readings('0x0A0B'), ['integer 0a 0b']);
    assert.deepEqual(readings('258'), ['integer 01 02']);
    assert.deepEqual(readings('-1'), ['integer ff']);
    assert.deepEqual(readings('1234'), ['hex 12 34', 'integer 04 d2']);
    assert.deepEqual(readings('100000ULL'), ['integer 00 01 86 a0']);
  });

  it('understands nothing else', () => {
    for (const text of ['', '  ', 'hello', 'x = 5', '{ a, b }', '"open']) assert.deepEqual(readings(text), [], text);
  });

  for (const { id, format } of COPY_FORMATS.filter((each) => !['text', 'hexDump', 'base64'].includes(each.id))) {
    it(`reads back what was copied as ${id}`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
          const [first] = readLiteral(format(bytes));
          assert.deepEqual([...(first?.bytes ?? [])], [...bytes]);
        }),
      );
    });
  }

  it('never fails on any text', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 60, unit: fc.constantFrom(...Array.from('0x1af{}[]()\'"\\b, \n-u')) }),
        (text) => {
          for (const { bytes } of readLiteral(text)) assert.ok(bytes.length > 0);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
