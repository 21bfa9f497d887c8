import assert from 'node:assert/strict';
import fc from 'fast-check';
import { COPY_FORMATS } from '../../../../src/bytes/copyFormats';
import { formatMessage } from '../../../../src/base/error';
import { hexPreview, toHex } from '../../../../src/bytes/hex';
import {
  describeReading,
  MAX_WRITTEN,
  readHexLike,
  readWritten,
  WRITTEN_KINDS,
  type WrittenKind,
} from '../../../../src/bytes/written/readWritten';

/** `kind: bytes` of each reading; without any, the code of the problem. */
function readings(text: string, kinds?: readonly WrittenKind[]): string[] {
  const { readings: found, problem } = readWritten(text, kinds);
  return problem ? [problem.code] : found.map(({ kind, bytes }) => `${kind}: ${toHex(bytes, ' ')}`);
}

/** As people see them. */
function described(text: string): string[] {
  return readWritten(text).readings.map((reading) => {
    const { template, args } = describeReading(reading);
    return `${formatMessage(template, args)}: ${hexPreview(reading.bytes, 16)}`;
  });
}

/** What is read, in one way only. */
const ONE_READING: readonly (readonly [text: string, reading: string])[] = [
  ['de ad', 'hex: de ad'],
  ['dead', 'hex: de ad'],
  ['0aFF0aFF', 'hex: 0a ff 0a ff'],
  ['0a 0B\nff', 'hex: 0a 0b ff'],
  ['0x0a 0x0b', 'hex: 0a 0b'],
  ['0x0a,0x0b', 'hex: 0a 0b'],
  ['0x1', 'hex: 01'],
  ['de:ad:be:ef', 'hex: de ad be ef'],
  ['de-ad', 'hex: de ad'],
  ['\\xde\\xad', 'hex: de ad'],
  ['[de:ad]', 'hex: de ad'],
  ['[0x21 0x01]', 'hex: 21 01'],
  ["{0x01, 2, '\\n'}", 'list: 01 02 0a'],
  ['{{1,2},{3}}', 'list: 01 02 03'],
  ['{1,2}; {3,4}', 'list: 01 02 03 04'],
  ['{1,2}, {3,4}', 'list: 01 02 03 04'],
  ['a = {1,2}; b = {3,4};', 'list: 01 02 03 04'],
  ["static const char x[3] = {\n  0x0a, 'A', /* eleven */ 11,\n};", 'list: 0a 41 0b'],
  ['unsigned char a_txt[] = {\n  0x68, 0x0a\n};\nunsigned int a_txt_len = 2;\n', 'list: 68 0a'],
  ['(const uint8_t[]){1, 2}', 'list: 01 02'],
  ['{ 010, 020 }', 'list: 08 10'],
  ['[]byte{0x0a, 255}', 'list: 0a ff'],
  ["x := [...]byte{'é', 1}", 'list: e9 01'],
  ['[]byte("hi")', 'string: 68 69'],
  ['[0xFFu8, 0x01u8]', 'list: ff 01'],
  ['[0u8; 3]', 'list: 00 00 00'],
  ["let x: &'static [u8] = &[1, b'a'];", 'list: 01 61'],
  ['let x: [u8; 3] = [1, 2, 3];', 'list: 01 02 03'],
  ['vec![1, 2]', 'list: 01 02'],
  ['hex!("dead")', 'string: de ad'],
  ['br#"a"b"#', 'string: 61 22 62'],
  ['bytes([1, 2, -1])', 'list: 01 02 ff'],
  ["bytes.fromhex('de ad')", 'string: de ad'],
  ['b"ab" * 2', 'string: 61 62 61 62'],
  ['[0] * 3', 'list: 00 00 00'],
  ['b"a" # comment', 'string: 61'],
  ['new Uint8Array([1, 2])', 'list: 01 02'],
  ['Uint8Array.of(1, 2)', 'list: 01 02'],
  ["Buffer.from('dead', 'hex')", 'string: de ad'],
  ["Buffer.from('hi')", 'string: 68 69'],
  ['"\\ud83d\\ude00"', 'string: f0 9f 98 80'],
  ['"\\u{1f600}"', 'string: f0 9f 98 80'],
  ['"\\U0001f600"', 'string: f0 9f 98 80'],
  ['"GET\\r\\n\\x00\\101"', 'string: 47 45 54 0d 0a 00 41'],
  ['"ab" "cd"', 'string: 61 62 63 64'],
  ['"ab" + "cd"', 'string: 61 62 63 64'],
  ['"a\\\nb"', 'string: 61 62'],
  ["'A'", 'string: 41'],
  ['SGVsbG8=', 'base64: 48 65 6c 6c 6f'],
  ['SGVsbG8gV29y\r\nbGQh', 'base64: 48 65 6c 6c 6f 20 57 6f 72 6c 64 21'],
  ['0x0A0B', 'hex: 0a 0b'],
  ['258', 'integer: 01 02'],
  ['-1', 'integer: ff'],
  ['100000ULL', 'integer: 00 01 86 a0'],
  ["1'000", 'integer: 03 e8'],
  ['0x01, 2, 3', 'numbers: 01 02 03'],
  ["'a', 98", 'numbers: 61 62'],
  ['GET /\\r\\n', 'escapes: 47 45 54 20 2f 0d 0a'],
  ['0000  61 62 63 64                                      abcd', 'dump: 61 62 63 64'],
  // Digits behind one blank are bytes, also where they could be the text of those in front.
  ['00000000: 33 30 30', 'dump: 33 30 30'],
  ['0000 33 31 30 30\n0004 33 30 30\n', 'dump: 33 31 30 30 33 30 30'],
  ['00000000  33 30 30\n00000003\n', 'dump: 33 30 30'],
  ['0000  33 30  30\n0002  33 30  30\n', 'dump: 33 30 33 30'],
  // All blanks are blanks.
  ...['\u00a0', '\u2003 ', '\u3000', '\v', '\f', '\u2028'].map(
    (blank) => [`4a${blank}4b${blank}`, 'hex: 4a 4b'] as const,
  ),
  ['\ufeff4a 4b', 'hex: 4a 4b'],
  ['\u00a0{1,\u00a02}\u3000', 'list: 01 02'],
  ['0000\u00a0\u00a0 61\u00a07a\u00a0\u00a0az', 'dump: 61 7a'],
  ...['\u200b', '\u2060', '\u00ad', '\u0085', '\ufeff '].map((blank) => [`4a${blank}4b`, 'hex: 4a 4b'] as const),
  ...['\r', '\u2028', '\u0085'].map((end) => [`0000: 61 62${end}0002: 63`, 'dump: 61 62 63'] as const),
  ['{1,\u200b2}', 'list: 01 02'],
  // Zeros fill up an array, and end a string in one.
  ['uint8_t b[4]={1}', 'list: 01 00 00 00'],
  ['uint8_t b[0x4]={1};', 'list: 01 00 00 00'],
  ['uint8_t b[04] = {};', 'list: 00 00 00 00'],
  ['uint8_t b[2][3] = {{1}, {2, 3}};', 'list: 01 00 00 02 03 00'],
  ['uint8_t b[][2] = {1, 2, 3};', 'list: 01 02 03 00'],
  ['(uint8_t[3]){1}', 'list: 01 00 00'],
  ['[4]byte{1}', 'list: 01 00 00 00'],
  ['x := [2][2]byte{{1}}', 'list: 01 00 00 00'],
  ['var x [3]byte = [3]byte{1}', 'list: 01 00 00'],
  ['char b[]="abc"', 'string: 61 62 63 00'],
  ['char b[] = {"a" "bc"};', 'list: 61 62 63 00'],
  ['char b[3]="abc"', 'string: 61 62 63'],
  ['char b[6]="abc"', 'string: 61 62 63 00 00 00'],
  ['char b[2][3] = {"a", "b"};', 'list: 61 00 00 62 00 00'],
  ['char a[] = "a", b[] = "b";', 'string: 61 00 62 00'],
  ['const char *b = "abc";', 'string: 61 62 63'],
  ['let x: [[u8; 2]; 2] = [[1, 2], [3, 4]];', 'list: 01 02 03 04'],
  // Languages make one line end of all.
  ["'''a\r\nb\rc'''", 'string: 61 0a 62 0a 63'],
  ["rb'''a\r\nb'''", 'string: 61 0a 62'],
  ['b"a\r\nb"', 'string: 61 0a 62'],
  ['r#"a\r\nb"#', 'string: 61 0a 62'],
];

/** What can be several things. */
const SEVERAL: readonly (readonly [text: string, ...described: string[]])[] = [
  ['0000   48 65 6c 6c 6f', 'Hex dump: 48 65 6c 6c 6f', 'Hex digits: 00 00 48 65 6c 6c 6f'],
  ['0000   33 30 30', 'Hex dump: 33 30 30', 'Hex digits: 00 00 33 30 30'],
  ['0000 33 30 30\r\n', 'Hex dump: 33 30 30', 'Hex digits: 00 00 33 30 30'],
  ['0000  33 30  30', 'Hex dump: 33 30', 'Hex dump: 33 30 30', 'Hex digits: 00 00 33 30 30'],
  ['00000000: 33 30  30', 'Hex dump: 33 30', 'Hex dump: 33 30 30'],
  ['dead be ef', 'Hex digits: de ad be ef', 'Hex dump: be ef'],
  ['41\u00a042', 'Hex digits: 41 42', 'Decimal numbers: 29 2a'],
  ['10 20', 'Hex digits: 10 20', 'Decimal numbers: 0a 14'],
  ['10, 20', 'Hex digits: 10 20', 'Decimal numbers: 0a 14'],
  ['[10, 20]', 'List of bytes in JavaScript, Python, Rust: 0a 14', 'Hex digits: 10 20'],
  ['[010, 020]', 'List of bytes in Rust: 0a 14'],
  ['1234', 'Hex digits: 12 34', 'Integer, in network order: 04 d2'],
  ['010', 'Integer of C, Go, in network order: 08', 'Integer of Rust, in network order: 0a'],
  ['"\\xff"', 'String of C, Go: ff', 'String of JavaScript, Python: c3 bf'],
  ['"\\xe9a"', 'String of Go: e9 61', 'String of JavaScript, Python: c3 a9 61'],
  ['"\\0101"', 'String of C, Go, Python: 08 31', 'String of Rust: 00 31 30 31'],
  ['`a\\n`', 'String of Go: 61 5c 6e', 'String of JavaScript: 61 0a'],
  ['`${x}`', 'String of Go: 24 7b 78 7d'],
  ['`a\r\nb`', 'String of Go, JavaScript: 61 0a 62'],
  ['`a\rb`', 'String of Go: 61 62', 'String of JavaScript: 61 0a 62'],
  ['"""a""b"""', 'String of Python: 61 22 22 62', 'String of C: 61 62'],
  ['"a" "b"', 'String of C, Python: 61 62'],
];

const REFUSED: readonly (readonly [text: string, code: string])[] = [
  ['1 2', 'HEX_SINGLE_DIGIT'],
  ['d a', 'HEX_SINGLE_DIGIT'],
  ['added 00', 'HEX_ODD_DIGITS'],
  ['0000000  72  69  76  76  79\n0000005\n', 'DUMP_COLUMNS'],
  ['0000000   72   69\n0000002\n', 'DUMP_COLUMNS'],
  ['0000000  72\n0000001\n', 'DUMP_COLUMNS'],
  ['000000 110 105 114\n000003\n', 'DUMP_COLUMNS'],
  ['0000000  ff  ff\n0000002\n', 'DUMP_COLUMNS'],
  ['00000000: 00010001 00010001                                      ..', 'DUMP_BITS'],
  ['00000000: 00010001 00010001', 'DUMP_BITS'],
  ['00000000: 00010001  .', 'DUMP_BITS'],
  ['0a] "x" [0b', 'HEX_NOT_A_DIGIT'],
  ['uint8_t b[2] = {1, 2, 3};', 'LITERAL_SIZE'],
  ['uint8_t b[2][2] = {{1}, {2, 3, 4}};', 'LITERAL_SIZE'],
  ['uint8_t b[2][2] = {1, {2}};', 'LITERAL_UNEXPECTED'],
  ['char b[2] = "abc";', 'LITERAL_SIZE'],
  ['char b[2][3] = "ab";', 'LITERAL_UNEXPECTED'],
  ['char b[] = {"a", "b"};', 'LITERAL_UNEXPECTED'],
  ['[2]byte{1, 2, 3}', 'LITERAL_SIZE'],
  ['let x: [u8; 3] = [1];', 'LITERAL_SIZE'],
  ['uint8_t b[N] = {1};', 'LITERAL_NAME'],
  ['[N]byte{1}', 'LITERAL_NAME'],
  ['uint8_t b[2*2] = {1};', 'LITERAL_UNEXPECTED'],
  ['uint8_t b[99999999999] = {1};', 'WRITTEN_TOO_LONG'],
  ["b'1'''", 'LITERAL_UNEXPECTED'],
  ["'a' b'b'", 'LITERAL_UNEXPECTED'],
  ["b'a' + 'b'", 'LITERAL_UNEXPECTED'],
  ['000000  65\n000001\n', 'DUMP_COLUMNS'],
  ['"a\rb"', 'LITERAL_RETURN'],
  ["'a\rb'", 'LITERAL_OPEN'],
  ['u16be(1)', 'LITERAL_CALL'],
  ['htons(80)', 'LITERAL_CALL'],
  ['bytes(5)', 'LITERAL_CALL'],
  ['new Uint8Array(5)', 'LITERAL_CALL'],
  ['printf("hi")', 'LITERAL_CALL'],
  ['"\\400"', 'ESCAPE_TOO_LARGE'],
  ['"\\q"', 'ESCAPE_UNKNOWN'],
  ['"\\ud83d"', 'ESCAPE_NO_CHARACTER'],
  ['b"\\u00e9"', 'ESCAPE_UNKNOWN'],
  ['b"é"', 'ESCAPE_NOT_ASCII'],
  ['"open', 'LITERAL_OPEN'],
  ['{ 256 }', 'LITERAL_TOO_LARGE'],
  ['{ -129 }', 'LITERAL_TOO_LARGE'],
  ['[1u16, 2]', 'LITERAL_WIDE'],
  ['uint16_t x[] = {1, 2};', 'LITERAL_WIDE'],
  ['new Uint16Array([1])', 'LITERAL_WIDE'],
  ['L"a"', 'LITERAL_WIDE'],
  ['{ a, b }', 'LITERAL_NAME'],
  ['{ 1, 2', 'LITERAL_END'],
  ['{ 1 2 }', 'LITERAL_UNEXPECTED'],
  ['{ [1] = 2 }', 'LITERAL_UNEXPECTED'],
  ['{1.5}', 'LITERAL_NUMBER'],
  ['unsigned char a[] = {1};\nunsigned int a_len = 2;', 'LITERAL_LENGTH'],
  ['[0u8; 99999999999]', 'WRITTEN_TOO_LONG'],
];

describe('readWritten', () => {
  for (const [text, reading] of ONE_READING) {
    it(`reads ${JSON.stringify(text)}`, () => {
      assert.deepEqual(readings(text), [reading]);
    });
  }

  for (const [text, ...expected] of SEVERAL) {
    it(`says what ${JSON.stringify(text)} can be`, () => {
      assert.deepEqual(described(text), expected);
    });
  }

  for (const [text, code] of REFUSED) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.deepEqual(readings(text), [code]);
    });
  }

  it('understands nothing else', () => {
    for (const text of [
      '',
      '  ',
      'hello',
      'hello world',
      'password',
      'Password',
      'Hell0',
      'SGVs bG8=',
      'SGVsbG8',
      'Abc=',
      'SGVsbG8gVw',
      'x = 5',
      '""',
      '[]',
      'GET / HTTP/1.1',
      '{"a": 1}',
      '<html>',
    ]) {
      assert.deepEqual(readWritten(text).readings, [], text);
    }
  });

  it('reads the kinds only that are wanted', () => {
    assert.deepEqual(readings('0x0A0B', ['integer']), ['integer: 0a 0b']);
    assert.deepEqual(readings('10 20', ['numbers']), ['numbers: 0a 14']);
    assert.deepEqual(readings('hello', ['hex']), ['HEX_NOT_A_DIGIT']);
    assert.deepEqual(readings('deadbeef', ['base64']), ['base64: 75 e6 9d 6d e7 9f']);
    assert.deepEqual(readings('d\n', ['base64']), []);
    assert.deepEqual(readings('"\\n"', ['escapes']), ['escapes: 22 0a 22']);
    for (const kind of WRITTEN_KINDS.filter((each) => each !== 'base64'))
      assert.deepEqual(
        readings('hello', [kind]).filter((each) => each.includes(':')),
        [],
      );
  });

  it('reads what may be called hex: digits and dumps, or else what brackets and quotes tell', () => {
    const found = (text: string) => {
      const { readings: all, problem } = readHexLike(text);
      return problem?.code ?? all.map(({ kind, bytes }) => `${kind}: ${toHex(bytes, ' ')}`);
    };
    assert.deepEqual(found('[10, 20]'), ['hex: 10 20']);
    assert.deepEqual(found('0000   48 65'), ['hex: 00 00 48 65', 'dump: 48 65'].toReversed());
    assert.deepEqual(found('{1, 2}'), ['list: 01 02']);
    assert.deepEqual(found('"\\x01"'), ['string: 01']);
    assert.equal(found('0a] "x" [0b'), 'HEX_NOT_A_DIGIT');
    assert.equal(found('1 2'), 'HEX_SINGLE_DIGIT');
    assert.equal(found('258'), 'HEX_ODD_DIGITS');
  });

  for (const [name, part] of [
    ['digits', '9'],
    ['names', 'a.'],
    ['words in a type', 'a '],
    ['digits with marks', "1'"],
  ] as const) {
    it(`takes millions of ${name} without an end`, () => {
      for (const text of [part.repeat(5_000_000), `(${part.repeat(5_000_000)}`, `[${part.repeat(5_000_000)}`]) {
        assert.ok(readWritten(text, ['string', 'list', 'numbers', 'integer']).readings.length === 0);
      }
    }).timeout(30_000);
  }

  it('says that a text is too long', () => {
    const { readings: none, problem } = readWritten('00'.repeat(MAX_WRITTEN / 2) + '0');
    assert.deepEqual([none, problem?.code], [[], 'WRITTEN_TOO_LONG']);
    assert.equal(readWritten('00 '.repeat(5 * 1024 * 1024)).readings[0]?.bytes.length, 5 * 1024 * 1024);
  }).timeout(30_000);

  for (const { id, format } of COPY_FORMATS.filter((each) => each.id !== 'text')) {
    it(`reads back what was copied as ${id}`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
          const kinds = id === 'base64' ? (['base64'] as const) : undefined;
          const found = readWritten(format(bytes), kinds).readings.map((reading) => toHex(reading.bytes));
          assert.ok(found.includes(toHex(bytes)), `${format(bytes)} gave ${found.join(' or ')}`);
        }),
      );
    });
  }

  it('never fails on any text, and puts its problem inside', () => {
    const nearBytes = fc.constantFrom(...Array.from('0x1af{}[]()\'"\\b, \n-u;=:*|>+&r!.#/`'), '0000  ', '0010: ');
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 60, unit: nearBytes }), fc.string({ unit: 'binary' })), (text) => {
        const { readings: found, problem } = readWritten(text);
        for (const { bytes } of found) assert.ok(bytes.length > 0);
        if (problem) assert.ok(problem.start >= 0 && problem.start <= problem.end && problem.end <= text.length);
      }),
      { numRuns: 3000 },
    );
  });
});
